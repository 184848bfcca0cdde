"""Verification over a real database: raw rows for the rules, in chunks, from one snapshot.

Values are read as the driver gives them, without any conversion of ours: what can't be parsed must
come out as a finding. Memory stays the same however many entries there are.
"""

# ruff: noqa: S608 (tables and columns are constants of the models)
from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Connection, Engine, text

from ledger import models, models_books, models_erasing, models_paying, verifying_subjects
from ledger.rules.accounts import AccountKind
from ledger.rules.enough import TIED
from ledger.rules.kept import Kept
from ledger.rules.problems import PARTS, Problem, RawRow, shown
from ledger.rules.verify import POTS, QUEUE, TABLES, AccountRows, SealedRows, Verification
from makeithappen.core.signatures import signed

CHUNK = 500
PROBLEMS_MAX = 1_000

_METADATA = {
    name: table
    for module in (models, models_paying, models_erasing, models_books)
    for name, table in module.Base.metadata.tables.items()
}
_COLUMNS = {table: tuple(_METADATA[table].columns.keys()) for table in (*TABLES, QUEUE, POTS)}
_NO_SEAL = "NOT EXISTS (SELECT 1 FROM seals s WHERE s.entry_id = t.{})"
_NOT_QUEUED = "NOT EXISTS (SELECT 1 FROM unsealed u WHERE u.entry_id = t.id)"
_NO_ENTRY = "NOT EXISTS (SELECT 1 FROM entries e WHERE e.id = t.entry_id)"
_NO_ACCOUNT = "NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = t.account_id)"

