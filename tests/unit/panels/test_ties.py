"""Ties that decide who gets the money: finding them, voting on them, parts for all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.allocation.ranking import Entry, rank_and_fund
from panels.rules.board_notes import TieVote
from panels.rules.board_refusal import BoardRefusal
from panels.rules.conflicts import Degree
from panels.rules.ties import (
    Tie,
    check_beginning,
    check_tie_vote,
    panel_votes,
    parts_for_all,
    ties_at_the_line,
)
from tests.unit.panels.given import sheet

LINE = Fraction(2)


def entry(idea: str, mean: int = 3, *, lot: int = 1, least: int = 40, pledged: int = 0) -> Entry:
    """An idea that asks for 100 pence."""
    return Entry(idea, 100, least, pledged, Fraction(mean), Fraction(mean), 3, True, 0, lot)


def ties(entries: list[Entry], pence: int, *, parts: bool = True) -> tuple[Tie, ...]:
    return ties_at_the_line(entries, pence, LINE, part_funding=parts)


TWO = [entry("a", lot=2), entry("b", lot=1)]


@pytest.mark.parametrize(
    ("pence", "found"),
    [
        (200, ()),
        (199, (Tie(("b", "a"), 199, {"b": 99, "a": 99}),)),
        (100, (Tie(("b", "a"), 100, {"b": 50, "a": 50}),)),
        (79, (Tie(("b", "a"), 79, None),)),
        (39, ()),
    ],
)
def test_a_tie_counts_only_where_the_order_decides_who_gets_what(
    pence: int, found: tuple[Tie, ...]
) -> None:
    assert ties(TWO, pence) == found


def test_parts_are_offered_only_where_they_were_sealed() -> None:
    assert ties(TWO, 100, parts=False) == (Tie(("b", "a"), 100, None),)


def test_ideas_that_differ_before_the_vote_are_no_tie() -> None:
    for other in (
        replace(TWO[1], mean=Fraction(4)),
        replace(TWO[1], lower_median=Fraction(2)),
        replace(TWO[1], supporters=2),
        replace(TWO[1], asked_pence=101),
    ):
        assert ties([TWO[0], other], 150) == ()
    below = [replace(one, mean=Fraction(1)) for one in TWO]
    assert ties(below, 150) == ()


def test_the_vote_decides_and_then_the_lot() -> None:
    def first(entries: list[Entry]) -> str:
        return rank_and_fund(entries, 100, LINE, part_funding=True)[0].idea

    assert first(TWO) == "b"
    assert first([replace(TWO[0], panel_votes=3), replace(TWO[1], panel_votes=2)]) == "a"
    assert first([replace(TWO[0], panel_votes=2), replace(TWO[1], panel_votes=2)]) == "b"
    voted = [replace(TWO[0], panel_votes=3), TWO[1]]
    assert ties(voted, 100) == (Tie(("a", "b"), 100, {"a": 50, "b": 50}),)


@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 30)), min_size=1, max_size=5),
    st.integers(0, 400),
)
def test_parts_are_even_and_never_too_small_nor_too_much(
    given_: list[tuple[int, int]], left: int
) -> None:
    entries = [
        entry(str(number), least=least, pledged=pledged)
        for number, (least, pledged) in enumerate(given_)
    ]
    parts = parts_for_all(entries, left)
    if parts is None:
        assert sum(one.least_pence for one in entries) > left
        return
    assert sum(parts.values()) <= left
    for one in entries:
        assert one.least_pence <= parts[one.idea] <= one.full_pence
    wanting = [one for one in entries if parts[one.idea] < one.full_pence]
    assert not wanting or left - sum(parts.values()) < len(entries)
    for one in wanting:
        for other in entries:
            assert parts[other.idea] <= max(parts[one.idea], other.least_pence)


def test_votes_count_until_somebody_steps_back_from_one_of_the_ideas() -> None:
    near = sheet("m2", Degree.CLOSE)
    before = {"a": [sheet("m1"), near], "b": [sheet("m1"), sheet("m2")]}
    first, second = TieVote({"a": 3, "b": 2}, 1), TieVote({"b": 1, "c": 4}, 0)
    assert panel_votes([], before) == {}
    assert panel_votes([first], before) == {"a": 3, "b": 2}
    assert panel_votes([first, second], before) == {"a": 3, "b": 1, "c": 4}
    after = {**before, "b": [sheet("m1", Degree.BENEFIT), sheet("m2")]}
    assert panel_votes([first], after) == {"a": 0, "b": 0}


def test_a_vote_begins_only_on_a_tie_that_is_there() -> None:
    found = ties(TWO, 100)
    check_beginning(["a", "b"], found)
    for other in ([], ["a"], ["a", "c"]):
        with pytest.raises(Refused) as refused:
            check_beginning(other, found)
        assert refused.value.code is BoardRefusal.NO_SUCH_TIE


KNOWN = {"a": Degree.KNOW, "b": Degree.NONE}


@pytest.mark.parametrize(
    ("tied", "choice", "degrees", "here", "voted", "code"),
    [
        ((), "a", KNOWN, True, False, BoardRefusal.NO_TIE_VOTE),
        (("a", "b"), "a", KNOWN, False, True, BoardRefusal.VOTER_AWAY),
        (("a", "b"), "c", {**KNOWN, "b": Degree.CLOSE}, True, False, None),
        (("a", "b"), "a", {"a": Degree.NONE}, True, False, None),
        (("a", "b"), "c", KNOWN, True, True, BoardRefusal.NOT_IN_THE_TIE),
        (("a", "b"), "b", KNOWN, True, True, BoardRefusal.VOTED_ALREADY),
    ],
)
def test_who_has_no_vote(
    tied: tuple[str, ...],
    choice: str,
    degrees: dict[str, Degree],
    here: bool,
    voted: bool,
    code: BoardRefusal | None,
) -> None:
    with pytest.raises(Refused) as refused:
        check_tie_vote(tied, choice, degrees, is_present=here, has_voted=voted)
    assert refused.value.code is (code or BoardRefusal.TOO_CLOSE_TO_VOTE)
    check_tie_vote(("a", "b"), "b", KNOWN, is_present=True, has_voted=False)
