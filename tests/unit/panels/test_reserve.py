"""The reserve list: who is on it, who is next, and when a step may be taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makeithappen.core.errors import Refused
from panels.rules.allocation.ranking import Placed, Standing
from panels.rules.board_notes import Boards, ReserveStep, TieVote, noted
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import Move, Note, State, standing
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.reserve import (
    Next,
    check_date,
    check_going_on,
    check_next,
    check_none_went_on,
    check_reserve,
    next_of,
    reserve_digest,
    reserve_order,
)
from tests.unit.panels.given import events, members

UNTIL = date(2026, 6, 30)
STEP = ReserveStep("b", 300, "chair")
ASKS = {"a": Ask("a", "idea-a", 1_000, 600), "b": Ask("b", "idea-b", 300, 300)}


def code(check: object, *given: object) -> object:
    assert callable(check)
    with pytest.raises(Refused) as refused:
        check(*given)
    return refused.value.code


def test_on_the_list_is_what_passed_and_was_put_off_in_the_order_of_the_rule() -> None:
    standings = {
        "full": Standing.FULL,
        "b": Standing.DID_NOT_FIT,
        "a": Standing.PART,
        "not_now": Standing.DID_NOT_FIT,
        "below": Standing.BELOW_THRESHOLD,
        "no_quorum": Standing.NO_QUORUM,
    }
    placed = [Placed(one, stands, 0, 0) for one, stands in standings.items()]
    decided = {one: Decision(one, 1, Outcome.DEFER, 0, "Later.") for one in standings}
    decided["full"] = Decision("full", 1, Outcome.FULL, 100, "Good.")
    decided["not_now"] = replace(decided["not_now"], outcome=Outcome.NOT_NOW)
    assert reserve_order(placed, decided, []) == ("b", "a")
    assert reserve_order(placed, decided, [STEP]) == ("a",)


@pytest.mark.parametrize(
    ("pot", "pledged", "parts", "found"),
    [
        (1_000, {}, True, Next("a", 1_000)),
        (999, {}, True, Next("a", 999)),
        (600, {}, True, Next("a", 600)),
        (599, {}, True, Next("b", 300)),
        (999, {}, False, Next("b", 300)),
        (299, {}, True, None),
        (0, {"b": 300}, True, Next("b", 300)),
        (-50, {"b": 250}, True, None),
        (100, {"a": 950}, False, Next("a", 1_000)),
    ],
)
def test_next_is_the_first_for_whom_there_is_enough(
    pot: int, pledged: dict[str, int], parts: bool, found: Next | None
) -> None:
    assert next_of(("a", "b"), ASKS, pot, pledged, part_funding=parts) == found


def test_the_date_is_said_while_the_money_is_shared_out() -> None:
    check_date(State.ALLOCATION, UNTIL, UNTIL - timedelta(1))
    assert code(check_date, State.ALLOCATION, UNTIL, UNTIL) is BoardRefusal.RESERVE_DATE_OVER
    late = code(check_date, State.CONFIRMED, UNTIL, UNTIL - timedelta(1))
    assert late is BoardRefusal.SHARING_NOT_OPEN


def test_a_step_needs_told_people_a_list_and_a_date_that_is_not_over() -> None:
    for state in (State.TOLD, State.RATIFIED):
        check_reserve(state, UNTIL, UNTIL)
    for state in (State.ALLOCATION, State.CONFIRMED, State.CLOSED):
        assert code(check_reserve, state, UNTIL, UNTIL) is BoardRefusal.RESERVE_NOT_OPEN
    assert code(check_reserve, State.TOLD, None, UNTIL) is BoardRefusal.NO_RESERVE
    over = code(check_reserve, State.TOLD, UNTIL, UNTIL + timedelta(1))
    assert over is BoardRefusal.RESERVE_OVER


def test_an_idea_that_was_put_off_goes_on_once_its_day_gives_it_nothing_more() -> None:
    for state, until, today in (
        (State.TOLD, None, UNTIL),
        (State.RATIFIED, UNTIL, UNTIL + timedelta(1)),
        (State.CLOSED, UNTIL, UNTIL),
    ):
        check_going_on(state, until, today)
    for state in (State.TOLD, State.RATIFIED):
        assert code(check_going_on, state, UNTIL, UNTIL) is BoardRefusal.STILL_ON_RESERVE
    check_none_went_on(0)
    assert code(check_none_went_on, 1) is BoardRefusal.WENT_ON


def test_the_second_person_agrees_to_what_still_is_so() -> None:
    assert check_next(Next("b", 300), STEP) == Next("b", 300)
    assert code(check_next, None) is BoardRefusal.NOBODY_IS_NEXT
    for other in (Next("a", 300), Next("b", 299)):
        assert code(check_next, other, STEP) is BoardRefusal.NEXT_HAS_CHANGED


def test_each_part_of_a_step_is_in_its_digest() -> None:
    digests = {
        reserve_digest("day", "bundle", STEP),
        reserve_digest("day-2", "bundle", STEP),
        reserve_digest("day", "bundle-2", STEP),
        reserve_digest("day", "bundle", replace(STEP, amount_pence=301)),
        reserve_digest("day", "bundle", replace(STEP, pitch_id="a")),
    }
    assert len(digests) == 5
    assert reserve_digest("day", "bundle", replace(STEP, asked_by="x")) in digests


def test_the_notes_add_up() -> None:
    boards = Boards()
    for note, facts in (
        (Note.TIE_VOTE, {"pitch_ids": "a b"}),
        (Note.TIE_COUNTED, {"a": "2", "b": "1", "stepped_back": "1"}),
        (Note.RESERVE_UNTIL, {"until": "2026-06-30"}),
        (Note.RESERVE_ASKED, {"pitch_id": "b", "amount_pence": "300"}),
    ):
        boards = noted(boards, note, "chair", facts)
    voted = TieVote({"a": 2, "b": 1}, 1)
    assert boards == Boards((), (voted,), UNTIL, STEP, ())
    given = noted(boards, Note.RESERVE_GIVEN, "coordinator", {})
    assert given == Boards((), (voted,), UNTIL, None, (STEP,))


def test_a_day_that_is_opened_again_forgets_its_boards() -> None:
    calm = [Move.OPEN, Move.ASK_CONFLICTS, Move.SCORE_ALL, Move.BREAK, Move.DELIBERATE]
    happened = [*events(*calm, Move.ALLOCATE)]
    more = replace(happened[-1], number=7, what=Note.RESERVE_UNTIL, facts={"until": "2026-06-30"})
    where = standing([*happened, more], members(), ["a"])
    assert where.boards == Boards(reserve_until=UNTIL)
    again = replace(more, number=8, what=Move.REOPEN, facts={})
    assert standing([*happened, more, again], members(), ["a"]).boards == Boards()
