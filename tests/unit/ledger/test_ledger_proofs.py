"""Proofs against the definitions of RFC 6962, written down as they stand there, and its example."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.exports import verify_ledger
from ledger.rules.chain import add_leaf, leaf, root
from ledger.rules.proofs import consistency_path, inclusion_path, is_consistent, root_above

HASHES = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(130)]


def h(prefix: bytes, *parts: str) -> str:
    return hashlib.sha256(prefix + b"".join(bytes.fromhex(part) for part in parts)).hexdigest()


def mth(hashes: list[str]) -> str:
    """RFC 6962, 2.1: the Merkle tree hash."""
    if len(hashes) == 1:
        return h(b"\x00", hashes[0])
    k = split(len(hashes))
    return h(b"\x01", mth(hashes[:k]), mth(hashes[k:]))


def split(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def path(m: int, d: list[str]) -> list[str]:
    """RFC 6962, 2.1.1: the audit path."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[str], *, whole: bool) -> list[str]:
    """RFC 6962, 2.1.2: the consistency proof."""
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole=whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], whole=False), mth(d[:k])]


SIZES = st.integers(1, len(HASHES)).flatmap(
    lambda size: st.tuples(st.integers(1, size), st.just(size))
)


@given(SIZES)
def test_paths_are_those_of_the_rfc_and_prove_what_they_should(sizes: tuple[int, int]) -> None:
    position, size = sizes[0] - 1, sizes[1]
    found = inclusion_path(position, size, HASHES)
    assert list(found) == path(position, HASHES[:size])
    assert root_above(leaf(HASHES[position]), position, size, found) == mth(HASHES[:size])
    beside = [bytes.fromhex(one) for one in found]
    hashed = bytes.fromhex(leaf(HASHES[position]))
    climbed = verify_ledger.climb(hashed, position, size, beside)
    assert climbed == bytes.fromhex(mth(HASHES[:size]))


@given(SIZES)
def test_consistency_is_that_of_the_rfc(sizes: tuple[int, int]) -> None:
    old, size = sizes
    found = consistency_path(old, size, HASHES)
    assert list(found) == subproof(old, HASHES[:size], whole=True)
    assert is_consistent(old, mth(HASHES[:old]), size, mth(HASHES[:size]), list(found))


@given(SIZES, st.integers(0, 20), st.data())
def test_nothing_else_is_proven(sizes: tuple[int, int], place: int, data: st.DataObject) -> None:
    """Another position, another hash, one hash more or fewer, another root: each is refused."""
    old, size = sizes
    whole, hashed = mth(HASHES[:size]), leaf(HASHES[old - 1])
    found = list(inclusion_path(old - 1, size, HASHES))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != old - 1 or size == 1))
    assert other == old - 1 or root_above(hashed, other, size, found) != whole
    assert root_above(leaf(HASHES[old % 130]), old - 1, size, found) != whole or old == 130
    assert root_above(hashed, old - 1, size, [*found, whole]) is None
    assert not found or root_above(hashed, old - 1, size, found[:-1]) != whole
    shared = list(consistency_path(old, size, HASHES))
    before = mth(HASHES[:old])
    wrong = [*shared[:place], "0" * 64, *shared[place + 1 :]]
    assert not is_consistent(old, before, size, whole, wrong)
    assert not is_consistent(old, "0" * 64, size, whole, shared)
    assert not is_consistent(old, before, size, "0" * 64, shared)
    assert not is_consistent(size + 1, before, size, whole, shared)
    assert old == size or not is_consistent(old, before, size, whole, shared[:-1])


def test_the_example_of_the_rfc() -> None:
    """RFC 6962, 2.1.3: seven leaves d0 to d6, the nodes a to l."""
    d = HASHES[:7]
    a, b, c, f, j = (leaf(d[number]) for number in (0, 1, 2, 4, 6))
    e, g2 = leaf(d[3]), leaf(d[5])
    g, hh, i = h(b"\x01", a, b), h(b"\x01", c, e), h(b"\x01", f, g2)
    k, el = h(b"\x01", g, hh), h(b"\x01", i, j)
    assert mth(d) == h(b"\x01", k, el)
    assert inclusion_path(0, 7, d) == (b, hh, el)
    assert inclusion_path(3, 7, d) == (c, g, el)
    assert inclusion_path(4, 7, d) == (g2, j, k)
    assert inclusion_path(6, 7, d) == (i, k)
    assert consistency_path(3, 7, d) == (c, e, g, el)
    assert consistency_path(4, 7, d) == (el,)
    assert consistency_path(6, 7, d) == (i, j, k)
    assert consistency_path(7, 7, d) == ()


KNOWN = {  # the leaves and roots that implementations of RFC 6962 are tried with
    "": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "00": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "10": "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "2021": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "3031": "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "40414243": "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "5051525354555657": "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "606162636465666768696a6b6c6d6e6f": (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    ),
}


def test_the_known_roots() -> None:
    peaks: tuple[str, ...] = ()
    for size, (data, known) in enumerate(KNOWN.items()):
        peaks = add_leaf(size, peaks, data)
        assert root(peaks) == known
    assert inclusion_path(0, 8, KNOWN) == (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    )


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_such_leaf(position: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_path(position, size, HASHES)
    assert root_above(HASHES[0], position, size, []) is None


def test_there_is_no_such_tree_and_too_few_leaves() -> None:
    with pytest.raises(ValueError, match="no such tree"):
        consistency_path(0, 3, HASHES)
    with pytest.raises(ValueError, match="fewer hashes"):
        inclusion_path(1, 9, HASHES[:5])
