"""The books of a fund: statements for any time, what is behind a figure, closed months."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import text

from ledger import book_pages, store
from ledger.book_pages import Period
from ledger.rules.accounts import AccountKind
from ledger.rules.periods import month_end
from ledger.rules.records import ChangeKind, Reason
from ledger.rules.refusal import Refusal
from ledger.rules.statement import Column
from ledger.store import periods
from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Refused
from tests.integration.ledger.given import Books, offer_to, two_pots, whole_way
from tests.integration.ledger.given_kinds import LAST_MONTH, close, every_kind
from tests.integration.ledger.tampering import tampering
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
TODAY = datetime.now(UTC).date()
YEAR = Period(LAST_MONTH.replace(day=1), month_end(TODAY))
IN_LAST_MONTH = LAST_MONTH.replace(day=10)


@pytest.fixture
def fund(app: Flask, enter: Enter) -> str:
    """A fund of this name, so that pages find it."""
    from makeithappen.funds import store as funds

    with app.app_context(), transaction() as session:
        return funds.add_fund(session, name="Make it Happen", actor_id="test", at=now(session))


def receive(books: Books, on: date, pence: int = 500) -> str:
    """Money that counts for a day."""
    with books.app.app_context(), transaction() as session:
        by = store.By("person-ann", now(session), f"on {on} {pence}", on)
        return store.receive(session, by, pot_id=books.pots["council"], amount_pence=pence)


def total(books: Books, period: Period) -> dict[Column, int]:
    page = books.read(lambda s: book_pages.statement(s, "fund-1", period))
    return {column: pence for column, pence in page.total.items() if pence}


def test_a_statement_for_any_time_and_the_entries_behind_it(app: Flask) -> None:
    books = whole_way(app)
    receive(books, IN_LAST_MONTH)
    before = {
        Column.RECEIVED: 500,
        Column.CLOSING: 500,
        Column.NEW_MONEY: 500,
        Column.AVAILABLE: 500,
    }
    assert total(books, Period(YEAR.first, LAST_MONTH)) == before
    assert total(books, Period(YEAR.first, IN_LAST_MONTH)) == before
    assert total(books, Period(YEAR.first, IN_LAST_MONTH - timedelta(days=1))) == {}
    now_ = total(books, YEAR)
    assert now_ == total(books, replace(YEAR, known_on=TODAY))
    assert total(books, replace(YEAR, known_on=TODAY - timedelta(days=1))) == {}
    this_month = replace(YEAR, first=TODAY.replace(day=1))
    assert total(books, this_month)[Column.OPENING] == 500
    for period in (YEAR, this_month, replace(YEAR, last=TODAY)):
        figures = books.read(lambda s, at=period: book_pages.statement(s, "fund-1", at)).total
        for column in Column:
            which = {"column": column, "pot_id": None}
            page = books.read(lambda s, at=period, w=which: book_pages.moved(s, "fund-1", at, **w))
            assert page.total_pence == figures[column], (period, column)
            assert sum(line.pence for line in page.lines) == figures[column]
    names, lines = books.read(lambda s: book_pages.trial(s, "fund-1", store.Until(TODAY)))
    assert (sum(line.pence for line in lines), set(names)) == (0, set(names))
    assert books.verify().ok


def test_each_day_counts_for_itself_as_it_was_known(app: Flask) -> None:
    books = two_pots(app)
    days = [LAST_MONTH - timedelta(days=ago) for ago in range(36)]
    posted: list[tuple[date, date, int]] = []  # counts for, recorded on, pence
    for number, on in enumerate(days[::3]):
        known = on + timedelta(days=number * 5 % 14)
        posted.append((on, known, 100 + number))
        with app.app_context(), transaction() as session:
            at = datetime(known.year, known.month, known.day, 23, 59, 59, 999_999, UTC)
            by = store.By("person-ann", at, f"number {number}", on)
            store.receive(session, by, pot_id=books.pots["council"], amount_pence=100 + number)
    for day in days:
        for known_on in (None, *days[day.day % 7 :: 7]):
            until = store.Until(day, known_on)
            found = sum(
                one.pence
                for one in books.read(lambda s, until=until: periods.sums(s, "fund-1", until))
                if one.account is AccountKind.HELD
            )
            assert found == sum(
                pence
                for on, known, pence in posted
                if on <= day and (known_on is None or known <= known_on)
            ), until
    assert books.verify().ok


def test_a_closed_month_takes_nothing_more(app: Flask) -> None:
    books = two_pots(app)
    late = receive(books, IN_LAST_MONTH)
    close(books)
    assert [line.closes_on for line in books.read(lambda s: store.closes(s, "fund-1"))] == [
        LAST_MONTH
    ]
    before = books.verify().entries
    with pytest.raises(Exception, match="period_closed"):
        receive(books, LAST_MONTH, 700)
    assert books.verify().entries == before
    books.write(store.reverse, late)  # dated today, in the open month
    assert books.verify().ok
    assert total(books, replace(YEAR, last=LAST_MONTH))[Column.CLOSING] == 500


def test_the_database_refuses_it_as_well(app: Flask) -> None:
    books = two_pots(app)
    close(books)
    with tampering(app) as tamperer:
        tamperer.run("UPDATE closes SET closes_on = '9999-12-31'")
    with pytest.raises(Exception, match="period closed"), app.app_context(), transaction() as s:
        s.execute(
            text(
                "INSERT INTO entries (id, kind, recorded_at, effective_on, actor_id, "
                "intent_key, fund_id, body, content_hash) VALUES ('e', 'delivery', "
                "'2026-01-01T00:00:00.000000Z', '2026-01-01', 'a', 'k', 'fund-1', '', '')"
            )
        )


def test_two_people_close_a_month_on_pages(
    app: Flask, enter: Enter, fund: str, caplog: pytest.LogCaptureFixture
) -> None:
    holder, approver = enter(Role.FUND_HOLDER, first_name="Ann"), enter(Role.APPROVER)
    page = f"/ledger/funds/{fund}/closes"
    holder.send(f"/ledger/funds/{fund}/funders/new", name="Council", kind="council")
    day = {"closes_on-day": "1", "closes_on-month": "2", "closes_on-year": "2026"}
    assert holder.send(page, **day).status == 409
    caplog.set_level("INFO", logger="makeithappen")
    last = {
        "closes_on-day": str(LAST_MONTH.day),
        "closes_on-month": str(LAST_MONTH.month),
        "closes_on-year": str(LAST_MONTH.year),
    }
    asked = holder.send(page, **last)
    assert "Ann asks to close the books up to" in asked.text
    assert approver.send(page, to="/closes/agree").status == 200
    assert "No month is closed yet" not in approver.open(page).text
    assert holder.send(page, **last).status == 409
    assert "refused code=closed_before endpoint=ledger.closes" in caplog.text


def test_the_workbook_is_the_same_twice_and_holds_no_formula(
    app: Flask, enter: Enter, fund: str
) -> None:
    holder = enter(Role.FUND_HOLDER)
    holder.send(f"/ledger/funds/{fund}/funders/new", name="=1+1", kind="council")
    page = holder.open(f"/ledger/funds/{fund}/pots/new")
    [funder] = re.findall(r'value="(funder-[a-z0-9]+)"', page.response.text)
    typed = {"funder": funder, "name": "=HYPERLINK(1)", "restriction": "any"}
    holder.send(f"/ledger/funds/{fund}/pots/new", **typed)
    address = f"/ledger/funds/{fund}/statement.xlsx"
    first, second = (holder.client.get(address).data for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "=HYPERLINK(1)" in parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    statement = holder.open(f"/ledger/funds/{fund}/statement?first=no&last=2026-13-01")
    assert (statement.status, "=HYPERLINK(1)" in statement.text) == (200, True)
    assert holder.open(f"/ledger/funds/{fund}/statement/nonsense").status == 404


def test_a_closed_month_takes_no_kind_of_entry(app: Flask) -> None:
    """Interest, fees, corrections, payments, agreements, instalments: all the same."""
    books = every_kind(app)
    award_id = books.award("idea-7", 1_000)
    fee = {"kind": ChangeKind.FEE, "pot_id": books.pots["council"], "amount_pence": 1}
    fee |= {"reason": Reason.BANK_FEE, "words": "As the bank says"}
    change_id = books.write(store.prepare_change, **fee)
    payment_id = books.prepare(award_id, 1_000)
    parts = [store.Part(1_000, LAST_MONTH)]
    late: tuple[tuple[Callable[..., object], dict[str, Any]], ...] = (
        (store.record_interest, {"pot_id": fee["pot_id"], "amount_pence": 1}),
        (store.prepare_change, fee),
        (store.approve_change, {"change_id": change_id}),
        (store.plan_instalments, {"award_id": award_id, "parts": parts}),
        (store.amend_award, {"award_id": award_id, "amount_pence": 1}),
        (store.approve_payment, {"payment_id": payment_id}),
        (store.offer_agreement, {"award_id": award_id, "offered": offer_to("person-eve")}),
    )
    before = books.verify().entries
    for act, named in late:
        at = books.read(now)
        by = store.By("person-bo", at, f"late {act.__name__}", LAST_MONTH)
        with app.app_context(), pytest.raises(Refused) as refused, transaction() as session:
            act(session, by, **named)
        assert refused.value.code is Refusal.PERIOD_CLOSED, act
    assert (books.verify().entries, books.verify().problems) == (before, ())
