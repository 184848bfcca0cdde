"""Every bad input that issue 5 names, sent through the pages or, where none can send it, posted:
refused with its code and its sentence, nothing written, one line in the log and no words in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger import forms as house
from ledger import forms_agreements as agreed
from ledger import forms_paying as paying
from ledger import forms_spending as spending
from ledger import store
from ledger.rules.body import BadBody, parse_body
from ledger.rules.entry import Leg, canonical_body, check_balanced
from ledger.rules.meaning import breach
from ledger.rules.posting import open_pot
from ledger.rules.refusal import Refusal
from ledger.store import runs
from makeithappen.core.access import Role
from makeithappen.core.db import Base, db, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import PenceField
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.given_kinds import LAST_MONTH, close
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.support.visitor import Page, Visitor
from tests.unit.ledger.ledger_world import COUNCIL, stamp

Enter = Callable[..., Visitor]
ON = {"__day": "1", "__month": "4", "__year": "2026"}
CANARY = "Zebedee Quill"
FUND = "/ledger/funds/fund-1"
TABLES = sorted(
    str(mapper.local_table)
    for mapper in Base.registry.mappers
    if mapper.class_.__module__.startswith("ledger.")
)
AMOUNTS = {
    "0": ("amount_not_positive", "Write an amount of more than £0, like 250 or 250.50"),
    "-1": ("amount_not_positive", "Write an amount of more than £0, like 250 or 250.50"),
    "0.001": (
        "amount_too_many_decimals",
        "Write pounds and whole pence, with two digits after the point, like 250.50",
    ),
    "100000000000.01": (
        "amount_too_large",
        "This amount is too large. Write the amount in pounds, like 250",
    ),
    "1e3": ("amount_not_a_number", "Write the amount in digits, like 250 or 250.50"),
    "": ("amount_empty", "Write the amount in pounds, like 250 or 250.50"),
}


@dataclass
class Given:
    """A fund with an award that is paid in part, one that nobody accepted, and who acts."""

    books: Books
    both: Visitor
    approver: Visitor
    award_id: str
    unaccepted_id: str
    caplog: pytest.LogCaptureFixture

    def written(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of the ledger."""
        with self.books.app.app_context(), db.engine.connect() as connection:
            return {
                table: sorted(
                    (tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))),
                    key=repr,
                )
                for table in TABLES
            }

    def refused(
        self, act: Callable[[], Page], status: int, code: str, endpoint: str, sentence: str
    ) -> None:
        """What the person at the browser sees, what the log says, and that nothing came of it."""
        before = self.written()
        self.caplog.clear()
        page = act()
        assert (page.status, sentence in page.text) == (status, True), (code, page.text)
        said = [one.getMessage() for one in self.caplog.records if one.name == "makeithappen"]
        assert said == [f"refused code={code} endpoint=ledger.{endpoint}"]
        for word in (CANARY, self.both.person_id, self.award_id):
            assert word not in self.caplog.text
        assert self.written() == before


@pytest.fixture
def given(app: Flask, enter: Enter, caplog: pytest.LogCaptureFixture) -> Given:
    caplog.set_level(logging.INFO, "makeithappen")
    name_the_fund(app)
    books = two_pots(app)
    restricted = books.write(
        store.open_pot,
        fund_id="fund-1",
        funder_id=books.funders["trust"],
        name="Only the hill",
        restriction="Only the hill",
        rule=store.Restriction(areas=frozenset({"hill"})),
    )
    books.write(store.receive, pot_id=restricted, amount_pence=50_000)
    paid, unaccepted = books.award("idea-1", 40_000), books.reserve("idea-2", 5_000)
    books.ratify()
    books.pay(paid, 10_000)
    both = enter(Role.FUND_HOLDER, Role.APPROVER, first_name=CANARY.split(maxsplit=1)[0])
    approver = enter(Role.APPROVER)
    return Given(books, both, approver, paid, unaccepted, caplog)


