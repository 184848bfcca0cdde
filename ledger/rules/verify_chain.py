"""Checking the seals and the signed heads, one after the other, without keeping them.

A wrong row is named once: what follows it is checked against what it should have been, or taken up
again from the next row that proves itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from ledger.rules.canonical import Unsealable, is_hex, time_text
from ledger.rules.chain import (
    FIRST,
    Head,
    add_leaf,
    head_hash,
    head_text,
    key_id_of,
    link,
    peaks_text,
    root,
)
from ledger.rules.problems import Problem, RawRow, altered, row_key

SignatureCheck = Callable[[bytes, bytes, bytes], bool]  # (public key, signature, text)
_HASH = 64
_SIGNATURE = 128


@dataclass(slots=True)
class ChainState:
    """What is known of the tree after the last seal."""

    position: int = 0
    link: str | None = FIRST  # None: not known, because a seal before was wrong
    peaks: tuple[str, ...] = ()
    sound: bool = True  # whether the peaks rest on seals that were all right


class SealCheck:
    """Follows the chain of seals."""

    def __init__(self) -> None:
        self.state = ChainState()
        self.proven = False  # whether the last seal's link held and followed the one before

    def problems(self, seal: RawRow, entry_hash: str | None) -> Iterator[Problem]:
        """Checks the next seal; `entry_hash` is that of its entry's body, if that can be had."""
        key = row_key("seals", seal)
        state = self.state
        position = seal.get("position")
        self.proven = False
        if type(position) is not int or position <= state.position:
            yield Problem("seals", key, "it stands outside the order, which begins at 1")
            return
        gap = position > state.position + 1
        if gap:
            state.link, state.sound = None, False
        self.proven = self._proves(seal)
        if gap and self.proven:
            missing = str(state.position + 1)
            yield Problem("seals", missing, f"it is missing: the next one is {position}")
        elif not self.proven:
            yield from self._wrong(key, position, seal, entry_hash)
            state.sound = False
            if gap:
                return
        if state.sound:
            state.peaks = add_leaf(position - 1, state.peaks, str(seal["content_hash"]))
        state.position = position
        state.link = str(seal["link"]) if self.proven else None

    def _proves(self, seal: RawRow) -> bool:
        position, entry_id = seal["position"], seal.get("entry_id")
        sealed, before = seal.get("content_hash"), seal.get("previous_link")
        if not isinstance(entry_id, str) or not isinstance(before, str):
            return False
        if not isinstance(sealed, str) or not is_hex(sealed, _HASH):
            return False
        follows = self.state.link in {before, None}
        return follows and link(cast("int", position), entry_id, sealed, before) == seal["link"]

    def _wrong(
        self, key: str, position: int, seal: RawRow, entry_hash: str | None
    ) -> Iterator[Problem]:
        """Names the columns that differ from what the entry and the seal before make of them."""
        entry_id = seal.get("entry_id")
        if entry_hash is None or self.state.link is None or not isinstance(entry_id, str):
            yield Problem("seals", key, "its link does not fit what it seals")
            return
        expected = {
            "content_hash": entry_hash,
            "previous_link": self.state.link,
            "link": link(position, entry_id, entry_hash, self.state.link),
        }
        yield from altered("seals", key, expected, seal, "the chain")


