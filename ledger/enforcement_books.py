"""What the database does for the books, as statements for 0026.

No entry of a fund counts for a day in a closed month; closes are only ever added to, each later
than the ones before. The sums of each month follow the entries.
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
_SUMS = (
    "SELECT a.pot_id, a.kind, coalesce(o.kind, e.kind), "
    "substr(CAST(e.effective_on AS text), 1, 7), substr(e.recorded_at, 1, 7), "
    "a.fund_id, sum(p.amount_pence) FROM postings p JOIN entries e ON e.id = p.entry_id "
    "JOIN accounts a ON a.id = p.account_id LEFT JOIN entries o ON o.id = e.reverses_id "
    "WHERE {} GROUP BY 1, 2, 3, 4, 5, 6"
)
_INSERT = (
    "INSERT INTO pot_months "
    "(pot_id, account_kind, kind, month, recorded_month, fund_id, amount_pence) "
)
_ADD = (
    f"{_INSERT}{_SUMS.format('p.entry_id = NEW.id')} "
    "ON CONFLICT (pot_id, account_kind, kind, month, recorded_month) "
    "DO UPDATE SET amount_pence = pot_months.amount_pence + excluded.amount_pence"
)
BACKFILL = _INSERT + _SUMS.format("1 = 1")
"""What the months came to before there was a table of them."""
WRITING = ("entries_months",)
"""The functions that write for whoever posts, as who owns the tables."""


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    yield from base._sqlite_append_only("closes", [("fund_id", "closes_on")])
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        yield base.sqlite_trigger(f"{table}_books_{number}", "INSERT", table, condition, words)
    yield base.sqlite_trigger("pot_months_no_delete", "DELETE", "pot_months", None, "append only")
    yield f"CREATE TRIGGER entries_months AFTER INSERT ON entries BEGIN {_ADD}; END"


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    yield base._postgresql_append_only("closes", "UPDATE OR DELETE")
    for table, body in base._bodies(CHECKS).items():
        yield from base.postgresql_trigger(table, "books", "BEFORE INSERT", body)
    yield base._postgresql_append_only("pot_months", "DELETE")
    yield from base.postgresql_trigger("entries", "months", "AFTER INSERT", f"{_ADD};")


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
