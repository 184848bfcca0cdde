"""What only somebody who goes round the pages can ask for, and what the doors read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from panels import store, words, words_design, words_sheets
from panels.rules.allocation.ranking import Tie
from panels.rules.conflicts import Degree, Effect
from panels.rules.day import Note, State
from panels.rules.decisions import Outcome
from panels.rules.design import Reveal
from panels.rules.paper import PaperState
from panels.rules.refusal import Refusal
from panels.rules.sheet_refusal import SheetRefusal
from panels.rules.sheets import SheetState
from panels.rules.vote_criterion import Standing
from tests.integration.panels.given import HELD_ON, DayGiven, criterion

BY = {"actor_id": "test"}


def test_only_a_member_speaks_and_only_about_an_idea_of_the_day(open_day: DayGiven) -> None:
    pitch_id, member = open_day.pitches[0], open_day.members[0].person_id
    with pytest.raises(Refused) as stranger:
        open_day.act(store.declare, pitch_id, person_id="person-x", degree=Degree.NONE)
    assert stranger.value.code is Refusal.NOT_A_MEMBER
    with pytest.raises(Refused) as elsewhere:
        open_day.act(store.declare, "pitch-x", person_id=member, degree=Degree.NONE)
    assert elsewhere.value.code is Refusal.NOT_A_PITCH


def test_scores_reach_only_criteria_of_the_day(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    who = open_day.members[0].person_id
    said = {"person_id": who, "comment": ""}
    odd = {**dict.fromkeys(open_day.criteria, 1), "criterion-x": 1}
    with pytest.raises(Refused) as refused:
        open_day.act(store.put_sheet, open_day.pitches[0], values=odd, **said)
    assert refused.value.code is Refusal.NOT_A_CRITERION
    half = {open_day.criteria[0]: 1}
    with pytest.raises(Refused) as refused:
        open_day.act(store.put_sheet, open_day.pitches[0], values=half, **said)
    assert refused.value.code is Refusal.CRITERION_UNANSWERED
    assert open_day.ask(store.progress)[open_day.pitches[0]].received == frozenset()


def test_a_criterion_of_another_day_is_missing(day: DayGiven) -> None:
    with pytest.raises(Missing):
        day.act(store.put_criterion, replace(criterion("Odd"), criterion_id="x"), **BY)
    with pytest.raises(Missing):
        day.act(store.remove_criterion, "x", **BY)
    assert day.chair.open(f"{day.address}/criteria/x").status == 404


def test_a_panel_can_be_emptied_and_the_day_then_waits(day: DayGiven) -> None:
    day.act(store.put_members, [], **BY)
    assert day.read().members == ()
    page = day.chair.open(day.address)
    assert "The quorum is 3 and the panel has 0 members." in page.text


def test_a_button_that_was_not_sent_whole_does_nothing(day: DayGiven) -> None:
    page = day.chair.send(day.address, to="/open", intent="x")
    assert (page.status, "not sent whole" in page.text) == (409, True)
    assert day.read().state is State.SETUP


def test_what_the_doors_read(open_day: DayGiven) -> None:
    line = store.DayLine(open_day.day_id, "Spring day", HELD_ON, State.SCORING, False, 6, 2)
    with open_day.app.app_context():
        assert store.days_of_round(reading(), "round-1") == [line]
        assert store.days_of_round(reading(), "round-2") == []
        assert store.list_days(reading()) == [line]


def test_every_code_has_its_words() -> None:
    assert set(words.SENTENCES) == set(Refusal)
    assert set(words.STATE_NAMES) == {*State, Note.PAUSED}
    assert set(words.MOVE_NAMES) == store.PLAIN_MOVES
    assert set(words.DEGREE_NAMES) == set(Degree)
    assert set(words_design.EFFECT_NAMES) == set(words_design.EFFECT_HINTS) == set(Effect)
    assert set(words_design.TIE_NAMES) == set(Tie)
    assert set(words_design.REVEAL_NAMES) == set(Reveal)
    assert set(words_design.VOTE_STANDINGS) == set(Standing)
    assert set(words_sheets.SENTENCES) == set(SheetRefusal)
    names, sentences = words_sheets.SHEET_STATE_NAMES, words_sheets.SHEET_STATE_SENTENCES
    assert set(names) == set(sentences) == set(SheetState)
    assert set(words_sheets.PAPER_STATE_NAMES) == set(PaperState)
    assert set(words.OUTCOME_NAMES) == set(words.OUTCOME_HINTS) == set(Outcome)
