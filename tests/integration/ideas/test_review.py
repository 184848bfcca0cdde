"""The coordinator's list of ideas; who is behind one takes it back until its scoring opens."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import models, searching, store
from makeithappen.ideas.rules.idea import State, Words
from panels import store as panels
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move
from panels.store import NewMember, Pitch
from tests.integration.ideas.given import (
    WORDS,
    Place,
    open_round,
    own_ideas,
    panel_day,
    send_ideas,
    today,
)
from tests.integration.replies.given import NOT_THIS_TIME, shortlist, tell
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
HALF = Fraction(1, 2)


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    """Somebody with an idea."""
    return enter(Role.APPLICANT, first_name="Leanne")


def pitches(app: Flask, day_id: str) -> tuple[Pitch, ...]:
    with app.app_context():
        return panels.load_day(reading(), day_id).pitches


def test_an_idea_that_is_taken_back_leaves_the_day(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = panel_day(app, place)
    shortlist(morag, place, day_id, idea_id)
    page = leanne.send(f"/ideas/{idea_id}/withdraw")
    assert (page.status, pitches(app, day_id)) == (200, ())
    page = morag.open(f"/ideas/{idea_id}/review")
    assert "Its words are not shown any more." in page.text
    assert WORDS.who_for not in page.text


def open_day(app: Flask, day_id: str) -> None:
    """Open a panel day: from now on its pitches stay."""
    scale = (ScalePoint(0, "Not at all"), ScalePoint(1, "A lot"))
    criterion = Criterion("", 0, "Lasting", "Will it last?", "We want it to last.", 1, scale, "Jo")
    panel = [NewMember(f"person-{number}", f"P{number}", is_reserve=False) for number in range(3)]
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        panels.put_criterion(session, day_id, criterion, **who)
        panels.put_members(session, day_id, panel, **who)
        basics = {"name": "The Lens day", "held_on": today(), "quorum": 3}
        panels.change_day(session, day_id, **basics, threshold=HALF, **who)
        panels.open_day(session, day_id, **who)


def test_an_idea_is_taken_back_until_its_scoring_opens(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    chosen, second = send_ideas(app, place, leanne.person_id, count=2)
    day_id = panel_day(app, place)
    shortlist(morag, place, day_id, chosen, second)
    [other] = send_ideas(app, place, leanne.person_id)
    late = morag.open(f"/ideas/{other}/letter")
    open_day(app, day_id)
    assert leanne.send(f"/ideas/{second}/withdraw").status == 200
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
            panels.move_day(session, day_id, move, **who)
        standing = panels.load_day(session, day_id).standing
        first, taken = pitches(app, day_id)
        assert (standing.heard, standing.withdrawn) == ({first.pitch_id}, {taken.pitch_id})
    page = leanne.send(f"/ideas/{chosen}/withdraw")
    assert (page.status, "The panel has begun to score this idea." in page.text) == (409, True)
    page = morag.fill(late, outcome="shortlisted", day=day_id, strengths="Yes.")
    assert page.status == 400
    states = {idea.idea_id: idea.state for idea in own_ideas(app, leanne.person_id)}
    wanted = {chosen: State.SHORTLISTED, second: State.WITHDRAWN, other: State.SENT}
    assert states == wanted
    assert [pitch.idea_id for pitch in pitches(app, day_id)] == [chosen, second]


def test_the_board_shows_30_ideas_a_page_the_newest_first(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    send_ideas(app, place, leanne.person_id, words=Words("The oldest", "All", "0123"))
    send_ideas(app, place, leanne.person_id, count=30)
    first, second = (morag.open(f"/ideas/board?page={page}") for page in (1, 2))
    assert [page.text.count("With us") for page in (first, second)] == [31, 2]
    assert ["The oldest" in page.text for page in (first, second)] == [False, True]
    assert ('rel="next"' in first.html, 'rel="next"' in second.html) == (True, False)
    with app.app_context():
        page_of_them, more = store.sent_ideas(reading())
        times = [idea.sent_at for idea in page_of_them]
    assert (len(times), more) == (30, True)
    assert times == sorted(times, key=str, reverse=True)


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999", "state=draft"])
def test_an_odd_address_of_the_board_is_no_error(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor, query: str
) -> None:
    send_ideas(app, place, leanne.person_id)
    page = morag.open(f"/ideas/board?{query}")
    assert (page.status, "A bench by the pond" in page.text) == (200, True)


def test_the_board_can_be_narrowed_down(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [first] = send_ideas(app, place, leanne.person_id)
    tell(morag, place, first, **NOT_THIS_TIME)
    send_ideas(app, place, leanne.person_id)
    pages = [morag.open(f"/ideas/board?state={state}") for state in ("sent", "not_this_time")]
    assert [page.text.count("A bench by the pond") for page in pages] == [1, 1]
    assert [first in page.html for page in pages] == [False, True]


def test_only_a_coordinator_answers(app: Flask, place: Place, enter: Enter) -> None:
    others = enter(*(role for role in Role if role is not Role.COORDINATOR))
    [idea_id] = send_ideas(app, place, others.person_id)
    paths = ["/ideas/board", f"/ideas/{idea_id}/review", f"/ideas/{idea_id}/letter"]
    paths += [f"/rounds/{place.round_id}/replies", f"/funds/{place.fund_id}/letters"]
    assert [others.open(path).status for path in paths] == [404] * 5


def test_money_and_public_pages_call_an_idea_by_its_title_alone(
    app: Flask, place: Place, leanne: Visitor
) -> None:
    """Its first words were written for the coordinator and the panel."""
    untitled, titled = send_ideas(app, place, leanne.person_id, count=2)
    with app.app_context(), transaction() as session:
        session.execute(update(models.Idea).where(models.Idea.id == titled).values(title="A bench"))
    with app.app_context():
        expected = {untitled: f"An idea without a title ({untitled[-4:]})", titled: "A bench"}
        assert store.titles(reading(), [untitled, titled, "nothing"]) == expected
        assert searching.named(reading(), place.fund_id, "bench") == {titled: "A bench"}
        assert store.titles(reading(), []) == {}
