"""Somebody helps with an idea: they type, its own person decides, and nothing else is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, update

from makeithappen import erasing, welcome
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.ideas import helping_store, models
from makeithappen.ideas.helping_models import HelpedAnswer, Helper
from makeithappen.ideas.rules.helping import Channel, Whose
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.people.models import ComebackCode
from tests.integration.ideas.given import (
    STRUCTURE,
    WORDS,
    Place,
    open_round,
    own_ideas,
    send_ideas,
)
from tests.support.recorded import wav
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
COMEBACK = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{4}-[A-Z2-9]{3}\b")
INVITED = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
TYPED = {"what": WORDS.what, "who_for": WORDS.who_for, "contact": WORDS.contact}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def own_phone(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def begun(helper: Visitor, place: Place) -> tuple[str, str]:
    """Begin for somebody who is there; returns the id of the idea and that person's code."""
    page = helper.send(f"/rounds/{place.round_id}/idea/help")
    idea_id = page.path.split("/")[2]
    [code] = set(COMEBACK.findall(page.text))
    page = helper.fill(page)
    assert page.path == f"/ideas/{idea_id}/answer/what"
    return idea_id, code


def only_idea(app: Flask) -> Idea:
    with app.app_context():
        owner_id = reading().execute(select(models.Idea.owner_id)).scalar_one()
    return own_ideas(app, owner_id)[0]


def typed_answers(app: Flask) -> dict[str, str | None]:
    with app.app_context():
        rows = reading().execute(select(HelpedAnswer.question_id, HelpedAnswer.whose))
        return {row.question_id: row.whose for row in rows}


def trail(app: Flask, idea: Idea) -> list[tuple[str, bool]]:
    """What happened to the idea, and whether its own person did it."""
    with app.app_context():
        found = reading().execute(
            select(Event).where(Event.subject_id == idea.idea_id).order_by(Event.number)
        )
        return [(one.what, one.actor_id == idea.owner_id) for one in found.scalars()]


def test_back_begins_no_second_draft_unless_it_is_for_somebody_else(
    app: Flask, place: Place, enter: Enter
) -> None:
    """By hand, by the browser's Back, or from a page that stood beside it."""
    begin = f"/rounds/{place.round_id}/idea/help"
    helper = enter(Role.APPLICANT)
    tabs = [helper.open(begin) for _tab in range(2)]
    idea_id = helper.fill(tabs[0]).path.split("/")[2]
    assert helper.fill(tabs[0]).path == f"/ideas/{idea_id}/their-code"
    beside = helper.fill(tabs[1])
    for page, status in ((helper.open(begin), 200), (beside, 409)):
        found = (page.status, f'href="/ideas/{idea_id}/their-code"' in page.html)
        assert (found, "You help somebody already" in page.text) == ((status, True), True)
    with app.app_context():
        assert reading().scalars(select(models.Idea.id)).all() == [idea_id]
    [other, again] = [helper.fill(beside).path for _pressed in range(2)]
    assert (other.endswith("/their-code"), again) == (True, other)
    with app.app_context():
        found = set(reading().scalars(select(models.Idea.id)))
    assert found == {idea_id, other.split("/")[2]}
    helper.send(f"{other.removesuffix('/their-code')}/helper/end")
    helper.send(f"/ideas/{idea_id}/helper/end")
    assert "You help somebody already" not in helper.open(begin).text


