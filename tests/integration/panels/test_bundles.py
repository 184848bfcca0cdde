"""The bundle of a day: sealed at confirmation, made anew from the rows, altered never unnoticed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from makeithappen import awarding
from makeithappen.core.db import reading, transaction
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.bundle import Form
from panels.rules.decide import recompute
from panels.rules.refusal import Refusal
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor


@pytest.fixture
def decided(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """Two ideas; the first has five sheets, one of them changed once; the second is turned down."""
    day = a_day(app, enter)
    day.open()
    for member in range(5):
        day.score(member, 0, 3, 3, comment="Words that stay here.")
    day.score_again(0, 0, 4, 4)
    for member in range(3):
        day.score(member, 1, 1, None if member else 2)
    day.close_scoring()
    day.decide(0, "full")
    day.decide(1, "not_now")
    return day


@pytest.fixture
def confirmed(decided: DayGiven) -> DayGiven:
    ideas = {pitch.pitch_id: pitch.idea_id for pitch in decided.read().pitches}
    for_ideas = {ideas[decided.pitches[0]]: 20_000, "another": 5_000}
    decided.confirm(for_ideas_pence=for_ideas)
    return decided


def bundle(day: DayGiven, form: Form) -> dict[str, object]:
    with day.app.app_context():
        return store.day_bundle(reading(), day.day_id, form)


def problems(day: DayGiven) -> tuple[str, ...]:
    with day.app.app_context():
        return store.check_bundle(reading(), day.day_id).problems


def test_both_forms_recompute_to_what_was_sealed(confirmed: DayGiven) -> None:
    event = confirmed.read().events[-1]
    linked, public = bundle(confirmed, Form.LINKED), bundle(confirmed, Form.PUBLIC)
    assert recompute(linked, event.facts["bundle_digest"]).differences == ()
    assert recompute(public, event.facts["public_digest"]).differences == ()
    assert linked["pledges"] == [{"idea": confirmed.pitches[0], "amount_pence": 20_000}]
    assert event.facts["budget_pence"] == "75000"
    assert problems(confirmed) == ()


def test_the_linked_form_has_pseudonyms_and_revisions_but_no_words(confirmed: DayGiven) -> None:
    linked, members = bundle(confirmed, Form.LINKED), confirmed.read().members
    assert isinstance(linked["revisions"], list)
    assert [(one["number"], sorted(one["scores"].values())) for one in linked["revisions"]] == [
        (1, [3, 3])
    ]
    said = str(linked)
    assert not any(one.member_id in said or one.person_id in said for one in members)
    assert not any(word in said for word in ("Words that stay", "It helps", "Together", "Bella"))


def test_lots_are_drawn_when_the_day_opens(confirmed: DayGiven) -> None:
    drawn = confirmed.read().events[0].facts["lots"].split()
    assert sorted(drawn) == sorted(confirmed.pitches)


def test_there_is_no_bundle_before_the_day_is_confirmed(decided: DayGiven) -> None:
    with pytest.raises(Refused) as refused:
        bundle(decided, Form.PUBLIC)
    assert refused.value.code is Refusal.DAY_NOT_CONFIRMED


ALTERED = {
    "UPDATE sheet_scores SET value = 0 WHERE value = 4": "sealed digest, public digest",
    "UPDATE conflicts SET degree = 'know'": "sealed digest",
    "UPDATE criteria SET weight = 2 WHERE weight = 3": "settings",
    "UPDATE pitches SET asked_pence = asked_pence + 1": "public digest",
    "UPDATE decisions SET outcome = 'defer' WHERE outcome = 'not_now'": "public digest",
    "UPDATE day_events SET facts = replace(facts, '20000', '20001') WHERE what = 'confirm'": (
        "sealed digest, public digest, audit trail"
    ),
}


class UndoneError(Exception):
    """Takes back what was altered."""


def test_what_is_altered_in_the_rows_is_noticed(confirmed: DayGiven) -> None:
    for statement, noticed in ALTERED.items():
        with (
            confirmed.app.app_context(),
            contextlib.suppress(UndoneError),
            transaction() as session,
        ):
            session.execute(text(statement))
            found = store.check_bundle(session, confirmed.day_id).problems
            assert set(noticed.split(", ")) <= set(found), statement
            raise UndoneError
    assert problems(confirmed) == ()


def test_an_award_that_the_ledger_does_not_know_is_noticed(confirmed: DayGiven) -> None:
    idea_id = confirmed.read().pitches[0].idea_id
    with confirmed.app.app_context():
        assert awarding.awards_that_differ(reading(), confirmed.day_id) == [f"award of {idea_id}"]
