"""A sign-in ends while somebody writes: their words are on the page again, for them alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from makeithappen import keeping
from makeithappen.core import kept_texts
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.kept_texts import KEPT_FOR, KeptText
from makeithappen.core.outbox import waiting
from makeithappen.ideas import models
from makeithappen.ideas.forgetting import forget_ideas
from makeithappen.people.models import SignIn
from tests.integration.ideas.given import WORDS, Place, open_round
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
TYPED = {**asdict(WORDS), "area": "anywhere"}
SAID = "سلام. Swings, please.\nAnd a slide."
IS_KEPT = "What you typed is kept for a day."
IS_HERE = "What you had typed is here."
OUT_OF_DATE = "This page was open for too long."


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def end_sign_ins(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(delete(SignIn))


def begun(visitor: Visitor, place: Place) -> tuple[str, str]:
    """A draft; its address, and the code to come back to it."""
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    [code] = set(re.findall(r"\b[A-Z2-9]{3}-[A-Z2-9]{4}-[A-Z2-9]{3}\b", page.text))
    return page.path.removesuffix("/check"), code


def kept(app: Flask) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(KeptText)) or 0


def said(app: Flask) -> str:
    with app.app_context():
        return reading().scalars(select(models.Idea.what)).one()


def shown(page: Page, field: str) -> tuple[int, str, bool, str]:
    values = next(form.values for form in page.forms if field in form.values)
    return page.status, page.path, IS_HERE in page.text, values[field].replace("\r", "")


def test_what_was_typed_is_on_the_page_again(app: Flask, visitor: Visitor, place: Place) -> None:
    idea, code = begun(visitor, place)
    page = visitor.open(f"{idea}/answer/what?back=check")
    end_sign_ins(app)
    asked = visitor.fill(page, what=SAID)
    assert (asked.status, asked.path, IS_KEPT in asked.text) == (200, "/come-back", True)
    assert (said(app), visitor.open(f"{idea}/answer/what").status) == (WORDS.what, 404)
    with app.app_context():
        [row] = reading().scalars(select(KeptText)).all()
        assert "Swings" not in row.sealed
    here = visitor.send("/come-back", to="/come-back", code=code)
    assert shown(here, "what") == (200, f"{idea}/answer/what", True, SAID)
    saved = visitor.fill(here)
    assert (saved.path, said(app), kept(app)) == (f"{idea}/check", SAID, 0)
    assert shown(visitor.open(f"{idea}/answer/what"), "what")[2:] == (False, SAID)


def test_the_words_come_before_another_page_that_was_wanted(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    """Who was asked to come back opened another page of theirs instead, and followed its link."""
    idea, code = begun(visitor, place)
    page = visitor.open(f"{idea}/answer/what")
    end_sign_ins(app)
    visitor.fill(page, what=SAID)
    gone = visitor.open(idea)
    [link] = [one for one in gone.html.split('"') if one.startswith("/come-back?next=")]
    here = visitor.send(link, to="/come-back", code=code)
    assert shown(here, "what") == (200, f"{idea}/answer/what", True, SAID)
    visitor.send("/ideas", to="/sign-out")
    with app.app_context(), transaction() as session:
        session.execute(update(KeptText).values(made_at=now(session) - KEPT_FOR))
    wanted = visitor.send(f"/come-back?next={idea}/check", to="/come-back", code=code)
    assert wanted.path == f"{idea}/check"


def test_each_page_of_a_family_keeps_its_words(app: Flask, visitor: Visitor, place: Place) -> None:
    """Signed out in another tab, this time; and the long page and a list keep all their boxes."""
    idea, code = begun(visitor, place)
    pages = {
        "answer/all": {"what": SAID, "who_for": "All", "how_many": "lots", "ask": "x"},
        "spending": {"words": "A swing", "quantity": "2", "price": "1e3"},
        "other-help": {"words": "A spade", "how_much": "3"},
    }
    open_pages = {name: visitor.open(f"{idea}/{name}") for name in pages}
    visitor.send("/ideas", to="/sign-out")
    for name, typed in pages.items():
        assert visitor.fill(open_pages[name], to="", **typed).path == "/come-back"
    assert kept(app) == len(pages)
    visitor.send("/come-back", to="/come-back", code=code)
    for name, typed in pages.items():
        page = visitor.open(f"{idea}/{name}")
        values = next(form.values for form in page.forms if set(typed) <= set(form.values))
        found = {field: values[field].replace("\r", "") for field in typed}
        assert (IS_HERE in page.text, found) == (True, typed)
    with app.app_context(), transaction() as session:
        forget_ideas(session, session.scalars(select(models.Idea.owner_id)).one())
    assert kept(app) == 0


def test_nobody_else_at_this_browser_sees_it(app: Flask, visitor: Visitor, place: Place) -> None:
    idea, code = begun(visitor, place)
    page = visitor.open(f"{idea}/answer/what")
    end_sign_ins(app)
    visitor.fill(page, what=SAID)
    visitor.send("/sign-in", to="/sign-in", email="bo@example.org")
    with app.app_context():
        [mail] = waiting(reading())
    typed = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}|\b\d[\d -]{4,}\d\b", mail.body)[0]
    inside = visitor.send("/sign-in/code", to="/sign-in/code", code=typed)
    assert (inside.path, visitor.open(f"{idea}/answer/what").status) == ("/ideas", 404)
    assert "Swings" not in inside.html + visitor.open("/ideas").html
    elsewhere = Visitor(app.test_client())
    back = elsewhere.send("/come-back", to="/come-back", code=code)
    assert (back.path, SAID in elsewhere.open(f"{idea}/answer/what").text) == ("/ideas", False)
    mine = visitor.send("/come-back", to="/come-back", code=code)
    assert shown(mine, "what") == (200, f"{idea}/answer/what", True, SAID)


def test_a_page_from_an_earlier_sign_in_keeps_its_words(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    """The same person came back in another tab: the token is another one, the words are there."""
    idea, code = begun(visitor, place)
    page = visitor.open(f"{idea}/answer/what")
    visitor.send("/come-back", to="/come-back", code=code)
    again = visitor.fill(page, what=SAID)
    assert (again.status, OUT_OF_DATE in again.text, said(app)) == (400, True, WORDS.what)
    assert shown(again, "what") == (400, f"{idea}/answer/what", False, SAID)
    assert (visitor.fill(again).status, said(app)) == (200, SAID)
    other = begun(Visitor(app.test_client()), place)
    page = visitor.open(f"{idea}/answer/what")
    visitor.send("/come-back", to="/come-back", code=other[1])
    asked = visitor.fill(page, what="Mine")
    assert (asked.path, IS_KEPT in asked.text) == ("/come-back", True)
    back = visitor.send("/come-back", to="/come-back", code=code)
    assert shown(back, "what") == (200, f"{idea}/answer/what", True, "Mine")


def test_a_browser_that_lost_its_cookie_keeps_the_first_words(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/first")
    fresh = Visitor(app.test_client())
    again = fresh.fill(page, what=SAID)
    assert (again.status, OUT_OF_DATE in again.text) == (400, True)
    assert (fresh.fill(again).status, said(app), kept(app)) == (200, SAID, 0)


def test_the_first_words_sent_again_are_one_idea(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    """The answer got lost on the way, and its cookie did not."""
    page = visitor.open(f"/rounds/{place.round_id}/idea/first")
    first = visitor.fill(page, what=SAID)
    again = visitor.fill(page, what=SAID)
    assert (again.status, OUT_OF_DATE in again.text) == (400, True)
    assert (visitor.fill(again).path, said(app)) == (first.path, SAID)


def test_it_is_kept_for_a_day_and_within_limits(
    app: Flask, visitor: Visitor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea, code = begun(visitor, place)
    page = visitor.open(f"{idea}/answer/what")
    end_sign_ins(app)
    assert visitor.fill(page, what="x" * 40_001).status == 400
    monkeypatch.setitem(keeping.NETWORK_LIMIT, "hits_max", 2)  # the long one counts
    found = [visitor.fill(page, what=SAID).status for _again in range(2)]
    assert (found, kept(app)) == ([200, 429], 1)
    with app.app_context(), transaction() as session:
        session.execute(update(KeptText).values(made_at=now(session) - KEPT_FOR))
    back = visitor.send("/come-back", to="/come-back", code=code)
    assert shown(back, "what") == (200, f"{idea}/answer/what", False, WORDS.what)
    with app.app_context(), transaction() as session:
        kept_texts.sweep(session, now(session))
    assert kept(app) == 0


def test_these_are_the_pages_that_keep_words(app: Flask) -> None:
    views = app.view_functions.items()
    assert {name for name, view in views if getattr(view, "keeps_words", False)} == {
        *("ideas.first", "ideas.answer", "ideas.spending", "ideas.other_help", "ideas.outcomes"),
        *("ideas.children", "ideas.child", "ideas.reply", "reviews.ask", "reviews.ask_publicly"),
        *("ideas.files", "ideas.drawings", "ideas.ask_them", "ideas.transcript", "ideas.flag_idea"),
        *("ideas.merge", "ideas.split", "ideas.type_paper", "ideas.mend_paper"),
        *("ideas.check_paper", "reviews.answer", "replies.letter", "replies.answer"),
        "replies.of_idea",
    }
    for name in (name for name, view in views if getattr(view, "keeps_words", False)):
        [rule] = app.url_map.iter_rules(name)  # what is sent to an address is shown on it
        assert {"GET", "POST"} <= (rule.methods or set()), name


def test_codes_and_tokens_are_never_kept(app: Flask) -> None:
    sent = {"csrf_token": "a", "intent": "b", "one_time_code": "c", "code": "d", "what": "e"}
    with app.test_request_context("/", method="POST", data=sent):
        assert kept_texts.typed_fields() == {"what": ["e"]}


def test_all_else_looks_as_if_it_were_not_there(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    idea, _code = begun(visitor, place)
    page, sending = visitor.open(f"{idea}/answer/what"), visitor.open(f"{idea}/check")
    end_sign_ins(app)
    assert (visitor.fill(sending).status, kept(app)) == (404, 0)
    stranger = enter(Role.COORDINATOR)
    csrf = stranger.open("/me/erase").forms[-1].values["csrf_token"]
    assert (stranger.fill(page, what=SAID, csrf_token=csrf).status, kept(app)) == (404, 0)
