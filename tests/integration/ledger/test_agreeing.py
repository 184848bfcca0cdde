"""Agreements, instalments, support, trials and changes through the pages, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger import store
from ledger.models_records import Agreement, RecordWords
from ledger.rules.entry import EntryKind
from ledger.rules.records import End
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from makeithappen.core.access import Role
from makeithappen.core.db import transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from tests.integration.ideas.given import open_round, send_ideas
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.test_enforcement import entry, refused, run
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]


@dataclass
class Given:
    """A ratified award of 500 pounds to Leanne's idea, and the people around it."""

    books: Books
    award_id: str
    holder: Visitor
    leanne: Visitor
    approver: Visitor

    @property
    def idea_id(self) -> str:
        award, _file = self.books.read(lambda session: store.award_file(session, self.award_id))
        return award.idea_id

    @property
    def place(self) -> str:
        return f"/ledger/awards/{self.award_id}"

    def agreement_id(self) -> str:
        _award, file = self.books.read(lambda session: store.award_file(session, self.award_id))
        assert file.agreement is not None
        return file.agreement.id

    def prepare(self, amount: str) -> Page:
        """What the holder sees after preparing so many pounds for the award's own account."""
        payee_id = self.books.payee(self.award_id)
        return self.holder.send(f"{self.place}/payments/new", amount=amount, payee=payee_id)

    def code(self, act: Callable[[], object]) -> str:
        with pytest.raises(Refused) as caught:
            act()
        return str(caught.value.code)


@pytest.fixture
def given(app: Flask, enter: Enter) -> Given:
    name_the_fund(app)
    books, leanne = two_pots(app), enter(Role.APPLICANT, first_name="Leanne")
    (idea_id,) = send_ideas(app, open_round(app), leanne.person_id)
    award_id = books.reserve(idea_id)
    books.ratify()
    holder = enter(Role.FUND_HOLDER, first_name="Tomasz")
    return Given(books, award_id, holder, leanne, enter(Role.APPROVER, first_name="Grace"))


AGREED = {"recipient": "individual", "owns": "group", "splits": "give_back", "terms": "receipts"}


def test_nothing_is_paid_before_everybody_said_yes(given: Given, app: Flask, enter: Enter) -> None:
    page = given.prepare("10")
    assert (page.status, "not everybody has said yes" in page.text) == (409, True)
    refused(
        given.books,
        lambda session: entry(session, kind="payment_prepared", award_id=given.award_id),
        "agreement not accepted",
    )
    eve = enter(Role.APPLICANT, first_name="Eve")
    two = {**AGREED, "recipient": "two_people"}
    wrong = given.holder.send(f"{given.place}/agreement/new", **two)
    assert (wrong.status, "Two different people must say yes" in wrong.text) == (409, True)
    offered = given.holder.send(f"{given.place}/agreement/new", **AGREED)
    told = ("What is bought belongs to the group.", "What is left goes back", "£500", "£6,000")
    assert [word for word in told if word not in offered.text] == []

    own = f"/ledger/agreements/{given.agreement_id()}"
    assert eve.open(own).status == 404
    assert given.agreement_id() in given.leanne.open("/ledger/agreements").html
    page = given.leanne.open(own)
    done = given.leanne.fill(page, to="/accept")
    assert "You have said yes." in done.text
    assert given.leanne.fill(page, to="/accept").status == 200  # the same press, once
    again = {"recipient": "individual", "owns": "fund", "splits": "give_back"}
    given.holder.send(f"{given.place}/agreement/new", **again)
    assert given.prepare("10").status == 409
    assert "There is a newer agreement" in given.leanne.open(own).text
    given.leanne.fill(given.leanne.open(f"/ledger/agreements/{given.agreement_id()}"), to="/accept")
    assert given.prepare("10").path == given.place
    assert "Accepted" in given.holder.open(f"{given.place}/record").text
    assert given.books.verify().problems == ()


def test_who_has_to_say_yes_gets_a_mail(given: Given, enter: Enter) -> None:
    eve = enter(Role.APPLICANT, first_name="Eve", email="eve@example.org")
    two = {**AGREED, "recipient": "two_people", "second": "Eve@example.org"}
    given.holder.send(f"{given.place}/agreement/new", **two)
    (mail,) = given.books.read(waiting)
    subject = "Please read the agreement about your idea: "
    assert (mail.to, mail.subject.startswith(subject)) == ("eve@example.org", True)
    assert eve.open(f"/ledger/agreements/{given.agreement_id()}").status == 200


def test_an_agreement_is_not_in_the_language_of_who_offers_it(given: Given) -> None:
    """Else its people would say yes to words that no speaker has read."""
    given.holder.open("/language/pl")
    given.holder.send(f"{given.place}/agreement/new", **AGREED)
    words = given.leanne.open(f"/ledger/agreements/{given.agreement_id()}")
    told = words.html.partition('dir="auto">')[2].partition("</div>")[0]
    assert [part in told for part in ("What is bought belongs", "Universal Credit does not")] == [
        True,
        True,
    ]


