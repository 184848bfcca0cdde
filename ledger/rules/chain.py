"""The seal around the entries: a chain of links, a Merkle tree after RFC 6962, and signed heads.

The tree is kept as its peaks (the roots of the complete subtrees, largest first), so that one more
entry costs O(log n) and the whole never has to be read to go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.rules.canonical import canonical_json, sha256_hex, time_text

FIRST = "0" * 64  # stands where there is nothing before
_SEAL_PREFIX = b"makeithappen seal v1\n"
_HEAD_PREFIX = b"makeithappen head v1\n"


@dataclass(frozen=True, slots=True)
class Seal:
    """One entry's place in the order; `link` covers all the others."""

    position: int
    entry_id: str
    content_hash: str
    previous_link: str
    link: str


@dataclass(frozen=True, slots=True)
class Head:
    """What is signed: the tree over the first `size` entries, and the head before."""

    number: int
    size: int
    root: str
    peaks: tuple[str, ...]
    previous_head: str
    sealed_at: datetime
    epoch: int
    key_id: str


def link(position: int, entry_id: str, content_hash: str, previous_link: str) -> str:
    """The hash that ties an entry to its place and to all before it."""
    text = canonical_json(
        {
            "position": position,
            "entry_id": entry_id,
            "content_hash": content_hash,
            "previous_link": previous_link,
        }
    )
    return sha256_hex(_SEAL_PREFIX + text.encode("ascii"))


def next_seal(previous: Seal | None, entry_id: str, content_hash: str) -> Seal:
    """The seal that follows; positions begin at 1."""
    position = 1 if previous is None else previous.position + 1
    before = FIRST if previous is None else previous.link
    return Seal(
        position, entry_id, content_hash, before, link(position, entry_id, content_hash, before)
    )


def leaf(content_hash: str) -> str:
    """The tree's leaf for an entry: SHA-256(0x00 || content hash)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(content_hash)).hexdigest()


def node(left: str, right: str) -> str:
    """An inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def add_leaf(size: int, peaks: Sequence[str], content_hash: str) -> tuple[str, ...]:
    """The peaks of a tree of `size` leaves once one more leaf has been added."""
    grown = list(peaks)
    last = leaf(content_hash)
    while size & 1:
        last = node(grown.pop(), last)
        size >>= 1
    return (*grown, last)


def root(peaks: Sequence[str]) -> str:
    """The Merkle tree hash of RFC 6962, from the peaks."""
    if not peaks:
        return sha256_hex(b"")
    whole = peaks[-1]
    for peak in reversed(peaks[:-1]):
        whole = node(peak, whole)
    return whole


def peaks_text(peaks: Sequence[str]) -> str:
    """The peaks as their column holds them."""
    return "[" + ",".join(f'"{peak}"' for peak in peaks) + "]"


def head_text(head: Head) -> bytes:
    """What the signature is made over."""
    text = canonical_json(
        {
            "number": head.number,
            "size": head.size,
            "root": head.root,
            "peaks": head.peaks,
            "previous_head": head.previous_head,
            "sealed_at": time_text(head.sealed_at),
            "epoch": head.epoch,
            "key_id": head.key_id,
        }
    )
    return _HEAD_PREFIX + text.encode("ascii")


def head_hash(head: Head, signature: str) -> str:
    """What the next head says of this one, its signature (hexadecimal) included."""
    return sha256_hex(head_text(head) + bytes.fromhex(signature))


def key_id_of(public_key: bytes) -> str:
    """The short name of a public key: the first 16 hex digits of its SHA-256."""
    return sha256_hex(public_key)[:16]
