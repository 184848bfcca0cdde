"""Pay and expenses, and sharing the ideas out under a cap: exact, even, and never by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.care import (
    CLAIM_MAX_PENCE,
    PAY_MAX_PENCE,
    Answer,
    CareRefusal,
    Owed,
    Terms,
    assignments,
    check_answer,
    check_pay,
    check_terms,
    fair_shares,
    owed,
    stand_in,
)

TERMS = Terms(6_000, None)
UNPAID = Terms(0, 8)
NOW = {"is_self": False, "paid": False, "changed": False}


def test_what_is_owed_is_the_pay_where_it_is_taken_and_the_expenses() -> None:
    costs = {"travel_pence": 450, "childcare_pence": 2_000, "other_pence": 50}
    assert owed(TERMS, Answer(True, **costs)) == Owed(6_000, 2_500)
    assert owed(TERMS, Answer(False, **costs)) == Owed(0, 2_500)
    assert owed(TERMS, Answer(None)) == Owed(0, 0)
    assert owed(UNPAID, Answer(True)) == Owed(0, 0)
    assert Owed(6_000, 2_500).whole_pence == 8_500


def test_what_is_taken() -> None:
    check_terms(TERMS)
    check_terms(UNPAID)
    check_terms(Terms(PAY_MAX_PENCE, 1))
    check_answer(TERMS, Answer(False), paid=False)
    check_answer(TERMS, Answer(True, CLAIM_MAX_PENCE), paid=False)
    check_answer(UNPAID, Answer(None, 1), paid=False)
    check_pay(Owed(0, 1), **NOW)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: check_terms(Terms(-1, None)), CareRefusal.PAY_TOO_HIGH),
        (lambda: check_terms(Terms(PAY_MAX_PENCE + 1, None)), CareRefusal.PAY_TOO_HIGH),
        (lambda: check_answer(None, Answer(None), paid=True), CareRefusal.NOT_OFFERED),
        (lambda: check_answer(TERMS, Answer(None), paid=True), CareRefusal.PAID_ALREADY),
        (
            lambda: check_answer(TERMS, Answer(None, CLAIM_MAX_PENCE + 1), paid=False),
            CareRefusal.CHOICE_MISSING,
        ),
        (
            lambda: check_answer(UNPAID, Answer(None, 0, CLAIM_MAX_PENCE + 1), paid=False),
            CareRefusal.CLAIM_TOO_HIGH,
        ),
        (
            lambda: check_pay(Owed(0, 0), is_self=True, paid=True, changed=True),
            CareRefusal.NOT_YOUR_OWN,
        ),
        (
            lambda: check_pay(Owed(0, 0), is_self=False, paid=True, changed=True),
            CareRefusal.PAID_ALREADY,
        ),
        (
            lambda: check_pay(Owed(0, 0), is_self=False, paid=False, changed=True),
            CareRefusal.CLAIM_CHANGED,
        ),
        (lambda: check_pay(Owed(0, 0), **NOW), CareRefusal.NOTHING_TO_PAY),
    ],
)
def test_what_is_refused_and_why(act: Callable[[], object], code: CareRefusal) -> None:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code is code


def test_without_a_cap_everybody_scores_all_they_may() -> None:
    barred = {("b", "p1"), ("a", "p2"), ("b", "p2")}
    found = assignments("ab", ["p1", "p2"], barred, quorum=3, ideas_max=None)
    assert found == {"p1": ("a",), "p2": ()}


def test_a_cap_that_does_not_bite_changes_nothing() -> None:
    found = assignments("abc", ["p1", "p2"], {("b", "p2")}, quorum=2, ideas_max=2)
    assert found == {"p1": ("a", "b", "c"), "p2": ("a", "c")}


def test_a_cap_shares_the_ideas_out_evenly() -> None:
    pitches = ["p1", "p2", "p3", "p4"]
    found = assignments("abcdef", pitches, frozenset(), quorum=3, ideas_max=2)
    assert found == {
        "p1": ("a", "c", "e"),
        "p2": ("b", "d", "f"),
        "p3": ("a", "c", "e"),
        "p4": ("b", "d", "f"),
    }


def test_members_swap_where_a_conflict_would_leave_an_idea_short() -> None:
    """Only a and b may score p2; without a swap a would have been used up by p1."""
    barred = {("c", "p2"), ("d", "p2")}
    found = assignments("abcd", ["p1", "p2"], barred, quorum=2, ideas_max=1)
    assert found == {"p1": ("c", "d"), "p2": ("a", "b")}


def test_a_cap_that_is_too_low_names_the_lowest_that_would_do() -> None:
    with pytest.raises(Refused) as refused:
        assignments("abcd", ["p1", "p2", "p3", "p4"], {("a", "p1")}, quorum=3, ideas_max=1)
    assert refused.value.code is CareRefusal.CAP_TOO_LOW
    assert refused.value.facts == {"ideas_max": 1, "least": 3}


def test_too_many_conflicts_are_no_matter_of_the_cap() -> None:
    with pytest.raises(Refused) as refused:
        assignments("abc", ["p1", "p2"], {("a", "p1")}, quorum=3, ideas_max=1)
    assert refused.value.code is CareRefusal.TOO_FEW_FREE
    assert refused.value.facts == {"short": 1, "quorum": 3}


def test_a_day_without_ideas_has_nothing_to_share_out() -> None:
    assert assignments("abc", [], frozenset(), quorum=3, ideas_max=2) == {}


@st.composite
def days(draw: st.DrawFn, members_max: int = 12, pitches_max: int = 30) -> dict[str, object]:
    members = [f"m{n}" for n in range(draw(st.integers(1, members_max)))]
    pitches = [f"p{n}" for n in range(draw(st.integers(1, pitches_max)))]
    pairs = st.sampled_from(list(product(members, pitches)))
    barred = draw(st.frozensets(pairs, max_size=len(members) * len(pitches) // 2))
    return {
        "members": members,
        "pitch_ids": pitches,
        "barred": barred,
        "quorum": draw(st.integers(0, 4)),
        "ideas_max": draw(st.integers(1, pitches_max)),
    }


def tried(day: dict) -> tuple[dict, Refused | None]:
    """What is found, or why nothing is."""
    try:
        return assignments(**day), None
    except Refused as refused:
        return {}, refused


@settings(deadline=None)
@given(days())
def test_no_conflict_no_member_over_the_cap_no_idea_below_the_quorum(day: dict) -> None:
    found, refused = tried(day)
    if refused is not None:
        assert refused.code in {CareRefusal.CAP_TOO_LOW, CareRefusal.TOO_FEW_FREE}
        return
    assert assignments(**day) == found
    assert list(found) == day["pitch_ids"]
    pairs = [(member, pitch) for pitch, own in found.items() for member in own]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) & day["barred"] == set()
    assert all(len(own) >= day["quorum"] for own in found.values())
    for member in day["members"]:
        free = sum((member, pitch) not in day["barred"] for pitch in day["pitch_ids"])
        assert sum(who == member for who, _ in pairs) == min(free, day["ideas_max"])
    if not day["barred"]:
        sheets = [len(own) for own in found.values()]
        assert max(sheets) - min(sheets) <= 1


def every_way(day: dict) -> Iterator[list[int]]:
    """The sheets of each idea for every way to give each member as much as the cap allows."""
    choices = []
    for member in day["members"]:
        free = [pitch for pitch in day["pitch_ids"] if (member, pitch) not in day["barred"]]
        choices.append(list(combinations(free, min(len(free), day["ideas_max"]))))
    for way in product(*choices):
        yield [sum(pitch in own for own in way) for pitch in day["pitch_ids"]]


@settings(deadline=None)
@given(days(members_max=4, pitches_max=4))
def test_nothing_is_more_even_than_what_is_found_nor_refused_where_it_could_be(day: dict) -> None:
    most_even = max(sorted(sheets) for sheets in every_way(day))
    found, refused = tried(day)
    if refused is not None:
        assert most_even[0] < day["quorum"]
        if refused.code is CareRefusal.CAP_TOO_LOW:
            least = refused.facts["least"]
            with_less = max(sorted(one) for one in every_way(day | {"ideas_max": least - 1}))
            assert with_less[0] < day["quorum"]
            assert len(assignments(**day | {"ideas_max": least})) == len(day["pitch_ids"])
        return
    assert sorted(len(own) for own in found.values()) == most_even


def test_a_cap_that_is_too_low_gives_way_to_the_quorum() -> None:
    barred = {("a", "p1")}
    found = fair_shares("abcd", ["p1", "p2", "p3", "p4"], barred, quorum=3, ideas_max=1)
    assert found == assignments("abcd", ["p1", "p2", "p3", "p4"], barred, quorum=3, ideas_max=3)
    enough = fair_shares("abcd", ["p1", "p2"], barred, quorum=2, ideas_max=1)
    assert enough == assignments("abcd", ["p1", "p2"], barred, quorum=2, ideas_max=1)


def test_an_idea_that_too_few_are_free_for_gets_all_who_are() -> None:
    barred = {("a", "p1"), ("b", "p1")}
    found = fair_shares("abc", ["p1", "p2"], barred, quorum=3, ideas_max=1)
    assert found["p1"] == ("c",)
    assert {who for members in found.values() for who in members} == set("abc")


def test_whoever_has_the_fewest_ideas_stands_in() -> None:
    load = {"a": 3, "b": 1, "c": 1, "d": 2}
    assert stand_in("p1", {"x"}, "abcd", load, quorum=3) == ("b", "c")
    assert stand_in("p1", {"x", "y", "z"}, "abcd", load, quorum=3) == ()
    assert stand_in("p1", set(), "a", load, quorum=3) == ("a",)
