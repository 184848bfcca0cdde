"""Paper sheets: two people read each alike before it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from makeithappen.core.errors import Refused
from panels.rules.conflicts import USUAL, Degree
from panels.rules.day import Standing, State
from panels.rules.paper import (
    Entry,
    PaperState,
    Said,
    agreed,
    check_entering,
    check_papers_settled,
    check_taking_in,
    nearer,
    paper_counts,
    paper_state,
)
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import SheetState
from tests.unit.panels.given import AT

THREE = Said(Degree.NONE, {"c1": 3, "c2": None}, "Good.")
FOUR = Said(Degree.NONE, {"c1": 4, "c2": None}, "Good.")
SPELLED = replace(THREE, comment="good")
NEAR = replace(THREE, degree=Degree.KNOW)
ROOM = Standing(
    State.BREAK,
    frozenset({"m1", "m2"}),
    frozenset({"m1"}),
    "digest",
    order=("p1", "p2"),
    heard=frozenset({"p1"}),
)


def entries(*read: tuple[str, Said | None]) -> list[Entry]:
    return [Entry(who, said, "Looked again.") for who, said in read]


@pytest.mark.parametrize(
    ("read", "state", "counts"),
    [
        ([], PaperState.TAKEN_IN, None),
        ([("a", THREE)], PaperState.ENTERED_ONCE, None),
        ([("a", THREE), ("b", THREE)], PaperState.SETTLED, 0),
        ([("a", THREE), ("b", SPELLED)], PaperState.SETTLED, 0),
        ([("a", THREE), ("b", FOUR)], PaperState.DIFFERS, None),
        ([("a", THREE), ("b", NEAR)], PaperState.DIFFERS, None),
        ([("a", THREE), ("b", None)], PaperState.DIFFERS, None),
        ([("a", None), ("b", None)], PaperState.SETTLED, 0),
        ([("a", THREE), ("b", FOUR), ("b", THREE)], PaperState.SETTLED, 0),
        ([("a", THREE), ("b", FOUR), ("c", FOUR)], PaperState.SETTLED, 1),
        ([("a", THREE), ("b", FOUR), ("a", NEAR), ("a", NEAR)], PaperState.DIFFERS, None),
        ([("a", THREE), ("b", FOUR), ("a", NEAR), ("b", NEAR)], PaperState.SETTLED, 2),
    ],
)
def test_a_paper_is_settled_when_two_people_have_read_the_same(
    read: list[tuple[str, Said | None]], state: PaperState, counts: int | None
) -> None:
    found = entries(*read)
    assert paper_state(found) is state
    assert agreed(found) == (None if counts is None else found[counts])


def code_of(check: object, *given: object, **named: object) -> str:
    with pytest.raises(Refused) as caught:
        check(*given, **named)  # type: ignore[operator]
    return str(caught.value.code)


def test_entering_takes_two_people_and_then_a_reason() -> None:
    one = entries(("a", THREE))
    differ = entries(("a", THREE), ("b", FOUR))
    check_entering(ROOM, [], Entry("a", THREE), member_is="p")
    check_entering(ROOM, one, Entry("b", THREE), member_is="p")
    check_entering(ROOM, differ, Entry("a", FOUR, "It is a four."), member_is="p")
    later = replace(ROOM, state=State.ALLOCATION)
    check_entering(later, one, Entry("b", THREE), member_is="p")
    confirmed = replace(ROOM, state=State.CONFIRMED)
    settled = entries(("a", THREE), ("b", THREE))
    assert [
        code_of(check_entering, confirmed, [], Entry("a", THREE), member_is="p"),
        code_of(check_entering, ROOM, [], Entry("p", THREE), member_is="p"),
        code_of(check_entering, ROOM, settled, Entry("c", THREE), member_is="p"),
        code_of(check_entering, ROOM, one, Entry("a", THREE), member_is="p"),
        code_of(check_entering, ROOM, differ, Entry("a", FOUR, " "), member_is="p"),
    ] == [
        SheetRefusal.PAPER_AFTER_CONFIRMING,
        SheetRefusal.PAPER_IS_YOURS,
        SheetRefusal.PAPER_IS_SETTLED,
        SheetRefusal.PAPER_NEEDS_ANOTHER_PERSON,
        SheetRefusal.PAPER_NEEDS_REASON,
    ]


def test_papers_are_taken_in_before_scoring_closes() -> None:
    check_taking_in(ROOM, "p1", "m1")
    check_taking_in(ROOM, "p1", "m2")
    closed = replace(ROOM, state=State.DELIBERATION)
    assert [
        code_of(check_taking_in, closed, "p1", "m1"),
        code_of(check_taking_in, ROOM, "p2", "m1"),
        code_of(check_taking_in, ROOM, "p1", "m3"),
    ] == [SheetRefusal.PAPER_NOT_TAKEN_IN] * 3


def test_a_day_waits_for_each_paper() -> None:
    check_papers_settled([])
    check_papers_settled([PaperState.SETTLED])
    with pytest.raises(Refused) as caught:
        check_papers_settled(list(PaperState))
    assert (caught.value.code, caught.value.facts) == (SheetRefusal.PAPERS_OPEN, {"papers": 3})


def test_the_nearer_declaration_holds() -> None:
    assert [
        nearer(None, None),
        nearer(None, Degree.KNOW),
        nearer(Degree.CLOSE, None),
        nearer(Degree.CLOSE, Degree.NONE),
        nearer(Degree.NONE, Degree.BENEFIT),
    ] == [None, Degree.KNOW, Degree.CLOSE, Degree.CLOSE, Degree.BENEFIT]


def test_the_later_of_two_sheets_counts() -> None:
    later, earlier = AT + timedelta(seconds=1), AT - timedelta(seconds=1)
    assert [
        paper_counts(Degree.NONE, USUAL, AT, None),
        paper_counts(Degree.KNOW, USUAL, AT, earlier),
        paper_counts(Degree.NONE, USUAL, AT, AT),
        paper_counts(Degree.NONE, USUAL, AT, later),
        paper_counts(Degree.CLOSE, USUAL, AT, None),
    ] == [
        SheetState.COUNTED,
        SheetState.COUNTED,
        SheetState.COUNTED,
        SheetState.REPLACED,
        SheetState.VOID,
    ]
