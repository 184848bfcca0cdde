"""People write an idea together: each by their own yes, and only who began it sends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from makeithappen import kinship, welcome
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import waiting
from makeithappen.ideas import follow_ups, helping_store, store
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.behind import behind
from makeithappen.ideas.rules.idea import State
from panels.rules.conflicts import Degree
from tests.integration.ideas.given import WORDS, Place, open_round, own_ideas, send_ideas
from tests.integration.panels.given import a_day, put_real_idea
from tests.integration.panels.test_kin import degrees, send_sheet
from tests.integration.replies.given import NOT_THIS_TIME, tell
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    """Who begins an idea."""
    return enter(Role.APPLICANT, first_name="Leanne")


@pytest.fixture
def bo(enter: Enter) -> Visitor:
    """Who is asked to write it too."""
    return enter(Role.APPLICANT, first_name="Bo")


def draft_of(leanne: Visitor, place: Place) -> str:
    page = leanne.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    return page.path.split("/")[2]


def code_for(leanne: Visitor, idea_id: str) -> str:
    """A new code for another author."""
    [code] = set(CODE.findall(leanne.send(f"/ideas/{idea_id}/authors", to="/authors").text))
    return code


def join(visitor: Visitor, code: str, name: str = "Bo") -> Page:
    return visitor.send("/write-together", to="", code=code, first_name=name)


def together(leanne: Visitor, bo: Visitor, idea_id: str) -> None:
    assert join(bo, code_for(leanne, idea_id)).status == 200


def joined(app: Flask) -> list[tuple[str, str | None]]:
    with app.app_context():
        found = reading().execute(select(CoAuthor.first_name, CoAuthor.person_id))
        return sorted((row.first_name, row.person_id) for row in found)


def test_a_co_author_writes_and_reads_and_only_who_began_it_sends(
    app: Flask, place: Place, leanne: Visitor, bo: Visitor
) -> None:
    idea_id = draft_of(leanne, place)
    old = code_for(leanne, idea_id)
    code = code_for(leanne, idea_id)
    assert (old != code, bo.open(f"/ideas/{idea_id}").status) == (True, 404)
    for typed in (old, "ABCD-2345", "ß"):
        page = join(bo, typed)
        assert (page.status, "We don't know this code." in page.text) == (409, True)
    assert "You began this idea." in join(leanne, code).text
    form = bo.open("/write-together")
    for _press in range(2):
        page = bo.fill(form, code=code.lower(), first_name=" Bo ")
        assert (page.status, page.path) == (200, f"/ideas/{idea_id}/check")
    assert joined(app) == [("Bo", bo.person_id)]
    assert "Who began it sends it." in page.text
    assert "/send" not in page.html
    page = bo.open(f"/ideas/{idea_id}/answer/who_for")
    assert "Whose words are these?" not in page.text
    bo.fill(page, who_for="All of us")
    bo.send(f"/ideas/{idea_id}/spending", to="/spending", words="Wood", price="5")
    bo.send(f"/ideas/{idea_id}/answer/area", area="anywhere")
    bo.send(f"/ideas/{idea_id}/answer/contact", contact="bo@example.org")
    with app.app_context():
        assert helping_store.helped_answers(reading(), idea_id) == {"contact": None}
    checked = leanne.open(f"/ideas/{idea_id}/check")
    assert ("All of us" in checked.text, "Wood" in checked.text) == (True, True)
    for press in ("/send", "/authors", "/withdraw"):
        form = bo.open("/write-together")
        form.forms[-1].action = f"/ideas/{idea_id}{press}"
        assert bo.fill(form, to=press).status == 404
    assert leanne.fill(checked, to="/send").status == 200
    assert own_ideas(app, leanne.person_id)[0].state is State.SENT
    assert "Written together with: Bo" in leanne.open("/ideas").text
    mine = bo.open("/ideas")
    assert ("Somebody else began this idea." in mine.text, "/withdraw" in mine.html) == (
        True,
        False,
    )
    for page_of, status in (("", 200), ("/answers", 200), ("/authors", 200), ("/history", 200)):
        assert bo.open(f"/ideas/{idea_id}{page_of}").status == status
    for page_of in ("/withdraw", "/helper", "/review", "/children"):
        assert bo.open(f"/ideas/{idea_id}{page_of}").status == 404


def test_a_guest_joins_on_a_phone_of_their_own_and_keeps_the_idea_with_an_account(
    app: Flask, place: Place, leanne: Visitor, visitor: Visitor, enter: Enter
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    page = join(visitor, code_for(leanne, idea_id), "Cy")
    assert (page.status, page.path) == (200, f"/ideas/{idea_id}")
    own = visitor.send(f"/rounds/{place.round_id}/idea/all?another=1", what="Mine", area="anywhere")
    assert own.status == 400
    typed = {"what": "Mine", "contact": "cy@example.org", "area": "anywhere"}
    assert visitor.send(f"/rounds/{place.round_id}/idea/all?another=1", **typed).status == 200
    cy = enter(Role.APPLICANT, email="cy@example.org")
    with app.app_context(), transaction() as session:
        assert welcome.adopt_ideas(session, cy.person_id) == 1
    assert joined(app) == [("Cy", cy.person_id)]
    assert cy.open(f"/ideas/{idea_id}").status == 200


def test_either_ends_it_and_then_the_idea_is_not_there(
    app: Flask, place: Place, leanne: Visitor, bo: Visitor, enter: Enter
) -> None:
    idea_id = draft_of(leanne, place)
    other = enter(*Role)
    for who in (bo, leanne):
        together(leanne, bo, idea_id)
        assert "You write this idea already." in join(bo, code_for(leanne, idea_id)).text
        page = who.open(f"/ideas/{idea_id}/authors")
        [ends] = [one.action for one in page.forms if one.action.endswith("/end")]
        form = other.open("/write-together")
        form.forms[-1].action = ends
        assert other.fill(form, to="/end").status == 404
        for _press in range(2):
            assert who.fill(page, to="/end").status == 200
        for path in ("", "/check", "/authors", "/answer/what", "/answers", "/carry-on"):
            assert bo.open(f"/ideas/{idea_id}{path}").status == 404
            assert other.open(f"/ideas/{idea_id}{path}").status == 404
        assert idea_id not in bo.open("/ideas").html


def test_bad_input_makes_nobody_an_author(
    app: Flask, place: Place, leanne: Visitor, bo: Visitor
) -> None:
    idea_id = draft_of(leanne, place)
    code = code_for(leanne, idea_id)
    for typed, sentence in (
        ({"code": "", "first_name": "Bo"}, "Type the code"),
        ({"code": code, "first_name": " "}, "Write your first name"),
        ({"code": code, "first_name": "x" * 61}, "60 letters"),
        ({"code": "x" * 41, "first_name": "Bo"}, "40 letters"),
    ):
        page = bo.send("/write-together", to="", **typed)
        assert (page.status, sentence in page.text) == (400, True)
    with app.app_context(), transaction() as session:
        session.execute(update(CoAuthor).values(ends_at=now(session)))
    assert join(bo, code).status == 409
    assert joined(app) == [("", None)]


def test_a_co_author_answers_a_question_and_hears_of_no_flag(
    app: Flask, place: Place, leanne: Visitor, bo: Visitor, enter: Enter
) -> None:
    [idea_id] = send_ideas(app, place, leanne.person_id)
    together(leanne, bo, idea_id)
    with app.app_context(), transaction() as session:
        who = {"actor_id": "reader", "at": now(session)}
        for about in ("contact", "who_for"):
            follow_ups.ask(session, idea_id=idea_id, question_id=about, words="And?", **who)
            [asked] = follow_ups.open_ones(session, [idea_id]).values()
            if about == "contact":
                said = {"answer": "bo@example.org", "person_id": bo.person_id, "at": who["at"]}
                ids = {"idea_id": idea_id, "follow_up_id": asked.follow_up_id}
                follow_ups.reply(session, **ids, **said)
        flags.raise_flag(session, idea_id, "what", "Look.", **who)
    assert "And?" in bo.open("/ideas").text
    place_of = f"/ideas/{idea_id}/reply/{asked.follow_up_id}"
    assert bo.send(place_of, who_for="All of us").path == f"/ideas/{idea_id}"
    for path in ("", "/answers", "/history"):
        page = bo.open(f"/ideas/{idea_id}{path}").text
        assert ("looked at" in page, "flag" in page) == (False, False)
    with app.app_context():
        idea = store.find_own(reading(), idea_id, leanne.person_id)
        words = {"who_for": "All of us", "contact": "bo@example.org"}
        assert idea.words == replace(WORDS, **words)
        assert helping_store.helped_answers(reading(), idea_id) == {"contact": None}
        flag = flags.flags_of(reading(), [idea_id])[idea_id][0]
    lead = enter(Role.SAFEGUARDING_LEAD)
    together(leanne, lead, idea_id)
    page = lead.send(f"/safety/{flag.flag_id}")
    assert (page.status, WORDS.what in page.text) == (409, False)


def test_a_co_author_on_a_panel_is_as_close_as_who_began_it(app: Flask, enter: Enter) -> None:
    day = a_day(app, enter, pitches=0)
    ashok, bella = (one.person_id for one in day.members[:2])
    idea_id = put_real_idea(day, "fund-1", 1)
    for number in (2, 3):
        put_real_idea(day, "fund-1", number)
    with day.writing() as (session, at):
        joined = {"person_id": ashok, "first_name": "Ashok", "made_at": at}
        session.add(CoAuthor(id="author-1", idea_id=idea_id, **joined))
    with app.app_context():
        assert behind(reading(), [idea_id]) == {idea_id: {"person-x", ashok}}
        near = [kinship.is_near(reading(), idea_id, one) for one in (ashok, bella, "person-x")]
        assert near == [True, False, True]
    day.open()
    assert [send_sheet(day, pitch) for pitch in range(3)] == [409, 200, 200]
    assert degrees(day) == [Degree.BENEFIT, Degree.NONE, Degree.NONE]


def test_erasing_somebody_takes_them_off_what_they_write_with_others(
    app: Flask, place: Place, leanne: Visitor, bo: Visitor
) -> None:
    first = draft_of(leanne, place)
    [second] = send_ideas(app, place, bo.person_id)
    together(leanne, bo, first)
    together(bo, leanne, second)
    assert len(joined(app)) == 2
    bo.send("/me/erase", sure="y")
    assert joined(app) == []
    assert own_ideas(app, leanne.person_id)[0].words.what == WORDS.what


def test_all_authors_get_the_mail(app: Flask, enter: Enter, place: Place) -> None:
    """A question, and the letter at the end; who gave no address reads it on the page."""
    leanne = enter(Role.APPLICANT, first_name="Leanne")
    bo = enter(Role.APPLICANT, first_name="Bo", email="Bo@Example.org")
    guest, morag = Visitor(app.test_client()), enter(Role.COORDINATOR, first_name="Morag")
    reached = replace(WORDS, contact="leanne@example.org")
    [idea_id] = send_ideas(app, place, leanne.person_id, words=reached)
    together(leanne, bo, idea_id)
    assert join(guest, code_for(leanne, idea_id), "Cy").status == 200
    morag.send(f"/ideas/{idea_id}/ask-them", about="who_for", words="Who else will use it?")
    assert tell(morag, place, idea_id, **NOT_THIS_TIME).status == 200
    with app.app_context():
        found = [(one.to, one.subject) for one in waiting(reading())]
    question = "We have a question about your idea"
    letter = f"What becomes of your idea: {WORDS.what.split('.')[0]}"
    both = ["bo@example.org", "leanne@example.org"]
    assert sorted(found) == sorted((to, said) for to in both for said in (question, letter))