def forms(given: Given) -> dict[str, tuple[type, str, str, dict[str, str]]]:
    """By endpoint: each form that takes amounts, its page, one such field, what else is typed."""
    pot, award = given.books.pots["council"], f"/ledger/awards/{given.award_id}"
    funder = given.books.funders["trust"]

    def on(name: str) -> dict[str, str]:
        return {f"{name}{part}": value for part, value in ON.items()}

    fee = {"kind": "fee", "reason": "bank_fee", "pot": pot, "words": CANARY}
    kept = {"kind": "set_aside", "pot": pot, "words": CANARY}
    bought = {"what": CANARY, "supplier": CANARY, **on("spent_on")}
    limits = {"run": "9", "day": "9", "light": "1"}
    receipt = {"pot": pot, **on("received_on")}
    pledge = {"funder": funder, "towards": f"pot:{pot}"}
    payee = {"payee": given.books.payee(given.award_id)}
    return {
        "record_receipt": (house.ReceiptForm, f"{FUND}/receipts/new", "amount", receipt),
        "offer_pledge": (house.PledgeForm, f"{FUND}/pledges/new", "amount", pledge),
        "record_interest": (agreed.InterestForm, f"{FUND}/interest/new", "amount", receipt),
        "prepare_change": (agreed.ChangeForm, f"{FUND}/changes/new", "amount", fee),
        "prepare_set_aside": (agreed.SetAsideForm, f"{FUND}/set-aside/new", "amount", kept),
        "propose_limits": (paying.LimitsForm, f"{FUND}/limits", "payment", limits),
        "prepare_payment": (paying.PaymentForm, f"{award}/payments/new", "amount", payee),
        "record_return": (house.ReturnForm, f"{award}/returns/new", "amount", on("returned_on")),
        "cover": (house.CoverForm, f"{award}/cover", "amount", {"pot": pot}),
        "amend_award": (agreed.MoreForm, f"{award}/more", "amount", {}),
        "plan_instalments": (agreed.PlanForm, f"{award}/instalments", "amount_1", {}),
        "record_spend": (spending.SpendForm, f"{award}/spends/new", "amount", bought),
    }


def test_amounts_that_are_none_are_refused_on_every_page(given: Given) -> None:
    takes_pence = {
        form
        for module in (house, agreed, paying, spending)
        for form in vars(module).values()
        if isinstance(form, type)
        and any(getattr(field, "field_class", None) is PenceField for field in vars(form).values())
    }
    tried = forms(given)
    assert takes_pence == {form for form, *_ in tried.values()}
    for endpoint, (_form, path, field, rest) in tried.items():
        page = given.both.open(path)
        for typed, (code, sentence) in AMOUNTS.items():
            if typed or field != "amount_1":  # a plan may have fewer parts
                sent = {**rest, field: typed}
                given.refused(
                    lambda page=page, sent=sent: given.both.fill(page, **sent),
                    *(400, code, endpoint, sentence),
                )


def test_posting_to_a_closed_month_is_refused(given: Given) -> None:
    close(given.books)
    day = {"__day": LAST_MONTH.day, "__month": LAST_MONTH.month, "__year": LAST_MONTH.year}
    on = {f"received_on{part}": str(number) for part, number in day.items()}
    for endpoint in ("record_receipt", "record_interest"):
        _form, path, _field, rest = forms(given)[endpoint]
        given.refused(
            lambda path=path, rest=rest: given.both.send(path, amount="10", **{**rest, **on}),
            409,
            "period_closed",
            endpoint,
            f"The books are closed up to {LAST_MONTH:%-d %B %Y}. Use a later day. If something in "
            "them is wrong, reverse that entry today.",
        )
    assert given.books.verify().problems == ()


def test_approving_ones_own_and_paying_what_nobody_accepted_is_refused(given: Given) -> None:
    books, both = given.books, given.both
    award = f"/ledger/awards/{given.award_id}"
    payee = books.payee(given.award_id)
    both.send(f"{award}/payments/new", amount="10", payee=payee)
    both.send(f"{award}/payments/new", amount="11", payee=payee)
    first, second = sorted(
        books.read(store.payments_waiting), key=lambda line: line.payment.amount_pence
    )
    own = f"/ledger/payments/{first.payment.id}"
    stale = both.open(own)
    given.refused(
        lambda: both.fill(stale, to="/approve"),
        409,
        "same_person",
        "approve_payment",
        "You prepared this payment, so somebody else must approve it. Ask another approver.",
    )
    run_id = books.write(runs.prepare_run, "fund-1", [second.payment.id])
    own_run = both.open(f"/ledger/runs/{run_id}")
    own_run.forms[-1].action = f"/ledger/runs/{run_id}/approve"  # a button that is not offered
    given.refused(
        lambda: both.fill(own_run, to="/approve"),
        409,
        "run_same_person",
        "approve_run",
        "You prepared this run or a payment in it, so somebody else must approve it.",
    )
    owed = {"amount": "10", "payee": books.payee(given.unaccepted_id)}
    given.refused(
        lambda: both.send(f"/ledger/awards/{given.unaccepted_id}/payments/new", **owed),
        409,
        "not_accepted",
        "prepare_payment",
        "Nothing of this award can be paid yet: not everybody has said yes to its agreement. "
        "Offer it, or remind them.",
    )
    given.refused(
        lambda: both.send(f"{award}/more", amount="300"),
        409,
        "outside_area",
        "amend_award",
        "Some of the money is only for another part of the place than this idea's, and the rest "
        "is not enough. Use less, or other money.",
    )
    assert books.verify().problems == ()


