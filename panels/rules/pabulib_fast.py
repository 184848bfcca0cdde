"""The ballots of a city, read as bytes by NumPy: the same result as line by line, only sooner.

It takes only what is entirely ordinary (no quotes, each field there, known ids). For anything
else it gives up, and `pabulib.py` reads line by line and says what is wrong and where.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from panels.rules.allocation.election import Ballots
from panels.rules.pabulib_rows import is_utf8

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

BLOCK_BYTES = 65_536
ROWS_AT_ONCE = 1024
BOXES_AT_ONCE = 100_000
VOTER_BYTES_MAX = 48
ID_BYTES_MAX = 40
NUMBER_BYTES_MAX = 9
SHORT_BYTES_MAX = 6
"""Up to so many bytes, the number made with `_FACTOR_SHORT` tells all ids apart for certain: its
digits are below the base, and 257**7 is below 2**63."""
_FACTOR_SHORT = 257
_FACTOR = 1_000_003
_MIX = -7046029254386353131  # 0x9E3779B97F4A7C15 as a signed number


def fast_votes(
    body: memoryview, *, width: int, columns: tuple[int, int, int | None], ids: Sequence[str]
) -> tuple[Ballots, int] | None:
    """The distinct ballots of the lines after VOTES' header, and how many ballots there are.

    `columns` are the places of voter_id, vote and points (None where there are none). None when
    something is out of the ordinary. Works block by block, so that memory stays near the file's.
    """
    names = _Names(ids)
    parts: list[_Part] = []
    voters: list[Ints] = []
    for block in _blocks(body):
        if block is None:
            return None
        text = np.frombuffer(block, np.uint8)
        fields = _Fields.cut(text, width)
        if fields is None:
            return None
        begin, end = fields.of(columns[0])
        most = int((end - begin).max())
        part = _read_part(text, fields, columns, names)
        if part is None or most > VOTER_BYTES_MAX:
            return None
        parts.append(part)
        voters.append(_hashed(text, begin, end, VOTER_BYTES_MAX, most))
    if not parts or not _all_differ(np.concatenate(voters)):
        return None
    return _Lists(parts).merged(len(ids))


def _blocks(body: memoryview) -> Iterator[bytes | None]:
    """Whole lines, about so many bytes at once, each ended by a newline; None: not ordinary."""
    at, size = 0, len(body)
    while at < size:
        stop = min(at + BLOCK_BYTES, size)
        block = bytes(body[at:stop])
        if stop < size:
            block = block[: block.rfind(b"\n") + 1]
        at += len(block)
        block = block.replace(b"\r\n", b"\n")
        if at == size:
            block = block.rstrip(b"\n") + b"\n"
        yield block if block and _is_ordinary(block) else None


def _is_ordinary(block: bytes) -> bool:
    return is_utf8(block) and not (b'"' in block or b"\r" in block or b"\0" in block)


class _Fields:
    """Where each field of each line begins and ends."""

    def __init__(self, starts: Ints, ends: Ints, semicolons: Ints) -> None:
        self._starts, self._ends, self._semicolons = starts, ends, semicolons

    @classmethod
    def cut(cls, text: Bytes, width: int) -> _Fields | None:
        ends = np.flatnonzero(text == 10)
        starts = np.concatenate(([0], ends[:-1] + 1))
        semicolons = np.flatnonzero(text == 59)
        if len(semicolons) != len(ends) * (width - 1):
            return None
        grid = semicolons.reshape(len(ends), width - 1)
        if not ((grid[:, 0] >= starts).all() and (grid[:, -1] < ends).all()):
            return None
        return cls(starts, ends, grid)

    def of(self, column: int) -> tuple[Ints, Ints]:
        """The begins and ends of one column."""
        last = self._semicolons.shape[1]
        begin = self._starts if column == 0 else self._semicolons[:, column - 1] + 1
        return begin, self._ends if column == last else self._semicolons[:, column]


def _hashed(
    text: Bytes, begin: Ints, end: Ints, most: int, longest: int, factor: int = _FACTOR
) -> Ints:
    """A number for each piece of text of up to `most` bytes; equal pieces have equal numbers.

    `longest` is the longest piece here: the bytes behind it are known to be missing.
    """
    sizes, last = end - begin, len(text) - 1
    mixed = sizes.copy()
    for at in range(min(most, longest)):
        piece = text[np.minimum(begin + at, last)].astype(np.int64)
        piece[at >= sizes] = 0
        mixed *= factor
        mixed += piece
    more = pow(factor, max(most - longest, 0), 1 << 64)
    return mixed * (more - (1 << 64) if more >> 63 else more)


def _all_differ(voters: Ints) -> bool:
    """Whether no two voters have the same id (or the same number by chance: then look closely)."""
    voters.sort()
    return not bool((voters[1:] == voters[:-1]).any())


class _Names:
    """Finds ids in the text: by a number made of their bytes, then byte by byte to be sure."""

    def __init__(self, ids: Sequence[str]) -> None:
        coded = [one.encode() for one in ids]
        self.most = max(map(len, coded))
        padded = b"".join(one.ljust(self.most, b"\0") for one in coded)
        self._letters = np.frombuffer(padded, np.uint8).reshape(len(ids), self.most)
        text = np.frombuffer(b"".join(coded) + b"\n", np.uint8)
        sizes = np.array([len(one) for one in coded], np.int64)
        ends = np.cumsum(sizes)
        begins = ends - sizes
        self._factor = _FACTOR_SHORT if self.most <= SHORT_BYTES_MAX else _FACTOR
        mixed = _hashed(text, begins, ends, self.most, self.most, self._factor)
        self._order = np.argsort(mixed)
        self._mixed = mixed[self._order]

    def find(self, text: Bytes, begin: Ints, end: Ints) -> Ints | None:
        """The place of each id; None when one of them is not there."""
        sizes, last = end - begin, len(text) - 1
        if self.most > ID_BYTES_MAX or int(sizes.max(initial=0)) > self.most:
            return None
        mixed = _hashed(text, begin, end, self.most, self.most, self._factor)
        at = np.minimum(np.searchsorted(self._mixed, mixed), len(self._mixed) - 1)
        places = self._order[at]
        if self._factor == _FACTOR_SHORT:
            return places if np.array_equal(self._mixed[at], mixed) else None
        for letter in range(self.most):
            piece = text[np.minimum(begin + letter, last)]
            piece = np.where(letter < sizes, piece, 0)
            if not np.array_equal(piece, self._letters[places, letter]):
                return None
        return places


def _numbers(text: Bytes, begin: Ints, end: Ints) -> Ints | None:
    """Each piece as a whole number of at most nine digits; None when one is not."""
    sizes, last = end - begin, len(text) - 1
    most = int(sizes.max(initial=0))
    if most > NUMBER_BYTES_MAX or int(sizes.min(initial=1)) < 1:
        return None
    total = np.zeros(len(sizes), np.int64)
    for at in range(most):
        digit = text[np.minimum(begin + at, last)].astype(np.int64) - 48
        inside = at < sizes
        if ((digit[inside] < 0) | (digit[inside] > 9)).any():
            return None
        total = np.where(inside, total * 10 + digit, total)
    return total


def _split(text: Bytes, begin: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The pieces between commas in some fields: their begins, their ends, how many per field."""
    offset, stop = int(begin[0]), int(end[-1])
    commas = np.flatnonzero(text[offset:stop] == 44) + offset
    low, high = np.searchsorted(commas, begin), np.searchsorted(commas, end)
    inner = high - low
    if int(inner.sum()) < len(commas):
        skipped = low - (np.cumsum(inner) - inner)
        commas = commas[np.repeat(skipped, inner) + np.arange(int(inner.sum()))]
    is_filled = end > begin
    sizes = np.where(is_filled, inner + 1, 0)
    total, behind = int(sizes.sum()), np.cumsum(sizes)
    is_first, is_last = np.zeros(total, np.bool_), np.zeros(total, np.bool_)
    is_first[(behind - sizes)[is_filled]] = True
    is_last[(behind - 1)[is_filled]] = True
    begins, ends = np.empty(total, np.int64), np.empty(total, np.int64)
    begins[is_first], begins[~is_first] = begin[is_filled], commas + 1
    ends[is_last], ends[~is_last] = end[is_filled], commas
    return begins, ends, sizes


