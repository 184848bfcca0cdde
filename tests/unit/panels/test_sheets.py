"""What becomes of a sheet: in time, late, changed once, and what its receipt tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from makeithappen.core.errors import Refused
from panels.rules.conflicts import USUAL, Degree
from panels.rules.day import Standing, State
from panels.rules.receipts import CODE_LETTERS, code_from, spoken_code, tidy_code
from panels.rules.refusal import Refusal
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import (
    SheetState,
    check_may_revise,
    check_reason,
    comes_late,
    sheet_state,
)

ROOM = Standing(
    State.SCORING,
    frozenset({"m1", "m2"}),
    frozenset({"m1"}),
    "digest",
    order=("p1", "p2"),
    heard=frozenset({"p1"}),
)


def refused(*given: object, **named: object) -> tuple[str, object]:
    """The code with which a rule refuses."""
    rule, *rest = given
    with pytest.raises(Refused) as caught:
        rule(*rest, **named)  # type: ignore[operator]
    return str(caught.value.code), dict(caught.value.facts)


@pytest.mark.parametrize("state", [State.PITCH, State.QUESTIONS, State.SCORING, State.BREAK])
def test_until_the_close_a_sheet_is_in_time(state: State) -> None:
    assert comes_late(replace(ROOM, state=state), "p1", "m1", Degree.KNOW, USUAL) is False


@pytest.mark.parametrize("state", [State.DELIBERATION, State.ALLOCATION])
@pytest.mark.parametrize("member_id", ["m1", "m2"])
def test_after_the_close_it_is_late_whether_its_member_is_still_there(
    state: State, member_id: str
) -> None:
    assert comes_late(replace(ROOM, state=state), "p1", member_id, Degree.NONE, USUAL) is True


@pytest.mark.parametrize("state", list(State)[9:])
def test_once_the_day_is_confirmed_nothing_is_kept(state: State) -> None:
    where = replace(ROOM, state=state)
    assert refused(comes_late, where, "p1", "m1", Degree.NONE, USUAL)[0] == "sheet_not_kept"


@pytest.mark.parametrize("state", [State.SCORING, State.DELIBERATION])
@pytest.mark.parametrize(
    ("pitch_id", "degree", "code"),
    [
        ("p2", Degree.NONE, Refusal.SCORING_NOT_YET),
        ("p1", None, Refusal.CONFLICT_NOT_DECLARED),
        ("p1", Degree.CLOSE, Refusal.CONFLICT_BARS_SCORING),
        ("p1", Degree.BENEFIT, Refusal.CONFLICT_BARS_SCORING),
    ],
)
def test_what_would_be_refused_in_time_is_refused_late(
    state: State, pitch_id: str, degree: Degree | None, code: Refusal
) -> None:
    where = replace(ROOM, state=state)
    assert refused(comes_late, where, pitch_id, "m1", degree, USUAL)[0] == code


def test_who_is_away_may_not_score_in_time() -> None:
    assert refused(comes_late, ROOM, "p1", "m2", Degree.NONE, USUAL)[0] == Refusal.MEMBER_AWAY


TALKING = replace(ROOM, state=State.DELIBERATION)


def revising(
    where: Standing = TALKING,
    member_id: str = "m1",
    degree: Degree | None = Degree.NONE,
    *,
    has_sheet: bool = True,
    revised: bool = False,
) -> None:
    check_may_revise(where, member_id, degree, USUAL, has_sheet=has_sheet, revised=revised)


def test_a_sheet_that_counts_can_be_changed_once_while_the_panel_talks() -> None:
    revising()
    revising(replace(TALKING, paused_at=datetime(2026, 5, 1, tzinfo=UTC)), degree=Degree.KNOW)


@pytest.mark.parametrize("state", [one for one in State if one is not State.DELIBERATION])
def test_at_any_other_time_it_can_not(state: State) -> None:
    said = refused(revising, replace(ROOM, state=state))
    assert said == (SheetRefusal.REVISING_NOT_OPEN, {"state": state})


def test_who_has_nothing_to_change_or_has_changed_it_is_refused() -> None:
    assert [
        refused(revising, member_id="m2")[0],
        refused(revising, has_sheet=False)[0],
        refused(revising, degree=None)[0],
        refused(revising, degree=Degree.CLOSE)[0],
        refused(revising, revised=True)[0],
    ] == [
        Refusal.MEMBER_AWAY,
        SheetRefusal.NOTHING_TO_REVISE,
        SheetRefusal.NOTHING_TO_REVISE,
        Refusal.CONFLICT_BARS_SCORING,
        SheetRefusal.REVISED_ALREADY,
    ]


def test_a_change_needs_its_reason() -> None:
    check_reason("I had not heard the answer.")
    assert refused(check_reason, " \n ")[0] == SheetRefusal.REVISION_NEEDS_REASON


def test_what_a_receipt_tells() -> None:
    assert [
        sheet_state(Degree.NONE, USUAL, is_newest=True),
        sheet_state(Degree.KNOW, USUAL, is_newest=True),
        sheet_state(None, USUAL, is_newest=True),
        sheet_state(Degree.CLOSE, USUAL, is_newest=True),
        sheet_state(Degree.CLOSE, USUAL, is_newest=False),
        sheet_state(Degree.NONE, USUAL, is_newest=False),
    ] == [
        SheetState.COUNTED,
        SheetState.COUNTED,
        SheetState.COUNTED,
        SheetState.VOID,
        SheetState.REPLACED,
        SheetState.REPLACED,
    ]


def test_codes_are_short_and_without_lookalikes() -> None:
    assert len(set(CODE_LETTERS)) == len(CODE_LETTERS) == 30
    assert set(CODE_LETTERS) & set("01OILU") == set()
    assert code_from("0") == "AAAAAAAA"
    assert code_from("ff" * 32) == "S48CT2WW"
    assert code_from("1e") == "ABAAAAAA"
    assert spoken_code("K7M29QXZ") == "K7M2-9QXZ"
    assert tidy_code(" k7m2-9q xz\n") == "K7M29QXZ"