def test_reversing_twice_and_sending_other_words_is_refused(given: Given) -> None:
    books, both = given.books, given.both
    receipt = books.write(store.receive, pot_id=books.pots["council"], amount_pence=700)
    done = both.send(f"/ledger/entries/{receipt}/reverse")
    given.refused(
        lambda: both.send(f"/ledger/entries/{receipt}/reverse"),
        409,
        "already_reversed",
        "reverse",
        "This entry was reversed before. Open it to see the entry that undid it.",
    )
    reversal = done.path.rpartition("/")[2]
    for _time in range(2):
        given.refused(
            lambda: both.send(f"/ledger/entries/{reversal}/reverse"),
            409,
            "cannot_reverse",
            "reverse",
            "This entry can't be reversed: it moved no money, or undoes another one itself. "
            "Record what is right as a new entry.",
        )
    _form, path, _field, rest = forms(given)["record_receipt"]
    page = both.open(path)
    assert both.fill(page, amount="10", **rest).status == 200
    given.refused(
        lambda: both.fill(page, amount="11", **rest),
        409,
        "intent_key_reused",
        "record_receipt",
        "This page was sent before with other words in it, and those were kept. "
        "Open the page again to see what was kept, and change it from there.",
    )
    assert books.verify().problems == ()


def test_what_no_page_can_send_is_refused_by_rule_store_and_database(given: Given) -> None:
    books, pot = given.books, given.books.pots["council"]
    before = given.written()
    opened = open_pot(stamp(), COUNCIL)
    with pytest.raises(Refused) as refused:
        check_balanced(replace(opened, legs=(Leg("a:held", 5), Leg("a:free", -4))))
    assert refused.value.code is Refusal.UNBALANCED
    euros = replace(opened, accounts=(replace(opened.accounts[0], currency="EUR"),))
    assert breach(euros) == "an account that it opens contradicts itself"
    with pytest.raises(BadBody):
        parse_body(canonical_body(opened).replace('"v":3', '"v":3,"currency":"EUR"'))
    for pence, code in (
        (0, Refusal.AMOUNT_MUST_BE_POSITIVE),
        (-1, Refusal.AMOUNT_MUST_BE_POSITIVE),
        (10**13 + 1, Refusal.AMOUNT_TOO_LARGE),
    ):
        with pytest.raises(Refused) as refused:
            books.write(store.receive, pot_id=pot, amount_pence=pence)
        assert refused.value.code is code
    account = (
        "INSERT INTO accounts (id, entry_id, fund_id, pot_id, funder_id, kind, side, currency) "
        "VALUES ('x', 'x', 'f', 'p', 'u', 'held', 'debit', 'EUR')"
    )
    leg = "INSERT INTO postings (entry_id, account_id, amount_pence) VALUES ('x', '{}', {})"
    entry = (
        "INSERT INTO entries (id, kind, recorded_at, effective_on, actor_id, intent_key, fund_id, "
        "body, content_hash) VALUES ('x', 'receipt', '2026-05-14T18:00:00.000000Z', '2026-05-14', "
        "'eve', 'x', 'fund-1', '{}', '00')"
    )
    tries = [
        ([account], "currency"),
        ([leg.format(f"{pot}:free", 0)], "amount"),
        ([leg.format(f"{pot}:free", -(10**13) - 1)], "amount"),
        ([leg.format(f"{pot}:held", 5), leg.format(f"{pot}:free", -4), entry], "unbalanced"),
    ]
    if not is_postgresql(books):  # there no column has room for half a penny
        tries.append(([leg.format(f"{pot}:free", 0.5)], "whole"))
    for statements, said in tries:
        with pytest.raises(DatabaseError, match=said):
            run(books, statements)
    assert given.written() == before


def run(books: Books, statements: list[str]) -> None:
    with books.app.app_context(), transaction() as session:
        for statement in statements:
            session.execute(text(statement.replace(":", r"\:")))


def is_postgresql(books: Books) -> bool:
    with books.app.app_context():
        return db.engine.dialect.name == "postgresql"
