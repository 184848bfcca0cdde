"""The states of a day as the fold of its events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.day import (
    Asked,
    Event,
    Move,
    Note,
    Presence,
    Standing,
    State,
    after,
    check_asking_to_reopen,
    check_closing,
    check_move,
    check_note,
    check_presence,
    check_read_back,
    check_second,
    check_setting_up,
    moved_up,
    possible_moves,
    standing,
)
from panels.rules.refusal import Refusal
from tests.unit.panels.given import AT, events, members

POSSIBLE = {
    (State.SETUP, Move.OPEN): State.OPEN,
    (State.OPEN, Move.ASK_CONFLICTS): State.CONFLICTS,
    (State.CONFLICTS, Move.PITCH): State.PITCH,
    (State.CONFLICTS, Move.SCORE_ALL): State.SCORING,
    (State.PITCH, Move.QUESTIONS): State.QUESTIONS,
    (State.PITCH, Move.SCORE): State.SCORING,
    (State.QUESTIONS, Move.SCORE): State.SCORING,
    (State.SCORING, Move.PITCH): State.PITCH,
    (State.SCORING, Move.BREAK): State.BREAK,
    (State.BREAK, Move.PITCH): State.PITCH,
    (State.BREAK, Move.DELIBERATE): State.DELIBERATION,
    (State.DELIBERATION, Move.ALLOCATE): State.ALLOCATION,
    (State.DELIBERATION, Move.REOPEN): State.BREAK,
    (State.ALLOCATION, Move.REOPEN): State.BREAK,
    (State.CONFIRMED, Move.REOPEN): State.BREAK,
    (State.TOLD, Move.REOPEN): State.BREAK,
    (State.RATIFIED, Move.REOPEN): State.BREAK,
    (State.ALLOCATION, Move.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Move.TELL): State.TOLD,
    (State.TOLD, Move.RATIFY): State.RATIFIED,
    (State.TOLD, Move.CLOSE): State.CLOSED,
    (State.RATIFIED, Move.CLOSE): State.CLOSED,
}
PANEL = frozenset({"m1", "m2", "m3"})
MINUTE = timedelta(minutes=1)
PITCHES = ("p1", "p2", "p3")
BEGUN = (Move.OPEN, Move.ASK_CONFLICTS)
SCORED = (*BEGUN, Move.SCORE_ALL, Move.BREAK, Move.DELIBERATE, Move.ALLOCATE)


def after_all(*happened: Move | tuple[Presence | Move | Note, str]) -> Standing:
    return standing(events(*happened), members(3), PITCHES)


def refusal(act: Callable[[], object]) -> tuple[object, dict[str, object]]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, dict(refused.value.facts)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_each_move_from_each_state(state: State, move: Move) -> None:
    if (state, move) in POSSIBLE:
        assert after(state, move) is POSSIBLE[state, move]
        return
    found = refusal(lambda: after(state, move))
    assert found == (Refusal.MOVE_NOT_NOW, {"state": state, "move": move})


def test_what_each_state_means() -> None:
    names = ("running", "hearing", "scored", "deciding", "confirmed", "told")
    found = {name: [s for s in State if getattr(s, f"is_{name}")] for name in names}
    states = list(State)
    assert found == {
        "running": states[1:9],
        "hearing": states[3:7],
        "scored": states[7:],
        "deciding": states[7:9],
        "confirmed": states[9:],
        "told": states[10:],
    }


def test_a_day_without_events_is_being_set_up() -> None:
    assert standing([], members(3, reserve=1)) == Standing(State.SETUP, PANEL, PANEL)


def test_a_calm_day_idea_by_idea() -> None:
    happened = events(
        *BEGUN, (Move.PITCH, "p1"), Move.QUESTIONS, Move.SCORE, (Move.PITCH, "p3"), Move.SCORE
    )
    assert standing(happened, members(3), PITCHES) == Standing(
        State.SCORING,
        PANEL,
        PANEL,
        "digest",
        order=PITCHES,
        heard=frozenset({"p1", "p3"}),
        current="p3",
        came_from=State.PITCH,
        since=AT,
    )


def test_scoring_is_over_for_nobody_until_the_break_ends() -> None:
    where = after_all(*BEGUN, Move.SCORE_ALL, Move.BREAK)
    assert (where.state, where.heard, where.current) == (State.BREAK, frozenset(PITCHES), None)


def test_the_order_is_that_of_the_numbers() -> None:
    happened = list(reversed(events(*SCORED, Move.CONFIRM, Move.TELL)))
    assert standing(happened, members(), PITCHES).state is State.TOLD


def test_reopening_is_a_new_version_and_keeps_what_was_sealed() -> None:
    where = after_all(*SCORED, (Note.REOPENING_ASKED, "A sheet lay under a table."), Move.REOPEN)
    assert (where.state, where.version, where.settings_digest) == (State.BREAK, 2, "digest")
    assert (where.heard, where.reopening) == (frozenset(PITCHES), None)


def test_who_left_stays_seated_and_who_is_called_in_sits_down() -> None:
    happened = events(
        Move.OPEN, (Presence.LEFT, "m2"), (Presence.CAME, "m4"), (Presence.LEFT, "m1")
    )
    found = standing([*happened], members(3, reserve=1))
    assert found.seated == frozenset({"m1", "m2", "m3", "m4"})
    assert found.present == frozenset({"m3", "m4"})


def test_who_comes_back_is_present_again() -> None:
    assert after_all(Move.OPEN, (Presence.LEFT, "m2"), (Presence.CAME, "m2")).present == PANEL


def test_an_impossible_history_is_refused() -> None:
    assert refusal(lambda: after_all(Move.CONFIRM))[0] is Refusal.MOVE_NOT_NOW


def test_a_pause_keeps_the_day_where_it_is() -> None:
    paused = after_all(*BEGUN, (Note.PAUSED, ""))
    assert (paused.state, paused.shown, possible_moves(paused)) == (
        State.CONFLICTS,
        Note.PAUSED,
        (),
    )
    resumed = after_all(*BEGUN, (Note.PAUSED, ""), (Note.RESUMED, ""))
    assert (resumed.shown, resumed.is_paused) == (State.CONFLICTS, False)


def test_a_pause_costs_no_time() -> None:
    opened, asked, paused, resumed = events(*BEGUN, (Note.PAUSED, ""), (Note.RESUMED, ""))
    late = [replace(paused, at=AT + MINUTE), replace(resumed, at=AT + 6 * MINUTE)]
    where = standing([opened, asked, *late], members(3), PITCHES)
    assert (where.since, where.paused_at) == (AT + 5 * MINUTE, None)
    waiting = standing([opened, asked, late[0]], members(3), PITCHES)
    assert (waiting.since, waiting.paused_at) == (AT, AT + MINUTE)


def test_a_day_can_be_paused_before_it_opens() -> None:
    assert after_all((Note.PAUSED, "")).is_paused
    assert after_all((Note.PAUSED, ""), (Note.RESUMED, "")) == Standing(
        State.SETUP, PANEL, PANEL, order=PITCHES
    )


def test_who_misses_the_first_turn_gets_another_one_at_the_end() -> None:
    where = after_all(*BEGUN, (Move.PITCH, "p1"), (Note.NO_SHOW, "p1"))
    assert (where.state, where.current) == (State.CONFLICTS, None)
    assert (where.to_hear, where.absent) == (("p2", "p3", "p1"), frozenset())


def test_who_misses_both_turns_is_put_off() -> None:
    missed = ((Move.PITCH, "p1"), (Note.NO_SHOW, "p1"))
    where = after_all(*BEGUN, *missed, *missed)
    assert (where.to_hear, where.absent) == (("p2", "p3"), frozenset({"p1"}))
    assert after_all(*BEGUN, *missed, *missed, Move.SCORE_ALL).heard == frozenset({"p2", "p3"})


def test_an_idea_that_is_taken_back_is_not_heard() -> None:
    where = after_all(*BEGUN, (Move.PITCH, "p1"), (Note.WITHDRAWN, "p2"))
    assert (where.state, where.current, where.to_hear) == (State.PITCH, "p1", ("p1", "p3"))
    assert where.absent == where.withdrawn == frozenset({"p2"})


def test_an_idea_that_is_taken_back_in_its_turn_makes_a_break() -> None:
    turn = (*BEGUN, (Move.PITCH, "p1"), Move.QUESTIONS)
    where = after_all(*turn, (Note.WITHDRAWN, "p1"))
    assert (where.state, where.current, where.to_hear) == (State.BREAK, None, ("p2", "p3"))
    assert (where.since, where.extra_minutes) == (AT, 0)
    assert after_all(*turn, (Note.PAUSED, ""), (Note.WITHDRAWN, "p1")).since == AT


def test_another_order_and_more_time() -> None:
    where = after_all(
        *BEGUN, (Note.REORDERED, "p3 p1 p2"), (Note.EXTRA_TIME, "2"), (Note.EXTRA_TIME, "3")
    )
    assert (where.order, where.extra_minutes) == (("p3", "p1", "p2"), 5)
    assert after_all(*BEGUN, (Note.EXTRA_TIME, "2"), (Move.PITCH, "p1")).extra_minutes == 0


def test_reading_back_holds_until_the_next_move() -> None:
    read = (*SCORED, (Note.READ_BACK, "abc"))
    assert after_all(*read).read_back == Asked("chair", "abc")
    assert after_all(*read, Move.CONFIRM).read_back is None


def test_moving_up_goes_past_those_who_were_heard() -> None:
    where = after_all(*BEGUN, (Move.PITCH, "p2"), Move.SCORE)
    assert moved_up(where, "p3") == ("p3", "p2", "p1")
    assert moved_up(where, "p1") == moved_up(where, "p2") == moved_up(where, "x") == PITCHES


def test_the_moves_that_are_offered() -> None:
    assert possible_moves(after_all(*BEGUN)) == (Move.PITCH, Move.SCORE_ALL)
    all_heard = after_all(*BEGUN, Move.SCORE_ALL)
    assert possible_moves(all_heard) == (Move.BREAK,)
    one_left = after_all(*BEGUN, (Move.PITCH, "p1"), Move.SCORE, Move.BREAK)
    assert possible_moves(one_left) == (Move.PITCH,)


UNDER_WAY = standing(events(*BEGUN, (Move.PITCH, "p1")), members(3), PITCHES)
AT_BREAK = standing(events(*BEGUN, (Move.PITCH, "p1"), Move.SCORE, Move.BREAK), [], PITCHES)
PAUSED = replace(UNDER_WAY, paused_at=AT)
CLOSED = replace(UNDER_WAY, state=State.CLOSED)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: check_move(PAUSED, Move.SCORE), (Refusal.DAY_PAUSED, {})),
        (lambda: check_move(AT_BREAK, Move.PITCH, "p1"), (Refusal.NOT_TO_HEAR, {})),
        (lambda: check_move(AT_BREAK, Move.PITCH), (Refusal.NOT_TO_HEAR, {})),
        (lambda: check_move(AT_BREAK, Move.DELIBERATE), (Refusal.IDEAS_UNHEARD, {"unheard": 2})),
        (lambda: check_note(PAUSED, Note.EXTRA_TIME), (Refusal.DAY_PAUSED, {})),
        (lambda: check_note(UNDER_WAY, Note.RESUMED), (Refusal.DAY_NOT_PAUSED, {})),
        (lambda: check_note(UNDER_WAY, Note.NO_SHOW, ("p2",)), (Refusal.NOT_CALLED, {})),
        (lambda: check_note(AT_BREAK, Note.NO_SHOW, ("p2",)), (Refusal.NOT_CALLED, {})),
        (lambda: check_note(AT_BREAK, Note.REORDERED, ("p2",)), (Refusal.ORDER_INCOMPLETE, {})),
        (
            lambda: check_note(CLOSED, Note.EXTRA_TIME),
            (Refusal.MOVE_NOT_NOW, {"state": State.CLOSED, "move": Note.EXTRA_TIME}),
        ),
        (lambda: check_second(None, "a"), (Refusal.FIRST_PERSON_MISSING, {})),
        (lambda: check_second(Asked("a", "why"), "a"), (Refusal.SECOND_PERSON_IS_FIRST, {})),
    ],
)
def test_what_is_refused(act: Callable[[], object], expected: object) -> None:
    assert refusal(act) == expected


def test_what_is_fine() -> None:
    check_move(UNDER_WAY, Move.QUESTIONS)
    check_move(AT_BREAK, Move.PITCH, "p2")
    check_note(UNDER_WAY, Note.NO_SHOW, ("p1",))
    check_note(UNDER_WAY, Note.REORDERED, ("p3", "p2", "p1"))
    check_note(UNDER_WAY, Note.EXTRA_TIME)
    check_note(UNDER_WAY, Note.PAUSED)
    check_note(PAUSED, Note.RESUMED)
    check_second(Asked("a", "why"), "b")


def test_the_second_signature_is_for_what_was_read_back() -> None:
    where = replace(UNDER_WAY, read_back=Asked("chair", "abc"))
    check_read_back(where, "second", "abc")
    assert (
        refusal(lambda: check_read_back(where, "chair", "abc"))[0] is Refusal.SECOND_PERSON_IS_FIRST
    )
    assert refusal(lambda: check_read_back(where, "second", "x"))[0] is Refusal.READ_BACK_STALE
    nobody = refusal(lambda: check_read_back(UNDER_WAY, "second", "abc"))
    assert nobody[0] is Refusal.FIRST_PERSON_MISSING


def test_settings_sealed() -> None:
    check_setting_up(State.SETUP)
    for state in list(State)[1:]:
        found = refusal(lambda state=state: check_setting_up(state))
        assert found == (Refusal.SETTINGS_SEALED, {"state": state})


def test_reopening_needs_the_moment_and_a_reason() -> None:
    deciding = after_all(*SCORED)
    check_asking_to_reopen(deciding, "A sheet was forgotten.")
    silent = refusal(lambda: check_asking_to_reopen(deciding, "  "))
    assert silent[0] is Refusal.REOPENING_NEEDS_REASON
    early = refusal(lambda: check_asking_to_reopen(UNDER_WAY, "A sheet was forgotten."))
    assert early[0] is Refusal.MOVE_NOT_NOW
    confirmed = replace(deciding, state=State.CONFIRMED)
    gone = refusal(lambda: check_asking_to_reopen(confirmed, "A sheet was forgotten."))
    assert gone[0] is Refusal.LINKS_DESTROYED
    check_asking_to_reopen(replace(confirmed, links_digest="d"), "A sheet was forgotten.")


def test_a_day_is_closed_when_nothing_waits_to_be_ratified() -> None:
    told = replace(after_all(*SCORED), state=State.TOLD)
    check_closing(told, 0)
    waiting = refusal(lambda: check_closing(told, 5))
    assert waiting == (Refusal.AWARDS_NOT_RATIFIED, {"amount_pence": 5})
    early = refusal(lambda: check_closing(replace(told, state=State.CONFIRMED), 0))
    assert early[0] is Refusal.MOVE_NOT_NOW


@pytest.mark.parametrize("state", list(State))
def test_people_come_and_go_only_while_the_day_runs(state: State) -> None:
    if state.is_running:
        check_presence(state)
        return
    assert refusal(lambda: check_presence(state))[0] is Refusal.MOVE_NOT_NOW


@given(st.lists(st.sampled_from(list(Move)), max_size=20))
def test_a_day_only_goes_where_its_checks_let_it(wanted: list[Move]) -> None:
    """Whatever is pressed: what the check lets pass can be folded, and no idea is lost."""
    happened: list[Event] = []
    where = standing(happened, members(3), PITCHES)
    for number, move in enumerate(wanted, 1):
        pitch_id = where.to_hear[0] if move is Move.PITCH and where.to_hear else None
        try:
            check_move(where, move, pitch_id)
        except Refused:
            continue
        facts = {"pitch_id": pitch_id} if pitch_id else {}
        happened.append(Event(number, move, "chair", AT, facts))
        where = standing(happened, members(3), PITCHES)
        assert sorted(where.order) == sorted(PITCHES)
        assert not (where.state.place >= State.DELIBERATION.place and where.to_hear)


def test_a_result_is_public_from_being_told_on() -> None:
    told = [state for state in State if state.is_told]
    assert told == [State.TOLD, State.RATIFIED, State.CLOSED]
    assert [state for state in State if state.is_hearing] == [
        State.PITCH,
        State.QUESTIONS,
        State.SCORING,
        State.BREAK,
    ]
