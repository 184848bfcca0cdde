"""Handing the ledger out: the whole of it as a file of lines, and its newest head by itself.

Rows are streamed from one snapshot, so memory stays the same however long the ledger is, and the
same head always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, text

from ledger.rules.bundle import entry_line, head_file, head_line, header_line
from ledger.rules.chain import Head
from ledger.rules.verify_chain import read_head
from ledger.verifying import snapshot
from makeithappen.core.errors import Missing

ROWS_AT_ONCE = 500
_HEADS = "SELECT * FROM heads ORDER BY number"
_NEWEST = "SELECT * FROM heads ORDER BY number DESC LIMIT 1"
_FIRST_KEY = "SELECT key_id FROM heads ORDER BY number LIMIT 1"
_ENTRIES = (
    "SELECT s.position, s.content_hash, e.body FROM seals s JOIN entries e ON e.id = s.entry_id "
    "ORDER BY s.position"
)


def bundle_lines(engine: Engine, public_keys: Mapping[str, bytes]) -> Iterator[str]:
    """All lines of the exported ledger. Raises Missing where nothing was sealed yet.

    `public_keys` are all that were ever ours, by their names.
    """
    with snapshot(engine) as connection:
        newest, signature = _newest(connection)
        first = connection.execute(text(_FIRST_KEY)).scalar_one()
        yield header_line(newest, signature, public_keys[first])
        with _streamed(connection, _ENTRIES) as entries, _streamed(connection, _HEADS) as heads:
            for row in heads:
                head = _head(row)
                for entry in entries:
                    yield entry_line(str(entry["body"]), str(entry["content_hash"]))
                    if entry["position"] >= head.size:
                        break
                yield head_line(head, str(row["signature"]))


def newest_head_file(engine: Engine, public_keys: Mapping[str, bytes]) -> str:
    """The newest head with its key, to be kept outside. Raises Missing where there is none."""
    with snapshot(engine) as connection:
        head, signature = _newest(connection)
        return head_file(head, signature, public_keys[head.key_id])


def _newest(connection: Connection) -> tuple[Head, str]:
    row = connection.execute(text(_NEWEST)).mappings().one_or_none()
    if row is None:
        raise Missing("head")
    return _head(row), str(row["signature"])


def _head(row: RowMapping) -> Head:
    return read_head({str(name): value for name, value in row.items()})


@contextmanager
def _streamed(connection: Connection, wanted: str) -> Iterator[Iterator[RowMapping]]:
    options: dict[str, Any] = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    rows = connection.execute(text(wanted), execution_options=options)
    try:
        yield iter(rows.mappings())
    finally:
        rows.close()