def test_only_the_persons_own_code_sends_what_a_helper_typed(
    app: Flask, visitor: Visitor, own_phone: Visitor, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/what", what=WORDS.what)
    assert (page.status, "Say whose words these are" in page.text) == (400, True)
    page = visitor.fill(page, what=WORDS.what, whose="own")
    page = visitor.fill(page, who_for=WORDS.who_for, whose="summary")
    page = visitor.fill(page, how_many="30")
    visitor.send(f"/ideas/{idea_id}/answer/area", area="anywhere")
    visitor.send(f"/ideas/{idea_id}/answer/contact", contact=WORDS.contact)
    idea = only_idea(app)
    assert (idea.words, idea.state) == (WORDS, State.DRAFT)
    assert typed_answers(app) == {
        "what": "own",
        "who_for": "summary",
        "how_many": None,
        "area": None,
        "contact": None,
    }
    page = visitor.open(f"/ideas/{idea_id}/check")
    assert page.path == f"/ideas/{idea_id}/read-back"
    assert visitor.open(f"/ideas/{idea_id}/their-yes").path == page.path
    page = visitor.fill(page)
    assert page.path == f"/ideas/{idea_id}/their-yes"
    assert (code in page.html, WORDS.contact in page.text) == (False, True)
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    refused = visitor.fill(page, code=wrong)
    assert (refused.status, wrong in refused.html) == (409, False)
    assert "This is not the code that belongs to this idea." in refused.text
    sent = visitor.fill(page, code=code.lower().replace("-", " "))
    again = visitor.fill(page, code=code)
    end = f"/ideas/{idea_id}/their-end"
    assert [(one.path, one.status) for one in (sent, again)] == [(end, 200)] * 2
    idea = only_idea(app)
    assert idea.state is State.SENT
    assert trail(app, idea) == [
        ("idea_begun", True),
        ("idea_help_began", False),
        ("idea_read_back", False),
        ("idea_sent", True),
    ]
    assert WORDS.what not in visitor.open("/ideas").text
    assert not_missing(visitor, idea_id) == {}
    there = own_phone.send("/come-back", to="/come-back", code=code)
    assert "We have your idea." in there.text
    with app.app_context():
        assert helping_store.channels(reading()) == {(place.round_id, Channel.HELPER): (1, 1)}


def test_at_the_end_a_helpers_phone_shows_no_code_and_nothing_of_the_idea(
    app: Flask, visitor: Visitor, own_phone: Visitor, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    end = f"/ideas/{idea_id}/their-end"
    visitor.send(f"/ideas/{idea_id}/answer/all", **TYPED, area="anywhere", whose="own")
    own_phone.send("/come-back", to="/come-back", code=code)
    assert [who.open(end).status for who in (visitor, own_phone)] == [404, 404]
    page = visitor.fill(visitor.send(f"/ideas/{idea_id}/read-back"), code=code)
    assert (page.path, COMEBACK.findall(page.html), WORDS.what in page.text) == (end, [], False)
    for words in (
        "It belongs to the person who has just typed their code.",
        "Your code is the one that you typed just now.",
        "We have your idea. A person reads it and answers you.",
        "Samaritans, 116 123",
        f"With us: {STRUCTURE.safeguarding_lead}",
    ):
        assert words in page.text
    mine = visitor.open("/ideas")
    assert ("No ideas yet" in mine.text, COMEBACK.findall(mine.html)) == (True, [])
    assert COMEBACK.findall(own_phone.open("/ideas").text) == [code]
    others = (own_phone, Visitor(app.test_client()))
    assert [who.open(end).status for who in others] == [404, 404]


ALL_PAGES = (
    *("", "/check", "/answers", "/carry-on", "/answer/what", "/answer/all", "/read-back"),
    *("/their-yes", "/their-code", "/helper", "/helper/end", "/withdraw"),
)
OWNERS_ALONE = ("", "/answers", "/helper", "/withdraw")


def not_missing(
    visitor: Visitor, idea_id: str, pages: tuple[str, ...] = ALL_PAGES
) -> dict[str, int]:
    """What does not look like something that isn't there: pages, and the owner's own presses."""
    found = {page: visitor.open(f"/ideas/{idea_id}{page}").status for page in pages}
    for press in ("/send", "/withdraw", "/helper"):
        page = visitor.open("/help-with-an-idea")
        page.forms[-1].action = f"/ideas/{idea_id}{press}"
        found[f"press {press}"] = visitor.fill(page).status
    return {page: status for page, status in found.items() if status != 404}


def test_a_helper_sees_that_draft_and_nothing_else(
    app: Flask, visitor: Visitor, own_phone: Visitor, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    own_phone.send("/come-back", to="/come-back", code=code)
    page = own_phone.send(f"/rounds/{place.round_id}/idea/all?another=1", **TYPED, area="anywhere")
    other_id = page.path.split("/")[2]
    assert other_id != idea_id
    assert not_missing(visitor, other_id) == {}
    assert not_missing(visitor, idea_id, OWNERS_ALONE) == {}
    assert not_missing(Visitor(app.test_client()), idea_id) == {}
    page = visitor.open("/ideas")
    assert (other_id in page.html, idea_id in page.html) == (False, True)
    shown = visitor.open(f"/ideas/{idea_id}/their-code")
    assert (shown.path, code in shown.html) == (f"/ideas/{idea_id}/answer/what", False)
    assert code not in visitor.open("/come-back/mine").text


@pytest.mark.parametrize("how", ["owner", "helper", "time"])
def test_help_ends_when_either_ends_it_or_after_14_days(
    app: Flask, visitor: Visitor, own_phone: Visitor, place: Place, how: str
) -> None:
    idea_id, code = begun(visitor, place)
    own_phone.send("/come-back", to="/come-back", code=code)
    assert "Somebody has helped you since" in own_phone.open(f"/ideas/{idea_id}/helper").text
    other = f"/ideas/{idea_id}/answer/what"
    half_filled = visitor.open(other)
    if how == "time":
        with app.app_context(), transaction() as session:
            at = now(session)
            session.execute(update(Helper).values(ends_at=at))
    else:
        page = {"owner": own_phone, "helper": visitor}[how].send(f"/ideas/{idea_id}/helper/end")
        assert (page.status, "The help has ended." in page.text) == (200, True)
    assert not_missing(visitor, idea_id) == {}
    assert visitor.fill(half_filled, what="Mine", whose="own").status == 404
    assert only_idea(app).words.what == ""
    assert own_phone.send(other, what=WORDS.what).status == 200
    assert "Make a code" in own_phone.open(f"/ideas/{idea_id}/helper").text


def test_its_person_invites_a_helper_with_a_code_that_works_once(
    app: Flask, visitor: Visitor, own_phone: Visitor, enter: Enter, place: Place
) -> None:
    page = own_phone.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea_id = page.path.split("/")[2]
    codes = []
    for _time in range(2):
        page = own_phone.send(f"/ideas/{idea_id}/helper")
        codes += set(INVITED.findall(page.text))
    assert len(set(codes)) == 2
    old, new = codes
    for typed in (old, "ABCD-2345", "ß", "x" * 40):
        page = visitor.send("/help-with-an-idea", code=typed)
        assert (page.status, "We don't know this code." in page.text) == (409, True)
    refused = own_phone.send("/help-with-an-idea", code=new)
    assert (refused.status, "This is your own idea." in refused.text) == (409, True)
    form = visitor.open("/help-with-an-idea")
    asked = visitor.fill(form, code=new.lower())
    assert (asked.status, asked.path) == (200, f"/ideas/{idea_id}/answer/who_for")
    lea = enter(Role.APPLICANT)
    assert lea.send("/help-with-an-idea", code=new).status == 409
    refused = own_phone.fill(page_with_button(own_phone, idea_id))
    assert (refused.status, "Somebody helps you already." in refused.text) == (409, True)
    visitor.fill(asked, who_for="All", whose="summary")
    assert typed_answers(app) == {"who_for": "summary"}
    own_phone.send(f"/ideas/{idea_id}/answer/who_for", who_for="All of us")
    assert typed_answers(app) == {}
    with app.app_context():
        assert helping_store.channels(reading()) == {(place.round_id, Channel.HELPER): (1, 0)}


def page_with_button(own_phone: Visitor, idea_id: str) -> Page:
    """A page with the owner's button that was opened before a helper came."""
    page = own_phone.open(f"/ideas/{idea_id}/helper/end")
    page.forms[-1].action = f"/ideas/{idea_id}/helper"
    return page


def test_a_change_has_to_be_read_out_again(
    app: Flask, visitor: Visitor, own_phone: Visitor, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/answer/all", **TYPED, area="anywhere", whose="own")
    yes = visitor.send(f"/ideas/{idea_id}/read-back")
    own_phone.send("/come-back", to="/come-back", code=code)
    own_phone.send(f"/ideas/{idea_id}/answer/who_for", who_for="Only us")
    page = visitor.fill(yes, code=code)
    assert (page.status, "First read all the answers out." in page.text) == (409, True)
    assert only_idea(app).state is State.DRAFT
    page = own_phone.send(f"/ideas/{idea_id}/check")
    assert (page.status, only_idea(app).state) == (200, State.SENT)


def test_a_helper_gets_no_idea_by_typing_an_address_of_their_own(
    app: Flask, visitor: Visitor, own_phone: Visitor, enter: Enter, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    page = visitor.send(f"/ideas/{idea_id}/answer/contact", contact="helper@example.org")
    helper = enter(Role.APPLICANT, email="helper@example.org")
    with app.app_context(), transaction() as session:
        moved = welcome.adopt_ideas(session, helper.person_id)
        codes = len(session.execute(select(ComebackCode)).all())
    assert (moved, codes) == (0, 2)
    assert own_phone.send("/come-back", to="/come-back", code=code).path == "/ideas"
    own_phone.send(f"/ideas/{idea_id}/answer/contact", contact=f"{page.status}@example.org")
    own_phone.send(f"/ideas/{idea_id}/answer/contact", contact="helper@example.org")
    with app.app_context(), transaction() as session:
        assert welcome.adopt_ideas(session, helper.person_id) == 1


def test_pressing_begin_twice_makes_one_draft(app: Flask, visitor: Visitor, place: Place) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/help")
    cookies = visitor.client._cookies.copy()
    shown: list[tuple[str, list[str]]] = []
    for _press in range(2):
        visitor.client._cookies = cookies.copy()
        answer = visitor.fill(page)
        shown.append((answer.path, COMEBACK.findall(answer.text)))
    assert shown[0] == shown[1] == (f"/ideas/{only_idea(app).idea_id}/their-code", shown[0][1])


def test_the_coordinator_reads_what_a_helper_typed_and_the_count(
    app: Flask, visitor: Visitor, enter: Enter, place: Place
) -> None:
    idea_id, code = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/answer/all", **TYPED, area="anywhere", whose="summary")
    visitor.fill(visitor.send(f"/ideas/{idea_id}/read-back"), code=code)
    morag = enter(Role.COORDINATOR)
    send_ideas(app, place, morag.person_id, count=2)
    assert "What is your idea? (the helper's words for what they said)" in (
        morag.open(f"/ideas/{idea_id}/typed-by").text
    )
    page = morag.open("/ideas/channels")
    assert "With a helper" in page.text
    with app.app_context():
        assert helping_store.channels(reading()) == {
            (place.round_id, Channel.HELPER): (1, 1),
            (place.round_id, Channel.ONLINE): (2, 2),
        }
    assert visitor.open("/ideas/channels").status == 404


def test_erasing_either_leaves_nothing_of_them(app: Flask, visitor: Visitor, place: Place) -> None:
    idea_id, _code = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/answer/all", **TYPED, area="anywhere", whose="own")
    idea = only_idea(app)
    with app.app_context(), transaction() as session:
        at = now(session)
        help_ = helping_store.current(session, idea_id, at)
        assert help_ is not None
        assert help_.ends_at - (help_.began_at or at) == timedelta(days=14)
        assert helping_store.helped_answers(session, idea_id)["what"] is Whose.OWN
        erasing.erase_again(session, help_.helper_id or "", at=at)
        assert helping_store.current(session, idea_id, at) is None
        erasing.erase_again(session, idea.owner_id, at=at)
        assert session.execute(select(HelpedAnswer)).all() == []
        assert session.execute(select(models.Idea)).all() == []


def test_what_was_said_into_a_helpers_phone_is_heard_before_it_is_sent(
    visitor: Visitor, place: Place
) -> None:
    idea_id, _code = begun(visitor, place)
    visitor.send(f"/ideas/{idea_id}/files/what", file=(BytesIO(wav()), "said.wav"), whose="own")
    visitor.send(f"/ideas/{idea_id}/answer/area", area="anywhere")
    read = visitor.open(f"/ideas/{idea_id}/read-back")
    for page in (read, visitor.fill(read)):
        assert "Said without words, see below" in page.text
        assert "<audio" in page.html
        assert "Tell us what your idea is." not in page.text
        assert "Tell us how to reach you." in page.text
