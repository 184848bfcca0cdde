"""What an award holds of somebody goes with them: agreements, payees, spend lines, photos, mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from ledger import models_paying, store
from ledger.models_records import RecordWords
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.rules.records import End, SupportKind, SupportStage, Unit
from ledger.rules.refusal_records import RecordRefusal
from ledger.store import payees, spending
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.files import get_file
from makeithappen.core.outbox import queue_mail, waiting
from tests.integration.ideas.given import open_round, send_ideas
from tests.integration.ledger.given import Books, offer_to, two_pots
from tests.integration.test_erasing import Enter, checked

MINE, THEIRS = "mine", "another"


@pytest.fixture
def books(app: Flask) -> Books:
    return two_pots(app)


def paid(books: Books, idea_id: str, words: str, person_id: str) -> str:
    """An award with all that can be on record about it, paid and spent; gives its id."""
    day_id, me = f"day-{words}", person_id.removeprefix("person-")
    award_id = books.reserve(idea_id, 5_000, day_id=day_id)
    books.ratify(day_id)
    offered = replace(offer_to(person_id), text=words)
    books.write(
        store.accept_agreement, books.write(store.offer_agreement, award_id, offered), actor_id=me
    )
    books.write(store.plan_instalments, award_id, [store.Part(5_000, milestone=words)])
    _award, file = books.read(lambda session: store.award_file(session, award_id))
    books.write(store.reach_milestone, award_id, file.instalments[0].id, actor_id="cy")
    given = {"kind": SupportKind.IN_KIND, "unit": Unit.MEALS, "quantity": 1}
    books.write(store.record_support, award_id, **given, stage=SupportStage.OFFERED, words=words)
    books.write(store.start_trial, award_id, question=words, ends_on=date(2199, 1, 1))
    books.write(store.finish_trial, award_id, end=End.ADOPT, learnt=f"what {words} taught")
    typed = Details(words, "12-34-56", "12345678", contact=f"{words}@example.org")
    how = {"method": PaymentMethod.SUPPLIER, "typed": typed}
    payee_id = books.write(store.put_payee, award_id=award_id, **how)
    paying = {"award_id": award_id, "amount_pence": 5_000, "payee_id": payee_id}
    payment_id = books.write(store.prepare_payment, **paying, invoice=words)
    books.write(store.approve_payment, payment_id, actor_id="bo")
    bought = spending.Bought(words, words, date(2026, 5, 14), words.encode())
    books.write(spending.record_spend, award_id=award_id, amount_pence=5_000, bought=bought)
    with books.app.app_context(), transaction() as session:
        to = f"{words}@example.org"
        queue_mail(session, to=to, subject=words, body=words, at=now(session))
    return award_id


def left(books: Books) -> list[str]:
    """All words about awards, in order; of payees the name and the last digits; waiting mail."""
    invoice, spend = models_paying.InvoiceWords, models_paying.SpendWords
    with books.app.app_context():
        session = reading()
        words = [
            *session.scalars(select(RecordWords.words)),
            *session.scalars(select(invoice.words)),
            *session.scalars(select(spend.what)),
            *session.scalars(select(spend.supplier)),
            *(get_file(name or "").decode() for name in session.scalars(select(spend.photo))),
            *(mail.body for mail in waiting(session)),
        ]
        for award in store.award_lines(session):
            for payee in payees.payees_of_award(session, award.award.id):
                words += [payee.name, payee.tail]
    return sorted(words)


def whole(words: str) -> list[str]:
    """What `paid` leaves behind."""
    return ["5678", *[words] * 10, f"what {words} taught"]


def test_all_that_an_award_holds_of_somebody_goes(app: Flask, enter: Enter, books: Books) -> None:
    lea = enter(Role.APPLICANT, first_name="Lea", email="lea@example.org")
    [idea_id] = send_ideas(app, open_round(app), lea.person_id)
    award_id = paid(books, idea_id, MINE, lea.person_id)
    paid(books, "idea-of-another", THEIRS, "person-dee")
    assert left(books) == sorted(whole(MINE) + whole(THEIRS))
    [photo] = [line.photo for line in books.read(lambda s: spending.spend_lines(s, award_id))]
    assert lea.send("/me/erase", sure="y").status == 200
    assert left(books) == sorted(["", "", *whole(THEIRS)])
    assert not (app.extensions["settings"].files_dir / str(photo)).exists()
    assert checked(books) == ()
    line = books.read(lambda session: store.find_award_line(session, award_id))
    assert (line.state.totals.paid_pence, line.award.idea_id) == (5_000, idea_id)
    refused = pytest.raises(Exception, match="append only")  # what went never comes back
    with app.app_context(), refused, transaction() as session:
        session.execute(update(models_paying.Payee).values(tail="5678"))


def test_who_is_named_in_an_agreement_waits_until_it_is_paid(
    app: Flask, enter: Enter, books: Books
) -> None:
    """The agreement of another person's idea names Lea as well; then its words go with her."""
    lea = enter(Role.APPLICANT, first_name="Lea")
    award_id = books.reserve("idea-of-another", 5_000)
    books.ratify()
    offered = offer_to("person-dee", lea.person_id)
    books.agree(award_id, "dee", lea.person_id.removeprefix("person-"))
    assert offered.second_id == lea.person_id
    page = lea.send("/me/erase", sure="y")
    assert (page.status, "£50 is promised and not paid yet." in page.text) == (409, True)
    books.pay(award_id, 5_000)
    assert lea.send("/me/erase", sure="y").status == 200
    assert books.read(lambda s: list(s.scalars(select(RecordWords.words)))) == []
    assert checked(books) == ()


def test_what_an_erased_person_offered_is_offered_anew(app: Flask, books: Books) -> None:
    """Ann's key is gone: nobody can tell any more that the words are those she wrote."""
    award_id = books.award("idea-1", 5_000)
    agreement_id = books.write(store.offer_agreement, award_id, offer_to("person-eve"))
    books.write(store.erase_subject, "person-ann", actor_id="bo", second_actor_id="person-cy")
    with pytest.raises(Refused) as refused:
        books.write(store.accept_agreement, agreement_id, actor_id="eve")
    assert refused.value.code is RecordRefusal.TEXT_CHANGED
    again = books.write(store.offer_agreement, award_id, offer_to("person-eve"), actor_id="cy")
    books.write(store.accept_agreement, again, actor_id="eve")
    assert checked(books) == ()
