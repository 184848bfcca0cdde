"""What the database does for the books, as statements for 0026 and 0045.

No entry of a fund counts for a day in a closed month; closes are only ever added to, each later
than the ones before. The sums of each month, since 0045 of each third of it, follow the entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger import enforcement as base

_CLOSED = (
    "EXISTS (SELECT 1 FROM closes c WHERE c.fund_id = NEW.fund_id "
    "AND c.closes_on >= CAST(NEW.effective_on AS text))"
)
CHECKS: tuple[tuple[str, str, str], ...] = (
    ("entries", _CLOSED, "period closed"),
    ("closes", "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)", "too late"),
    (
        "closes",
        "EXISTS (SELECT 1 FROM closes WHERE fund_id = NEW.fund_id AND closes_on >= NEW.closes_on)",
        "closed before",
    ),
)
_DAYS = ("CAST(e.effective_on AS text)", "e.recorded_at")
_MONTHS = ", ".join(f"substr({day}, 1, 7)" for day in _DAYS)
_THIRDS = ", ".join(
    f"substr({day}, 1, 7) || CASE WHEN substr({day}, 9, 2) <= '10' THEN '-1' "
    f"WHEN substr({day}, 9, 2) <= '20' THEN '-2' ELSE '-3' END"
    for day in _DAYS
)
_SUMS = (
    "SELECT a.pot_id, a.kind, coalesce(o.kind, e.kind), {}, "
    "a.fund_id, sum(p.amount_pence) FROM postings p JOIN entries e ON e.id = p.entry_id "
    "JOIN accounts a ON a.id = p.account_id LEFT JOIN entries o ON o.id = e.reverses_id "
    "WHERE {} GROUP BY 1, 2, 3, 4, 5, 6"
)
_INSERT = (
    "INSERT INTO pot_months "
    "(pot_id, account_kind, kind, month, recorded_month, fund_id, amount_pence) "
)
_ADD = (
    f"{_INSERT}{_SUMS} ON CONFLICT (pot_id, account_kind, kind, month, recorded_month) "
    "DO UPDATE SET amount_pence = pot_months.amount_pence + excluded.amount_pence"
)
_NEW = "p.entry_id = NEW.id"
MONTHS_SO_FAR = _INSERT + _SUMS.format(_MONTHS, "1 = 1")
"""What the months came to before there was a table of them."""
BACKFILL = _INSERT + _SUMS.format(_THIRDS, "1 = 1")
"""What the thirds of months come to by all postings."""
WRITING = ("entries_months",)
"""The functions that write for whoever posts, as who owns the tables."""


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    yield from base._sqlite_append_only("closes", [("fund_id", "closes_on")])
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        yield base.sqlite_trigger(f"{table}_books_{number}", "INSERT", table, condition, words)
    yield base.sqlite_trigger("pot_months_no_delete", "DELETE", "pot_months", None, "append only")
    yield _sqlite_adding(_MONTHS)


def _sqlite_adding(parts: str) -> str:
    add = _ADD.format(parts, _NEW)
    return f"CREATE TRIGGER entries_months AFTER INSERT ON entries BEGIN {add}; END"


def sqlite_thirds() -> Iterator[str]:
    """The statements of 0045 for SQLite."""
    yield from ("DROP TRIGGER entries_months", "DROP TRIGGER pot_months_no_delete")
    yield from ("DELETE FROM pot_months", BACKFILL)
    yield base.sqlite_trigger("pot_months_no_delete", "DELETE", "pot_months", None, "append only")
    yield _sqlite_adding(_THIRDS)


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    yield base._postgresql_append_only("closes", "UPDATE OR DELETE")
    for table, body in base._bodies(CHECKS).items():
        yield from base.postgresql_trigger(table, "books", "BEFORE INSERT", body)
    yield base._postgresql_append_only("pot_months", "DELETE")
    yield from _postgresql_adding(_MONTHS)


def _postgresql_adding(parts: str) -> Iterator[str]:
    add = _ADD.format(parts, _NEW)
    yield from base.postgresql_trigger("entries", "months", "AFTER INSERT", f"{add};")


def postgresql_thirds() -> Iterator[str]:
    """The statements of 0045 for PostgreSQL."""
    yield "DROP TRIGGER entries_months ON entries"
    yield "DROP FUNCTION ledger_entries_months()"
    yield "DROP TRIGGER pot_months_append_only ON pot_months"
    yield from ("DELETE FROM pot_months", BACKFILL)
    yield base._postgresql_append_only("pot_months", "DELETE")
    yield from _postgresql_adding(_THIRDS)


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
THIRDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite_thirds()),
    "postgresql": tuple(postgresql_thirds()),
}
