"""Each page on which people write keeps their words: those of children, of files, of replies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import waiting
from makeithappen.funds import store as funds
from makeithappen.ideas import attachments_store
from tests.integration.ideas.given import WORDS, Place, open_round, send_ideas
from tests.integration.ideas.test_follow_ups import reply_path
from tests.integration.ideas.test_helping import begun as begun_by_helper
from tests.integration.reviews.given import SAID as REVIEW
from tests.integration.reviews.given import ask, given
from tests.integration.test_keeping import IS_HERE, IS_KEPT, SAID, begun, end_sign_ins, kept
from tests.support.pictures import picture
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
Way = Callable[[Flask, Visitor, str], Page]
NO_FILE = "A file can't be kept. Choose it again when you are back."
SIGN_IN_AGAIN = "Sign in again in this browser, and you find it on the page."
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
LINK = "/sign-in/link/"


@pytest.fixture
def place(app: Flask) -> Place:
    """A round of a fund that asks children."""
    found = open_round(app)
    with app.app_context(), transaction() as session:
        facts = {"fund_id": found.fund_id, "bands": SUGGESTED}
        funds.put_child_bands(session, **facts, actor_id="test", at=now(session))
    return found


def boxes(page: Page, typed: dict[str, str]) -> tuple[int, bool, dict[str, str]]:
    """What stands in the boxes of these names, and whether the page says why."""
    values: dict[str, Any] = next(
        form.values for form in page.forms if set(typed) <= {*form.values}
    )
    return page.status, IS_HERE in page.text, {at: values[at].replace("\r", "") for at in typed}


def ask_for_letter(app: Flask, visitor: Visitor, email: str, page: Page | None) -> str:
    visitor.fill(page or visitor.open("/sign-in"), to="/sign-in", email=email)
    with app.app_context():
        [letter] = [one.body for one in waiting(reading()) if one.to == email and LINK in one.body]
    return letter


def by_code(app: Flask, visitor: Visitor, email: str, page: Page | None = None) -> Page:
    """Sign in with a mailed code; gives the page that follows."""
    [code] = CODE.findall(ask_for_letter(app, visitor, email, page))
    return visitor.send("/sign-in/code", to="/sign-in/code", code=code)


def by_link(app: Flask, visitor: Visitor, email: str, page: Page | None = None) -> Page:
    """The same with the link of the mail."""
    [place] = re.findall(rf"{LINK}\S+", ask_for_letter(app, visitor, email, page))
    return visitor.send(place, to=place)


WAYS = pytest.mark.parametrize("way", [by_code, by_link])


def test_words_beside_a_file_and_of_a_child(app: Flask, visitor: Visitor, place: Place) -> None:
    idea, code = begun(visitor, place)
    child = visitor.send(f"{idea}/children", age="7").path
    words = {"description": "Zoe on a slide"}
    pages = {
        f"{idea}/files/what": words,
        f"{child}/drawings": words,
        child: {"words": SAID},
        f"{idea}/children": {"age": "nine"},
    }
    open_pages = {path: visitor.open(path) for path in pages}
    end_sign_ins(app)
    for path, typed in pages.items():
        file = {"file": (BytesIO(picture("JPEG")), "Zoe.jpg")} if typed is words else {}
        asked = visitor.fill(open_pages[path], to="", **typed, **file)
        found = (asked.path, IS_KEPT in asked.text, NO_FILE in asked.text)
        assert found == ("/come-back", True, typed is words), path
    back = visitor.send("/come-back", to="/come-back", code=code)
    assert back.path == f"{idea}/children"
    for path, typed in pages.items():
        assert boxes(visitor.open(path), typed) == (200, True, typed), path
    again = (BytesIO(picture("JPEG")), "Zoe.jpg")
    page = visitor.open(f"{idea}/files/what")
    assert visitor.fill(page, to="", file=again).status == 200
    with app.app_context():
        [file] = attachments_store.of_idea(reading(), idea.split("/")[2])
        assert (file.description, kept(app)) == (words["description"], 3)


@WAYS
def test_who_comes_back_by_mail_lands_on_the_page(
    app: Flask, enter: Enter, place: Place, way: Way
) -> None:
    """With an account: an answer to a question, and a review of what was decided."""
    leanne = enter(Role.APPLICANT, first_name="Leanne", email="leanne@example.org")
    morag = enter(Role.COORDINATOR, first_name="Morag")
    reached = replace(WORDS, contact="leanne@example.org")
    [idea_id] = send_ideas(app, place, leanne.person_id, words=reached)
    morag.send(f"/ideas/{idea_id}/ask-them", about="who_for", words="Who else will use it?")
    path = reply_path(app, idea_id)
    page = leanne.open(path)
    end_sign_ins(app)
    asked = leanne.fill(page, who_for=SAID)
    assert (asked.path, IS_KEPT in asked.text) == ("/come-back", True)
    here = way(app, leanne, "leanne@example.org")
    assert (here.path, boxes(here, {"who_for": SAID})) == (path, (200, True, {"who_for": SAID}))
    assert (leanne.fill(here).path, kept(app)) == (f"/ideas/{idea_id}", 0)


@WAYS
def test_a_guest_whose_idea_moves_to_their_address_finds_the_words(
    app: Flask, visitor: Visitor, place: Place, way: Way
) -> None:
    reached = {**asdict(WORDS), "contact": "leanne@example.org", "area": "anywhere"}
    idea = visitor.send(f"/rounds/{place.round_id}/idea/all", **reached).path
    path = idea.replace("/check", "/answer/what")
    page = visitor.open(path)
    end_sign_ins(app)
    visitor.fill(page, what=SAID)
    here = way(app, visitor, "leanne@example.org")
    assert (here.path, boxes(here, {"what": SAID})) == (path, (200, True, {"what": SAID}))


def test_words_of_a_review(app: Flask, enter: Enter) -> None:
    fund = given(app, enter)
    fund.name()
    fund.lea = enter(Role.APPLICANT, first_name="Lea", email="lea@example.org")
    idea_id = fund.idea()
    path = f"/ideas/{idea_id}/ask-for-review"
    page = fund.lea.open(path)
    end_sign_ins(app)
    asked = fund.lea.fill(page, words=SAID)
    assert (asked.path, fund.reviews(idea_id)) == ("/come-back", [])
    here = by_code(app, fund.lea, "lea@example.org")
    assert (here.path, boxes(here, {"words": SAID})) == (path, (200, True, {"words": SAID}))
    assert (fund.lea.fill(here).status, kept(app)) == (200, 0)


def test_words_of_the_answer_to_a_review(app: Flask, enter: Enter) -> None:
    fund = given(app, enter)
    fund.name()
    idea_id = fund.idea()
    ask(fund, idea_id)
    path = f"/reviews/{fund.reviews(idea_id)[0].review_id}"
    page = fund.rosa.open(path)
    end_sign_ins(app)
    asked = fund.rosa.fill(page, outcome="explained", reply=SAID)
    assert (asked.path, SIGN_IN_AGAIN in asked.text) == ("/sign-in", True)
    here = by_code(app, fund.rosa, "rosa@example.org", asked)
    assert (here.path, boxes(here, {"reply": SAID})) == (path, (200, True, {"reply": SAID}))


def test_words_of_a_review_without_an_account_stay(app: Flask, enter: Enter) -> None:
    """The page was open for so long that its cookie is gone."""
    fund = given(app, enter)
    fund.name()
    page = Visitor(app.test_client()).open(fund.public)
    again = Visitor(app.test_client()).fill(page, **REVIEW)
    assert (again.status, boxes(again, REVIEW)[2]) == (400, REVIEW)


def test_whose_words_a_helper_typed_finds_them_on_that_phone(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    """The helper's sign-in has ended; the code of the person beside them opens the page again."""
    idea_id, code = begun_by_helper(visitor, place)
    path = f"/ideas/{idea_id}/answer/what"
    page = visitor.open(path)
    end_sign_ins(app)
    assert visitor.fill(page, what=SAID).path == "/come-back"
    here = visitor.send("/come-back", to="/come-back", code=code)
    assert (here.path, boxes(here, {"what": SAID})) == (path, (200, True, {"what": SAID}))


