"""Somebody with a phone and no account sends in an idea, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.events import Event
from makeithappen.ideas import models
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words
from makeithappen.people.models import Person
from tests.integration.ideas.given import (
    DAY,
    WORDS,
    Place,
    close_round,
    open_round,
    own_ideas,
    today,
)
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
TYPED = {"what": WORDS.what, "who_for": WORDS.who_for, "contact": WORDS.contact}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def begun(visitor: Visitor, place: Place) -> str:
    """Answer the three questions; returns the id of the idea."""
    page = visitor.send(f"/rounds/{place.round_id}/idea", **TYPED)
    assert page.status == 200
    return page.path.split("/")[2]


def only_idea(app: Flask) -> Idea:
    with app.app_context():
        owner_id = reading().execute(select(models.Idea.owner_id)).scalar_one()
    return own_ideas(app, owner_id)[0]


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return reading().execute(select(func.count()).select_from(table)).scalar_one()


def places(page: Page) -> tuple[int, str]:
    return page.status, page.path


def test_an_idea_goes_in_without_an_account(app: Flask, visitor: Visitor, place: Place) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea", **TYPED)
    idea = only_idea(app)
    draft = Idea(
        idea_id=idea.idea_id,
        round_id=place.round_id,
        fund_id=place.fund_id,
        owner_id=idea.owner_id,
        state=State.DRAFT,
        words=WORDS,
        ask=Ask(),
        started_at=idea.started_at,
    )
    assert (idea, places(page)) == (draft, (200, f"/ideas/{idea.idea_id}/ask"))

    typed = {"ask": "£1,250.50", "smallest": "600", "area": place.area_id, "title": "The bench"}
    page = visitor.fill(page, **typed)
    asked = replace(draft, ask=Ask(125_050, 60_000, place.area_id, "The bench"))
    assert (only_idea(app), places(page)) == (asked, (200, f"/ideas/{idea.idea_id}/check"))
    assert "£1,250.50" in page.text

    page = visitor.fill(page)
    idea = only_idea(app)
    assert idea == replace(asked, state=State.SENT, sent_at=idea.sent_at)
    assert places(page) == (200, f"/ideas/{idea.idea_id}")
    assert "We have your idea. A person reads it and answers you." in page.text
    with app.app_context():
        trail = reading().execute(select(Event.what, Event.subject_id).order_by(Event.number))
        assert [what for what, subject in trail if subject == idea.idea_id] == [
            "idea_begun",
            "idea_sent",
        ]


def test_area_and_name_may_be_skipped(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/ask", ask="900", smallest="900")
    assert places(page) == (200, f"/ideas/{idea_id}/check")
    assert only_idea(app).ask == Ask(90_000, 90_000, None, None)
    assert only_idea(app).name == "A bench by the pond"


@pytest.mark.parametrize("missing", ["what", "who_for", "contact"])
def test_a_missing_answer_is_named_and_the_others_are_kept(
    app: Flask, visitor: Visitor, place: Place, missing: str
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea", **{**TYPED, missing: " \n "})
    assert (page.status, count(app, models.Idea), count(app, Person)) == (400, 0, 0)
    assert f'href="#{missing}"' in page.html
    kept = {name: page.forms[-1].values[name] for name in TYPED}
    assert kept == {**TYPED, missing: ""}


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ("", "Write the amount in pounds, like 250 or 250.50"),
        ("-1", "Write an amount of more than £0, like 250 or 250.50"),
        ("0", "Write an amount of more than £0, like 250 or 250.50"),
        ("1e3", "Write the amount in digits, like 250 or 250.50"),
        ("NaN", "Write the amount in digits, like 250 or 250.50"),
        ("12.345", "Write pounds and whole pence, with two digits after the point, like 250.50"),
        (str(2**63), "This amount is too large. Write the amount in pounds, like 250"),
    ],
)
def test_a_bad_amount_is_not_kept_but_stays_in_its_box(
    app: Flask, visitor: Visitor, place: Place, ask: str, sentence: str
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/ask", ask=ask, smallest="1", title="Kept")
    assert (page.status, only_idea(app).ask) == (400, Ask())
    assert sentence in page.text
    values = page.forms[-1].values
    assert (values["ask"], values["smallest"], values["title"]) == (ask, "1", "Kept")


def test_the_smallest_amount_is_not_above_the_ask(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/ask", ask="100", smallest="100.01")
    assert (page.status, only_idea(app).ask) == (409, Ask())
    assert "The smallest amount can't be more than the £100 that you ask for." in page.text
    assert 'href="#smallest"' in page.html


def test_an_area_of_another_fund_is_no_answer(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    other = open_round(app).area_id
    page = visitor.send(f"/ideas/{idea_id}/ask", ask="9", smallest="9", area=other)
    assert (page.status, only_idea(app).ask) == (400, Ask())


def test_going_back_shows_the_draft_and_a_change_is_kept(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.open(f"/rounds/{place.round_id}/idea")
    assert places(page) == (200, f"/ideas/{idea_id}/words")
    assert page.forms[-1].values["what"] == WORDS.what
    first = visitor.fill(page, who_for="All of us")
    again = visitor.fill(page, who_for="All of us, dogs too")
    assert [places(first), places(again)] == [(200, f"/ideas/{idea_id}/ask")] * 2
    assert only_idea(app).words == replace(WORDS, who_for="All of us, dogs too")


def test_another_idea_can_be_begun_beside_a_draft(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    begun(visitor, place)
    page = visitor.send(f"/rounds/{place.round_id}/idea?another=1", **{**TYPED, "what": "Bikes"})
    assert page.status == 200
    with app.app_context():
        owners = reading().execute(select(models.Idea.owner_id)).scalars().all()
    assert (len(owners), len(set(owners)), count(app, Person)) == (2, 1, 1)


def test_an_unfinished_idea_is_not_sent(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/check")
    assert (page.status, only_idea(app).state) == (409, State.DRAFT)
    assert "Write how much money your idea needs." in page.text


def test_sending_twice_sends_once(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/ask", ask="9", smallest="9")
    other_tab = visitor.open(f"/ideas/{idea_id}/check")
    assert places(visitor.fill(page)) == (200, f"/ideas/{idea_id}")
    sent = only_idea(app)
    assert places(visitor.fill(page)) == (200, f"/ideas/{idea_id}")
    assert visitor.fill(other_tab).status == 409
    assert only_idea(app) == sent


def test_a_sent_idea_keeps_its_words(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    words = visitor.open(f"/ideas/{idea_id}/words")
    ask = visitor.open(f"/ideas/{idea_id}/ask")
    visitor.fill(visitor.fill(ask, ask="9", smallest="9"))
    sent = only_idea(app)
    assert visitor.fill(words, what="Other words").status == 409
    assert visitor.fill(ask, ask="10", smallest="10").status == 409
    assert only_idea(app) == sent
    for page in ("words", "ask", "check"):
        assert places(visitor.open(f"/ideas/{idea_id}/{page}")) == (200, f"/ideas/{idea_id}")


def test_an_idea_is_taken_back_with_one_button(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id = begun(visitor, place)
    assert visitor.send(f"/ideas/{idea_id}/withdraw").status == 409
    visitor.fill(visitor.send(f"/ideas/{idea_id}/ask", ask="9", smallest="9"))
    page = visitor.send(f"/ideas/{idea_id}/withdraw")
    assert (places(page), only_idea(app).state) == ((200, "/ideas"), State.WITHDRAWN)
    assert "You took this idea back." in page.text
    assert visitor.send(f"/ideas/{idea_id}/withdraw").status == 409


def test_a_round_that_has_closed_keeps_the_draft_and_takes_no_idea(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    idea_id = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/ask", ask="9", smallest="9")
    form = visitor.open(f"/rounds/{place.round_id}/idea?another=1")
    close_round(app, place)
    refused = visitor.fill(page)
    assert (refused.status, only_idea(app).state) == (409, State.DRAFT)
    assert "This round takes no ideas now. What you wrote is kept." in refused.text
    refused = visitor.fill(form, **TYPED)
    assert (refused.status, count(app, models.Idea)) == (409, 1)
    assert refused.forms[-1].values["what"] == WORDS.what


def test_a_round_that_is_not_open_says_so(app: Flask, visitor: Visitor) -> None:
    soon = open_round(app, first=today() + 3 * DAY)
    over = open_round(app, first=today() - 9 * DAY, last=today() - 3 * DAY)
    page = visitor.open(f"/rounds/{soon.round_id}/idea")
    assert (page.status, "You can send in an idea from" in page.text) == (200, True)
    page = visitor.open(f"/rounds/{over.round_id}/idea")
    assert (page.status, "This round is over" in page.text) == (200, True)
    assert visitor.open("/rounds/nothing/idea").status == 404


def test_an_idea_is_missing_for_everybody_else(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    idea_id = begun(visitor, place)
    paths = [f"/ideas/{idea_id}{rest}" for rest in ("", "/words", "/ask", "/check", "/withdraw")]
    everybody = enter(*Role)
    assert [everybody.open(path).status for path in paths] == [404] * 5
    nobody = Visitor(app.test_client())
    assert [nobody.open(path).status for path in paths] == [404] * 5
    assert everybody.open(f"/ideas/{idea_id}/review").status == 404
    assert own_ideas(app, everybody.person_id) == []


def test_words_that_look_like_markup_are_only_words(visitor: Visitor, place: Place) -> None:
    words = "<script>alert(1)</script> {{ 7 * 7 }}"
    page = visitor.send(f"/rounds/{place.round_id}/idea", **{**TYPED, "what": words})
    page = visitor.send(f"/ideas/{page.path.split('/')[2]}/ask", ask="9", smallest="9")
    assert (words in page.text, "<script>alert" in page.html) == (True, False)


def test_nothing_of_an_idea_is_kept_by_the_browser(visitor: Visitor, place: Place) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea")
    assert page.response.headers["Cache-Control"] == "no-store"
    begun(visitor, place)
    assert visitor.open("/ideas").response.headers["Cache-Control"] == "no-store"


def test_typed_control_characters_do_no_harm(app: Flask, visitor: Visitor, place: Place) -> None:
    typed = {**TYPED, "what": "A \x00bench\r\nby the\x07 pond"}
    visitor.send(f"/rounds/{place.round_id}/idea", **typed)
    expected = Words("A bench\nby the pond", WORDS.who_for, WORDS.contact)
    assert only_idea(app).words == expected
