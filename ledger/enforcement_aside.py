"""What the database itself refuses of money set aside, as statements for the migration 0050.

Like every change of a pot's money it moves something, and somebody else has proposed it. What is
written here is never changed once it was released.
"""

# ruff: noqa: S608 (all parts of these statements are constants of this module)
# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger import enforcement as base

_KINDS = "NEW.kind IN ('set_aside', 'set_free')"
_LEGLESS = f"{_KINDS} AND NOT EXISTS (SELECT 1 FROM postings WHERE entry_id = NEW.id)"
_NOT_PREPARED = (
    f"{_KINDS} AND NOT EXISTS (SELECT 1 FROM changes c JOIN endings x ON x.subject_id = c.id "
    "WHERE x.entry_id = NEW.id AND c.kind = NEW.kind AND c.prepared_by = NEW.second_actor_id)"
)
CHECKS: tuple[tuple[str, str, str], ...] = (
    ("entries", _LEGLESS, "needs two legs"),
    ("entries", _NOT_PREPARED, "not proposed by another person"),
)


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        yield base.sqlite_trigger(f"{table}_aside_{number}", "INSERT", table, condition, words)


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL; as in `enforcement_kinds.py`, only these kinds are asked."""
    yield base.postgresql_function("ledger_entries_aside", base._bodies(CHECKS)["entries"])
    yield (
        "CREATE TRIGGER entries_aside BEFORE INSERT ON entries FOR EACH ROW "
        f"WHEN ({_KINDS}) EXECUTE FUNCTION ledger_entries_aside()"
    )


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
