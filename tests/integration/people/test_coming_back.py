"""A guest comes back to an idea with a code, on any phone; nobody else does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen import welcome
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import Message, waiting
from makeithappen.people import comeback_views
from makeithappen.people.models import ComebackCode, ComebackLink
from makeithappen.people.rules.comeback import LINK_SPAN
from tests.integration.ideas.given import WORDS, Place, open_round
from tests.support.visitor import Page, Visitor

UNKNOWN = "We don't know this code."
TYPED = {**asdict(WORDS), "area": "anywhere"}
Enter = Callable[..., Visitor]


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def other_phone(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def code_on(page: Page) -> str:
    [code] = set(re.findall(r"\b[A-Z2-9]{3}-[A-Z2-9]{4}-[A-Z2-9]{3}\b", page.text))
    return code


def test_a_code_opens_the_idea_on_another_phone(
    place: Place, visitor: Visitor, other_phone: Visitor
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    code = code_on(page)
    assert code_on(visitor.open("/ideas")) == code_on(visitor.open("/come-back/mine")) == code
    typed = f" {code.replace('-', ' ').lower()} "
    there = other_phone.send("/come-back", to="/come-back", code=typed)
    assert (there.path, "Carry on" in there.text, code_on(there)) == ("/ideas", True, code)
    assert visitor.open("/ideas").status == 200  # the first phone stays in


def test_a_code_leads_to_the_page_that_was_wanted_where_it_is_ones_own(
    place: Place, visitor: Visitor, other_phone: Visitor
) -> None:
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    idea, code = page.path.removesuffix("/check"), code_on(page)
    stranger = visitor.client.application.test_client()
    theirs = Visitor(stranger).send(f"/rounds/{place.round_id}/idea/all", **TYPED).path
    own = (f"{idea}/answer/contact", f"{idea}/spending", f"{idea}/check")
    elsewhere = (
        "",
        theirs,
        f"{idea}/send",
        f"{idea}/review",
        "/nowhere",
        "/awards",
        f"//example.org{idea}/check",
        f"https://example.org{idea}/check",
    )
    for wanted in (*own, *elsewhere):
        other_phone.client.delete_cookie("mih_session")
        other_phone.client.delete_cookie("__Host-mih_session")
        mistyped = other_phone.send(f"/come-back?next={wanted}", to="/come-back", code="no")
        assert mistyped.status == 400
        there = other_phone.fill(mistyped, to="/come-back", code=code)
        assert (there.status, there.path) == (200, wanted if wanted in own else "/ideas"), wanted
    other_phone.send("/ideas", to="/sign-out")
    gone = other_phone.open(own[0])
    [link] = [one for one in gone.html.split('"') if one.startswith("/come-back?next=")]
    assert other_phone.send(link, to="/come-back", code=code).path == own[0]


def test_what_is_no_code_says_so_and_stays(
    place: Place, visitor: Visitor, other_phone: Visitor
) -> None:
    code = code_on(visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED))
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    for typed in (wrong, code[:-1], "0" * 10, "\x00", "ß" * 10):
        page = other_phone.send("/come-back", to="/come-back", code=typed)
        expected = "Type the code that you got" if typed == "\x00" else UNKNOWN
        assert (page.status, expected in page.text) == (400, True), typed
    assert wrong in other_phone.send("/come-back", to="/come-back", code=wrong).html
    assert other_phone.open("/ideas").status == 404


def test_a_new_code_ends_the_old_one_and_signs_other_phones_out(
    place: Place, visitor: Visitor, other_phone: Visitor
) -> None:
    code = code_on(visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED))
    other_phone.send("/come-back", to="/come-back", code=code)
    page = visitor.send("/come-back/mine", to="/come-back/mine")
    assert (code_on(page) != code, "You have a new code" in page.text) == (True, True)
    assert other_phone.open("/ideas").status == 404
    assert UNKNOWN in other_phone.send("/come-back", to="/come-back", code=code).text
    assert other_phone.send("/come-back", to="/come-back", code=code_on(page)).path == "/ideas"


def test_who_has_an_account_has_no_code(app: Flask, place: Place, enter: Enter) -> None:
    leanne = enter(Role.APPLICANT)
    page = leanne.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    assert "Your code to come back" not in page.text
    assert leanne.open("/come-back/mine").status == 404


def test_ideas_that_were_handed_over_are_opened_by_no_code(
    app: Flask, place: Place, visitor: Visitor, other_phone: Visitor, enter: Enter
) -> None:
    address = "leanne@example.org"
    begun = visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, "contact": address})
    leanne = enter(Role.APPLICANT, email=address)
    with app.app_context(), transaction() as session:
        assert welcome.adopt_ideas(session, leanne.person_id) == 1
    page = other_phone.send("/come-back", to="/come-back", code=code_on(begun))
    assert (page.status, UNKNOWN in page.text) == (400, True)


def test_nobody_guesses_for_long(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(comeback_views.WHOLE_LIMIT, "hits_max", 2)
    found = [
        visitor.send("/come-back", to="/come-back", code="ABC-2345-DEF").status for _try in range(3)
    ]
    assert found == [400, 400, 429]


def test_the_database_does_not_say_the_code(app: Flask, place: Place, visitor: Visitor) -> None:
    code = code_on(visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)).replace("-", "")
    with app.app_context():
        [row] = reading().query(ComebackCode).all()
        assert [code in text for text in (row.digest, row.sealed)] == [False, False]


OVER = "This link is too old, or it was ended."


def mails(app: Flask) -> list[Message]:
    with app.app_context():
        return waiting(reading())


def link_in(message: Message) -> str:
    [path] = re.findall(r"https?://[^/]+(/come-back/link/\S+)", message.body)
    return path


def asks(visitor: Visitor, email: str) -> Page:
    return visitor.send("/come-back/mine", to="/link", email=email)


def test_a_mailed_link_opens_the_idea_on_any_phone_until_it_ends(
    app: Flask, place: Place, visitor: Visitor, other_phone: Visitor
) -> None:
    visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, "contact": "lea@example.org"})
    page = visitor.open("/come-back/mine")
    assert 'value="lea@example.org"' in page.html
    code = code_on(page)
    assert f"sms:?&amp;body=My%20code%20to%20come%20back%20to%20my%20idea%3A%20{code}" in page.html
    for wrong in ("", "lea", "a@b", "a@example.org, b@example.org"):
        page = asks(visitor, wrong)
        assert (page.status, "Write an e-mail address" in page.text) == (400, True)
    page = asks(visitor, " Lea@Example.org")
    assert (page.path, "The link is on its way." in page.text) == ("/come-back/mine", True)
    [mail] = mails(app)
    assert (mail.to, mail.subject) == ("lea@example.org", "Your link to come back")
    assert all(word not in mail.body for word in (*WORDS.what.split(". "), code, "bench"))
    link = link_in(mail)
    for _opened in range(2):
        assert other_phone.open(link).status == 200
        assert other_phone.open("/ideas").status == 404  # opening alone does nothing
    for _pressed in range(2):
        assert other_phone.send(link).path == "/ideas"
        other_phone.client.delete_cookie("mih_session")
        other_phone.client.delete_cookie("__Host-mih_session")
    assert visitor.open("/ideas").status == 200
    wrong_link = link[:-1] + ("A" if link[-1] != "A" else "B")
    page = other_phone.send(wrong_link)
    assert (page.status, OVER in page.text) == (400, True)
    with app.app_context(), transaction() as session:
        session.execute(update(ComebackLink).values(made_at=now(session) - LINK_SPAN))
    assert OVER in other_phone.send(link).text


def test_a_new_code_ends_links_and_mail_is_rationed(
    app: Flask, place: Place, visitor: Visitor, other_phone: Visitor, enter: Enter
) -> None:
    visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    page = visitor.open("/come-back/mine")
    for _pressed in range(2):  # the same page twice has one effect
        visitor.fill(page, to="/link", email="lea@example.org")
    [mail] = mails(app)
    visitor.send("/come-back/mine", to="/come-back/mine")
    assert OVER in other_phone.send(link_in(mail)).text
    found = [asks(visitor, f"lea{number}@example.org").status for number in range(4)]
    assert found == [200, 200, 200, 429]
    stranger = enter(Role.APPLICANT)
    assert stranger.open("/come-back/mine").status == 404
    with app.app_context():
        assert reading().query(ComebackLink).count() == 3
        tokens = {link_in(one).rpartition("/")[2] for one in mails(app)}
        digests = {row.digest for row in reading().query(ComebackLink).all()}
    assert (len(tokens), tokens & digests) == (4, set())
