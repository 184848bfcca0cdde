"""Posting through the store: what each act leaves in the books, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger import models, store
from ledger.blueprint import Writing
from ledger.rules.accounts import FunderKind
from ledger.rules.canonical import sha256_hex
from ledger.rules.refusal import Refusal
from makeithappen.core.access import Actor
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import Event
from makeithappen.funds import store as funds
from tests.integration.ledger.given import Books, two_pots, wanted, whole_way


@pytest.fixture
def books(app: Flask) -> Books:
    return two_pots(app)


def code(books: Books, act: Callable[..., Any], *args: Any, **named: Any) -> str:
    """The code of the refusal, and nothing was written."""
    before = books.balances(), books.verify().entries
    with pytest.raises(Refused) as refused:
        books.write(act, *args, **named)
    assert (books.balances(), books.verify().entries) == before
    return str(refused.value.code)


def test_money_that_is_there_and_money_that_was_pledged(books: Books) -> None:
    assert books.balances() == {
        "council:held": 30_000,
        "council:free": 30_000,
        "trust:held": 40_000,
        "trust:free": 40_000,
    }


def test_a_confirmed_pledge_can_be_promised_and_not_paid(app: Flask) -> None:
    books = Books(app)
    books.open_pot("trust", FunderKind.TRUST, 0)
    pledge_id = books.write(store.offer_pledge, pot_id=books.pots["trust"], amount_pence=500)
    assert books.balances() == {}
    assert code(books, store.receive_pledge, pledge_id) == Refusal.NOT_CONFIRMED
    books.write(store.confirm_pledge, pledge_id)
    assert books.balances() == {"trust:receivable": 500, "trust:free": 500}
    assert code(books, store.confirm_pledge, pledge_id) == Refusal.ALREADY_SETTLED
    award_id = books.award(amount_pence=500)
    payment_id = books.prepare(award_id, 500)
    assert code(books, store.approve_payment, payment_id, actor_id="bo") == Refusal.EXCEEDS_HELD
    books.write(store.receive_pledge, pledge_id)
    books.write(store.approve_payment, payment_id, actor_id="bo")
    assert books.balances() == {"trust:paid": 500, "trust:granted": 500}


def test_an_award_takes_from_the_pots_in_order(books: Books) -> None:
    books.award(amount_pence=50_000)
    assert books.balances() == {
        "council:held": 30_000,
        "council:committed": 30_000,
        "trust:held": 40_000,
        "trust:free": 20_000,
        "trust:committed": 20_000,
    }


def test_money_for_one_idea_goes_first_and_to_no_other(books: Books) -> None:
    pledge_id = books.write(
        store.offer_pledge_for_idea,
        fund_id="fund-1",
        funder_id=books.funders["trust"],
        idea_id="idea-2",
        amount_pence=700,
        name="For one idea",
        restriction="only this idea",
    )
    books.write(store.confirm_pledge, pledge_id)
    assert code(books, store.make_award, wanted("idea-1", 70_001)) == Refusal.EXCEEDS_AVAILABLE
    books.write(store.make_award, wanted("idea-2", 1_000))
    assert books.balances()["council:reserved"] == 300


def test_all_awards_of_a_decision_or_none(books: Books) -> None:
    three = [wanted(f"idea-{number}", 30_000) for number in range(3)]
    assert code(books, store.make_awards, three) == Refusal.EXCEEDS_AVAILABLE
    twice = [wanted("idea-1", 100), wanted("idea-1", 100)]
    assert code(books, store.make_awards, twice) == Refusal.ALREADY_AWARDED
    none = [wanted("idea-1", 0)]
    assert code(books, store.make_awards, none) == Refusal.AMOUNT_MUST_BE_POSITIVE
    assert books.write(store.make_awards, []) == []
    ids = books.write(store.make_awards, three[:2])
    lines = books.read(store.award_lines)
    assert [(line.award.id, line.award.amount_pence) for line in lines] == [
        (ids[0], 30_000),
        (ids[1], 30_000),
    ]
    assert books.verify().ok


def test_a_day_funds_an_idea_once(books: Books) -> None:
    books.award("idea-1", 100)
    assert code(books, store.make_award, wanted("idea-1", 200)) == Refusal.ALREADY_AWARDED
    books.write(store.make_award, wanted("idea-1", 200, day_id="day-2"))


def test_one_prepares_and_another_approves(books: Books) -> None:
    award_id = books.award(amount_pence=50_000)
    payment_id = books.prepare(award_id, 20_000)
    assert code(books, store.approve_payment, payment_id, actor_id="ann") == Refusal.SAME_PERSON
    assert code(books, store.cancel, award_id) == Refusal.PAYMENT_WAITING
    more = {"award_id": award_id, "amount_pence": 30_001, "payee_id": books.payee(award_id)}
    assert code(books, store.prepare_payment, **more) == Refusal.EXCEEDS_COMMITTED
    books.write(store.approve_payment, payment_id, actor_id="bo")
    assert books.balances() == {
        "council:held": 18_000,
        "council:committed": 18_000,
        "council:granted": 12_000,
        "council:paid": 12_000,
        "trust:held": 32_000,
        "trust:free": 20_000,
        "trust:committed": 12_000,
        "trust:granted": 8_000,
        "trust:paid": 8_000,
    }
    again = code(books, store.approve_payment, payment_id, actor_id="bo")
    assert again == code(books, store.refuse_payment, payment_id) == Refusal.ALREADY_SETTLED


def test_a_refused_payment_can_be_prepared_anew(books: Books) -> None:
    award_id = books.award(amount_pence=500)
    books.write(store.refuse_payment, books.prepare(award_id, 500), actor_id="bo")
    books.pay(award_id, 500)
    assert books.balances()["council:paid"] == 500


def test_returned_and_cancelled_money_is_free_again(books: Books) -> None:
    award_id = books.award(amount_pence=500)
    books.pay(award_id, 300)
    assert code(books, give_back, award_id, 301) == Refusal.EXCEEDS_PAID
    books.write(give_back, award_id, 100)
    books.write(store.cancel, award_id)
    assert books.balances() == {
        "council:held": 29_800,
        "council:free": 29_800,
        "council:granted": 200,
        "council:paid": 200,
        "trust:held": 40_000,
        "trust:free": 40_000,
    }
    assert code(books, store.cancel, award_id) == Refusal.NOTHING_COMMITTED


def give_back(session: Session, by: store.By, award_id: str, amount_pence: int) -> str:
    return store.record_return(session, by, award_id=award_id, amount_pence=amount_pence)


def test_an_entry_is_reversed_once(books: Books) -> None:
    receipt = books.write(store.receive, pot_id=books.pots["trust"], amount_pence=77)
    before = books.balances()
    reversal = books.write(store.reverse, receipt)
    assert books.balances() == before | {"trust:held": 40_000, "trust:free": 40_000}
    assert code(books, store.reverse, receipt) == Refusal.ALREADY_REVERSED
    assert code(books, store.reverse, reversal) == Refusal.CANNOT_REVERSE


def test_money_that_is_promised_can_not_be_reversed_away(books: Books) -> None:
    receipt = books.write(store.receive, pot_id=books.pots["trust"], amount_pence=77)
    books.award(amount_pence=70_077)
    assert code(books, store.reverse, receipt) == Refusal.EXCEEDS_AVAILABLE


def test_a_delivery_is_recorded_once_and_can_be_taken_back(books: Books) -> None:
    award_id = books.award(amount_pence=500)
    delivery = books.write(store.record_delivery, award_id)
    assert code(books, store.record_delivery, award_id) == Refusal.ALREADY_DELIVERED
    books.write(store.reverse, delivery)
    assert not books.read(lambda s: store.find_award_line(s, award_id)).state.delivered
    books.write(store.record_delivery, award_id)
    books.write(store.cancel, award_id)
    assert code(books, store.record_delivery, award_id) == Refusal.AWARD_CANCELLED


@pytest.mark.parametrize(
    "act",
    [
        store.confirm_pledge,
        store.receive_pledge,
        store.approve_payment,
        store.refuse_payment,
        store.cancel,
        store.record_delivery,
        store.reverse,
    ],
)
def test_what_is_not_there(books: Books, act: Callable[..., str]) -> None:
    with pytest.raises(Missing):
        books.write(act, "no-such-thing")


def test_pots_and_funders_that_are_not_there(books: Books) -> None:
    with pytest.raises(Missing):
        books.write(store.receive, pot_id="pot-x", amount_pence=5)
    with pytest.raises(Missing):
        books.write(store.open_pot, fund_id="fund-1", funder_id="nobody", name="x", restriction="x")


def test_a_key_posts_once(books: Books) -> None:
    def receive(key: str) -> None:
        with books.app.app_context(), transaction() as session:
            by = store.By("person-ann", now(session), key)
            store.receive(session, by, pot_id=books.pots["trust"], amount_pence=5)

    receive("pressed twice; typed by anybody")
    with pytest.raises(IntegrityError):
        receive("pressed twice; typed by anybody")
    assert books.balances()["trust:held"] == 40_005
    hashed = sha256_hex(b"pressed twice; typed by anybody\n1")
    keys = books.read(lambda s: s.scalars(select(models.Entry.intent_key)).all())
    assert hashed in keys


def test_each_entry_stands_in_the_audit_trail(app: Flask) -> None:
    books = whole_way(app)
    with app.app_context():
        noted = reading().scalars(
            select(Event.what).where(Event.what.startswith("ledger.")).order_by(Event.number)
        )
        assert sorted(set(noted)) == [
            "ledger.agreement_accepted",
            "ledger.agreement_offered",
            "ledger.amendment",
            "ledger.award",
            "ledger.cancellation",
            "ledger.change_prepared",
            "ledger.change_refused",
            "ledger.correction_down",
            "ledger.correction_up",
            "ledger.cover",
            "ledger.delivery",
            "ledger.fee",
            "ledger.funder_added",
            "ledger.instalments_planned",
            "ledger.interest",
            "ledger.milestone_reached",
            "ledger.payment",
            "ledger.payment_prepared",
            "ledger.payment_refused",
            "ledger.pledge_condition_met",
            "ledger.pledge_confirmed",
            "ledger.pledge_lost",
            "ledger.pledge_offered",
            "ledger.pledge_received",
            "ledger.pledge_withdrawn",
            "ledger.pot_opened",
            "ledger.ratification",
            "ledger.receipt",
            "ledger.return",
            "ledger.reversal",
            "ledger.set_aside",
            "ledger.set_free",
            "ledger.support",
            "ledger.trial_ended",
            "ledger.trial_started",
        ]
    assert books.verify().ok


def test_no_word_and_no_name_gets_into_the_chain(app: Flask) -> None:
    books = whole_way(app)
    bodies = books.read(lambda s: " ".join(s.scalars(select(models.Entry.body))))
    said = ("only if it lasts", "the panel says so")
    for words in ("council", "trust", "anything", "For one idea", "only this idea", *said):
        assert words not in bodies


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/London", datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 1)),
        ("Europe/London", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        ("Europe/London", datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
        ("America/New_York", datetime(2026, 7, 1, 2, 0, tzinfo=UTC), date(2026, 6, 30)),
    ],
)
def test_what_has_no_typed_date_counts_for_the_day_where_the_fund_is(
    app: Flask, zone: str, at: datetime, day: date
) -> None:
    with app.app_context(), transaction() as session:
        by = {"actor_id": "test", "at": at}
        fund_id = funds.add_fund(session, name="Make it Happen", zone=zone, **by)
        g.actor = Actor("person-ann")
        writing = Writing(session, at, "key")
        funder_id = store.add_funder(session, writing.by(), name="Trust", kind=FunderKind.TRUST)
        words = {"name": "A pot", "restriction": "anything"}
        store.open_pot(session, writing.by(), fund_id=fund_id, funder_id=funder_id, **words)
        (line,) = store.entry_lines(session)
    assert (line.entry.stamp.recorded_at, line.entry.stamp.effective_on) == (at, day)
