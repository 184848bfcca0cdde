"""Answers that somebody can use: how to reach its people, and amounts that go together."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.db import transaction
from makeithappen.ideas import models
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words
from makeithappen.ideas.safeguarding_words import without_title
from tests.integration.ideas.given import WORDS, Place, open_round
from tests.support.visitor import Page, Visitor

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def test_a_way_to_be_reached_is_one_that_somebody_can_use(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    sentence = "Write a phone number, an e-mail address, or where we can find you."
    begun = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea = begun.path.removesuffix("/answer/who_for")
    for page in ("contact", "all"):
        refused = visitor.send(f"{idea}/answer/{page}", area="anywhere", contact="a")
        found = (refused.status, sentence in refused.text, 'href="#contact"' in refused.html)
        assert (found, refused.forms[-1].values["contact"]) == ((400, True, True), "a")
    saved = visitor.send(f"{idea}/answer/all", area="anywhere", contact="ask at the school office")
    assert saved.path == f"{idea}/check"
    with app.app_context(), transaction() as session:  # from before anybody looked
        session.execute(update(models.Idea).values(contact="a"))
    page = visitor.send(f"{idea}/check", to="/send")
    found = (page.status, sentence in page.text, 'href="#change-contact"' in page.html)
    assert found == (409, True, True)


def begun(visitor: Visitor, place: Place) -> str:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    return page.path.removesuffix("/answer/who_for")


def link(page: Page, words: str) -> str:
    """Where the link with these words leads."""
    return re.findall(r'href="([^"]+)"[^>]*>\s*' + re.escape(words), page.html)[0]


def test_without_an_amount_nothing_is_asked_about_a_part_of_it(
    visitor: Visitor, place: Place
) -> None:
    idea = begun(visitor, place)
    ask = visitor.open(f"{idea}/answer/ask")
    assert link(ask, "Skip this") == f"{idea}/spending"
    on = visitor.fill(ask, ask="")
    assert (on.path, link(on, "Back")) == (f"{idea}/spending", f"{idea}/answer/ask")
    assert ("Question 5 of " in ask.text, "Question 8 of " in on.text) == (True, True)
    rows = re.findall(r'id="change-(\w+)"', visitor.open(f"{idea}/check").html)
    asked = ["what", "who_for", "how_many", "area", "ask", "title", "take_part", "contact"]
    assert rows == asked
    for question, after in (("smallest", "spending"), ("drops", "spending")):
        assert visitor.send(f"{idea}/answer/{question}").path == f"{idea}/{after}"
    visitor.send(f"{idea}/answer/drops", drops="The roof")
    assert 'id="change-drops"' in visitor.open(f"{idea}/check").html
    assert visitor.fill(ask, ask="90").path == f"{idea}/answer/smallest"
    assert 'id="change-smallest"' in visitor.open(f"{idea}/check").html
    long = visitor.open(f"{idea}/answer/all")
    assert {"ask", "smallest", "drops"} <= set(long.forms[-1].values)


def test_the_hint_of_a_title_says_what_an_idea_without_one_is_called(app: Flask) -> None:
    """To us and the panel by its first words; to everybody else as the register calls it."""
    idea = Idea(
        "idea-1", "r", "f", "lea", State.SENT, Words("A bench. For all.", "", ""), Ask(), AT
    )
    with app.test_request_context():
        said = str(QUESTIONS["title"].why)
        public = without_title("idea-1").removesuffix(" (ea-1)")
    assert said == (
        "Without one, we and the panel see your first words. "
        f"Others see “{public[0].lower()}{public[1:]}”. Leave out people's names."
    )
    assert (idea.name, public) == ("A bench", "An idea without a title")


def test_an_ask_below_the_smallest_amount_leads_to_that_one_first(
    visitor: Visitor, place: Place
) -> None:
    idea = begun(visitor, place)
    visitor.send(f"{idea}/answer/all", area="anywhere", contact="0123", ask="900", smallest="600")
    page = visitor.send(f"{idea}/answer/ask?back=check", ask="500")
    sentences = (
        "It is less than the smallest amount that would still work. Change that first.",
        "You said that the smallest amount that would still work is £600.",
    )
    found = (page.status, all(one in page.text for one in sentences), 'href="#ask"' in page.html)
    assert (found, page.forms[-1].values["ask"]) == ((409, True, True), "500")
    there = visitor.open(link(page, "Change the smallest amount").replace("&amp;", "&"))
    assert there.path == f"{idea}/answer/smallest"
    back = visitor.fill(there, smallest="400")
    assert (back.path, visitor.fill(back, ask="500").path) == (
        f"{idea}/answer/ask",
        f"{idea}/answer/smallest",
    )
