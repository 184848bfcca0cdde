"""What somebody with the database and a signing key can do: write the whole chain anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.enforcement_books import BACKFILL
from ledger.rules.canonical import canonical_json
from ledger.rules.chain import FIRST, Head, add_leaf, head_hash, head_text, link, peaks_text, root
from ledger.rules.entry import content_hash
from ledger.rules.problems import PARTS, PRIMARY_KEYS
from makeithappen.core.signing import name_of, public_part, signer_of
from tests.integration.ledger.tampering import COLUMNS, Row, Tamperer

EVE = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
Signer = Callable[[str], Ed25519PrivateKey]


def stolen(key_id: str) -> Ed25519PrivateKey:
    """The site's own key of this name, as whoever took the folder of keys has it."""
    return signer_of(key_id)


def eves(_key_id: str) -> Ed25519PrivateKey:
    """A key of the attacker's own."""
    return EVE


@contextmanager
def undone(tamperer: Tamperer) -> Iterator[dict[str, list[Row]]]:
    """Gives all rows of all tables, and puts them back at the end."""
    before = {table: tamperer.rows(table) for table in PRIMARY_KEYS}
    try:
        yield before
    finally:
        changed = [table for table, rows in before.items() if tamperer.rows(table) != rows]
        with tamperer.at_once():
            for table in changed:
                tamperer.run(f"DELETE FROM {table}")
                for row in before[table]:
                    tamperer.insert(table, row)


def alter_body(tamperer: Tamperer, table: str, row: Row, column: str, value: Any) -> None:
    """One value of a row, in the row and in the body of its entry, whose hash is made to fit."""
    entry_id = row["id"] if table == "entries" else row["entry_id"]
    body = _body(tamperer, entry_id)
    own = body if table == "entries" else _in_body(body, table, row)
    if column == "entry_id":
        other = _body(tamperer, value)
        body[PARTS[table]].remove(own)
        other[PARTS[table]].append(own)
        _put_body(tamperer, value, other)
    else:
        own[column] = value if value is None or isinstance(value, int) else str(value)
    _put_body(tamperer, entry_id, body)
    if (table, column) == ("entries", "id"):
        for other_table in (*PARTS, "seals", "balances"):
            moved = f"UPDATE {other_table} SET entry_id = ? WHERE entry_id = ?"
            tamperer.run(moved, (value, entry_id))
    tamperer.update(table, row, **{column: value})


def _body(tamperer: Tamperer, entry_id: str) -> dict[str, Any]:
    [text] = [row["body"] for row in tamperer.rows("entries") if row["id"] == entry_id]
    return json.loads(text)


def _put_body(tamperer: Tamperer, entry_id: str, body: dict[str, Any]) -> None:
    text = canonical_json(body)
    tamperer.update("entries", {"id": entry_id}, body=text, content_hash=content_hash(text))


def _in_body(body: dict[str, Any], table: str, row: Row) -> dict[str, Any]:
    [own] = [
        one
        for one in body[PARTS[table]]
        if all(str(row[name]) == str(value) for name, value in one.items())
    ]
    return own


def rewrite(tamperer: Tamperer, signer: Signer) -> None:
    """All seals and heads anew over what the entries say now, each signed."""
    with tamperer.at_once():
        _rewrite(tamperer, signer)


def _rewrite(tamperer: Tamperer, signer: Signer) -> None:
    hashes = {row["id"]: row["content_hash"] for row in tamperer.rows("entries")}
    seals, heads = tamperer.rows("seals"), iter(tamperer.rows("heads"))
    head, peaks, before, previous = next(heads, None), (), FIRST, FIRST
    for place, seal in enumerate(seals, 1):
        named = (place, seal["entry_id"], hashes[seal["entry_id"]], before)
        peaks, before = add_leaf(place - 1, peaks, named[2]), link(*named)
        columns = dict(zip(COLUMNS["seals"], (*named, before), strict=True))
        tamperer.update("seals", seal, **columns)
        if head is not None and head["size"] == place:
            previous = _sign(tamperer, head, peaks, previous, signer(head["key_id"]))
            head = next(heads, None)


def _sign(
    tamperer: Tamperer,
    row: Row,
    peaks: tuple[str, ...],
    previous: str,
    signer: Ed25519PrivateKey,
) -> str:
    at = datetime.fromisoformat(row["sealed_at"])
    rest = (root(peaks), peaks, previous, at, row["epoch"], name_of(public_part(signer)))
    head = Head(row["number"], row["size"], *rest)
    signature = signer.sign(head_text(head)).hex()
    columns = {"root": head.root, "peaks": peaks_text(peaks), "previous_head": previous}
    tamperer.update("heads", row, **columns, key_id=head.key_id, signature=signature)
    return head_hash(head, signature)


def cut(tamperer: Tamperer, keep_heads: int) -> None:
    """All that stands after some head is gone, as if it had never been; balances fit again."""
    size = tamperer.rows("heads")[keep_heads - 1]["size"]
    gone = "(SELECT entry_id FROM seals WHERE position > ?)"
    for table in (*PARTS, "entries"):
        name = "id" if table == "entries" else "entry_id"
        tamperer.run(f"DELETE FROM {table} WHERE {name} IN {gone}", (size,))
    tamperer.run("DELETE FROM seals WHERE position > ?", (size,))
    tamperer.run("DELETE FROM heads WHERE number > ?", (keep_heads,))
    balance_anew(tamperer)


def balance_anew(tamperer: Tamperer) -> None:
    """Balances and sums of months as the postings make them."""
    places = {row["entry_id"]: row["position"] for row in tamperer.rows("seals")}
    accounts = tamperer.rows("accounts")
    postings = sorted(tamperer.rows("postings"), key=lambda row: places[row["entry_id"]])
    tamperer.run("DELETE FROM balances")
    for account in accounts:
        own = [row for row in postings if row["account_id"] == account["id"]]
        pence = sum(row["amount_pence"] for row in own)
        natural = pence if account["side"] == "debit" else -pence
        columns = (account["id"], natural, own[-1]["entry_id"] if own else None)
        tamperer.insert("balances", dict(zip(COLUMNS["balances"], columns, strict=True)))
    tamperer.run("DELETE FROM pot_months")
    tamperer.run(BACKFILL)
