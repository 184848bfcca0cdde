"""Awards are reserved, ratified by somebody else, and may be taken back until something is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from ledger import store
from ledger.rules import posting
from ledger.rules.accounts import Pot, award_accounts
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
)
from ledger.rules.moves import legs_of
from ledger.rules.refusal import Refusal
from ledger.rules.status import AwardStatus
from ledger.sealing import take_turn
from ledger.store import writing
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Missing, Refused
from tests.integration.ledger.given import Books, two_pots, wanted


@pytest.fixture
def books(app: Flask) -> Books:
    return two_pots(app)


def code(books: Books, act: Callable[..., Any], *given: Any, **named: Any) -> object:
    with pytest.raises(Refused) as refused:
        books.write(act, *given, **named)
    return refused.value.code


def status(books: Books, award_id: str) -> AwardStatus:
    return books.read(lambda session: store.find_award_line(session, award_id)).state.status


def kinds(books: Books, award_id: str) -> list[EntryKind]:
    lines = books.read(lambda session: store.entries_of_award(session, award_id))
    return [line.entry.kind for line in lines]


def test_nothing_is_prepared_before_it_is_ratified(books: Books) -> None:
    award_id = books.reserve()
    assert status(books, award_id) is AwardStatus.RESERVED
    with pytest.raises(Refused) as refused:
        books.prepare(award_id, 100)
    assert refused.value.code is Refusal.NOT_RATIFIED
    assert books.balances()["council:reserved"] == 30_000
    assert books.ratify() == [award_id]
    assert status(books, award_id) is AwardStatus.RATIFIED
    books.pay(award_id, 50_000)
    assert status(books, award_id) is AwardStatus.PAID
    assert books.verify().problems == ()


def test_who_decided_does_not_ratify(books: Books) -> None:
    books.write(store.make_awards, [wanted()], second_actor_id="person-dee")
    for who in ("ann", "dee"):
        assert code(books, store.ratify_day, "day-1", actor_id=who) is Refusal.RATIFIER_DECIDED
    books.ratify()
    assert code(books, store.ratify_day, "day-1", actor_id="cy") is Refusal.NOTHING_RESERVED
    with pytest.raises(Missing):
        books.ratify("day-x")
    newest = books.read(lambda session: store.entry_lines(session, limit=1))[0].entry
    assert (newest.stamp.actor_id, newest.second_actor_id) == ("person-cy", "person-ann")


def test_a_whole_day_is_ratified_at_once(books: Books) -> None:
    made = [books.reserve(f"idea-{number}", 1_000) for number in range(3)]
    books.reserve("idea-9", 500, day_id="day-2")
    waiting = books.read(store.award_lines_reserved)
    assert [line.award.day_id for line in waiting] == ["day-1", "day-1", "day-1", "day-2"]
    assert books.ratify() == made
    assert [line.award.day_id for line in books.read(store.award_lines_reserved)] == ["day-2"]


def test_a_ratification_can_be_undone_and_holds_up_payments(books: Books) -> None:
    award_id = books.award()
    payment_id = books.prepare(award_id, 100)
    line = books.read(lambda session: store.find_award_line(session, award_id))
    assert line.ratification is not None
    books.write(store.reverse, line.ratification.entry_id)
    assert code(books, store.approve_payment, payment_id, actor_id="bo") is Refusal.NOT_RATIFIED
    assert books.read(lambda s: store.find_award_line(s, award_id)).ratification is None
    books.ratify()
    books.write(store.approve_payment, payment_id, actor_id="bo")


def test_a_day_is_taken_back_and_decided_anew(books: Books) -> None:
    before = books.balances()
    first, second = books.reserve("idea-1", 40_000), books.reserve("idea-2", 30_000)
    books.ratify()
    assert books.write(store.release_day, "day-1") == [first, second]
    assert books.balances() == before
    assert [status(books, one) for one in (first, second)] == [AwardStatus.TAKEN_BACK] * 2
    taken_back = [*[EntryKind.AWARD, EntryKind.RATIFICATION], *[EntryKind.REVERSAL] * 2]
    assert kinds(books, first) == taken_back
    with pytest.raises(Refused):
        books.prepare(first, 100)
    again = books.write(store.make_award, wanted("idea-1", 60_000, decision_digest="e" * 64))
    assert status(books, again) is AwardStatus.RESERVED
    assert code(books, store.make_award, wanted("idea-1", 5)) is Refusal.ALREADY_AWARDED
    assert books.read(lambda s: store.award_sources(s, "day-1")) == {
        "idea-1": [("council", 30_000), ("trust", 30_000)]
    }
    assert books.write(store.release_day, "day-1") == [again]
    assert books.write(store.release_day, "day-1") == []
    assert books.verify().problems == ()


def test_a_day_stays_once_anything_was_paid_or_waits(books: Books) -> None:
    paid, other = books.reserve("idea-1", 1_000), books.reserve("idea-2", 1_000)
    books.ratify()
    payment_id = books.prepare(paid, 10)
    before = books.balances()
    assert code(books, store.release_day, "day-1") is Refusal.PAYMENT_WAITING
    books.write(store.approve_payment, payment_id, actor_id="bo")
    assert code(books, store.release_day, "day-1") is Refusal.ALREADY_PAID
    assert status(books, other) is AwardStatus.RATIFIED
    books.write(store.record_return, award_id=paid, amount_pence=10)
    assert code(books, store.release_day, "day-1") is Refusal.ALREADY_PAID
    assert books.balances().keys() >= before.keys()


def test_a_payment_that_failed_does_not_keep_a_day(books: Books) -> None:
    award_id = books.award()
    books.write(store.refuse_payment, books.prepare(award_id, 10), actor_id="bo")
    books.pay(award_id, 20)
    paid = books.read(lambda s: store.payments_of_award(s, award_id))[-1].settled_entry_id
    books.write(store.reverse, paid)
    assert books.write(store.release_day, "day-1") == [award_id]
    assert books.verify().problems == ()


def test_what_was_cancelled_stays_so_when_its_day_is_taken_back(books: Books) -> None:
    gone, other = books.reserve("idea-1", 1_000), books.reserve("idea-2", 1_000)
    books.write(store.cancel, gone)
    assert books.write(store.release_day, "day-1") == [other]
    assert status(books, gone) is AwardStatus.CANCELLED
    again = books.write(store.make_awards, [wanted("idea-1", 5), wanted("idea-2", 5)])
    assert len(again) == 2


def test_a_day_at_risk_can_be_taken_back(books: Books) -> None:
    """Covered in part, ratified in between: each step is undone, and no pound is counted twice."""
    pledge_id = books.pledge("trust", 9_000, idea_id="idea-1")
    before = books.balances()
    award_id = books.reserve("idea-1", 12_000)
    books.write(store.lose_pledge, pledge_id)
    books.write(store.cover, award_id, pot_id=books.pots["council"], amount_pence=1_000)
    books.ratify()
    books.write(store.cover, award_id, pot_id=books.pots["trust"], amount_pence=2_000)
    fund_risk = books.read(lambda session: store.at_risk_pence(session, "fund-1"))
    assert (fund_risk, status(books, award_id)) == (6_000, AwardStatus.AT_RISK)
    assert books.write(store.release_day, "day-1") == [award_id]
    assert books.balances() == {
        name: pence for name, pence in before.items() if not name.startswith("pot-")
    }
    assert books.read(lambda session: store.at_risk_pence(session, "fund-1")) == 0
    books.write(store.make_award, wanted("idea-1", 70_000))
    assert books.verify().problems == ()


OLD_POT = Pot("pot-old", "fund-1", "funder-old")


def older_books(app: Flask, award_id: str) -> Books:
    """A ledger as version 1 wrote it: a pot, money in it, and an award that is payable at once."""
    books = Books(app)
    made = Award(award_id, "fund-1", "round-1", "day-0", "idea-1", 10_000, 10_000, "d" * 64)
    with app.app_context(), transaction() as session:
        take_turn(session, "fund-1")
        by = store.By("person-ann", now(session), "older")
        award = Entry(
            by.stamp("fund-1", 3),
            EntryKind.AWARD,
            "fund-1",
            award_id=award_id,
            legs=legs_of(EntryKind.AWARD, [(OLD_POT.id, 10_000)], award_id, version=1),
            accounts=award_accounts(OLD_POT, award_id)[1:],
            awards=(made,),
        )
        opened = posting.open_pot(by.stamp("fund-1", 1), OLD_POT)
        received = posting.record_receipt(by.stamp("fund-1", 2), OLD_POT, 30_000)
        older = [replace(entry, version=1) for entry in (opened, received, award)]
        writing.post(session, *older)
    return books


def test_an_award_of_version_1_is_paid_without_being_ratified(app: Flask) -> None:
    """The ledger of an older site stays as it was, and goes on."""
    books = older_books(app, "award-old")
    assert status(books, "award-old") is AwardStatus.RATIFIED
    books.pay("award-old", 4_000)
    books.write(store.cancel, "award-old")
    other = books.award("idea-2", 2_000)
    agreed = [EntryKind.AGREEMENT_OFFERED, EntryKind.AGREEMENT_ACCEPTED]
    assert kinds(books, other) == [EntryKind.AWARD, EntryKind.RATIFICATION, *agreed]
    versions = books.read(lambda s: [line.entry.version for line in store.entry_lines(s)])
    assert versions == [3, 3, 3, 3, 3, 3, 3, 1, 1, 1]
    assert books.verify().problems == ()
