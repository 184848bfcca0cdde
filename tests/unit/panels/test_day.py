"""The states of a day as the fold of its events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from makeithappen.core.errors import Refused
from panels.rules.day import (
    Move,
    Presence,
    Standing,
    State,
    after,
    check_presence,
    check_reopening,
    check_setting_up,
    standing,
)
from panels.rules.refusal import Refusal
from tests.unit.panels.given import events, members

POSSIBLE = {
    (State.SETUP, Move.OPEN): State.OPEN,
    (State.OPEN, Move.CLOSE_SCORING): State.DECIDING,
    (State.DECIDING, Move.REOPEN_SCORING): State.OPEN,
    (State.DECIDING, Move.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Move.TELL): State.TOLD,
}
PANEL = frozenset({"m1", "m2", "m3"})


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_each_move_from_each_state(state: State, move: Move) -> None:
    if (state, move) in POSSIBLE:
        assert after(state, move) is POSSIBLE[state, move]
        return
    with pytest.raises(Refused) as refused:
        after(state, move)
    assert refused.value.code is Refusal.MOVE_NOT_NOW
    assert refused.value.facts == {"state": state, "move": move}


def test_a_day_without_events_is_being_set_up() -> None:
    assert standing([], members(3, reserve=1)) == Standing(State.SETUP, PANEL, PANEL, None)


def test_opening_keeps_the_digest_through_later_moves() -> None:
    happened = events(Move.OPEN, Move.CLOSE_SCORING, Move.REOPEN_SCORING, Move.CLOSE_SCORING)
    found = standing(happened, members())
    assert found == Standing(State.DECIDING, PANEL, PANEL, "digest")


def test_the_order_is_that_of_the_numbers() -> None:
    happened = list(reversed(events(Move.OPEN, Move.CLOSE_SCORING, Move.CONFIRM, Move.TELL)))
    assert standing(happened, members()).state is State.TOLD


def test_who_left_stays_seated_and_who_is_called_in_sits_down() -> None:
    happened = events(
        Move.OPEN, (Presence.LEFT, "m2"), (Presence.CAME, "m4"), (Presence.LEFT, "m1")
    )
    found = standing([*happened], members(3, reserve=1))
    assert found == Standing(
        State.OPEN, frozenset({"m1", "m2", "m3", "m4"}), frozenset({"m3", "m4"}), "digest"
    )


def test_who_comes_back_is_present_again() -> None:
    happened = events(Move.OPEN, (Presence.LEFT, "m2"), (Presence.CAME, "m2"))
    assert standing(happened, members()).present == PANEL


def test_an_impossible_history_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        standing(events(Move.CONFIRM), members())
    assert refused.value.code is Refusal.MOVE_NOT_NOW


def test_settings_sealed() -> None:
    check_setting_up(State.SETUP)
    for state in (State.OPEN, State.DECIDING, State.CONFIRMED, State.TOLD):
        with pytest.raises(Refused) as refused:
            check_setting_up(state)
        assert refused.value.code is Refusal.SETTINGS_SEALED
        assert refused.value.facts == {"state": state}


def _reopen_silently() -> None:
    check_reopening(State.DECIDING, "  ")


def _reopen_too_late() -> None:
    check_reopening(State.CONFIRMED, "A sheet was forgotten.")


@pytest.mark.parametrize(
    ("act", "code"),
    [(_reopen_silently, Refusal.REOPENING_NEEDS_REASON), (_reopen_too_late, Refusal.MOVE_NOT_NOW)],
)
def test_reopening_needs_the_moment_and_a_reason(act: Callable[[], None], code: Refusal) -> None:
    check_reopening(State.DECIDING, "A sheet was forgotten.")
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code is code


def test_people_come_and_go_only_while_the_day_runs() -> None:
    check_presence(State.OPEN)
    check_presence(State.DECIDING)
    for state in (State.SETUP, State.CONFIRMED, State.TOLD):
        with pytest.raises(Refused) as refused:
            check_presence(state)
        assert refused.value.code is Refusal.MOVE_NOT_NOW