def test_nobody_accepts_for_another_or_other_words(given: Given) -> None:
    given.holder.send(f"{given.place}/agreement/new", **AGREED)
    agreement_id = given.agreement_id()
    books = given.books
    assert given.code(lambda: books.write(store.accept_agreement, agreement_id)) == "not_a_party"

    def for_her(session: Session) -> None:
        row = session.get(Agreement, agreement_id)
        assert row is not None
        insert = (
            "INSERT INTO acceptances (agreement_id, person_id, text_digest, entry_id) "
            "VALUES (:a, :p, :d, 'entry-new')"
        )
        run(session, insert, a=agreement_id, p=row.first_id, d=row.text_digest)
        entry(session, kind="agreement_accepted", award_id=given.award_id)

    refused(books, for_her, "accepted by another person")
    stranger = "INSERT INTO acceptances VALUES ('{}', 'person-eve', 'x', 'entry-new')"
    refused(books, lambda s: run(s, stranger.format(agreement_id)), "not offered to this person")
    with books.app.app_context(), transaction() as session:
        session.query(RecordWords).update({"words": "We take it all back."})
    page = given.leanne.open(f"/ledger/agreements/{agreement_id}")
    changed = given.leanne.fill(page, to="/accept")
    assert (changed.status, "not those that were offered" in changed.text) == (409, True)
    assert books.verify().problems == ()


def test_instalments_support_and_a_trial(given: Given) -> None:
    given.books.agree(given.award_id)
    parts = {"amount_1": "200", "amount_2": "300", "milestone_2": "The room is painted"}
    on = {"due_on_1__day": "1", "due_on_1__month": "2", "due_on_1__year": "2022"}
    short = given.holder.send(f"{given.place}/instalments", amount_1="200", **on)
    assert (short.status, "These parts come to £200" in short.text) == (409, True)
    page = given.holder.send(f"{given.place}/instalments", **parts, **on)
    told = ("£200 can be paid", "The room is painted")
    assert [word for word in told if word not in page.text] == []
    too_much = given.prepare("200.01")
    assert (too_much.status, "£200 is due by now" in too_much.text) == (409, True)
    _award, file = given.books.read(lambda session: store.award_file(session, given.award_id))
    reached = f"{given.place}/milestones/{file.instalments[1].id}"
    page = given.holder.send(reached)
    assert "£500 can be paid by now." in page.text
    assert given.holder.send(reached).status == 409
    _calendar_and_own_page(given)

    words = {"what": "hours:hours", "how_much": "12.50", "stage": "confirmed", "words": "Cooks"}
    assert "12.50 hours" in given.holder.send(f"{given.place}/support", **words).text
    for wrong in ("0", "-1", "1.234", "many"):
        page = given.holder.send(f"{given.place}/support", **{**words, "how_much": wrong})
        assert (page.status, "Write a number above 0" in page.text) == (400, True)
    late = {"ends_on__day": "1", "ends_on__month": "1", "ends_on__year": "2199"}
    page = given.holder.send(f"{given.place}/trial", question="Do they come?", **late)
    assert "Not known yet" in page.text
    page = given.holder.send(f"{given.place}/trial/end", end="adapt", learnt="Only on Saturdays")
    assert "Keep it, and change something" in page.text
    _award, file = given.books.read(lambda session: store.award_file(session, given.award_id))
    assert file.trial is not None
    assert file.endings[file.trial.id].end is End.ADAPT
    given.books.write(store.erase_record_words, file.trial.id)
    assert "Only on Saturdays" not in given.holder.open(f"{given.place}/record").text
    assert given.books.verify().problems == ()


def _calendar_and_own_page(given: Given) -> None:
    """By month for money people, and on the page of the people behind the idea."""
    page = given.holder.open("/ledger/funds/fund-1/instalments")
    said = ("Overdue", "1 of 2", "1 Feb 2022", "£300", "2 of 2", "The room is painted", "£500")
    assert [word for word in said if word not in page.text] == []
    assert given.place in page.html
    own = given.leanne.open(f"/ledger/own/{given.idea_id}")
    seen = ("Your award", "1 Feb 2022", "£500 can be paid by now.", f"{given.place}/spends")
    assert [word for word in seen if word not in own.html] == []
    assert "Is it reached?" not in own.html
    assert f"/ledger/own/{given.idea_id}" in given.leanne.open(f"{given.place}/spends").html
    assert given.holder.open(f"/ledger/own/{given.idea_id}").status == 404


def test_more_money_is_ratified_by_another(given: Given) -> None:
    given.books.agree(given.award_id)
    assert given.holder.send(f"{given.place}/more", amount="9999").status == 409
    given.holder.send(f"{given.place}/more", amount="50")
    page = given.holder.send(f"{given.place}/ratify")
    assert (page.status, "You confirmed this decision" in page.text) == (409, True)
    assert given.prepare("10").status == 409
    given.approver.send(f"{given.place}/ratify")
    shown = given.holder.open(given.place).text
    assert "Awarded £550" in shown
    assert given.prepare("10").path == given.place
    assert given.books.verify().problems == ()


