"""Signing in with a code or a link, and out again. There is no password anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.access import Role
from makeithappen.core.db import reading, transaction
from makeithappen.core.outbox import Message, waiting
from makeithappen.people.models import SignInCode
from makeithappen.people.store import PersonRow, people_with_address
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
ADDRESS = "leanne@example.org"
WRONG = "That is not the code. Look at the newest message and type it again."


def mail(app: Flask) -> Message:
    """The newest message."""
    with app.app_context():
        return waiting(reading())[0]


def code_of(message: Message) -> str:
    found = re.search(r"Your code is (\S+)", message.body)
    assert found is not None
    return found[1]


def link_of(message: Message) -> str:
    found = re.search(r"https://localhost(/sign-in/link/\S+)", message.body)
    assert found is not None
    return found[1]


def asked(visitor: Visitor, address: str = ADDRESS) -> Page:
    """Ask for a code; gives the page where it is typed."""
    page = visitor.send("/sign-in", email=address)
    assert (page.status, page.path) == (200, "/sign-in/code")
    return page


def people(app: Flask) -> list[PersonRow]:
    with app.app_context():
        return people_with_address(reading())


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/ideas").status == 200


def test_a_code_signs_in_and_makes_an_applicant(app: Flask, visitor: Visitor) -> None:
    page = asked(visitor, " Leanne@Example.org ")
    message = mail(app)
    assert message.to == ADDRESS
    page = visitor.fill(page, code=f" {code_of(message).lower().replace('-', ' ')} ")
    assert (page.status, page.path) == (200, "/ideas")
    [leanne] = people(app)
    assert leanne == PersonRow(leanne.person_id, "", ADDRESS, ("applicant",))


def test_signing_in_leads_to_where_one_wanted_to_go(
    app: Flask, visitor: Visitor, enter: Enter
) -> None:
    enter(Role.ADMINISTRATOR, email=ADDRESS)
    visitor.send("/sign-in?next=/funds", email=ADDRESS)
    page = visitor.send("/sign-in/code", code=code_of(mail(app)))
    assert (page.status, page.path) == (200, "/funds")


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_away(app: Flask, visitor: Visitor, where: str) -> None:
    visitor.open(f"/sign-in?next={where}")
    asked(visitor)
    page = visitor.send("/sign-in/code", follow=False, code=code_of(mail(app)))
    assert page.response.headers["Location"] == "/me"


@pytest.mark.parametrize("typed", ["", "leanne", "a@b", "a b@example.org", "@example.org"])
def test_what_is_no_address_stays_in_its_box(app: Flask, visitor: Visitor, typed: str) -> None:
    page = visitor.send("/sign-in", email=typed)
    assert (page.status, page.forms[-1].values["email"]) == (400, typed)
    assert "Write an e-mail address, like name@example.org" in page.text
    with app.app_context():
        assert waiting(reading()) == []


def test_known_and_unknown_addresses_look_the_same(
    app: Flask, visitor: Visitor, enter: Enter
) -> None:
    enter(Role.FUND_HOLDER, email=ADDRESS)
    known, unknown = asked(visitor), asked(Visitor(app.test_client()), "nobody@example.org")
    assert known.text == unknown.text


def test_a_wrong_code_and_a_used_one_do_not_count(app: Flask, visitor: Visitor) -> None:
    page = asked(visitor)
    code = code_of(mail(app))
    wrong = visitor.fill(page, code="AAAA-AAAA")
    assert (wrong.status, WRONG in wrong.text) == (400, True)
    other_tab = visitor.client._cookies.copy()
    assert visitor.fill(page, code=code).status == 200
    visitor.client._cookies = other_tab
    again = visitor.fill(page, code=code)
    assert again.status == 400
    assert "This code was used before. Ask for a new one." in again.text


def test_after_five_wrong_tries_the_right_code_is_refused(app: Flask, visitor: Visitor) -> None:
    page = asked(visitor)
    assert [visitor.fill(page, code="AAAA-AAAA").status for _try in range(5)] == [400] * 5
    page = visitor.fill(page, code=code_of(mail(app)))
    assert (page.status, "This code was tried too often." in page.text) == (400, True)
    assert not is_signed_in(visitor)


def test_an_old_code_is_refused(app: Flask, visitor: Visitor) -> None:
    page = asked(visitor)
    long_ago = mail_time(app)
    with app.app_context(), transaction() as session:
        session.execute(update(SignInCode).values(made_at=long_ago))
    page = visitor.fill(page, code=code_of(mail(app)))
    assert (page.status, "more than 10 minutes old" in page.text) == (400, True)


def mail_time(app: Flask) -> datetime:
    """A quarter of an hour before the newest message."""
    return mail(app).queued_at - timedelta(minutes=15)


def test_a_code_counts_only_in_the_browser_that_asked(app: Flask, visitor: Visitor) -> None:
    asked(visitor)
    code = code_of(mail(app))
    other = Visitor(app.test_client())
    page = other.send("/sign-in/code", code=code)
    assert (page.status, WRONG in page.text, is_signed_in(other)) == (400, True, False)


def test_looking_at_the_link_uses_nothing_up(app: Flask, visitor: Visitor) -> None:
    asked(visitor)
    link = link_of(mail(app))
    for _look in range(3):
        assert Visitor(app.test_client()).open(link).status == 200
    assert not is_signed_in(visitor)
    page = visitor.send(link)
    assert (page.status, page.path) == (200, "/ideas")


def test_the_link_works_once_and_only_where_it_was_asked_for(app: Flask, visitor: Visitor) -> None:
    asked(visitor)
    link = link_of(mail(app))
    page = Visitor(app.test_client()).send(link)
    assert (page.status, "This link works only where you asked for it." in page.text) == (409, True)
    assert visitor.send(link).status == 200
    assert visitor.send(link).status == 409
    assert Visitor(app.test_client()).send("/sign-in/link/nonsense").status == 409


def test_an_address_gets_five_codes_in_a_quarter_of_an_hour(app: Flask, visitor: Visitor) -> None:
    answers = [visitor.send("/sign-in", email=ADDRESS).status for _time in range(6)]
    assert answers == [200, 200, 200, 200, 200, 429]


def test_signing_out_ends_the_sign_in_for_good(app: Flask, visitor: Visitor, enter: Enter) -> None:
    leanne = enter(Role.APPLICANT)
    page = leanne.open("/ideas")
    kept = leanne.client._cookies.copy()
    page = leanne.fill(page, to="/sign-out", follow=False)
    assert (page.status, page.response.headers["Location"]) == (302, "/")
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(leanne)
    leanne.client._cookies = kept
    assert not is_signed_in(leanne)


def test_the_link_to_sign_in_comes_back_to_where_one_was_but_not_to_itself(
    visitor: Visitor,
) -> None:
    assert 'href="/sign-in?next=/awards"' in visitor.open("/awards").html
    for path in ("/", "/sign-in", "/sign-in/code", "/sign-in/link/nonsense"):
        assert 'href="/sign-in"' in visitor.open(path).html
