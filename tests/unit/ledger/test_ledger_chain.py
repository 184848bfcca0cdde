"""The tree against RFC 6962 as it is written, the chain against its own definition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules.chain import (
    FIRST,
    Head,
    Seal,
    add_leaf,
    head_hash,
    head_text,
    leaf,
    link,
    next_seal,
    peaks_text,
    root,
)

HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=70)
HEAD = Head(
    number=2,
    size=3,
    root="a" * 64,
    peaks=("b" * 64, "c" * 64),
    previous_head="d" * 64,
    sealed_at=datetime(2026, 5, 14, 18, 0, tzinfo=UTC),
    epoch=1,
    key_id="key-1",
)


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def grown(hashes: Sequence[bytes]) -> tuple[str, ...]:
    peaks: tuple[str, ...] = ()
    for size, entry in enumerate(hashes):
        peaks = add_leaf(size, peaks, entry.hex())
    return peaks


@settings(deadline=None)
@given(HASHES)
def test_the_root_is_that_of_rfc_6962(hashes: list[bytes]) -> None:
    assert root(grown(hashes)) == tree_hash(hashes).hex()


@settings(deadline=None)
@given(HASHES)
def test_there_is_one_peak_per_one_in_the_size(hashes: list[bytes]) -> None:
    assert len(grown(hashes)) == len(hashes).bit_count()


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ([""], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ],
)
def test_known_roots(leaves: list[str], expected: str) -> None:
    peaks: tuple[str, ...] = ()
    for size, text in enumerate(leaves):
        peaks = add_leaf(size, peaks, text)
    assert root(peaks) == expected


def test_a_leaf_is_not_a_node() -> None:
    assert leaf("00" * 32) != link(1, "entry-1", "00" * 32, FIRST)
    assert leaf("00" * 32) == hashlib.sha256(b"\x00" + bytes(32)).hexdigest()


def test_a_link_can_be_computed_by_anybody() -> None:
    text = json.dumps(
        {"content_hash": "a" * 64, "entry_id": "entry-1", "position": 1, "previous_link": FIRST},
        separators=(",", ":"),
    )
    expected = hashlib.sha256(b"makeithappen seal v1\n" + text.encode()).hexdigest()
    assert link(1, "entry-1", "a" * 64, FIRST) == expected


def test_seals_follow_each_other() -> None:
    first = next_seal(None, "entry-1", "a" * 64)
    second = next_seal(first, "entry-2", "b" * 64)
    assert first == Seal(1, "entry-1", "a" * 64, FIRST, link(1, "entry-1", "a" * 64, FIRST))
    assert second == Seal(
        2, "entry-2", "b" * 64, first.link, link(2, "entry-2", "b" * 64, first.link)
    )


def test_what_a_head_is_signed_over() -> None:
    text = head_text(HEAD)
    assert text.startswith(b"makeithappen head v1\n")
    assert json.loads(text.split(b"\n", 1)[1]) == {
        "number": 2,
        "size": 3,
        "root": "a" * 64,
        "peaks": ["b" * 64, "c" * 64],
        "previous_head": "d" * 64,
        "sealed_at": "2026-05-14T18:00:00.000000Z",
        "epoch": 1,
        "key_id": "key-1",
    }


def test_a_head_s_hash_covers_its_signature() -> None:
    assert head_hash(HEAD, "00") == hashlib.sha256(head_text(HEAD) + b"\x00").hexdigest()


def test_peaks_as_their_column_holds_them() -> None:
    assert peaks_text(("ab", "cd")) == '["ab","cd"]' == json.dumps(["ab", "cd"]).replace(" ", "")
    assert peaks_text(()) == "[]"