def test_staff_sign_in_again_and_find_the_words(app: Flask, enter: Enter, place: Place) -> None:
    """What takes long to write: questions, answers, worries, letters, papers."""
    morag = enter(Role.COORDINATOR, first_name="Morag", email="morag@example.org")
    lea = enter(Role.APPLICANT, first_name="Lea")
    idea_id, other = send_ideas(app, place, lea.person_id, count=2)
    pages = {
        f"/ideas/{idea_id}/ask-them": {"words": SAID},
        f"/ideas/{idea_id}/flag": {"why": SAID},
        f"/ideas/{idea_id}/merge": {"why": SAID},
        f"/ideas/{idea_id}/split": {"why": SAID, "first": "A"},
        f"/ideas/{other}/letter": {"strengths": SAID, "reason": SAID},
        f"/funds/{place.fund_id}/letters/not_this_time": {"words": SAID},
        f"/rounds/{place.round_id}/papers/next": {
            "what": SAID,
            "ask": "9o",
            "spending_1-words": SAID,
        },
    }
    open_pages = {path: morag.open(path) for path in pages}
    end_sign_ins(app)
    for path, typed in pages.items():
        asked = morag.fill(open_pages[path], to="", **typed)
        assert (asked.path, SIGN_IN_AGAIN in asked.text) == ("/sign-in", True), path
    last = by_code(app, morag, "morag@example.org", asked)
    assert last.path == f"/rounds/{place.round_id}/papers/next"
    for path, typed in pages.items():
        assert boxes(morag.open(path), typed) == (200, True, typed), path
