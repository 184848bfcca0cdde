"""What the database itself refuses about paying out, as statements for a migration (0020).

Made with the parts of `enforcement.py`. What is written here is never changed, as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.enforcement import (
    _bodies,
    _postgresql_append_only,
    _sqlite_append_only,
    _sqlite_pence,
    postgresql_trigger,
    raising,
    sqlite_trigger,
)

OF_ENTRIES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "payment_payees": (("payment_id",),),
    "payment_runs": (("payment_id",),),
    "spends": (("id",),),
}
APPEND_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **OF_ENTRIES,
    "runs": (("id",),),
    "run_payments": (("run_id", "payment_id"),),
    "run_outcomes": (("run_id",),),
    "run_files": (("run_id", "number"),),
    "pay_limits": (("id",),),
    "pay_limit_outcomes": (("limit_id",),),
    "payment_failures": (("payment_id",),),
    "vouchers": (("payment_id", "number"),),
}
PENCE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "spends": ("amount_pence",),
    "runs": ("total_pence",),
    "pay_limits": ("payment_pence", "run_pence", "day_pence", "light_pence"),
}
_NO_LEGS = "NEW.kind = 'spend' AND NOT EXISTS (SELECT 1 FROM postings WHERE entry_id = NEW.id)"
_RUN_STANDS = "EXISTS (SELECT 1 FROM run_outcomes WHERE run_id = NEW.run_id)"
_OPEN_ELSEWHERE = (
    "EXISTS (SELECT 1 FROM run_payments p LEFT JOIN run_outcomes o ON o.run_id = p.run_id "
    "WHERE p.payment_id = NEW.payment_id AND o.run_id IS NULL)"
)
CHECKS: tuple[tuple[str, str, str], ...] = (
    ("entries", _NO_LEGS, "needs two legs"),
    ("run_payments", _RUN_STANDS, "too late, the run was decided"),
    ("run_payments", _OPEN_ELSEWHERE, "duplicate"),
    *(
        (table, "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)", "too late")
        for table in OF_ENTRIES
    ),
)
# Of a payee only its words may go, and they never come back.
_PAYEE_COLUMNS = (
    "id", "award_id", "method", "tail", "digest", "added_by", "added_at", "ready_at",
)  # fmt: skip
_PAYEE_CHANGED = " OR ".join(
    (
        *(f"NEW.{column} <> OLD.{column}" for column in _PAYEE_COLUMNS),
        "coalesce(NEW.replaces_id, '') <> coalesce(OLD.replaces_id, '')",
        "NEW.sealed IS NOT NULL",
    )
)


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    for table, keys in APPEND_ONLY.items():
        yield from _sqlite_append_only(table, keys)
    for table, columns in PENCE_COLUMNS.items():
        yield _sqlite_pence(table, columns)
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        yield sqlite_trigger(f"{table}_paying_{number}", "INSERT", table, condition, words)
    yield sqlite_trigger("payees_kept", "UPDATE", "payees", _PAYEE_CHANGED, "append only")
    yield sqlite_trigger("payees_no_delete", "DELETE", "payees", None, "append only")


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    for table in APPEND_ONLY:
        yield _postgresql_append_only(table, "UPDATE OR DELETE")
    for table, body in _bodies(CHECKS).items():
        yield from postgresql_trigger(table, "paying", "BEFORE INSERT", body)
    kept = f"IF {_PAYEE_CHANGED} THEN {raising('append only')} END IF;"
    yield from postgresql_trigger("payees", "kept", "BEFORE UPDATE", kept)
    yield _postgresql_append_only("payees", "DELETE")


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