_Part = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Ints]
"""Some lines: their ideas, the points beside them, how many per line, a key per line."""


def _read_part(
    text: Bytes, fields: _Fields, columns: tuple[int, int, int | None], names: _Names
) -> _Part | None:
    begins, ends, sizes = _split(text, *fields.of(columns[1]))
    ideas = names.find(text, begins, ends)
    points: Ints | None = np.zeros(0, np.int64)
    if columns[2] is not None:
        begins, ends, beside = _split(text, *fields.of(columns[2]))
        points = _numbers(text, begins, ends) if np.array_equal(beside, sizes) else None
    if ideas is None or points is None:
        return None
    keys = _keys(ideas, points, sizes)
    return ideas.astype(np.int32), points.astype(np.int32), sizes.astype(np.int32), keys


class _Lists:
    """The lists of all lines in a row each: ideas, the points beside them, and a key per line.

    Equal lines have equal keys; lines with equal keys are compared before they are taken as equal.
    """

    def __init__(self, parts: Sequence[_Part]) -> None:
        ideas, points, sizes, keys = zip(*parts, strict=True)
        self.ideas, self.points = np.concatenate(ideas), np.concatenate(points)
        self.sizes, self.keys = np.concatenate(sizes), np.concatenate(keys)
        self.starts = (np.cumsum(self.sizes) - self.sizes).astype(np.int32)

    def merged(self, known: int) -> tuple[Ballots, int] | None:
        """Equal lists become one ballot with a count, in the order in which they first come."""
        lines = len(self.keys)
        by_key = np.argsort(self.keys, kind="stable").astype(np.int32)
        keys = self.keys[by_key]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        counts, first = np.diff(starts, append=lines), by_key[starts]
        model = np.empty(lines, np.int32)
        model[by_key] = np.repeat(first, counts)
        if not self._are_equal(model):
            return None
        kept = np.zeros(lines, np.bool_)
        kept[first] = True
        inside = np.repeat(kept, self.sizes)
        named, sizes = self.ideas[inside], self.sizes[kept]
        if _has_doubles(named, sizes, known):
            return None
        points = self.points[inside] if len(self.points) else self.points
        ends = np.concatenate(([0], np.cumsum(sizes)))
        counts = counts[np.argsort(first)]
        ballots = Ballots(
            _array("q", ends), _array("i", named), _array("q", points), _array("q", counts)
        )
        return ballots, lines

    def _are_equal(self, model: NDArray[np.int32]) -> bool:
        """Whether each line is the same, idea by idea, as the line that stands for it."""
        if not np.array_equal(self.sizes[model], self.sizes):
            return False
        copies = np.flatnonzero(model != np.arange(len(model)))
        for first in range(0, len(copies), ROWS_AT_ONCE):
            rows = copies[first : first + ROWS_AT_ONCE]
            sizes = self.sizes[rows]
            offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            own = np.repeat(self.starts[rows], sizes) + offset
            twin = np.repeat(self.starts[model[rows]], sizes) + offset
            for values in (self.ideas, self.points):
                if len(values) and not np.array_equal(values[own], values[twin]):
                    return False
        return True


