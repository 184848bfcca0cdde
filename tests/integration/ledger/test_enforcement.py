"""What the database refuses by itself, whatever the app asks for: on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from ledger import store
from ledger.enforcement import APPEND_ONLY, POSTGRESQL_FUNCTIONS, RESERVING_TABLES, STATEMENTS
from ledger.rules.conditions import ConditionKind
from ledger.rules.problems import PRIMARY_KEYS
from makeithappen.core.db import db, transaction
from tests.integration.ledger.given import Books, whole_way
from tests.integration.ledger.tampering import COLUMNS

ENTRY = {
    "id": "entry-new",
    "kind": "receipt",
    "recorded_at": "2026-05-14T18:00:00.000000Z",
    "effective_on": "2026-05-14",
    "actor_id": "person-eve",
    "second_actor_id": None,
    "intent_key": "new",
    "fund_id": "fund-1",
    "pledge_id": None,
    "award_id": None,
    "payment_id": None,
    "reverses_id": None,
    "body": "{}",
    "content_hash": "00",
}


GUARDED = (*APPEND_ONLY, *RESERVING_TABLES)


@pytest.fixture
def books(app: Flask) -> Books:
    return whole_way(app)


def refused(books: Books, act: Callable[[Session], Any], words: str) -> None:
    """Nothing of the act is kept, and the database says why."""
    before = books.balances()
    with (
        books.app.app_context(),
        pytest.raises(DatabaseError, match=words),
        transaction() as session,
    ):
        act(session)
    assert books.balances() == before
    assert books.verify().ok


def run(session: Session, statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


def leg(session: Session, account_id: str, pence: Any, entry_id: str = "entry-new") -> None:
    statement = "INSERT INTO postings (entry_id, account_id, amount_pence) VALUES (:e, :a, :p)"
    run(session, statement, e=entry_id, a=account_id, p=pence)


def entry(session: Session, **changes: Any) -> None:
    values = ENTRY | changes
    named = ", ".join(f":{name}" for name in values)
    run(session, f"INSERT INTO entries ({', '.join(values)}) VALUES ({named})", **values)


def first(session: Session, column: str, table: str) -> Any:
    return session.execute(text(f"SELECT {column} FROM {table} ORDER BY 1 LIMIT 1")).scalar_one()


def account(books: Books, pot: str, kind: str) -> str:
    return f"{books.pots[pot]}:{kind}"


def execute(statement: str) -> Callable[[Session], None]:
    return lambda session: run(session, statement)


def is_postgresql(books: Books) -> bool:
    with books.app.app_context():
        return db.engine.dialect.name == "postgresql"


def test_no_update_and_no_delete(books: Books) -> None:
    for table in GUARDED:
        column = PRIMARY_KEYS[table][0]
        refused(books, execute(f"UPDATE {table} SET {column} = {column}"), "append only")
        refused(books, execute(f"DELETE FROM {table}"), "append only")


def test_no_replace_and_no_truncate(books: Books) -> None:
    for table in [*GUARDED, "balances"]:
        no_replace(books, table)


def no_replace(books: Books, table: str) -> None:
    if is_postgresql(books):
        refused(books, execute(f"TRUNCATE {table} CASCADE"), "append only")
        keys = ", ".join(PRIMARY_KEYS[table])
        column = PRIMARY_KEYS[table][0]
        upsert = (
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({keys}) DO UPDATE SET {column} = EXCLUDED.{column}"
        )
        refused(books, execute(upsert), f"{table}:")
        return
    refused(books, execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"), f"{table}:")
    refused(books, execute(f"REPLACE INTO {table} SELECT * FROM {table}"), f"{table}:")


def test_a_balance_is_never_typed(books: Books) -> None:
    more = "UPDATE balances SET balance_pence = balance_pence + 1"
    refused(books, execute(more), "never typed")
    same = "UPDATE balances SET entry_id = entry_id"
    refused(books, execute(same), "never typed")
    refused(books, lambda s: run(s, "DELETE FROM balances"), "append only")
    made = "INSERT INTO balances (account_id, balance_pence) VALUES ('x', 5)"
    refused(books, execute(made), "only made with an account")


def test_no_late_legs_even_in_pairs(books: Books) -> None:
    def late(session: Session) -> None:
        entry_id = first(session, "entry_id", "postings")
        leg(session, account(books, "trust", "held"), 5, entry_id)
        leg(session, account(books, "trust", "free"), -5, entry_id)

    refused(books, late, "too late")


def test_no_late_rows(books: Books) -> None:
    for table in ("accounts", "awards", "pledges", "payments", *RESERVING_TABLES):
        (key,) = PRIMARY_KEYS[table]
        columns = ", ".join(name for name in COLUMNS[table] if name != key)
        changed = columns.replace("day_id", "'day-x'")
        late = f"INSERT INTO {table} ({key}, {columns}) SELECT 'x', {changed} FROM {table}"
        refused(books, execute(late), f"{table}: too late")


def test_an_entry_balances(books: Books) -> None:
    def unbalanced(session: Session) -> None:
        leg(session, account(books, "trust", "held"), 5)
        leg(session, account(books, "trust", "free"), -4)
        entry(session)

    refused(books, unbalanced, "entries: unbalanced")


def test_an_entry_balances_in_each_pot(books: Books) -> None:
    def across(session: Session) -> None:
        leg(session, account(books, "trust", "held"), 5)
        leg(session, account(books, "council", "free"), -5)
        entry(session)

    refused(books, across, "entries: unbalanced")


def test_an_entry_that_moves_money_has_legs(books: Books) -> None:
    refused(books, entry, "entries: needs two legs")


def test_one_leg_is_no_entry(books: Books) -> None:
    def alone(session: Session) -> None:
        leg(session, account(books, "trust", "held"), 5)
        entry(session, kind="delivery")

    refused(books, alone, "entries: (needs two legs|unbalanced)")


def test_legs_without_an_entry_are_not_kept(books: Books) -> None:
    def without(session: Session) -> None:
        leg(session, account(books, "trust", "held"), 5)
        leg(session, account(books, "trust", "free"), -5)

    refused(books, without, "(?i)foreign key")


def test_no_balance_falls_below_zero(books: Books) -> None:
    def overspent(session: Session) -> None:
        leg(session, account(books, "trust", "free"), 99_999_999)

    refused(books, overspent, "ck_balances_enough")


def test_amounts_that_are_no_legs(books: Books) -> None:
    free = account(books, "trust", "free")
    for pence in (0, -(10**13) - 1):
        refused(books, lambda s, p=pence: leg(s, free, p), "ck_postings_amount")


def test_pence_are_whole(books: Books) -> None:
    free = account(books, "trust", "free")
    for pence in (0.5, "five", b"5", None):
        if pence != 0.5 or not is_postgresql(books):  # there no column has room for half a penny
            words = "(?i)whole|integer|bigint|null"
            refused(books, lambda s, p=pence: leg(s, free, p), words)


def test_approving_takes_another_person(books: Books) -> None:
    def alone(session: Session) -> None:
        entry(session, kind="delivery", second_actor_id="person-eve")

    refused(books, alone, "ck_entries_two_people")


def of_kind(session: Session, kind: str, column: str) -> Any:
    found = session.execute(text(f"SELECT {column} FROM entries WHERE kind = :k"), {"k": kind})
    return found.scalars().first()


def test_once_is_enough(books: Books) -> None:
    for kind, column in (
        ("payment", "payment_id"),
        ("payment_refused", "payment_id"),
        ("pledge_confirmed", "pledge_id"),
        ("pledge_received", "pledge_id"),
    ):

        def again(session: Session, kind: str = kind, column: str = column) -> None:
            leg(session, account(books, "trust", "held"), 5)
            leg(session, account(books, "trust", "free"), -5)
            award_id = of_kind(session, kind, "award_id")
            own = {column: of_kind(session, kind, column), "award_id": award_id}
            entry(session, kind=kind, **own)

        refused(books, again, "(?i)duplicate|unique")


def test_keys_are_used_once(books: Books) -> None:
    for column in ("intent_key", "reverses_id", "id"):

        def again(session: Session, column: str = column) -> None:
            used = of_kind(session, "reversal", column)
            entry(session, kind="delivery", **{column: used})

        refused(books, again, "(?i)duplicate|unique")


def test_seals_stand_in_order(books: Books) -> None:
    columns = "position, entry_id, content_hash, previous_link, link"
    gap = f"INSERT INTO seals ({columns}) VALUES (99, 'entry-new', 'a', 'b', 'c')"
    refused(books, execute(gap), "seals: out of order")
    fork = f"INSERT INTO seals ({columns}) VALUES (28, 'entry-new', 'a', 'b', 'c')"
    refused(books, execute(fork), "seals: out of order")


def test_heads_stand_in_order(books: Books) -> None:
    copied = (
        "INSERT INTO heads SELECT number + {}, size + {}, root, peaks, previous_head, sealed_at, "
        "epoch, key_id, signature FROM heads WHERE number = (SELECT max(number) FROM heads)"
    )
    for number, size in ((2, 1), (1, 0), (1, 1)):
        statement = copied.format(number, size)
        refused(books, execute(statement), "heads: out of order")


def test_a_downgrade_knows_every_function() -> None:
    made = [one for one in STATEMENTS["postgresql"] if one.startswith("CREATE FUNCTION")]
    names = {one.removeprefix("CREATE FUNCTION ").partition("(")[0] for one in made}
    assert names == set(POSTGRESQL_FUNCTIONS)


def test_a_day_funds_an_idea_once_while_its_award_stands(books: Books) -> None:
    books.reserve("idea-5", 100, day_id="day-5")

    def again(session: Session) -> None:
        columns = "entry_id, fund_id, round_id, day_id, idea_id, amount_pence, asked_pence, "
        columns += "decision_digest"
        copied = columns.replace("entry_id", "'entry-new'")
        where = "FROM awards WHERE idea_id = 'idea-5'"
        run(session, f"INSERT INTO awards (id, {columns}) SELECT 'x', {copied} {where}")

    refused(books, again, "awards: duplicate")
    books.write(store.release_day, "day-5")
    refused(books, again, "(?i)foreign key")  # it would be taken, were there an entry for it


def at_risk(books: Books) -> str:
    """An award of 6 pounds that are all at risk; gives its id."""
    pledge_id = books.pledge("trust", 600, idea_id="idea-6")
    award_id = books.award("idea-6", 600)
    books.write(store.lose_pledge, pledge_id)
    return award_id


def test_what_is_at_risk_is_not_paid_even_by_the_database(books: Books) -> None:
    award_id = at_risk(books)
    pot = first_of(books, f"SELECT pot_id FROM accounts WHERE id LIKE '%at_risk:{award_id}'")
    books.write(store.receive, pot_id=pot, amount_pence=600)

    def paid(session: Session) -> None:
        for kind, pence in (("paid", 1), ("committed", 1), ("granted", -1)):
            leg(session, f"{pot}:{kind}:{award_id}", pence)
        leg(session, f"{pot}:held", -1)
        entry(session, kind="payment", award_id=award_id, payment_id="payment-new")

    refused(books, paid, "more at risk than promised")


def first_of(books: Books, statement: str) -> str:
    return books.read(lambda session: session.execute(text(statement)).scalars().first())


def test_no_award_while_there_is_a_shortfall_even_by_the_database(books: Books) -> None:
    at_risk(books)

    def promised(session: Session) -> None:
        leg(session, account(books, "trust", "free"), 5)
        leg(session, account(books, "trust", "held"), -5)
        entry(session, kind="award")

    refused(books, promised, "entries: shortfall")


def test_no_pledge_counts_before_its_condition_is_met_even_by_the_database(books: Books) -> None:
    asked = store.Asked(ConditionKind.OTHER, words="only on Sundays")
    pot_id = books.pots["trust"]
    pledge_id = books.write(store.offer_pledge, pot_id=pot_id, amount_pence=5, asked=asked)

    def confirmed(session: Session) -> None:
        leg(session, account(books, "trust", "receivable"), 5)
        leg(session, account(books, "trust", "free"), -5)
        entry(session, kind="pledge_confirmed", pledge_id=pledge_id)

    refused(books, confirmed, "condition not met")


def test_what_moves_money_has_legs(books: Books) -> None:
    for kind in ("ratification", "pledge_lost", "cover", "cancellation"):
        refused(books, lambda session, one=kind: entry(session, kind=one), "needs two legs")
