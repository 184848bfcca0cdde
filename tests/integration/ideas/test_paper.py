"""An idea on paper is typed by one person and compared by another before it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.ideas import helping_store, models
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.helping import Channel
from makeithappen.ideas.rules.idea import Ask, State, Words
from tests.integration.ideas.given import Place, open_round, own_ideas
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
ON_PAPER = {"what": "A bench", "who_for": "All", "area": "anywhere", "ask": "90"}
CODE = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{4}-[A-Z2-9]{3}\b")


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(reading().execute(select(models.Idea.state)).scalars())


def test_two_people_type_a_paper_in_and_the_family_gets_a_code(
    app: Flask, visitor: Visitor, enter: Enter, place: Place
) -> None:
    morag, isla = enter(Role.COORDINATOR), enter(Role.COORDINATOR)
    typing = f"/rounds/{place.round_id}/papers/next"
    first = morag.open(typing)
    assert first.status == 200, first.text
    page = morag.fill(first, **ON_PAPER, contact="01234 5678")
    assert (page.path, "room for the next paper" in page.text) == (typing, True)
    with app.app_context():
        [(idea_id, owner_id)] = reading().execute(select(models.Idea.id, models.Idea.owner_id))
    check = f"/papers/{idea_id}/check"
    same = {"contact": "0123 45678", "ask": "£90.00", "compared": "y"}
    refused = morag.send(check, **same)
    assert (refused.status, "Somebody else has to compare it." in refused.text) == (409, True)
    page = isla.open(check)
    assert ("A bench" in page.text, "01234 5678" in page.html, "£90" in page.html) == (
        *(True, False, False),
    )
    missing = isla.fill(page, **{**same, "ask": "x", "compared": None})
    assert (missing.status, states(app)) == (400, [State.DRAFT])
    assert re.findall(r'<a href="#(\w+)">', missing.html) == ["ask", "compared"]
    assert "5. How much money would it take?" in missing.text
    page = isla.fill(page, contact="0123 45679", ask="90", wrong="who_for", compared="y")
    assert "Two people differ: look again" in page.text
    mend = morag.open(f"/papers/{idea_id}/mend")
    assert all(words in mend.text for words in ("Who is it for?", "How can we reach you?"))
    assert isla.send(check, **same).status == 409
    morag.fill(mend, who_for="All of us", contact="0123 45679")
    page = isla.send(check, **{**same, "contact": "01 23 45 67 9"})
    [code] = set(CODE.findall(page.text))
    assert (page.path, states(app)) == (f"/papers/{idea_id}/slip", [State.SENT])
    assert morag.open(page.path).status == 404
    [idea] = own_ideas(app, owner_id)
    assert (idea.words, idea.ask) == (
        Words("A bench", "All of us", "0123 45679"),
        Ask(9_000, None, ""),
    )
    there = visitor.send("/come-back", to="/come-back", code=code)
    assert "We have your idea." in there.text
    for press in (mend, morag.open(f"/rounds/{place.round_id}/papers")):
        assert idea_id not in press.html or morag.fill(press, what="Mine").status == 409
    with app.app_context():
        assert helping_store.channels(reading()) == {(place.round_id, Channel.PAPER): (1, 1)}


def test_a_bad_paper_is_not_kept_and_stays_in_its_boxes(
    app: Flask, enter: Enter, place: Place
) -> None:
    morag = enter(Role.COORDINATOR)
    page = morag.send(f"/rounds/{place.round_id}/papers/next", **ON_PAPER, smallest="-1")
    assert (page.status, states(app)) == (400, [])
    values = page.forms[-1].values
    assert (values["what"], values["smallest"], values["contact"]) == ("A bench", "-1", "")


def test_papers_are_the_coordinators_alone_and_other_drafts_are_no_papers(
    app: Flask, visitor: Visitor, enter: Enter, place: Place
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/first", what="A bench")
    idea_id = page.path.split("/")[2]
    pages = [f"/papers/{idea_id}/{page}" for page in ("check", "mend", "slip")]
    morag = enter(Role.COORDINATOR)
    assert {morag.open(page).status for page in pages} == {404}
    rounds = [f"/rounds/{place.round_id}/papers{end}" for end in ("", "/next")]
    assert {visitor.open(page).status for page in [*pages, *rounds]} == {404}


def printed(page: Page) -> list[tuple[str, str]]:
    """The questions of a paper, with their numbers."""
    return re.findall(r'<h2 id="paper-(\w+)">(\d+)\.', page.html)


def test_the_printed_paper_has_the_questions_of_the_screens(visitor: Visitor, place: Place) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/paper")
    alone = [one.question_id for one in QUESTIONS.values() if not one.beside]
    asked = [*alone[:7], "spending", "other_help", *alone[7:]]
    beside = [one.question_id for one in QUESTIONS.values() if one.beside]
    assert re.findall(r'<h3 id="paper-(\w+)">', page.html) == beside
    assert printed(page) == [(one, str(number)) for number, one in enumerate(asked, start=1)]
    assert all(words in page.text for words in ("Call 999.", "Hillside", "The panel can't."))
