"""What the screens of a running day are told: where it is and how long, never a score."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from panels.rules.day import Move, Note, Standing, State, standing
from panels.rules.live import PLANNED_MINUTES, SEEN, Audience, Counted, Pot, Timer, snapshot, timer
from tests.unit.panels.given import AT, events, members

PITCHES = ("p1", "p2")
TITLES = {"p1": "A bench", "p2": "A swing"}
BEGUN = (Move.OPEN, Move.ASK_CONFLICTS)
MINUTE = timedelta(minutes=1)


def after_all(*happened: Move | tuple[Move | Note, str]) -> Standing:
    return standing(events(*happened), members(3), PITCHES)


HEARING = after_all(*BEGUN, (Move.PITCH, "p1"))


def test_the_planned_minutes() -> None:
    assert {str(state): minutes for state, minutes in PLANNED_MINUTES.items()} == {
        "conflicts": 10,
        "pitch": 4,
        "questions": 5,
        "scoring": 2,
        "break": 15,
        "deliberation": 40,
        "allocation": 20,
    }


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_a_timer_or_none(state: State) -> None:
    minutes = PLANNED_MINUTES.get(state)
    expected = None if minutes is None else Timer(AT + minutes * MINUTE, None)
    assert timer(replace(HEARING, state=state)) == expected


def test_a_day_that_did_not_begin_has_no_timer() -> None:
    assert timer(replace(HEARING, since=None)) is None


def test_extra_minutes_move_the_end() -> None:
    where = after_all(*BEGUN, (Move.PITCH, "p1"), (Note.EXTRA_TIME, "2"))
    assert timer(where) == Timer(AT + 6 * MINUTE, None)


def test_a_pause_stops_the_timer() -> None:
    paused = timer(replace(HEARING, paused_at=AT + 3 * MINUTE))
    assert paused == Timer(None, 60)
    assert timer(replace(HEARING, paused_at=AT + 5 * MINUTE)) == Timer(None, -60)


def test_what_is_left() -> None:
    assert Timer(AT + MINUTE, None).left_at(AT) == 60
    assert Timer(AT, None).left_at(AT + MINUTE) == -60
    assert Timer(None, 42).left_at(AT + MINUTE) == 42
    assert Timer(None, None).left_at(AT) == 0


def test_what_is_left_of_the_pot() -> None:
    assert (Pot(100, 30).left_pence, Pot(100, 130).left_pence) == (70, -30)


def test_what_each_audience_is_told() -> None:
    facts = {"event": 3, "titles": TITLES, "counted": Counted(4, 5, 6), "pot": Pot(900, 200)}
    member = {
        "event": 3,
        "state": "pitch",
        "title": "A bench",
        "ends_at": "2026-05-14T18:04:00+00:00",
        "left_seconds": None,
    }
    room = {
        **member,
        "heard": 0,
        "ideas": 2,
        "sheets": 4,
        "decisions": 6,
        "to_commit_pence": 900,
        "decided_pence": 200,
    }
    found = {one: snapshot(one, HEARING, **facts) for one in Audience}
    assert found == {
        Audience.MEMBER: member,
        Audience.ROOM: room,
        Audience.CHAIR: {**room, "conflicts": 5},
    }


def test_a_pause_outside_of_any_time_and_no_pot() -> None:
    where = after_all(Move.OPEN, (Note.PAUSED, ""))
    told = snapshot(Audience.ROOM, where, event=2, titles=TITLES, counted=Counted(), pot=None)
    assert told == {
        "event": 2,
        "state": "paused",
        "title": None,
        "ends_at": None,
        "left_seconds": None,
        "heard": 0,
        "ideas": 2,
        "sheets": 0,
        "decisions": 0,
        "to_commit_pence": None,
        "decided_pence": None,
    }


def test_a_snapshot_has_no_place_for_a_score_a_person_or_a_word_of_theirs() -> None:
    """What goes in is numbers, titles and the standing; what comes out is on a list."""
    assert {one.name for one in fields(Counted)} == {"sheets", "conflicts", "decisions"}
    assert {name for names in SEEN.values() for name in names} == {
        "event",
        "state",
        "title",
        "ends_at",
        "left_seconds",
        "heard",
        "ideas",
        "sheets",
        "decisions",
        "conflicts",
        "to_commit_pence",
        "decided_pence",
    }