def test_fees_and_corrections_need_two_people(given: Given) -> None:
    books, fund = given.books, "/ledger/funds/fund-1"
    pot = {"pot": books.pots["council"]}
    on = {"received_on__day": "1", "received_on__month": "4", "received_on__year": "2022"}
    assert given.holder.send(f"{fund}/interest/new", amount="5", **pot, **on).path == fund
    fee = {"kind": "fee", "reason": "bank_fee", "words": "As the bank says", **pot}
    page = given.holder.send(f"{fund}/changes/new", amount="3", **fee)
    address = page.path
    assert "somebody else must approve it" in page.text
    (line,) = books.read(store.changes_waiting)
    own = line.change.prepared_by.removeprefix("person-")
    act = {"actor_id": own} if line.change.prepared_by.startswith("person-") else {}
    assert given.code(lambda: books.write(store.approve_change, line.change.id, **act)) == str(
        RecordRefusal.PREPARED_BY_YOU
    )
    done = given.approver.fill(given.approver.open(address), to="/approve")
    assert done.path == "/ledger/changes"
    assert given.code(
        lambda: books.write(store.approve_change, line.change.id, actor_id="bo")
    ) == str(Refusal.ALREADY_SETTLED)
    newest = books.read(lambda session: store.entry_lines(session, limit=1))[0]
    assert (newest.entry.kind, newest.amount_pence) == (EntryKind.FEE, 300)
    up = {**fee, "kind": "correction_up"}
    nobody = given.holder.send(f"{fund}/changes/new", amount="1", **up)
    assert (nobody.status, "Choose another entry" in nobody.text) == (409, True)

    def alone(session: Session) -> None:
        pot_id = books.pots["council"]
        for account, pence in ((f"{pot_id}:held", -5), (f"{pot_id}:free", 5)):
            statement = "INSERT INTO postings VALUES ('entry-new', :a, :p)"
            run(session, statement, a=account, p=pence)
        entry(session, kind="fee", second_actor_id="person-bo")

    refused(books, alone, "not proposed by another person")
    assert books.verify().problems == ()


def test_money_is_set_aside_by_two_people_and_no_award_can_use_it(given: Given) -> None:
    books, fund = given.books, "/ledger/funds/fund-1"
    pot_id = books.pots["trust"]

    def free_pence() -> int:
        return books.read(
            lambda session: store.fund_statement(session, "fund-1")
        ).totals.available_pence

    before_pence = free_pence()
    typed = {"pot": pot_id, "words": "For the winter"}
    page = given.holder.send(f"{fund}/set-aside/new", kind="set_aside", amount="20", **typed)
    assert (free_pence(), "For the winter" in page.text) == (before_pence, True)
    done = given.approver.fill(given.approver.open(page.path), to="/approve")
    assert done.path == "/ledger/changes"
    assert free_pence() == before_pence - 2_000
    assert "What is set aside is taken off." in given.holder.open(fund).text
    too_much = lambda: books.award("idea-too-much", before_pence - 1_999)  # noqa: E731
    assert given.code(too_much) == str(Refusal.EXCEEDS_AVAILABLE)
    more = given.holder.send(f"{fund}/set-aside/new", kind="set_aside", amount="1", **typed)
    assert given.approver.fill(given.approver.open(more.path), to="/approve").status == 200
    back = given.holder.send(f"{fund}/set-aside/new", kind="set_free", amount="1", **typed)
    assert given.approver.fill(given.approver.open(back.path), to="/approve").status == 200
    again = given.holder.send(f"{fund}/set-aside/new", kind="set_free", amount="20.01", **typed)
    beyond = given.approver.fill(given.approver.open(again.path), to="/approve")
    told = "This is £20.01, and £20 of this pot is set aside. Set that or less free."
    assert (beyond.status, told in beyond.text) == (409, True)
    given.approver.fill(given.approver.open(again.path), to="/refuse")
    part = given.holder.send(f"{fund}/set-aside/new", kind="set_free", amount="5", **typed)
    given.approver.fill(given.approver.open(part.path), to="/approve")
    assert free_pence() == before_pence - 1_500

    def alone(session: Session) -> None:
        for account, pence in ((f"{pot_id}:set_aside", -5), (f"{pot_id}:free", 5)):
            statement = "INSERT INTO postings VALUES ('entry-new', :a, :p)"
            run(session, statement, a=account, p=pence)
        entry(session, kind="set_aside", second_actor_id="person-bo")

    refused(books, alone, "not proposed by another person")
    wanted = given.holder.send(f"{fund}/set-aside/new", kind="set_free", amount="1", **typed)
    (line,) = books.read(store.changes_waiting)
    assert wanted.path.endswith(line.change.id)

    def legless(session: Session) -> None:
        ended = 'INSERT INTO endings (subject_id, entry_id, "end") VALUES (:s, :e, :a)'
        run(session, ended, s=line.change.id, e="entry-new", a="approved")
        entry(session, kind="set_free", second_actor_id=line.change.prepared_by)

    refused(books, legless, "needs two legs")
    assert books.verify().problems == ()
