"""Proofs that need only a few hashes: an entry is under a head, a head grew out of an older one.

The tree is that of RFC 6962 (`chain.py`), positions here begin at 0. A proof is made in one reading
of all leaves with O(log n) hashes in memory, and is checked with its own few hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.rules.chain import add_leaf, node, root

Span = tuple[int, int]  # from a leaf up to another one that is not part of it


def inclusion_path(position: int, size: int, hashes: Iterable[str]) -> tuple[str, ...]:
    """The hashes beside the way from a leaf to the root of the first `size` content hashes."""
    if not 0 <= position < size:
        raise ValueError("there is no such leaf")
    return _roots(list(_beside(position, 0, size)), hashes)


def consistency_path(old_size: int, size: int, hashes: Iterable[str]) -> tuple[str, ...]:
    """What proves that the tree over the first `size` hashes begins with that over `old_size`."""
    if not 0 < old_size <= size:
        raise ValueError("there is no such tree")
    return _roots(list(_shared(old_size, 0, size, whole=True)), hashes)


def root_of_first(size: int, hashes: Iterable[str]) -> str | None:
    """The root over the first so many content hashes; None where there are fewer."""
    peaks: tuple[str, ...] = ()
    for place, hashed in enumerate(hashes):
        peaks = add_leaf(place, peaks, hashed)
        if place + 1 == size:
            return root(peaks)
    return None


def root_above(hashed: str, position: int, size: int, path: Iterable[str]) -> str | None:
    """The root that a leaf leads to (RFC 9162, 2.1.3.2); None for a wrong number of hashes."""
    if not 0 <= position < size:
        return None
    last = size - 1
    for beside in path:
        if not last:
            return None
        if position & 1 or position == last:
            hashed = node(beside, hashed)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            hashed = node(hashed, beside)
        position, last = position >> 1, last >> 1
    return None if last else hashed


def is_consistent(old_size: int, old_root: str, size: int, new_root: str, path: list[str]) -> bool:
    """Whether a path proves that one tree begins with the other (RFC 9162, 2.1.4.2)."""
    if old_size == size:
        return not path and old_root == new_root
    if not 0 < old_size < size or not path:
        return False
    hashes = [old_root, *path] if old_size & (old_size - 1) == 0 else path
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for beside in hashes[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            old, new = node(beside, old), node(beside, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, beside)
        place, last = place >> 1, last >> 1
    return not last and (old, new) == (old_root, new_root)


def _half(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _beside(position: int, start: int, end: int) -> Iterator[Span]:
    """PATH of RFC 6962, 2.1.1, as spans of leaves: the nearest to the leaf first."""
    if end - start == 1:
        return
    middle = start + _half(end - start)
    if position < middle:
        yield from _beside(position, start, middle)
        yield (middle, end)
    else:
        yield from _beside(position, middle, end)
        yield (start, middle)


def _shared(old_size: int, start: int, end: int, *, whole: bool) -> Iterator[Span]:
    """SUBPROOF of RFC 6962, 2.1.2, as spans of leaves."""
    if old_size == end:
        if not whole:
            yield (start, end)
        return
    middle = start + _half(end - start)
    if old_size <= middle:
        yield from _shared(old_size, start, middle, whole=whole)
        yield (middle, end)
    else:
        yield from _shared(old_size, middle, end, whole=False)
        yield (start, middle)


def _roots(spans: list[Span], hashes: Iterable[str]) -> tuple[str, ...]:
    """The root over each span. The spans don't overlap, so one reading is enough for all."""
    waiting = sorted(spans, reverse=True)
    found: dict[Span, str] = {}
    peaks: tuple[str, ...] = ()
    for place, hashed in enumerate(hashes):
        if not waiting:
            break
        start, end = waiting[-1]
        if place >= start:
            peaks = add_leaf(place - start, peaks, hashed)
        if place + 1 == end:
            found[waiting.pop()], peaks = root(peaks), ()
    if waiting:
        raise ValueError("there are fewer hashes than leaves")
    return tuple(found[span] for span in spans)
