"""Signed heads go to funders by mail: once each, and never before the head was committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ledger import head_letters, store
from ledger.head_letters import Why
from ledger.models_heads import FunderAddress, HeadLetter
from ledger.rules.kept import only_head, read_kept
from ledger.store import funder_addresses
from makeithappen import paying
from makeithappen.commands.worker import _mail_heads
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.keys import fresh_key
from makeithappen.core.outbox import waiting
from makeithappen.core.signatures import signed
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.test_paying_out import hash_of, prepared_run
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
COUNCIL = "Clerk@Council.example"


def mail(books: Books) -> list[tuple[str, str, str]]:
    """All that waits to be sent, the oldest first."""
    found = books.read(waiting)
    return [(one.to, one.subject, one.body) for one in reversed(found)]


def send(books: Books, why: Why = Why.DAY_CONFIRMED) -> int:
    with books.app.app_context(), transaction() as session:
        return head_letters.send_head(session, why, now(session))


def test_a_funder_gets_each_head_once_and_can_check_it(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    assert send(books) == 0
    holder, council = enter(Role.FUND_HOLDER), books.funders["council"]
    page = holder.send(f"/ledger/funders/{council}/address", email=f" {COUNCIL} ")
    assert "c…@council.example" in page.text
    assert COUNCIL.lower() not in page.html
    assert [send(books), send(books)] == [1, 0]
    [(to, subject, body)] = mail(books)
    head = books.kept().head
    assert to == "clerk@council.example"
    assert subject == f"Please keep: signed fingerprint {head.number}, over {head.size} entries"
    assert f"It begins with: {head.root[:4]} {head.root[4:8]} " in body
    assert read_kept(only_head(body), signed) == books.kept()
    assert max(len(line) for line in body.splitlines() if '"' in line) < 160
    checked = enter(Role.AUDITOR).send("/proof/check", kept=body)
    assert f"It fits. Nothing was changed in the {head.size} entries" in checked.text
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    assert send(books, Why.PAYMENTS_APPROVED) == 1
    assert "Payments were let go." in mail(books)[1][2]


def test_what_was_not_committed_is_not_mailed(app: Flask) -> None:
    books = two_pots(app)
    books.write(funder_addresses.put_address, books.funders["council"], "a@council.example")

    def fail(session: Session, by: store.By) -> None:
        head_letters.send_head(session, Why.DAY_CONFIRMED, by.at)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        books.write(fail)
    assert mail(books) == []
    assert send(books) == 1


def test_an_approved_run_is_told_with_the_head_over_it(app: Flask) -> None:
    books = two_pots(app)
    run_id, _payments = prepared_run(books, 700, 300)
    books.write(funder_addresses.put_address, books.funders["council"], "a@council.example")
    with app.app_context(), transaction() as session:
        by = store.By("person-bo", now(session), "approve")
        paying.approve_run(session, by, run_id, hash_of(books, run_id))
    [(_to, _subject, body)] = mail(books)
    assert read_kept(only_head(body), signed) == books.kept()
    assert books.seal() == 0


def test_otherwise_there_is_a_letter_a_day_where_the_ledger_has_grown(app: Flask) -> None:
    books = two_pots(app)
    books.write(funder_addresses.put_address, books.funders["council"], "a@council.example")

    def turn() -> int:
        with app.app_context():
            _mail_heads()
        return len(mail(books))

    def a_day_later() -> None:
        with app.app_context(), transaction() as session:
            before = now(session) - timedelta(days=1)
            session.execute(update(HeadLetter).values(queued_at=before))

    assert [turn(), turn()] == [1, 1]
    a_day_later()
    assert turn() == 1  # nothing has grown
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    assert [turn(), turn()] == [2, 2]
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=8)
    assert turn() == 2  # not twice a day
    a_day_later()
    assert turn() == 3
    assert "The ledger has grown since our last mail to you." in mail(books)[2][2]


def test_an_address_that_is_changed_hears_of_it(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    holder, council = enter(Role.FUND_HOLDER), books.funders["council"]
    page = f"/ledger/funders/{council}/address"
    refused = holder.send(page, email="council")
    assert (refused.status, "Write an e-mail address" in refused.text) == (400, True)
    holder.send(page, email="a@council.example")
    with app.app_context():
        kept = reading().scalars(select(FunderAddress.sealed)).one()
        assert "council.example" not in kept
    lost = app.extensions["keys"]
    app.extensions["keys"] = replace(lost, payees=fresh_key())
    assert send(books) == 0  # and nothing else fails
    app.extensions["keys"] = lost
    holder.send(page, email="b@council.example")
    holder.send(page, email="b@council.example")
    holder.send(page, email="")
    assert [(to, subject) for to, subject, _body in mail(books)] == [
        (f"{who}@council.example", "Our signed fingerprints no longer come here") for who in "ab"
    ]
    assert books.read(funder_addresses.addresses) == {}
    assert "No address: no mail" in holder.open("/ledger/funders").text
    assert holder.open("/ledger/funders/funder-none/address").status == 404
    assert enter(Role.APPROVER).open(page).status == 404
