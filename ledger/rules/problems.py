"""What verification finds, and comparing raw rows with what they should be.

Raw values are never trusted to be of their column's type: a whole-number column may hold text,
bytes or nothing at all once somebody has been at the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.rules.entry import Entry, content_hash, entry_values, row_values
from ledger.rules.records import RECORD_KEYS

RawRow = Mapping[str, object]
PRIMARY_KEYS: Mapping[str, tuple[str, ...]] = {
    "entries": ("id",),
    "postings": ("entry_id", "account_id"),
    "accounts": ("id",),
    "awards": ("id",),
    "pledges": ("id",),
    "payments": ("id",),
    "conditions": ("pledge_id",),
    "condition_marks": ("pledge_id",),
    "key_changes": ("id",),
    "payment_payees": ("payment_id",),
    "payment_runs": ("payment_id",),
    "spends": ("id",),
    "seals": ("position",),
    "heads": ("number",),
    "balances": ("account_id",),
    **RECORD_KEYS,
    "subjects": ("entry_id", "subject_id"),
    "closes": ("fund_id", "closes_on"),
    "pot_months": ("pot_id", "account_kind", "kind", "month", "recorded_month"),
}
PARTS: Mapping[str, str] = {
    "postings": "legs",
    "accounts": "accounts",
    "awards": "awards",
    "pledges": "pledges",
    "payments": "payments",
    "conditions": "conditions",
    "condition_marks": "marks",
    "key_changes": "keys",
    "payment_payees": "payees",
    "payment_runs": "runs",
    "spends": "spends",
    **{table: table for table in RECORD_KEYS},
    "subjects": "subjects",
    "closes": "closes",
}
_SHOWN_MAX = 80
_KEY_MAX = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong row: its table, its primary key as text ("entry/account" for two), and why."""

    table: str
    row: str
    reason: str


def row_key(table: str, row: RawRow) -> str:
    """The row's primary key as text that can be printed anywhere."""
    return "/".join(_key_text(row.get(column)) for column in PRIMARY_KEYS[table])


def _key_text(value: object) -> str:
    text = value if isinstance(value, str) else "NULL" if value is None else repr(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:_KEY_MAX]


def shown(value: object) -> str:
    """A value as a reason may quote it: short, ASCII, its kind recognisable."""
    text = "NULL" if value is None else ascii(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}..."


def altered(
    table: str, key: str, expected: RawRow, found: RawRow, says: str = "the sealed entry"
) -> Iterator[Problem]:
    """One problem per column that is not exactly what it should be, its type included."""
    for column, value in expected.items():
        raw = found.get(column)
        if type(raw) is not type(value) or raw != value:
            reason = f"{column} is {shown(raw)}, but {says} says {shown(value)}"
            yield Problem(table, key, reason)


def projected(entry: Entry, body: str) -> dict[str, dict[str, dict[str, object]]]:
    """All rows that an entry's body stands for: table -> primary key -> columns.

    The store writes them and verification compares with them. Times and dates are text.
    """
    own: dict[str, object] = {**entry_values(entry), "body": body}
    own["content_hash"] = content_hash(body)
    tables: dict[str, dict[str, dict[str, object]]] = {"entries": {entry.id: own}}
    for table, part in PARTS.items():
        rows: Iterable[object] = getattr(entry, part)
        tables[table] = {}
        for row in rows:
            columns: dict[str, object] = {**row_values(part, row), "entry_id": entry.id}
            tables[table][row_key(table, columns)] = columns
    return tables
