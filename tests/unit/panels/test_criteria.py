"""What a criterion must have before it can be sealed: one test per refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from panels.rules.criteria import (
    Criterion,
    ScalePoint,
    check_criterion,
    criteria_problems,
    criterion_problems,
)
from panels.rules.refusal import Refusal
from tests.unit.panels.given import TWO, codes, criterion, scale


def test_a_whole_criterion_has_no_problem() -> None:
    assert codes(list(criterion_problems(criterion()))) == []
    assert codes(list(criteria_problems(TWO))) == []


def test_values_are_those_of_the_scale() -> None:
    assert replace(criterion(), scale=scale(1, 3)).values == (1, 2, 3)


@pytest.mark.parametrize("missing", ["name", "question", "value_words"])
def test_criterion_without_words(missing: str) -> None:
    bare = replace(criterion(), **{missing: "  "})
    assert codes(list(criterion_problems(bare))) == ["criterion_without_words"]


@pytest.mark.parametrize("weight", [-1, 0, 101])
def test_weight_out_of_range(weight: int) -> None:
    problems = list(criterion_problems(criterion(weight=weight)))
    assert codes(problems) == ["weight_out_of_range"]
    assert problems[0].facts == {"criterion": "Name of c1", "weight": weight}


@pytest.mark.parametrize("weight", [1, 100])
def test_weights_at_the_edges_are_taken(weight: int) -> None:
    assert codes(list(criterion_problems(criterion(weight=weight)))) == []


@pytest.mark.parametrize("points", [0, 1])
def test_scale_too_short(points: int) -> None:
    problems = list(criterion_problems(replace(criterion(), scale=scale(0, points))))
    assert codes(problems) == ["scale_too_short"]
    assert problems[0].facts == {"criterion": "Name of c1", "points": points}


@pytest.mark.parametrize("values", [(2, 3), (0, 2), (1, 0), (0, 0), (0, 1, 2, 3, 4, 5), (-1, 0)])
def test_scale_out_of_range(values: tuple[int, ...]) -> None:
    points = tuple(ScalePoint(value, "words") for value in values)
    problems = list(criterion_problems(replace(criterion(), scale=points)))
    assert codes(problems) == ["scale_out_of_range"]


def test_scale_without_words() -> None:
    points = (ScalePoint(0, "Not at all"), ScalePoint(1, " "))
    problems = list(criterion_problems(replace(criterion(), scale=points)))
    assert codes(problems) == ["scale_without_words"]


def test_no_criteria() -> None:
    assert codes(list(criteria_problems(()))) == ["no_criteria"]


def test_too_many_criteria() -> None:
    seven = [criterion(f"c{at}", position=at) for at in range(1, 8)]
    problems = list(criteria_problems(seven))
    assert codes(problems) == ["too_many_criteria"]
    assert problems[0].facts == {"criteria": 7, "most": 6}
    assert codes(list(criteria_problems(seven[:6]))) == []


def test_scales_differ() -> None:
    other = replace(criterion("c2"), scale=scale(1))
    assert codes(list(criteria_problems([criterion("c1"), other]))) == ["scales_differ"]


def test_problems_come_in_order_of_precedence() -> None:
    worst = Criterion("c1", 1, "", "", "", 0, (ScalePoint(3, ""), ScalePoint(5, "")), "")
    assert codes(list(criterion_problems(worst))) == [
        "criterion_without_words",
        "weight_out_of_range",
        "scale_out_of_range",
        "scale_without_words",
    ]


def test_a_criterion_is_checked_beside_the_others() -> None:
    check_criterion(criterion("c3"), TWO)
    with pytest.raises(Refused) as own:
        check_criterion(criterion("c3", weight=0), TWO)
    assert own.value.code is Refusal.WEIGHT_OUT_OF_RANGE
    with pytest.raises(Refused) as beside:
        check_criterion(replace(criterion("c3"), scale=scale(1)), TWO)
    assert beside.value.code is Refusal.SCALES_DIFFER