def _array(kind: Literal["i", "q"], values: NDArray[np.signedinteger]) -> array[int]:
    found = array(kind)
    values = values.astype(np.int32 if kind == "i" else np.int64, copy=False)
    found.frombytes(values.view(np.uint8).data)
    return found


def _has_doubles(ideas: NDArray[np.int32], sizes: Ints, known: int) -> bool:
    """Whether a line names an idea twice: then it ticks fewer of its boxes than it has names."""
    behind = np.cumsum(sizes)
    at_once = max(1, BOXES_AT_ONCE // known)
    for first in range(0, len(sizes), at_once):
        part = sizes[first : first + at_once]
        start = int(behind[first] - sizes[first])
        named = ideas[start : start + int(part.sum())]
        ticked = np.zeros(len(part) * known, np.bool_)
        ticked[np.repeat(np.arange(len(part)) * known, part) + named] = True
        if np.count_nonzero(ticked) < len(named):
            return True
    return False


def _keys(ideas: Ints, points: Ints, sizes: Ints) -> Ints:
    behind = np.cumsum(sizes)
    mixed = ideas * 4096 + (np.arange(len(ideas)) - np.repeat(behind - sizes, sizes)) % 4096
    if len(points):
        mixed += points << 32
    mixed = (mixed ^ (mixed << 13)) * _MIX
    mixed = (mixed ^ (mixed >> 29)) * _MIX
    summed = np.concatenate(([0], np.cumsum(mixed)))
    return summed[behind] - summed[behind - sizes] + sizes
