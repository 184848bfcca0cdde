"""Payees, runs and limits through the store: two people, the exact content, the day's wait."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger import models_paying, store
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.rules.paying_refusal import PayRefusal
from ledger.rules.refusal import Refusal
from ledger.store import after_paying, limits, payees, runs
from makeithappen.core.db import db, now, transaction
from makeithappen.core.errors import Refused
from tests.integration.ledger.given import Books, two_pots

OTHER = Details("Somebody Else", "65-43-21", "87654321")


def code(books: Books, act: Callable[..., Any], *args: Any, **named: Any) -> str:
    """The code of the refusal; no entry was written."""
    before = books.verify().entries
    with pytest.raises(Refused) as refused:
        books.write(act, *args, **named)
    assert books.verify().entries == before
    return str(refused.value.code)


def hash_of(books: Books, run_id: str) -> str:
    return books.read(lambda session: runs.find_run(session, run_id)).payload_hash


def approve(books: Books, run_id: str, **named: Any) -> list[str]:
    seen = {"seen_hash": hash_of(books, run_id), "actor_id": "bo"}
    return books.write(runs.approve_run, run_id, **{**seen, **named})


def prepared_run(books: Books, *pence: int) -> tuple[str, list[str]]:
    award_id = books.award(amount_pence=50_000)
    payments = [books.prepare(award_id, one) for one in pence]
    return books.write(runs.prepare_run, "fund-1", payments), payments


def set_limits(books: Books, payment: int, run: int, day: int) -> None:
    pence = {"payment_pence": payment, "run_pence": run, "day_pence": day, "light_pence": 2_000}
    limit_id = books.write(limits.propose_limits, "fund-1", **pence)
    decide = limits.decide_limits
    assert code(books, decide, limit_id, agree=True) == PayRefusal.LIMITS_SAME_PERSON
    again = code(books, limits.propose_limits, "fund-1", **pence)
    assert again == PayRefusal.LIMITS_WAITING
    books.write(decide, limit_id, agree=True, actor_id="bo")
    assert code(books, decide, limit_id, agree=True, actor_id="cy") == PayRefusal.LIMITS_DECIDED


def later(books: Books, act: Callable[..., Any], *args: Any, hours: int, **named: Any) -> Any:
    """As `books.write` by Bo, some hours from now."""
    with books.app.app_context(), transaction() as session:
        at = now(session) + timedelta(hours=hours)
        return act(session, store.By("person-bo", at, f"later-{hours}"), *args, **named)


def test_a_run_is_paid_by_two_people_all_or_nothing(app: Flask) -> None:
    books = two_pots(app)
    run_id, payments = prepared_run(books, 10_000, 2_050)
    again = code(books, runs.prepare_run, "fund-1", payments[:1])
    assert again == PayRefusal.PAYMENT_IN_RUN
    one = code(books, runs.approve_payment, payments[0], actor_id="bo")
    assert one == PayRefusal.PAYMENT_IN_RUN
    seen = {"seen_hash": hash_of(books, run_id)}
    assert code(books, runs.approve_run, run_id, **seen) == PayRefusal.RUN_SAME_PERSON
    near = {**seen, "is_near": True, "actor_id": "bo"}
    assert code(books, runs.approve_run, run_id, **near) == PayRefusal.PAYEE_NEAR
    stale = {"seen_hash": "0" * 64, "actor_id": "bo"}
    assert code(books, runs.approve_run, run_id, **stale) == PayRefusal.RUN_CHANGED
    entries = approve(books, run_id)
    assert len(entries) == 2
    assert books.balances()["council:paid"] + books.balances()["trust:paid"] == 12_050
    twice = code(books, runs.approve_run, run_id, **seen, actor_id="bo")
    assert twice == PayRefusal.RUN_DECIDED
    entry = books.read(lambda session: store.find_entry_line(session, entries[0])).entry
    assert [(mark.run_id, mark.payload_hash) for mark in entry.runs] == [
        (run_id, hash_of(books, run_id))
    ]
    file = books.write(after_paying.take_file, run_id, actor_id="bo")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert sorted(row["amount"] for row in rows) == ["100.00", "20.50"]
    assert {(row["sort code"], row["account number"]) for row in rows} == {("12-34-56", "12345678")}
    taken = code(books, after_paying.take_file, run_id, actor_id="bo")
    assert taken == PayRefusal.FILE_TAKEN
    books.write(after_paying.allow_file, run_id, actor_id="bo")
    assert books.write(after_paying.take_file, run_id) == file
    assert books.verify().problems == ()


def test_any_edit_voids_a_run(app: Flask) -> None:
    books = two_pots(app)
    run_id, payments = prepared_run(books, 10_000, 2_050)
    books.write(store.refuse_payment, payments[1])
    seen = {"seen_hash": hash_of(books, run_id), "actor_id": "bo"}
    assert code(books, runs.approve_run, run_id, **seen) == PayRefusal.RUN_CHANGED
    books.write(runs.withdraw_run, run_id)
    books.write(runs.approve_payment, payments[0], actor_id="bo")
    empty = code(books, runs.prepare_run, "fund-1", [])
    assert empty == PayRefusal.RUN_EMPTY
    other = code(books, runs.prepare_run, "fund-1", payments)
    assert other == Refusal.ALREADY_SETTLED


def test_a_changed_payee_resets_what_waits_and_waits_a_day(app: Flask) -> None:
    books = two_pots(app)
    run_id, payments = prepared_run(books, 10_000)
    award_id = books.read(lambda session: store.find_payment_line(session, payments[0])).award.id
    old = books.payee(award_id)
    change = {"award_id": award_id, "method": PaymentMethod.BANK_TRANSFER, "typed": OTHER}
    new = books.write(store.put_payee, replaces_id=old, **change)
    gone = code(books, store.put_payee, replaces_id=old, **change)
    assert gone == PayRefusal.PAYEE_REPLACED
    seen = {"seen_hash": hash_of(books, run_id), "actor_id": "bo"}
    assert code(books, runs.approve_run, run_id, **seen) == PayRefusal.PAYEE_REPLACED
    books.write(runs.withdraw_run, run_id)
    one = code(books, runs.approve_payment, payments[0], actor_id="bo")
    assert one == PayRefusal.PAYEE_REPLACED
    books.write(store.refuse_payment, payments[0])
    anew = {"award_id": award_id, "amount_pence": 10_000, "payee_id": new}
    payment_id = books.write(store.prepare_payment, **anew)
    assert code(books, runs.approve_payment, payment_id, actor_id="bo") == PayRefusal.PAYEE_WAITS
    with pytest.raises(Refused):
        later(books, runs.approve_payment, payment_id, hours=23)
    later(books, runs.approve_payment, payment_id, hours=25)
    second = books.write(store.put_payee, **change)  # another one beside it waits as well
    found = books.read(lambda session: payees.find_payee(session, second))
    assert (found.name, found.tail, found.is_replaced) == ("Somebody Else", "4321", False)
    with app.app_context(), transaction() as session:
        store.erase_payees(session, [award_id])
    rows = books.read(lambda session: payees.payees_of_award(session, award_id))
    assert [(row.name, row.tail) for row in rows] == [("", "")] * 3
    assert books.verify().problems == ()


def test_no_account_lies_open_anywhere(app: Flask) -> None:
    books = two_pots(app)
    run_id, _payments = prepared_run(books, 10_000)
    approve(books, run_id)
    with app.app_context(), db.engine.connect() as connection:
        for table in models_paying.Base.metadata.tables:
            for row in connection.execute(text(f"SELECT * FROM {table}")):
                assert "12345678" not in repr(row), table
                assert "Leanne Example" not in repr(row), table


def test_limits_hold_for_each_payment_each_run_and_each_day(app: Flask) -> None:
    books = two_pots(app)
    set_limits(books, 10_000, 12_000, 15_000)
    award_id = books.award(amount_pence=50_000)
    large = books.prepare(award_id, 10_001)
    alone = code(books, runs.approve_payment, large, actor_id="bo")
    assert alone == PayRefusal.PAYMENT_LIMIT
    books.write(store.refuse_payment, large)
    payments = [books.prepare(award_id, pence) for pence in (10_000, 2_000, 3_001, 3_000)]
    assert code(books, runs.prepare_run, "fund-1", payments) == PayRefusal.RUN_LIMIT
    approve(books, books.write(runs.prepare_run, "fund-1", payments[:2]))
    third = code(books, runs.approve_payment, payments[2], actor_id="bo")
    assert third == PayRefusal.DAY_LIMIT
    books.write(runs.approve_payment, payments[3], actor_id="bo")
    later(books, runs.approve_payment, payments[2], hours=24)
    assert books.verify().problems == ()


def at_once(act: Callable[[int], str], times: int) -> Counter[str]:
    with ThreadPoolExecutor(20) as pool:
        return Counter(pool.map(act, range(times)))


def test_twenty_approvals_of_a_run_pay_it_once_and_limits_hold_under_twenty_runs(
    app: Flask,
) -> None:
    books = Books(app)
    books.open_pot("council", FunderKind.COUNCIL, 100_000)
    set_limits(books, 1_000, 1_000, 5_500)
    award_id = books.award(amount_pence=50_000)
    made = [books.prepare(award_id, 1_000) for _number in range(20)]
    prepared = [books.write(runs.prepare_run, "fund-1", [one]) for one in made]
    hashes = [hash_of(books, run_id) for run_id in prepared]

    def one(number: int, run: int) -> str:
        seen = {"seen_hash": hashes[run], "actor_id": "bo"}
        try:
            books.write(runs.approve_run, prepared[run], **seen)
        except Refused as refused:
            return str(refused.code)
        return "paid"

    first = at_once(lambda number: one(number, 0), 20)
    assert first == {"paid": 1, PayRefusal.RUN_DECIDED: 19}
    rest = at_once(lambda number: one(number, number), 20)
    assert rest == {"paid": 4, PayRefusal.RUN_DECIDED: 1, PayRefusal.DAY_LIMIT: 15}
    assert books.balances()["council:paid"] == 5_000
    assert books.verify().problems == ()


def test_the_database_alone_refuses(app: Flask) -> None:
    books = two_pots(app)
    run_id, payments = prepared_run(books, 100)
    outcome = "INSERT INTO run_outcomes VALUES (:run, :prepared, 'approved', :by, '2026')"
    again = "INSERT INTO run_payments VALUES (:run, :payment)"
    tries: list[tuple[str, dict[str, str]]] = [
        (outcome, {"run": run_id, "prepared": "person-ann", "by": "person-ann"}),
        (outcome, {"run": run_id, "prepared": "person-x", "by": "person-ann"}),
        (again, {"run": run_id, "payment": payments[0]}),
        ("UPDATE runs SET total_pence = 1", {}),
        ("DELETE FROM run_payments", {}),
        ("UPDATE payees SET tail = '0000'", {}),
        ("UPDATE payment_payees SET payee_digest = 'x'", {}),
        ("DELETE FROM payees", {}),
    ]
    for statement, values in tries:
        with pytest.raises(DatabaseError), app.app_context(), transaction() as session:
            session.execute(text(statement), values)
    approve(books, run_id)
    assert books.verify().problems == ()


def test_what_did_not_arrive_is_paid_again_to_a_corrected_payee(app: Flask) -> None:
    books = two_pots(app)
    award_id = books.award(amount_pence=50_000)
    payment_id = books.prepare(award_id, 10_000)
    early = code(books, after_paying.record_failure, payment_id, "closed")
    assert early == PayRefusal.NOT_PAID
    before = books.balances()
    books.write(runs.approve_payment, payment_id, actor_id="bo")
    books.write(after_paying.record_failure, payment_id, "closed")
    assert books.balances() == before
    twice = code(books, after_paying.record_failure, payment_id, "closed")
    assert twice == PayRefusal.NOT_PAID
    why = books.read(lambda session: after_paying.failures(session, [payment_id]))
    assert why == {payment_id: "closed"}
    change = {"award_id": award_id, "method": PaymentMethod.BANK_TRANSFER, "typed": OTHER}
    new = books.write(store.put_payee, replaces_id=books.payee(award_id), **change)
    anew = {"award_id": award_id, "amount_pence": 10_000, "payee_id": new}
    later(books, runs.approve_payment, books.write(store.prepare_payment, **anew), hours=25)
    assert books.verify().problems == ()


def test_a_voucher_is_made_anew_and_the_old_one_is_void(app: Flask) -> None:
    books = two_pots(app)
    award_id = books.award(amount_pence=50_000)
    voucher = books.payee(award_id, PaymentMethod.VOUCHER)
    what = {"award_id": award_id, "amount_pence": 2_000, "payee_id": voucher}
    payment_id = books.write(store.prepare_payment, **what)
    issue = after_paying.issue_voucher
    assert code(books, issue, payment_id) == PayRefusal.NO_VOUCHER
    books.write(runs.approve_payment, payment_id, actor_id="bo")
    first, second = (books.write(issue, payment_id) for _time in range(2))

    def good(typed: str) -> bool:
        return books.read(lambda session: after_paying.is_good_voucher(session, typed))

    spoken = f"{second[:4]} {second[4:8]}-{second[8:]}".lower()
    assert [good(first), good(second), good(spoken), good("x")] == [False, True, True, False]
    run = books.read(lambda session: runs.run_of_payment(session, payment_id))
    assert run is not None
    empty = code(books, after_paying.take_file, run.run_id)
    assert empty == PayRefusal.FILE_EMPTY
    books.write(after_paying.record_failure, payment_id, "voucher")
    assert not good(second)
    supplier = books.payee(award_id, PaymentMethod.SUPPLIER)
    assert code(books, store.prepare_payment, **{**what, "payee_id": supplier}) == (
        PayRefusal.INVOICE_MISSING
    )
    invoice = {**what, "payee_id": supplier, "invoice": "INV/2026 №7"}
    paid = books.write(store.prepare_payment, **invoice)
    assert books.read(lambda session: payees.invoices(session, [paid])) == {paid: "INV/2026 №7"}


def test_amounts_that_are_none(app: Flask) -> None:
    books = two_pots(app)
    award_id = books.award(amount_pence=50_000)
    to = {"award_id": award_id, "payee_id": books.payee(award_id)}
    found = [
        code(books, store.prepare_payment, amount_pence=pence, **to)
        for pence in (0, -1, 10**13 + 1)
    ]
    assert found == [
        Refusal.AMOUNT_MUST_BE_POSITIVE,
        Refusal.AMOUNT_MUST_BE_POSITIVE,
        Refusal.AMOUNT_TOO_LARGE,
    ]
