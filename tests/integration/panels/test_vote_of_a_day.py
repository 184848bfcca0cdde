"""A community vote as one more criterion of a panel day, from the choice to the recount."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from panels import models, store
from panels.rules.bundle import Form
from panels.rules.day import Note
from panels.rules.decide import recompute
from panels.rules.design import Design
from panels.rules.refusal import Refusal
from panels.rules.vote import Use
from panels.rules.vote_criterion import DayVote, VoteIn
from tests.integration.panels.given import DayGiven, put_pitch
from tests.integration.panels.vote_given import CODES, VoteGiven, a_vote
from tests.support.visitor import Visitor


@pytest.fixture
def beside(app: Flask, enter: Callable[..., Visitor], day: DayGiven) -> VoteGiven:
    """A vote about the day's ideas that weighs 4, like both criteria together; it is open."""
    given = a_vote(app, enter, use=Use.PANEL, day_id=day.day_id, weight=4)
    given.open()
    return given


class UndoneError(Exception):
    """Takes back what was altered."""


def choose(day: DayGiven, vote: VoteGiven) -> None:
    page = day.chair.open(f"{day.address}/rules")
    assert "Yes: Which name? (weight 4)" in page.text
    day.chair.fill(page, vote=vote.vote_id)


def cast(vote: VoteGiven) -> None:
    """Eight cards for the first idea, two for the second: 10 of 30."""
    for at, code in enumerate(CODES["north"][:10]):
        vote.cast(code, 1 if at < 8 else 2)


def scored(day: DayGiven) -> None:
    """The first idea 2 from everybody, the second 3; scoring is closed."""
    for member in range(5):
        day.score(member, 0, 2, 2)
        day.score(member, 1, 3, 3)
    day.close_scoring()


def means(day: DayGiven) -> list[Fraction | None]:
    counted = day.ask(store.tallies)
    return [counted[pitch_id].mean for pitch_id in day.pitches]


def test_a_vote_is_chosen_sealed_counted_and_recounted(day: DayGiven, beside: VoteGiven) -> None:
    choose(day, beside)
    assert day.read().settings.design == Design(
        vote=DayVote(beside.vote_id, 4, Fraction(1, 4), beside.read().settings_digest)
    )
    chosen_is = "counts as one more question with the weight 4, if 25% of its cards"
    assert chosen_is in day.chair.open(day.address).text
    day.open()
    scored(day)
    assert means(day) == [2, 3]
    assert "The community vote is still open." in day.members[0].open(f"{day.address}/tally").text
    day.decide(0, "full")
    day.decide(1, "full")
    waits = "The community vote of this day was not counted yet. Close it first"
    assert waits in day.chair.open(f"{day.address}/read-back").text
    with pytest.raises(Refused) as refused:
        day.confirm()
    assert refused.value.code is Refusal.VOTE_NOT_COUNTED
    cast(beside)
    beside.close()
    assert day.read().standing.vote == VoteIn(
        beside.vote_id, 4, Fraction(1, 4), 30, 10, dict(zip(day.pitches, (8, 2), strict=True))
    )
    assert means(day) == [Fraction(13, 5), Fraction(19, 10)]
    seen = day.members[0].open(f"{day.address}/tally").text
    assert "The community vote was counted and is in the means. 10 of 30 cards were used." in seen
    assert "Community vote: 3.20 (8 of 10 chose it)" in seen
    day.decide(1, "not_now")
    day.confirm()
    said = day.chair.open(f"{day.address}/results").text
    assert "10 of 30 cards were used. The vote weighs 4 out of 8." in said
    assert "It scored 2.60: 0.60 more than the 2.00 needed." in said
    with day.app.app_context():
        assert store.check_bundle(reading(), day.day_id).problems == ()
        for form in Form:
            bundle = store.day_bundle(reading(), day.day_id, form)
            assert recompute(bundle, str(bundle["digest"])).differences == ()
    taken = day.read().standing.vote
    assert taken is not None
    facts = json.dumps({"vote": replace(taken, cards=31).text()})
    with contextlib.suppress(UndoneError), day.writing() as (session, _at):
        event = models.DayEvent
        session.execute(update(event).where(event.what == "vote_counted").values(facts=facts))
        problems = store.check_bundle(session, day.day_id).problems
        raise UndoneError
    assert problems == ("sealed digest", "public digest", "vote")


def test_a_vote_that_was_counted_before_is_taken_in_at_opening(
    day: DayGiven, beside: VoteGiven
) -> None:
    choose(day, beside)
    cast(beside)
    beside.close()
    assert day.read().events == ()
    day.open()
    assert [one.what for one in day.read().events].count(Note.VOTE_COUNTED) == 1
    scored(day)
    assert means(day) == [Fraction(13, 5), Fraction(19, 10)]


def test_below_its_turnout_the_vote_weighs_nothing(day: DayGiven, beside: VoteGiven) -> None:
    choose(day, beside)
    day.open()
    for code in CODES["south"][:7]:
        beside.cast(code, 1)
    beside.close()
    scored(day)
    assert means(day) == [2, 3]
    seen = day.chair.open(f"{day.address}/tally").text
    assert "Fewer cards were used in the community vote than was said beforehand" in seen


def test_a_day_without_a_choice_takes_no_vote_in(day: DayGiven, beside: VoteGiven) -> None:
    day.open()
    cast(beside)
    beside.close()
    scored(day)
    assert day.read().standing.vote is None
    assert means(day) == [2, 3]


def test_only_a_sealed_vote_about_the_ideas_of_the_day_can_be_sealed(
    app: Flask, enter: Callable[..., Visitor], day: DayGiven, beside: VoteGiven
) -> None:
    elsewhere = DayVote("vote-x", 4, Fraction(1, 4), None)
    with pytest.raises(Missing):
        day.act(store.put_design, Design(vote=elsewhere), actor_id=day.chair.person_id)
    still = a_vote(app, enter, use=Use.PANEL, day_id=day.day_id, weight=5)
    day.chair.send(f"{day.address}/rules", vote=still.vote_id)
    assert "Open the community vote of this day first." in day.chair.open(day.address).text
    choose(day, beside)
    with day.writing() as (session, at):
        put_pitch(session, day.day_id, 3, at)
    with pytest.raises(Refused) as refused:
        day.open()
    assert refused.value.code is Refusal.VOTE_OTHER_IDEAS
