"""Paying out through the pages: one prepares, another approves, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from ledger import store
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import EntryKind, PaymentMethod
from makeithappen.core.access import Role
from tests.integration.ledger.given import Books, two_pots
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
DECIDED = [
    *(EntryKind.AWARD, EntryKind.RATIFICATION),
    *(EntryKind.AGREEMENT_OFFERED, EntryKind.AGREEMENT_ACCEPTED),
]
ON = {"returned_on__day": "2", "returned_on__month": "5", "returned_on__year": "2022"}


@dataclass
class Paying:
    """An award of 500 pounds from two pots, a fund holder and an approver."""

    books: Books
    award_id: str
    holder: Visitor
    approver: Visitor

    @property
    def address(self) -> str:
        return f"/ledger/awards/{self.award_id}"

    def prepare(self, amount: str) -> Page:
        path = f"{self.address}/payments/new"
        return self.holder.send(path, amount=amount, payee=self.books.payee(self.award_id))

    def waiting(self) -> list[store.PaymentLine]:
        return self.books.read(store.payments_waiting)

    def kinds(self) -> list[EntryKind]:
        lines = self.books.read(lambda s: store.entries_of_award(s, self.award_id))
        return [line.entry.kind for line in lines]

    def newest(self) -> store.EntryLine:
        return self.books.read(lambda session: store.entry_lines(session, limit=1))[0]

    def refused(self, page: Page, *sentences: str) -> None:
        """The page came back with these sentences, and nothing was posted."""
        assert page.status == 409
        assert [sentence for sentence in sentences if sentence not in page.text] == []


@pytest.fixture
def paying(app: Flask, enter: Enter) -> Paying:
    books = two_pots(app)
    holder = enter(Role.FUND_HOLDER, first_name="Tomasz")
    return Paying(books, books.award(), holder, enter(Role.APPROVER, first_name="Grace"))


def test_one_prepares_and_another_approves(paying: Paying) -> None:
    payee = paying.books.payee(paying.award_id, PaymentMethod.VOUCHER)
    form = paying.holder.open(f"{paying.address}/payments/new")
    assert "£500 can still be paid." in form.text
    sent = paying.holder.fill(form, amount="120.50", payee=payee)
    assert (sent.path, sent.status) == (paying.address, 200)
    (line,) = paying.waiting()
    assert (line.payment.amount_pence, line.payment.method) == (12_050, PaymentMethod.VOUCHER)
    assert line.payment.prepared_by == paying.holder.person_id

    listed = paying.approver.open("/ledger/payments")
    assert [word for word in ("£120.50", "Voucher", "Tomasz") if word not in listed.text] == []
    address = f"/ledger/payments/{line.payment.id}"
    assert address in listed.html
    page = paying.approver.open(address)
    assert "Pay £120.50?" in page.text
    done = paying.approver.fill(page, to="/approve")
    assert (done.path, done.status) == (address, 200)
    assert "No payment waits" in paying.approver.open("/ledger/payments").text
    assert paying.kinds() == [*DECIDED, EntryKind.PAYMENT_PREPARED, EntryKind.PAYMENT]
    entry = paying.newest().entry
    two_people = (paying.approver.person_id, paying.holder.person_id)
    assert (entry.stamp.actor_id, entry.second_actor_id) == two_people
    assert "Approved and paid" in paying.holder.open(address).text
    award = paying.holder.open(paying.address)
    assert [word for word in ("Part paid", "£379.50") if word not in award.text] == []

    again = paying.approver.fill(page, to="/approve")
    assert again.path == address
    paying.refused(paying.approver.fill(page, to="/refuse"), "Open the page again")
    assert paying.kinds()[-1] == EntryKind.PAYMENT
    paying.holder.send(f"/ledger/entries/{entry.id}/reverse")
    assert "Approved, then reversed" in paying.approver.open(address).text
    assert "£500 can still be paid." in paying.holder.open(f"{paying.address}/payments/new").text
    assert paying.books.verify().problems == ()


def test_nobody_approves_their_own(app: Flask, paying: Paying, enter: Enter) -> None:
    both = enter(Role.FUND_HOLDER, Role.APPROVER)
    payee = paying.books.payee(paying.award_id)
    both.send(f"{paying.address}/payments/new", amount="10", payee=payee)
    (line,) = paying.waiting()
    address = f"/ledger/payments/{line.payment.id}"
    page = both.open(address)
    assert "You prepared this payment, so somebody else must approve it." in page.text
    refused = both.fill(page, to="/approve")
    paying.refused(refused, "somebody else must approve it. Ask another approver.")
    assert [one.payment.id for one in paying.waiting()] == [line.payment.id]
    # but whoever prepared it may take it back, and then nobody can approve it
    stale = paying.approver.open(address)
    assert both.fill(page, to="/refuse").path == "/ledger/payments"
    paying.refused(paying.approver.fill(stale, to="/approve"), "Somebody has done this already.")
    assert paying.kinds()[4:] == [EntryKind.PAYMENT_PREPARED, EntryKind.PAYMENT_REFUSED]
    assert "Not paid" in both.open(address).text


def test_no_more_than_is_promised_can_be_prepared(paying: Paying) -> None:
    assert paying.prepare("400").path == paying.address
    page = paying.prepare("100.01")
    paying.refused(page, "This is £100.01, and £100 of the award is still to pay.")
    assert next(f.values["amount"] for f in page.forms if "amount" in f.values) == "100.01"
    bad = paying.holder.send(f"{paying.address}/payments/new", amount="NaN", payee="me")
    assert bad.status == 400
    sentences = ("Write the amount in digits", "Choose one of the answers")
    assert [sentence for sentence in sentences if sentence not in bad.text] == []
    assert paying.kinds() == [*DECIDED, EntryKind.PAYMENT_PREPARED]


def test_nothing_is_paid_that_has_not_come_in(app: Flask, enter: Enter) -> None:
    books = Books(app)
    books.open_pot("trust", FunderKind.TRUST, 0)
    pledge_id = books.write(store.offer_pledge, pot_id=books.pots["trust"], amount_pence=90_000)
    books.write(store.confirm_pledge, pledge_id)
    payment_id = books.prepare(books.award(), 25_000)
    page = enter(Role.APPROVER).send(f"/ledger/payments/{payment_id}", to="/approve")
    assert page.status == 409
    assert "This needs £250 from one pot, and £0 of it is at the bank." in page.text
    assert [one.payment.id for one in books.read(store.payments_waiting)] == [payment_id]


def test_money_comes_back_and_an_idea_is_carried_out(paying: Paying) -> None:
    paying.books.pay(paying.award_id, 20_000)
    path = f"{paying.address}/returns/new"
    form = paying.holder.open(path)
    assert "£200 is with the recipient." in form.text
    too_much = paying.holder.fill(form, amount="200.01", **ON)
    paying.refused(too_much, "This is £200.01, and £200 is with the recipient.")
    back = paying.holder.fill(too_much, amount="10.01", **ON)
    assert back.path == paying.address
    entry = paying.newest().entry
    assert (entry.kind, str(entry.stamp.effective_on)) == (EntryKind.RETURN, "2022-05-02")
    assert paying.holder.send(path, amount="", **ON).status == 400

    ask = paying.holder.open(f"{paying.address}/delivery")
    assert "Was the idea carried out?" in ask.text
    assert "Carried out" in paying.holder.fill(ask).text
    again = paying.holder.send(f"{paying.address}/delivery")
    paying.refused(again, "It stands here already that this idea was carried out.")
    assert paying.kinds()[-2:] == [EntryKind.RETURN, EntryKind.DELIVERY]


def test_the_rest_is_cancelled_once_nothing_waits(paying: Paying) -> None:
    paying.prepare("200")
    path = f"{paying.address}/cancel"
    ask = paying.holder.open(path)
    assert "£500 goes back to the pots that had promised it." in ask.text
    refused = paying.holder.fill(ask)
    paying.refused(refused, "£200 waits for approval.")
    (line,) = paying.waiting()
    paying.approver.send(f"/ledger/payments/{line.payment.id}", to="/refuse")
    assert "Cancelled" in paying.holder.fill(refused).text
    paying.refused(paying.holder.send(path), "Nothing of this award is left to cancel.")
    delivery = paying.holder.send(f"{paying.address}/delivery")
    paying.refused(delivery, "This award was cancelled.")
    assert paying.kinds()[-1] == EntryKind.CANCELLATION
    assert paying.books.balances()["council:free"] == 30_000


def test_an_entry_is_reversed_once(paying: Paying) -> None:
    books, holder = paying.books, paying.holder
    receipt = books.write(store.receive, pot_id=books.pots["council"], amount_pence=700)
    entry = holder.open(f"/ledger/entries/{receipt}")
    assert "Reverse this entry" in entry.text
    ask = holder.open(f"/ledger/entries/{receipt}/reverse")
    assert [word for word in ("Money came in", "£7") if word not in ask.text] == []
    done = holder.fill(ask)
    assert "This entry undoes another one." in done.text
    undone = holder.open(f"/ledger/entries/{receipt}")
    assert "This entry was undone." in undone.text
    assert "Reverse this entry" not in undone.text
    path = f"/ledger/entries/{receipt}/reverse"
    paying.refused(holder.send(path), "This entry was reversed before.")
    reversal = paying.newest().entry
    assert reversal.reverses_id == receipt
    own = holder.send(f"/ledger/entries/{reversal.id}/reverse")
    paying.refused(own, "This entry can't be reversed")

    first = books.read(lambda s: store.entry_lines(s, before_position=3))[0].entry
    assert first.kind == EntryKind.RECEIPT
    spent = holder.send(f"/ledger/entries/{first.id}/reverse")
    paying.refused(spent, "This needs £300, and £0 is free to be promised.")
    assert paying.newest().entry.id == reversal.id
    assert books.verify().problems == ()
