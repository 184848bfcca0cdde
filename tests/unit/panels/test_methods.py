"""The scoring methods, agreement and robustness, on numbers that can be checked by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from panels.rules.agreement import agreements, did_not_discriminate, krippendorff_alpha
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.methods import (
    Matrix,
    Method,
    borda,
    compare_majority,
    is_whole,
    lower_median,
    matrix_of,
    means,
    places,
    severities,
    severity_adjusted,
)
from panels.rules.numbers import decimals, exact_text, read_exact
from panels.rules.robustness import Flip, WeightChange, drop_one, flips, weight_sensitivity
from panels.rules.scoring import Sheet

SCALE = tuple(ScalePoint(value, "words") for value in range(1, 6))
CRITERIA = (
    Criterion("c1", 1, "Good", "Good?", "value", 2, SCALE, "Ann"),
    Criterion("c2", 2, "Kind", "Kind?", "value", 1, SCALE, "Ann"),
)


def matrix(**rows: dict[str, int]) -> Matrix:
    return {
        pitch: {member: Fraction(value) for member, value in row.items()}
        for pitch, row in rows.items()
    }


FULL = matrix(a={"x": 5, "y": 3}, b={"x": 4, "y": 3}, c={"x": 5, "y": 1})
HOLES = matrix(a={"x": 5, "y": 3}, b={"x": 4}, c={"y": 3, "z": 4}, d={})


def random_matrix(random: Random, *, whole: bool) -> Matrix:
    members = [f"m{number}" for number in range(random.randint(1, 6))]
    return {
        f"p{number}": {
            member: Fraction(random.randint(1, 5), random.randint(1, 2))
            for member in members
            if whole or random.random() < 0.7
        }
        for number in range(random.randint(1, 6))
    }


def test_only_complete_unconflicted_sheets_count() -> None:
    sheets = {
        "a": [
            Sheet("x", Degree.NONE, {"c1": 5, "c2": 2}),
            Sheet("y", Degree.CLOSE, {"c1": 1, "c2": 1}),
            Sheet("z", Degree.KNOW, {"c1": 1, "c2": None}),
        ]
    }
    assert matrix_of(CRITERIA, sheets) == {"a": {"x": Fraction(4)}}


def test_means_leave_out_what_nobody_scored() -> None:
    assert means(HOLES) == {"a": Fraction(4), "b": Fraction(4), "c": Fraction(7, 2)}


def test_on_a_whole_matrix_severity_changes_no_order() -> None:
    random = Random(1)
    for _ in range(40):
        one = random_matrix(random, whole=True)
        assert is_whole(one)
        assert places(one, Method.SEVERITY_ADJUSTED) == places(one, Method.MEAN)
    assert not is_whole(HOLES)


def test_severities_solve_the_normal_equations() -> None:
    random = Random(2)
    for _ in range(40):
        one = random_matrix(random, whole=False)
        severity, worth = severities(one), severity_adjusted(one)
        for member, b in severity.items():
            rest = (row[member] - worth[p] - b for p, row in one.items() if member in row)
            assert sum(rest, Fraction(0)) == b
        for pitch, row in one.items():
            if row:
                left = (value - worth[pitch] - severity[member] for member, value in row.items())
                assert sum(left, Fraction(0)) == 0


def test_a_mild_member_no_longer_helps_only_what_they_scored() -> None:
    # Member x is mild throughout; a was scored by x, b was not.
    one = matrix(
        a={"x": 5, "y": 3}, b={"y": 4, "z": 4}, c={"x": 5, "y": 3, "z": 3}, d={"x": 5, "z": 3}
    )
    assert places(one, Method.MEAN) == (("a", "b", "d"), ("c",))
    assert places(one, Method.SEVERITY_ADJUSTED)[0] == ("b",)


def test_borda_by_midranks() -> None:
    assert borda(FULL) == {
        "a": Fraction(7, 8) / 2 + Fraction(7, 16) - Fraction(1, 8),
        "b": Fraction(3, 8),
        "c": Fraction(3, 8),
    }
    flat = matrix(a={"x": 3}, b={"x": 3}, c={"x": 3, "lone": 5})
    assert borda(flat) == {"a": Fraction(1, 2), "b": Fraction(1, 2), "c": Fraction(1, 2)}
    assert borda(matrix(a={"lone": 3})) == {}


def plain_majority(first: list[int], second: list[int]) -> int:
    """Take lower medians off lists of equal length, one by one."""
    one, two = sorted(first), sorted(second)
    while one:
        at = (len(one) - 1) // 2
        if one[at] != two[at]:
            return 1 if one[at] > two[at] else -1
        del one[at], two[at]
    return 0


def test_majority_judgement_takes_medians_off_one_by_one() -> None:
    random = Random(3)
    for _ in range(400):
        size = random.randint(1, 7)
        first = [random.randint(1, 4) for _ in range(size)]
        second = [random.randint(1, 4) for _ in range(size)]
        found = compare_majority(list(map(Fraction, first)), list(map(Fraction, second)))
        assert found == plain_majority(first, second)
        twice = compare_majority(list(map(Fraction, first * 2)), list(map(Fraction, second)))
        assert (twice == 0) == (sorted(first * 2) == sorted(second * 2)) or twice == found


def test_majority_judgement_orders_unlike_numbers_of_sheets() -> None:
    random = Random(5)
    for _ in range(60):
        one = {pitch: row for pitch, row in random_matrix(random, whole=False).items() if row}
        order = places(one, Method.MAJORITY_JUDGEMENT)
        for better, worse in pairwise(order):
            grades = [list(one[pitch].values()) for pitch in (better[0], worse[-1])]
            assert compare_majority(*grades) == 1
    equal = matrix(a={"x": 3}, b={"x": 3, "y": 3})
    assert places(equal, Method.MAJORITY_JUDGEMENT) == (("a", "b"),)
    assert lower_median([Fraction(4), Fraction(1), Fraction(3), Fraction(2)]) == 2


def test_agreement_is_one_zero_or_not_to_be_said() -> None:
    assert krippendorff_alpha(matrix(a={"x": 5, "y": 5}, b={"x": 2, "y": 2})) == 1
    assert krippendorff_alpha(matrix(a={"x": 1, "y": 5}, b={"x": 5, "y": 1})) == Fraction(-1, 2)
    assert krippendorff_alpha(matrix(a={"x": 5, "y": 5}, b={"x": 2})) is None
    assert krippendorff_alpha(matrix(a={"x": 3, "y": 3}, b={"x": 3, "y": 3})) is None
    assert did_not_discriminate(HOLES) == ("y",)


def test_each_idea_has_its_part_in_the_agreement() -> None:
    one = matrix(a={"x": 5, "y": 5}, b={"x": 1, "y": 5}, c={"x": 1}, d={})
    # Between all four values: six pairs, three of them 4 apart, so 8. Within b: 16.
    assert agreements(one) == {"a": 1, "b": -1, "c": None, "d": None}
    assert krippendorff_alpha(one) == 0
    assert agreements(matrix(a={"x": 5, "y": 3})) == {"a": None}
    assert agreements(matrix(a={"x": 3, "y": 3}, b={"x": 3, "y": 3})) == {"a": None, "b": None}


def test_agreement_is_what_the_library_says() -> None:
    library = pytest.importorskip("krippendorff")
    numpy = pytest.importorskip("numpy")
    random = Random(6)
    checked = 0
    for _ in range(60):
        one = random_matrix(random, whole=False)
        found = krippendorff_alpha(one)
        if found is None:
            continue
        members = sorted({member for row in one.values() for member in row})
        table = [
            [float(row[m]) if m in row else numpy.nan for row in one.values()] for m in members
        ]
        said = library.alpha(numpy.array(table), level_of_measurement="interval")
        assert float(found) == pytest.approx(said, abs=1e-9)
        checked += 1
    assert checked > 20


def decide_by_mean(one: Matrix) -> dict[str, str]:
    return {pitch: "full" if mean >= 4 else "not_now" for pitch, mean in means(one).items()}


def test_a_result_that_hangs_on_one_member_is_said() -> None:
    one = matrix(a={"x": 5, "y": 3, "z": 4}, b={"x": 5, "y": 5, "z": 5})
    assert drop_one(one, decide_by_mean) == {"x": (Flip("a", "full", "not_now"),)}
    assert flips({"a": "full"}, {"b": "full"}) == (Flip("a", "full", ""), Flip("b", "", "full"))


def test_the_smallest_change_of_a_weight() -> None:
    sheets = {"a": [Sheet("x", Degree.NONE, {"c1": 5, "c2": 1})]}
    # (2 * 5 + 1) / 3 = 11/3; the mean reaches 4 from weight 3 of c1 on, and never by c2 alone.
    found = weight_sensitivity(
        CRITERIA, sheets, lambda criteria, given: decide_by_mean(matrix_of(criteria, given))
    )
    assert found == (WeightChange("c1", 2, 3, (Flip("a", "not_now", "full"),)),)


@pytest.mark.parametrize(
    ("value", "places_wanted", "text"),
    [
        (Fraction(7, 3), 2, "2.33"),
        (Fraction(-7, 3), 2, "-2.33"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(100), 2, "100"),
    ],
)
def test_decimals(value: Fraction, places_wanted: int, text: str) -> None:
    assert decimals(value, places_wanted) == text


def test_exact_text_reads_back() -> None:
    assert exact_text(Fraction(-19, 6)) == "-19/6"
    assert read_exact("-19/6") == Fraction(-19, 6)
    for wrong in ("0.5", "1", "1/0", "a/b", "1/-2", "", "²/3"):
        with pytest.raises(ValueError, match="not a fraction"):
            read_exact(wrong)
