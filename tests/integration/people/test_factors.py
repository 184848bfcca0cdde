"""A second factor is set up, used, lost; and without a fresh code no money moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import select, update

from ledger import store as ledger
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.people import factors
from makeithappen.people.factor_models import RecoveryCode, SecondFactor
from makeithappen.people.models import SignIn
from makeithappen.people.store import waiting_changes
from tests.integration.ledger.given import two_pots
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]


def code_of(app: Flask, who: Visitor, step: int = 0) -> str:
    with app.app_context():
        at = now(reading()) + timedelta(seconds=30 * step)
        return factors.present_codes(reading(), [who.person_id], at)[who.person_id]


def grow_old(app: Flask, **span: int) -> None:
    """As if all proofs and wrong codes were that old."""
    with app.app_context(), transaction() as session:
        then = now(session) - timedelta(**span)
        session.execute(update(SignIn).values(proven_at=then))
        session.execute(update(SecondFactor).values(failed_at=then, last_step=-1))


def set_up(who: Visitor) -> tuple[str, list[str]]:
    """Sets an app up; gives the secret and the recovery codes."""
    page = who.send("/me/codes", to="/me/codes")
    assert (page.path, page.status) == ("/me/codes/new", 200)
    secret = "".join(re.findall(r"Key: ([A-Z2-7 ]+) 2\. Show", page.text)[0].split())
    assert "<svg" in page.html
    assert who.fill(page, code="000000").status == 409
    done = who.fill(page, code=TOTP(secret).now())
    assert (done.status, done.response.headers["Cache-Control"]) == (200, "no-store")
    codes = ["".join(code.split()) for code in re.findall(r"\d{4} \d{4} \d{4}", done.text)]
    assert len(codes) == 10
    return secret, codes


@pytest.fixture
def payment(app: Flask) -> str:
    books = two_pots(app)
    return f"/ledger/payments/{books.prepare(books.award(), 100)}"


def approve(who: Visitor, payment: str, **typed: str) -> Page:
    return who.send(payment, to="/approve", **typed)


def test_an_approver_needs_an_app_and_a_fresh_code(app: Flask, enter: Enter, payment: str) -> None:
    grace = enter(Role.APPROVER, proven=False)
    page = approve(grace, payment)
    assert page.status == 409
    assert "For this you need an app that shows codes." in page.text
    secret, codes = set_up(grace)
    with app.app_context():
        said = [(mail.subject, mail.body) for mail in waiting(reading())]
        kept = reading().get_one(SecondFactor, grace.person_id)
        assert secret not in repr(vars(kept))
        digests = set(reading().scalars(select(RecoveryCode.digest)))
    assert [subject for subject, _body in said] == ["Your account was changed"]
    assert not digests & set(codes)
    form = grace.open(payment)
    assert "one_time_code" in form.html
    for typed in ("", "123", "000000"):
        assert grace.fill(form, to="/approve", one_time_code=typed).status == 409
        grow_old(app, minutes=20)
    done = grace.fill(form, to="/approve", one_time_code=code_of(app, grace))
    assert (done.path, done.status) == (payment, 200)
    # the same press again, with a code that was used: the answer is the same, and nothing is done
    again = grace.fill(form, to="/approve", one_time_code=code_of(app, grace))
    assert (again.path, again.status) == (payment, 200)


def test_a_code_is_fresh_for_five_minutes_and_used_once(
    app: Flask, enter: Enter, payment: str
) -> None:
    grace = enter(Role.APPROVER)
    assert "one_time_code" not in grace.open(payment).html
    grow_old(app, minutes=5)
    with app.app_context():
        factors.prove(grace.person_id, "another sign-in", code_of(app, grace))
    page = approve(grace, payment, one_time_code=code_of(app, grace))
    assert (page.status, "This code was used before." in page.text) == (409, True)
    waits = approve(grace, payment, one_time_code=code_of(app, grace, 1))
    assert (waits.status, "Wait 1 seconds" in waits.text) == (409, True)
    with app.app_context():
        assert [one.amount_pence for one in _waiting()] == [100]


def _waiting() -> list[object]:
    return [line.payment for line in ledger.payments_waiting(reading())]


def test_recovery_codes_work_once_each(app: Flask, enter: Enter, payment: str) -> None:
    grace = enter(Role.APPROVER, proven=False)
    _secret, codes = set_up(grace)
    assert approve(grace, payment, one_time_code=codes[0]).path == payment
    grow_old(app, minutes=20)
    assert "you have left: 9" in grace.open("/me/codes").text
    page = grace.send("/me/codes", to="/me/codes", one_time_code=codes[0])
    assert (page.path, page.status) == ("/me/codes", 409)
    grow_old(app, minutes=20)
    assert grace.send("/me/codes", to="/me/codes", one_time_code=codes[1]).path == "/me/codes/new"


def test_parallel_guesses_count_one_by_one(app: Flask, enter: Enter) -> None:
    grace = enter(Role.APPROVER)

    def guess(_number: int) -> str:
        with app.app_context():
            try:
                factors.prove(grace.person_id, grace.token, "000000")
            except Refused as refused:
                return str(refused.code)
            return "in"

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(guess, range(20)))
    assert set(found) <= {"factor_code_wrong", "factor_wait"}
    assert found.count("factor_code_wrong") <= 2


def test_a_lost_app_is_taken_away_by_two(app: Flask, enter: Enter) -> None:
    grace = enter(Role.APPROVER, first_name="Grace", email="grace@example.org")
    ada, bea = enter(Role.ADMINISTRATOR, first_name="Ada"), enter(Role.ADMINISTRATOR)
    page = ada.send(f"/people/{grace.person_id}", to="/factor")
    assert "A second person must agree." in page.text
    with app.app_context():
        [change] = waiting_changes(reading())
    address = f"/people/changes/{change.change_id}"
    said = "Ada wants to take the lost app for codes off the account of Grace."
    assert said in bea.open("/people").text
    assert ada.send(address, decision="agree").status == 409
    assert grace.send(address, decision="agree").status == 409
    assert bea.send(address, decision="agree").status == 200
    with app.app_context():
        assert reading().get(SecondFactor, grace.person_id) is None
        assert [mail.to for mail in waiting(reading())] == ["grace@example.org"]
    assert grace.open("/me/codes").status == 404  # signed out everywhere


def test_power_is_given_with_a_fresh_code_only(app: Flask, enter: Enter) -> None:
    ada, sam = enter(Role.ADMINISTRATOR), enter()
    grow_old(app, minutes=6)
    place = f"/people/{sam.person_id}"
    page = ada.send(place, to="/role", role="approver", kind="give_role")
    assert (page.status, "Type the 6 digits" in page.text) == (409, True)
    assert ada.send(place, to="/role", role="chair", kind="give_role").status == 200
    code = code_of(app, ada)
    page = ada.send(place, to="/role", role="approver", kind="give_role", one_time_code=code)
    assert "A second person must agree." in page.text
    with app.app_context():
        [change] = waiting_changes(reading())
    bea = enter(Role.ADMINISTRATOR, proven=False)
    address = f"/people/changes/{change.change_id}"
    assert bea.send(address, decision="agree").status == 409
    assert bea.send(address, decision="turn_down").status == 200
