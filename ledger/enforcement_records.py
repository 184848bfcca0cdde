"""What the database itself refuses of records, as statements for the migration 0021.

Like the rows of `enforcement.py`, records are only ever added to, never twice, and never after
their entry stands. What is written here is never changed once it was released.
"""

# ruff: noqa: S608 (all parts of these statements are constants of this module)
# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger import enforcement as base

TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "codes": (("entry_id", "subject_id", "kind", "value"),),
    "changes": (("id",),),
    "endings": (("subject_id",),),
    "agreements": (("id",), ("award_id", "number")),
    "acceptances": (("agreement_id", "person_id"),),
    "instalments": (("id",), ("award_id", "plan", "number")),
    "supports": (("id",),),
    "trials": (("id",),),
}
"""Each table of records with its unique keys."""

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "changes": ("amount_pence",),
    "agreements": ("number",),
    "instalments": ("plan", "number", "amount_pence"),
    "supports": ("quantity",),
}
"""Columns that hold whole numbers, on SQLite too."""

_LATE = "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)"
_MOVING = "'interest', 'fee', 'correction_up', 'correction_down', 'amendment'"
_LEGLESS = (
    f"NEW.kind IN ({_MOVING}) AND NOT EXISTS (SELECT 1 FROM postings WHERE entry_id = NEW.id)"
)
# Bodies of versions 1 and 2 end with their version: their awards never needed an agreement.
_OLD_AWARD = (
    "EXISTS (SELECT 1 FROM awards w JOIN entries e ON e.id = w.entry_id WHERE w.id = NEW.award_id "
    "AND (e.body LIKE '%\"v\":1}' OR e.body LIKE '%\"v\":2}'))"
)
_ACCEPTED = (
    "EXISTS (SELECT 1 FROM agreements g WHERE g.award_id = NEW.award_id "
    "AND g.number = (SELECT max(number) FROM agreements WHERE award_id = NEW.award_id) "
    "AND (SELECT count(*) FROM acceptances a WHERE a.agreement_id = g.id) = "
    "CASE WHEN g.second_id IS NULL THEN 1 ELSE 2 END)"
)
_UNACCEPTED = (
    f"NEW.kind IN ('payment_prepared', 'payment') AND NOT {_OLD_AWARD} AND NOT {_ACCEPTED}"
)
_NOT_A_PARTY = (
    "NOT EXISTS (SELECT 1 FROM agreements g WHERE g.id = NEW.agreement_id "
    "AND g.text_digest = NEW.text_digest "
    "AND (NEW.person_id = g.first_id OR NEW.person_id = g.second_id))"
)
_OTHER_ACCEPTS = (
    "NEW.kind = 'agreement_accepted' AND NOT EXISTS (SELECT 1 FROM acceptances "
    "WHERE entry_id = NEW.id AND person_id = NEW.actor_id)"
)
_NOT_PREPARED = (
    "NEW.kind IN ('fee', 'correction_up', 'correction_down') AND NOT EXISTS ("
    "SELECT 1 FROM changes c JOIN endings x ON x.subject_id = c.id WHERE x.entry_id = NEW.id "
    "AND c.kind = NEW.kind AND c.prepared_by = NEW.second_actor_id)"
)
_SHORTFALL = (
    "NEW.kind = 'amendment' AND EXISTS (SELECT 1 FROM accounts r JOIN balances k "
    "ON k.account_id = r.id WHERE r.kind = 'at_risk' AND r.fund_id = NEW.fund_id "
    "AND k.balance_pence > 0)"
)
CHECKS: tuple[tuple[str, str, str], ...] = (
    *((table, _LATE, "too late") for table in TABLES),
    ("acceptances", _NOT_A_PARTY, "not offered to this person"),
    ("entries", _LEGLESS, "needs two legs"),
    ("entries", _UNACCEPTED, "agreement not accepted"),
    ("entries", _OTHER_ACCEPTS, "accepted by another person"),
    ("entries", _NOT_PREPARED, "not proposed by another person"),
    ("entries", _SHORTFALL, "shortfall"),
)


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    for table, keys in TABLES.items():
        yield from base._sqlite_append_only(table, keys)
    for table, columns in NUMBERS.items():
        yield base._sqlite_pence(table, columns)
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        name = f"{table}_records_{number}"
        yield base.sqlite_trigger(name, "INSERT", table, condition, words)


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    for table in TABLES:
        yield base._postgresql_append_only(table, "UPDATE OR DELETE")
    for table, body in base._bodies(CHECKS).items():
        yield from base.postgresql_trigger(table, "records", "BEFORE INSERT", body)


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
