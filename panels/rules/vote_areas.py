"""Counts by area without telling on anybody: what is under five is hidden, and what gives it away.

Whoever reads the counts knows the total of each option, how many ballots an area cast, and how many
choices each ballot had. So a hidden count is safe when other numbers in the hidden places would fit
all of that just as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

SHOWN_LEAST = 5
"""A count below this is hidden."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Approvals by area and option, and in a last column the choices that an area left unused.

    That last column is never shown; with it the total of each row is known to everybody.
    """

    counts: Sequence[Sequence[int]]
    ballots: Sequence[int]
    choices_max: int

    @property
    def last(self) -> int:
        """The column of choices that were left unused."""
        return len(self.counts[0]) - 1

    def at(self, place: Place) -> int:
        """The count at a place."""
        return self.counts[place[0]][place[1]]

    def column(self, column: int) -> list[int]:
        """The counts of one column."""
        return [counts[column] for counts in self.counts]

    def most(self, place: Place) -> int:
        """The highest count that is possible at a place: each ballot has one choice or more."""
        times = self.choices_max - 1 if place[1] == self.last else 1
        return times * self.ballots[place[0]]


def grid_of(ballots: Sequence[int], approvals: Sequence[Sequence[int]], choices_max: int) -> Grid:
    """The grid of these approvals by area."""
    unused = (choices_max * cast - sum(row) for cast, row in zip(ballots, approvals, strict=True))
    rows = [[*row, rest] for row, rest in zip(approvals, unused, strict=True)]
    return Grid(rows, ballots, choices_max)


def hide_small(grid: Grid) -> list[list[int | None]]:
    """A row per area: first the ballots, then the approvals of each option; None is hidden.

    An area whose ballots are hidden is hidden whole.
    """
    no_ballots = hidden_in_column(grid.ballots)
    hidden = hidden_places(grid, {(row, at) for row in no_ballots for at in range(grid.last)})
    return [
        [
            None if row in no_ballots else cast,
            *(None if (row, at) in hidden else grid.at((row, at)) for at in range(grid.last)),
        ]
        for row, cast in enumerate(grid.ballots)
    ]


def hidden_in_column(counts: Sequence[int], given: Iterable[int] = ()) -> frozenset[int]:
    """The rows to hide in a column whose total is known: two or more that come to five or more."""
    order = sorted(range(len(counts)), key=lambda row: (counts[row], row))
    hidden = {*given, *(row for row in order if counts[row] < SHOWN_LEAST)}
    for row in order:
        if not hidden or (len(hidden) > 1 and sum(counts[one] for one in hidden) >= SHOWN_LEAST):
            break
        hidden.add(row)
    return frozenset(hidden)


def hidden_places(grid: Grid, given: Collection[Place]) -> frozenset[Place]:
    """The places to hide: those `given`, those under five, and as many more as it takes."""
    hidden = {*given, *((row, grid.last) for row in range(len(grid.counts)))}
    every = [(row, at) for row in range(len(grid.counts)) for at in range(grid.last)]
    while True:
        for at in range(grid.last):
            rows = [row for row, column in hidden if column == at]
            hidden |= {(row, at) for row in hidden_in_column(grid.column(at), rows)}
        exposed = _exposed(grid, hidden)
        shown = [place for place in every if place not in hidden]
        if exposed is None or not shown:
            return frozenset(hidden)
        near = [place for place in shown if place[0] == exposed[0] or place[1] == exposed[1]]
        hidden.add(min(near or shown, key=lambda place: (grid.at(place), place)))


def _exposed(grid: Grid, hidden: Collection[Place]) -> Place | None:
    """The first hidden count that follows from what is shown; not of an option nobody wanted."""
    for place in sorted(hidden):
        wanted = place[1] != grid.last and any(grid.column(place[1]))
        if wanted and not can_differ(grid, hidden, place):
            return place
    return None


def can_differ(grid: Grid, hidden: Collection[Place], place: Place) -> bool:
    """Whether a hidden count could be another one with all totals of rows and columns the same.

    One more or one fewer at `place` must be made up for along a ring of hidden places, where counts
    fall and rise in turn. Two tables with the same totals always differ by such rings.
    """
    rises = {one for one in hidden if grid.at(one) < grid.most(one)}
    falls = {one for one in hidden if grid.at(one) > 0}
    up = place in rises and _ring(place, falls - {place}, rises - {place})
    return up or (place in falls and _ring(place, rises - {place}, falls - {place}))


def _ring(place: Place, first: set[Place], then: set[Place]) -> bool:
    """Whether a ring leads from a place along its column and back along its row."""
    end, start = place
    seen, waiting = {start}, [start]
    while waiting:
        line = waiting.pop()
        rows = {row for row, column in first if column == line}
        if end in rows:
            return True
        onwards = {column for row, column in then if row in rows} - seen
        seen |= onwards
        waiting += onwards
    return False
