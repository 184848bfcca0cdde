"""The coordinator answers each idea with a reason; the chosen ones become pitches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import store
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


def test_a_chosen_idea_goes_to_its_panel_day(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = panel_day(app, place)
    [before] = own_ideas(app, leanne.person_id)
    answer = {"outcome": "shortlisted", "day": day_id, "reason": "It is for all of us."}
    page = morag.send(f"/ideas/{idea_id}/review", **answer)
    assert (page.status, page.path) == (200, "/ideas/board")
    [idea] = own_ideas(app, leanne.person_id)
    assert idea == replace(
        before,
        state=State.SHORTLISTED,
        decided_at=idea.decided_at,
        day_id=day_id,
        day_name="The Lens day",
        reason="It is for all of us.",
    )
    [pitch] = pitches(app, day_id)
    assert pitch == Pitch(
        pitch_id=pitch.pitch_id,
        idea_id=idea_id,
        position=1,
        title="A bench by the pond",
        words=WORDS.what,
        who_for=WORDS.who_for,
        asked_pence=90_000,
        smallest_pence=60_000,
        version=1,
    )
    page = leanne.open("/ideas")
    assert "Your idea goes to the panel: The Lens day." in page.text
    assert "It is for all of us." in page.text


def test_not_this_time_comes_with_a_reason_and_a_way_to_ask_again(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    reason = "We like the bench. The council builds one in May."
    morag.send(f"/ideas/{idea_id}/review", outcome="not_this_time", reason=reason)
    [idea] = own_ideas(app, leanne.person_id)
    assert (idea.state, idea.reason, idea.day_id) == (State.NOT_THIS_TIME, reason, None)
    page = leanne.open(f"/ideas/{idea_id}")
    assert reason in page.text
    assert "Do you think we got it wrong? Ask for a review." in page.text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"reason": "x"}, (400, "Choose your answer", "#outcome")),
        ({"outcome": "withdrawn", "reason": "x"}, (400, "Choose one of the answers", "#outcome")),
        ({"outcome": "not_this_time", "reason": " "}, (400, "Write a reason.", "#reason")),
        ({"outcome": "shortlisted", "reason": "x"}, (409, "Choose the panel day", "#day")),
        ({"outcome": "shortlisted", "reason": "x", "day": "y"}, (400, "Choose one of", "#day")),
    ],
)
def test_an_answer_that_is_not_whole_changes_nothing(
    app: Flask,
    place: Place,
    morag: Visitor,
    leanne: Visitor,
    answer: dict[str, str],
    said: tuple[int, str, str],
) -> None:
    status, sentence, href = said
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = panel_day(app, place)
    before = own_ideas(app, leanne.person_id)
    page = morag.send(f"/ideas/{idea_id}/review", **answer)
    assert (page.status, sentence in page.text) == (status, True)
    assert f'href="{href}"' in page.html
    assert (own_ideas(app, leanne.person_id), pitches(app, day_id)) == (before, ())


def test_the_second_answer_comes_too_late(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    first, second = (morag.open(f"/ideas/{idea_id}/review") for _look in range(2))
    morag.fill(first, outcome="not_this_time", reason="First.")
    assert morag.fill(first, outcome="not_this_time", reason="First.").status == 200
    page = morag.fill(second, outcome="not_this_time", reason="Second.")
    assert (page.status, "Somebody has answered this idea already" in page.text) == (409, True)
    assert own_ideas(app, leanne.person_id)[0].reason == "First."


def test_an_idea_that_is_taken_back_leaves_the_day(
    app: Flask, place: Place, morag: Visitor, leanne: Visitor
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    day_id = panel_day(app, place)
    morag.send(f"/ideas/{idea_id}/review", outcome="shortlisted", day=day_id, reason="Yes.")
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
    chosen, second, other = send_ideas(app, place, leanne.person_id, count=3)
    day_id = panel_day(app, place)
    morag.send(f"/ideas/{chosen}/review", outcome="shortlisted", day=day_id, reason="Yes.")
    late = morag.open(f"/ideas/{other}/review")
    morag.send(f"/ideas/{second}/review", outcome="shortlisted", day=day_id, reason="Yes.")
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
    page = morag.fill(late, outcome="shortlisted", day=day_id, reason="Yes.")
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
    first, _second = send_ideas(app, place, leanne.person_id, count=2)
    morag.send(f"/ideas/{first}/review", outcome="not_this_time", reason="No room.")
    pages = [morag.open(f"/ideas/board?state={state}") for state in ("sent", "not_this_time")]
    assert [page.text.count("A bench by the pond") for page in pages] == [1, 1]
    assert [first in page.html for page in pages] == [False, True]


def test_only_a_coordinator_answers(app: Flask, place: Place, enter: Enter) -> None:
    others = enter(*(role for role in Role if role is not Role.COORDINATOR))
    [idea_id] = send_ideas(app, place, others.person_id)
    paths = ["/ideas/board", f"/ideas/{idea_id}/review"]
    assert [others.open(path).status for path in paths] == [404, 404]


def test_titles_are_names_or_first_words(app: Flask, place: Place, leanne: Visitor) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    with app.app_context():
        assert store.titles(reading(), [idea_id, "nothing"]) == {idea_id: "A bench by the pond"}
        assert store.titles(reading(), []) == {}