@dataclass(slots=True)
class HeadCheck:
    """Follows the signed heads; `after_seal` is called once per seal that was read.

    `public_keys` are those that the first head may have; after it only a key that was announced
    under the one before. `kept` is the number, hash and public key of a head that was kept.
    """

    heads: Iterator[RawRow]
    public_keys: Mapping[str, bytes]
    signed: SignatureCheck
    number: int = 0
    size: int = 0
    epoch: int = 1
    before: str | None = FIRST  # hash of the head before; None: not known
    pending: Head | None = None
    excused: bool = False  # a head was wrong, so what it covered is not reported once more
    done: bool = False
    kept: tuple[int, str, bytes] | None = None
    in_force: bytes | None = None  # the key of the heads that follow; None: not known yet
    announced: tuple[int, bytes] | None = None

    def announce(self, position: int, public_key: str, replaces: str) -> str | None:
        """A sealed entry names a new key: it is in force after the head that covers the entry."""
        if self.in_force is not None and replaces != self.in_force.hex():
            return "it does not replace the key that is in force"
        self.announced = (position, bytes.fromhex(public_key))
        return None

    def after_seal(self, state: ChainState) -> Iterator[Problem]:
        """Checks the heads that end here; a sound one puts a broken tree right again."""
        yield from self._look()
        while self.pending is not None and self.pending.size <= state.position:
            head, self.pending = self.pending, None
            if head.size == state.position:
                if state.sound and state.peaks != head.peaks:
                    reason = f"head {head.number} was signed over another seal"
                    yield Problem("seals", _span(self.size + 1, head.size), reason)
                state.peaks, state.sound = head.peaks, True
            if self.announced is not None and self.announced[0] <= head.size:
                self.in_force, self.announced = self.announced[1], None
            self.size, self.excused = head.size, False
            yield from self._look()

    def at_end(self, state: ChainState) -> Iterator[Problem]:
        """What the last seal leaves open: heads that go on, seals that no head covers."""
        yield from self._look()
        while self.pending is not None:
            missing = str(state.position + 1)
            reason = f"it is missing: head {self.pending.number} covers {self.pending.size}"
            yield Problem("seals", missing, reason)
            self.size, self.pending = self.pending.size, None
            yield from self._look()
        if self.size < state.position and not self.excused:
            missing = str(self.number + 1)
            reason = f"it is missing: the seals after {self.size} are covered by no head"
            yield Problem("heads", missing, reason)
        if self.kept is not None and self.number < self.kept[0]:
            reason = "it is missing, though somebody kept it: the end of the ledger was cut off"
            yield Problem("heads", str(self.kept[0]), reason)

    def _look(self) -> Iterator[Problem]:
        """Reads on until a head is found that proves itself."""
        while self.pending is None and not self.done:
            row = next(self.heads, None)
            if row is None:
                self.done = True
            else:
                yield from self._take(row)

    def _take(self, row: RawRow) -> Iterator[Problem]:
        try:
            head = read_head(row)
            self._check(head, row)
        except Unsealable as error:
            yield Problem("heads", row_key("heads", row), str(error))
            self.excused, self.before = True, None
            if row.get("number") == self.number + 1:
                self.number += 1
            return
        if head.number > self.number + 1:
            missing = str(self.number + 1)
            yield Problem("heads", missing, f"it is missing: the next one is {head.number}")
        self.number, self.epoch = head.number, head.epoch
        self.before = head_hash(head, str(row["signature"]))
        self.pending, own = head, (self.before, self.in_force)
        if self.kept is not None and head.number == self.kept[0] and own != self.kept[1:]:
            reason = "it is not the head that somebody kept: the ledger was written anew"
            yield Problem("heads", str(head.number), reason)

    def _check(self, head: Head, row: RawRow) -> None:
        public_key = self._key_of(head)
        if public_key is None:
            raise Unsealable("it is signed with an unknown key")
        signature = bytes.fromhex(str(row["signature"]))
        if not self.signed(public_key, signature, head_text(head)):
            raise Unsealable("its signature does not fit what it says")
        if root(head.peaks) != head.root:
            raise Unsealable("its root is not that of its peaks")
        follows_directly = head.number == self.number + 1 and self.before is not None
        follows = head.number > self.number + 1 or self.before in {None, head.previous_head}
        if head.number <= self.number or not follows:
            raise Unsealable("it does not follow the head before it")
        if follows_directly and head.epoch not in {self.epoch, self.epoch + 1}:
            raise Unsealable("its epoch is neither that of the head before it nor the next one")
        if head.epoch < self.epoch:
            raise Unsealable("its epoch is lower than that of the head before it")
        if head.size <= self.size:
            raise Unsealable("it does not cover more than the head before it")
        self.in_force, self.epoch = public_key, head.epoch

    def _key_of(self, head: Head) -> bytes | None:
        """The key that a head must have, if it names that one."""
        if self.in_force is None:
            return self.public_keys.get(head.key_id)
        return self.in_force if key_id_of(self.in_force) == head.key_id else None


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def read_head(row: RawRow) -> Head:
    """A head from its raw row; raises Unsealable with the name of the first value that is wrong."""
    for column in ("number", "size", "epoch"):
        value = row.get(column)
        if type(value) is not int or value < 1:
            raise Unsealable(f"{column} is not a whole number above 0")
    for column, length in (("root", _HASH), ("previous_head", _HASH), ("signature", _SIGNATURE)):
        if not is_hex(row.get(column), length):
            raise Unsealable(f"{column} is not {length} hexadecimal digits")
    key_id, sealed_at = row.get("key_id"), row.get("sealed_at")
    if not isinstance(key_id, str):
        raise Unsealable("key_id is not text")
    return Head(
        number=cast("int", row["number"]),
        size=cast("int", row["size"]),
        root=str(row["root"]),
        peaks=read_peaks(row.get("peaks")),
        previous_head=str(row["previous_head"]),
        sealed_at=_read_time(sealed_at),
        epoch=cast("int", row["epoch"]),
        key_id=key_id,
    )


def read_peaks(raw: object) -> tuple[str, ...]:
    """The peaks from their column; raises Unsealable for anything but a list of hashes."""
    try:
        peaks: object = json.loads(raw) if isinstance(raw, str) else None
    except (ValueError, RecursionError):
        peaks = None
    listed = cast("list[object]", peaks) if isinstance(peaks, list) else []
    found = tuple(peak for peak in listed if isinstance(peak, str) and is_hex(peak, _HASH))
    if not found or peaks_text(found) != raw:
        raise Unsealable("peaks is not a list of hashes")
    return found


def _read_time(raw: object) -> datetime:
    try:
        at = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        at = None
    if at is None or time_text(at) != raw:
        raise Unsealable("sealed_at is not a time in UTC")
    return at
