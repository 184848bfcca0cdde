"""A head that somebody kept: reading it back, and what is wrong with it by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from ledger.rules.bundle import HEAD_FORMAT
from ledger.rules.canonical import Unsealable, is_hex
from ledger.rules.chain import Head, head_hash, head_text, key_id_of, peaks_text, root
from ledger.rules.verify_chain import read_head

_HEAD_KEYS = {
    *("epoch", "key_id", "number", "peaks", "previous_head"),
    *("root", "sealed_at", "signature", "size"),
}
KEPT_CHARACTERS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A head with the key that it was signed with."""

    head: Head
    signature: str
    public_key: bytes

    @property
    def hash(self) -> str:
        """What the next head says of it."""
        return head_hash(self.head, self.signature)


def only_head(text: str) -> str:
    """The JSON in a text, from its first to its last brace: a whole mail may be put in."""
    return text[max(0, text.find("{")) : text.rfind("}") + 1]


def read_kept(text: str, signed: Callable[[bytes, bytes, bytes], bool]) -> Kept:
    """A kept head from its file; raises Unsealable, which says what was altered."""
    try:
        raw: object = json.loads(text) if len(text) <= KEPT_CHARACTERS_MAX else None
    except (ValueError, RecursionError):
        raw = None
    values = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
    inner = values.get("head")
    row = cast("dict[str, object]", inner) if isinstance(inner, dict) else {}
    if values.keys() != {"format", "head", "public_key"} or row.keys() != _HEAD_KEYS:
        raise Unsealable("it is not a head that was kept")
    if values["format"] != HEAD_FORMAT:
        raise Unsealable("it is of an unknown form")
    if not is_hex(values["public_key"], 64):
        raise Unsealable("public_key is not 64 hexadecimal digits")
    peaks = row["peaks"]
    listed = cast("list[object]", peaks) if isinstance(peaks, list) else []
    head = read_head({**row, "peaks": peaks_text([str(peak) for peak in listed])})
    kept = Kept(head, str(row["signature"]), bytes.fromhex(str(values["public_key"])))
    if key_id_of(kept.public_key) != head.key_id:
        raise Unsealable("its key is not the one that it names")
    if not signed(kept.public_key, bytes.fromhex(kept.signature), head_text(head)):
        raise Unsealable("its signature does not fit what it says")
    if root(head.peaks) != head.root:
        raise Unsealable("its root is not that of its peaks")
    return kept
