"""A picture of amounts over time: bars that begin at zero, in whole units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 240
BAR = 12
GAP = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: which series it is of, where it stands, how high it is."""

    series: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All bars, how wide they stand together, and where zero is."""

    width: int
    zero: int
    bars: tuple[Bar, ...]


def draw(groups: Sequence[Sequence[int]]) -> Drawing:
    """Groups of amounts side by side, one bar per series; what is below zero hangs from the line.

    All bars are to one scale, so that no amount looks larger than another one that is not smaller.
    """
    amounts = [amount for group in groups for amount in group]
    top, bottom = max([0, *amounts]), min([0, *amounts])
    span = max(top - bottom, 1)
    zero = HEIGHT * top // span
    bars: list[Bar] = []
    x = 0
    for group in groups:
        for series, amount in enumerate(group):
            height = HEIGHT * abs(amount) // span
            bars.append(Bar(series, x, zero - height if amount > 0 else zero, height))
            x += BAR
        x += GAP
    return Drawing(max(x - GAP, 0), zero, tuple(bars))
