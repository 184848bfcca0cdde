"""What pages read: whole results, and as many statements for one row as for many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ledger import models, store
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import EntryKind
from ledger.rules.pledging import PledgeStage
from ledger.rules.status import AwardStatus, Totals
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from tests.integration.ledger.given import Books, two_pots, wanted, whole_way

WHOLE = Totals(
    confirmed_pence=40_000,
    received_pence=70_000,
    awarded_pence=50_400,
    paid_pence=20_000,
    returned_pence=1_001,
    cancelled_pence=30_400,
    available_pence=51_001,
    held_pence=51_001,
    receivable_pence=0,
    reserved_pence=0,
    at_risk_pence=0,
    lost_pence=500,
    interest_pence=500,
    fees_pence=500,
)
NOTHING = Totals(*[0] * 12)


@pytest.fixture
def books(app: Flask) -> Books:
    return whole_way(app)


def test_the_summary_adds_up(books: Books) -> None:
    found = books.read(store.summary)
    assert found.totals == WHOLE
    assert [
        (line.funder.name, line.funder.kind, line.totals.awarded_pence) for line in found.by_funder
    ] == [("council", FunderKind.COUNCIL, 30_300), ("trust", FunderKind.TRUST, 20_100)]
    assert books.read(lambda s: store.summary(s, "fund-2")) == store.Summary(NOTHING, ())


def test_the_statement_of_a_fund(books: Books) -> None:
    found = books.read(lambda s: store.fund_statement(s, "fund-1"))
    assert (found.fund_id, found.totals) == ("fund-1", WHOLE)
    assert [(pot.name, pot.funder.name, pot.totals.available_pence) for pot in found.pots] == [
        ("council's pot", "council", 18_601),
        ("trust's pot", "trust", 32_400),
        ("For one idea", "trust", 0),
    ]
    assert books.read(store.fund_statements) == [found]
    nothing = books.read(lambda s: store.fund_statement(s, "fund-2"))
    assert nothing == store.FundStatement("fund-2", NOTHING, ())
    assert books.read(lambda s: store.available_pence(s, "fund-1")) == 51_001
    assert books.read(lambda s: store.available_pence(s, "fund-2")) == 0


def test_an_award_and_where_it_stands(books: Books) -> None:
    other, line = books.read(lambda s: store.award_lines(s, fund_id="fund-1"))
    assert (other.state.status, other.ratification) == (AwardStatus.CANCELLED, None)
    assert line.ratification is not None
    assert line.ratification.actor_id == "person-cy"
    assert (line.award.idea_id, line.award.amount_pence) == ("idea-1", 50_000)
    assert (line.state.status, line.state.delivered) == (AwardStatus.PAID, True)
    assert [(share.funder_id, share.amount_pence) for share in line.state.shares] == [
        (books.funders["council"], 30_000),
        (books.funders["trust"], 20_000),
    ]
    assert books.read(lambda s: store.find_award_line(s, line.award.id)) == line
    assert books.read(lambda s: store.award_lines(s, fund_id="fund-2")) == []


def test_an_awards_entries_in_order(books: Books) -> None:
    award = books.read(store.award_lines)[-1]
    lines = books.read(lambda s: store.entries_of_award(s, award.award.id))
    assert [(line.entry.kind, line.amount_pence) for line in lines] == [
        (EntryKind.AWARD, 50_000),
        (EntryKind.RATIFICATION, 50_000),
        (EntryKind.AGREEMENT_OFFERED, None),
        (EntryKind.AGREEMENT_ACCEPTED, None),
        (EntryKind.PAYMENT_PREPARED, 20_000),
        (EntryKind.PAYMENT, 20_000),
        (EntryKind.RETURN, 1_001),
        (EntryKind.PAYMENT_PREPARED, 5),
        (EntryKind.PAYMENT_REFUSED, None),
        (EntryKind.DELIVERY, None),
        (EntryKind.INSTALMENTS_PLANNED, None),
        (EntryKind.MILESTONE_REACHED, None),
        (EntryKind.SUPPORT, None),
        (EntryKind.TRIAL_STARTED, None),
        (EntryKind.TRIAL_ENDED, None),
        (EntryKind.AMENDMENT, 100),
        (EntryKind.REVERSAL, 100),
        (EntryKind.CANCELLATION, 30_000),
    ]


def test_pledges_and_how_far_they_stand(app: Flask) -> None:
    books = two_pots(app)
    pot_id = books.pots["trust"]
    offered = books.write(store.offer_pledge, pot_id=pot_id, amount_pence=5)
    confirmed = books.write(store.offer_pledge, pot_id=pot_id, amount_pence=6)
    entry_id = books.write(store.confirm_pledge, confirmed)

    def stages() -> list[tuple[int, PledgeStage]]:
        lines = books.read(lambda s: store.pledge_lines(s, "fund-1"))
        return [(line.pledge.amount_pence, line.stage) for line in lines]

    assert stages() == [
        (40_000, PledgeStage.RECEIVED),
        (5, PledgeStage.OFFERED),
        (6, PledgeStage.CONFIRMED),
    ]
    books.write(store.reverse, entry_id)
    assert stages()[2] == (6, PledgeStage.OFFERED)
    assert offered != confirmed


def test_payments_and_what_became_of_them(app: Flask) -> None:
    books = two_pots(app)
    award_id = books.award(amount_pence=500)
    paid, refused = books.pay(award_id, 100), books.prepare(award_id, 200)
    waiting = books.prepare(award_id, 300 - 100)
    books.write(store.refuse_payment, refused, actor_id="bo")
    lines = books.read(lambda s: store.payments_of_award(s, award_id))
    assert [(line.payment.id, line.outcome, line.is_reversed) for line in lines] == [
        (paid, EntryKind.PAYMENT, False),
        (refused, EntryKind.PAYMENT_REFUSED, False),
        (waiting, None, False),
    ]
    assert books.read(store.payments_waiting) == lines[2:]
    assert books.read(lambda s: store.payments_waiting(s, "fund-2")) == []
    assert books.read(lambda s: store.find_payment_line(s, paid)) == lines[0]
    settled = lines[0].settled_entry_id
    books.write(store.reverse, settled)
    assert books.read(lambda s: store.find_payment_line(s, paid)).is_reversed


def test_entries_by_page(books: Books) -> None:
    newest = books.read(lambda s: store.entry_lines(s, limit=5))
    older = books.read(lambda s: store.entry_lines(s, before_position=44, limit=5))
    assert [line.position for line in newest] == [48, 47, 46, 45, 44]
    assert [line.position for line in older] == [43, 42, 41, 40, 39]
    assert newest[1].entry.kind is EntryKind.REVERSAL
    assert newest[2].reversed_by == newest[1].entry.id
    assert books.read(lambda s: store.find_entry_line(s, newest[2].entry.id)) == newest[2]
    mine = models.Entry.fund_id == "fund-1"
    of_fund = books.read(lambda s: store.entry_lines(s, mine, limit=5))
    assert of_fund == newest


def test_heads(books: Books, app: Flask) -> None:
    newest = books.read(store.newest_head)
    assert newest is not None
    assert newest.head.size == 48
    covering = books.read(lambda s: store.head_covering(s, 3))
    assert covering is not None
    assert (covering.head.number, covering.head.size) == (3, 3)
    assert books.read(lambda s: store.head_covering(s, 49)) is None


def test_an_empty_ledger(app: Flask) -> None:
    books = Books(app)
    assert books.read(store.newest_head) is None
    assert books.read(store.entry_lines) == []
    assert books.read(store.award_lines) == []
    assert books.read(store.funders) == []


def test_one_head_per_decision(app: Flask) -> None:
    books = two_pots(app)
    before = books.read(store.newest_head)
    books.write(store.make_awards, [wanted(f"idea-{number}", 100) for number in range(5)])
    after = books.read(store.newest_head)
    assert before is not None
    assert after is not None
    assert (after.head.number - before.head.number, after.head.size - before.head.size) == (1, 5)


@pytest.mark.parametrize(
    "find", [store.find_award_line, store.find_entry_line, store.find_payment_line]
)
def test_what_is_not_there(books: Books, find: Callable[..., Any]) -> None:
    with pytest.raises(Missing):
        books.read(lambda s: find(s, "no-such-thing"))


QUERIES: list[tuple[str, int, Callable[..., Any]]] = [
    ("summary", 2, store.summary),
    ("fund_statement", 2, lambda s: store.fund_statement(s, "fund-1")),
    ("award_lines", 4, store.award_lines),
    ("award_lines_reserved", 4, store.award_lines_reserved),
    ("pledge_lines", 2, lambda s: store.pledge_lines(s, "fund-1")),
    ("payments_waiting", 1, store.payments_waiting),
    ("entry_lines", 2, store.entry_lines),
    ("entries_where", 1, lambda s: store.entries_where(s, models.Entry.fund_id == "fund-1")),
    ("newest_head", 1, store.newest_head),
]


def test_as_many_statements_for_one_row_as_for_thirty(
    app: Flask, statements: Callable[[], Any]
) -> None:
    books = two_pots(app)

    def counts() -> dict[str, int]:
        found: dict[str, int] = {}
        for name, _, query in QUERIES:
            with app.app_context(), statements() as said:
                query(reading())
            found[name] = len(said)
        return found

    books.prepare(books.award("idea-0", 100), 10)
    expected = {name: count for name, count, _ in QUERIES}
    assert counts() == expected
    made = books.write(
        store.make_awards, [wanted(f"idea-{number}", 100) for number in range(1, 30)]
    )
    books.ratify()
    for award_id in made[:5]:
        books.prepare(award_id, 10)
    assert counts() == expected