_PLACED = (
    "LEFT JOIN seals s ON s.entry_id = t.entry_id LEFT JOIN unsealed u ON u.entry_id = t.entry_id"
)
_PLACE = "s.position IS NULL, s.position, u.number"  # what waits comes after what is sealed


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found; `problems` stops at PROBLEMS_MAX."""

    ok: bool
    entries: int
    sealed: int
    unsealed: int
    tables: tuple[str, ...]
    problems: tuple[Problem, ...]


def verify(
    engine: Engine,
    public_keys: Mapping[str, bytes],
    progress: Callable[[int], None] | None = None,
    kept: Kept | None = None,
    wrapper: Fernet | None = None,
) -> Report:
    """Recompute everything from the rows; `public_keys` are the raw Ed25519 keys by key id.

    `progress` is told how many seals have been followed so far; `kept` is a head that the ledger
    must lead to. With `wrapper` it opens the keys of single people, too.
    """
    with snapshot(engine) as connection:
        found_here = _findings(connection, public_keys, progress, kept, wrapper)
        with closing(found_here) as findings:
            found = tuple(islice(findings, PROBLEMS_MAX))
        counts = (_count(connection, table) for table in ("entries", "seals", QUEUE))
        entries, sealed, unsealed = counts
    return Report(not found, entries, sealed, unsealed, TABLES, found)


def seals(engine: Engine) -> int:
    """How many seals there are to follow."""
    with engine.connect() as connection:
        return _count(connection, "seals")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """All reads see one state of the database, though others may go on writing."""
    postgres = engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**(options if postgres else {})) as connection:
        raw: Any = connection.connection.dbapi_connection
        if not postgres:
            raw.text_factory = _as_text
        try:
            yield connection
        finally:
            if not postgres:
                raw.text_factory = str


def _as_text(raw: bytes) -> str:
    """SQLite lets bytes that are no text into a text column."""
    return raw.decode("utf-8", "surrogateescape")


def _findings(
    connection: Connection,
    public_keys: Mapping[str, bytes],
    progress: Callable[[int], None] | None,
    kept: Kept | None,
    wrapper: Fernet | None,
) -> Generator[Problem]:
    heads = _rows(connection, "heads", "ORDER BY number")
    run = Verification(heads, public_keys, signed, kept)
    done = 0
    for seals in _chunks(_rows(connection, "seals", "ORDER BY position")):
        for sealed in _with_entries(connection, seals):
            yield from run.along(sealed)
        done += len(seals)
        if progress is not None:
            progress(done)
    yield from run.at_end()
    yield from _unsealed(connection, run)
    for table in PARTS:
        lost = f"WHERE {_NO_SEAL.format('entry_id')} AND {_NO_ENTRY}"
        for row in _rows(connection, table, lost):
            yield run.outside(table, row)
    for accounts in _chunks(_rows(connection, "accounts", "")):
        yield from _accounts(connection, run, accounts)
    yield from verifying_subjects.findings(connection, run, wrapper)
    yield from run.months(_rows(connection, "pot_months", ""))
    for row in _rows(connection, "balances", f"WHERE {_NO_ACCOUNT}"):
        yield from run.lone_balance(row)
    for pots in _chunks(_rows(connection, POTS, "")):
        held: dict[object, RawRow] = {f"{pot['id']}:{AccountKind.HELD}": pot for pot in pots}
        for account in _rows_of(connection, "accounts", "id", held):
            yield from run.pot(held[account["id"]], account)


def _unsealed(connection: Connection, run: Verification) -> Iterator[Problem]:
    """What waits for its seal, and what should but does not."""
    still_waits = f"WHERE {_NO_SEAL.format('entry_id')} ORDER BY number"
    for queue in _chunks(_rows(connection, QUEUE, still_waits)):
        for waiting in _with_entries(connection, queue):
            yield from run.waiting(waiting)
    for row in _rows(connection, "entries", f"WHERE {_NO_SEAL.format('id')} AND {_NOT_QUEUED}"):
        yield run.outside("entries", row)
    for row in _rows(connection, QUEUE, f"WHERE NOT {_NO_SEAL.format('entry_id')}"):
        yield Problem(QUEUE, shown(row["number"]), "its entry is sealed already")


def _with_entries(connection: Connection, seals: Sequence[RawRow]) -> Iterator[SealedRows]:
    """Seals with their entries and all rows of those, in a fixed number of statements."""
    ids = [seal["entry_id"] for seal in seals]
    entries = {row["id"]: row for row in _rows_of(connection, "entries", "id", ids)}
    undone = [row["reverses_id"] for row in entries.values()]
    originals = {row["id"]: row for row in _rows_of(connection, "entries", "id", undone)}
    rows: dict[str, dict[object, list[RawRow]]] = {}
    for table in PARTS:
        rows[table] = {}
        for row in _rows_of(connection, table, "entry_id", ids):
            rows[table].setdefault(row["entry_id"], []).append(row)
    for seal in seals:
        entry = entries.get(seal["entry_id"])
        own = {table: rows[table].get(seal["entry_id"], ()) for table in PARTS}
        yield SealedRows(seal, entry, own, entry and originals.get(entry["reverses_id"]))


def _accounts(
    connection: Connection, run: Verification, accounts: Sequence[RawRow]
) -> Iterator[Problem]:
    ids = [row["id"] for row in accounts]
    balances = {
        row["account_id"]: row for row in _rows_of(connection, "balances", "account_id", ids)
    }
    left = dict.fromkeys(ids)
    legs = _select(
        connection,
        "SELECT t.account_id, t.entry_id, t.amount_pence FROM postings t "
        f"{_PLACED} WHERE t.account_id IN ({{}}) ORDER BY t.account_id, {_PLACE}",
        ids,
    )
    for account_id, group in groupby(legs, key=lambda leg: leg[0]):
        left.pop(account_id, None)
        postings = ((leg[1], leg[2]) for leg in group)
        yield from run.account(AccountRows(account_id, balances.get(account_id), postings))
    for account_id in left:
        yield from run.account(AccountRows(account_id, balances.get(account_id), ()))
    for account in accounts:
        if account["kind"] == AccountKind.AT_RISK:
            yield from run.at_risk(account["id"], _tied_legs(connection, account))


def _tied_legs(connection: Connection, account: RawRow) -> Iterator[Sequence[Any]]:
    """The legs that stand against each other in one award and pot, in the order of sealing."""
    return _select(
        connection,
        "SELECT t.entry_id, t.account_id, t.amount_pence FROM postings t "
        f"{_PLACED} WHERE t.account_id IN ({{}}) ORDER BY {_PLACE}, t.entry_id",
        [f"{account['pot_id']}:{kind}:{account['award_id']}" for kind in TIED],
    )


def _rows_of(
    connection: Connection, table: str, column: str, values: Iterable[object]
) -> Iterator[RawRow]:
    """The rows of a table where a column has one of these values."""
    wanted = f"SELECT {_listed(connection, table)} FROM {table} t WHERE t.{column} IN ({{}})"
    for row in _select(connection, wanted, values):
        yield dict(zip(_COLUMNS[table], row, strict=True))


def _rows(connection: Connection, table: str, rest: str) -> Iterator[RawRow]:
    wanted = f"SELECT {_listed(connection, table)} FROM {table} t {rest}"
    for row in _stream(connection, wanted, {}):
        yield dict(zip(_COLUMNS[table], row, strict=True))


def _listed(connection: Connection, table: str) -> str:
    """The columns, as text where PostgreSQL has a type of its own."""
    cast = "CAST(t.effective_on AS text)" if connection.dialect.name == "postgresql" else ""
    columns = (
        cast if column == "effective_on" and cast else f"t.{column}" for column in _COLUMNS[table]
    )
    return ", ".join(columns)


def _select(
    connection: Connection, wanted: str, values: Iterable[object]
) -> Iterator[Sequence[Any]]:
    """Rows for values; only what can be a true id is asked for, anything else is found nowhere."""
    asked = list(dict.fromkeys(one for one in values if isinstance(one, str) and one.isascii()))
    names = {f"v{place}": one for place, one in enumerate(asked)}
    if not names:
        return iter(())
    return _stream(connection, wanted.format(", ".join(f":{name}" for name in names)), names)


def _stream(
    connection: Connection, wanted: str, values: Mapping[str, str]
) -> Iterator[Sequence[Any]]:
    options = {"stream_results": True, "max_row_buffer": CHUNK}
    rows = connection.execute(text(wanted), dict(values), execution_options=options)
    try:
        yield from rows
    finally:
        rows.close()


def _chunks(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
