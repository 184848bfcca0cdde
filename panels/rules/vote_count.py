"""What came of all ballots of a community vote: whole, by area, and whether enough people voted.

Shares are exact fractions. Below five ballots in all there is no count: it would tell on somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from panels.rules.vote import BALLOTS_LEAST, AreaCards, Ballot, VoteSettings
from panels.rules.vote_areas import grid_of, hide_small


@dataclass(frozen=True, slots=True)
class CardUse:
    """What came in for one card: the newest ballot by phone, and the newest reading per person."""

    area_id: str
    phone: Ballot | None
    papers: Mapping[str, Ballot]

    @property
    def counted(self) -> Ballot | None:
        """The one ballot that counts: the phone's before the paper's."""
        return self.phone if self.phone is not None else agreed(self.papers)

    @property
    def unsettled(self) -> bool:
        """Whether its paper still needs a second person, or another look."""
        return bool(self.papers) and agreed(self.papers) is None


def agreed(papers: Mapping[str, Ballot]) -> Ballot | None:
    """The reading of a paper that two persons share, and more of them than any other reading."""
    ranked = Counter(papers.values()).most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    is_first = len(ranked) == 1 or ranked[0][1] > ranked[1][1]
    return ranked[0][0] if is_first else None


@dataclass(frozen=True, slots=True)
class AreaCount:
    """The count of an area. None is a number that is hidden, because it would tell on somebody."""

    area: AreaCards
    ballots: int | None
    approvals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class VoteCount:
    """What came of all ballots; `ballots` is None where there were too few to count.

    `box` holds each different ballot with how often it was cast, in an order that tells nothing.
    `approvals` are in the order of the options. `areas` is empty where there is one area only.
    """

    ballots: int | None
    box: tuple[tuple[Ballot, int], ...]
    approvals: tuple[int, ...]
    areas: tuple[AreaCount, ...]
    set_aside: int

    def share(self, place: int) -> Fraction | None:
        """The share of ballots that approve the option at a place (from 1 on)."""
        return Fraction(self.approvals[place - 1], self.ballots) if self.ballots else None


def count_votes(settings: VoteSettings, uses: Iterable[CardUse]) -> VoteCount:
    """Count the ballots, whole and by area. What is hidden here is not kept anywhere."""
    known = list(uses)
    cast = [(use.area_id, use.counted) for use in known]
    ballots = [(area_id, ballot) for area_id, ballot in cast if ballot is not None]
    set_aside = sum(use.phone is None and use.unsettled for use in known)
    if len(ballots) < BALLOTS_LEAST:
        nothing = (0,) * len(settings.options)
        return VoteCount(None, (), nothing, (), set_aside)
    box = Counter(ballot for _, ballot in ballots)
    counted = tuple(sorted(box.items()))
    areas = _count_areas(settings, ballots) if len(settings.areas) > 1 else ()
    return VoteCount(len(ballots), counted, approvals_of(settings, counted), areas, set_aside)


def approvals_of(settings: VoteSettings, box: Iterable[tuple[Ballot, int]]) -> tuple[int, ...]:
    """How many ballots approve each option."""
    total = Counter[int]()
    for ballot, times in box:
        for place in ballot:
            total[place] += times
    return tuple(total[option.place] for option in settings.options)


def _count_areas(
    settings: VoteSettings, ballots: Sequence[tuple[str, Ballot]]
) -> tuple[AreaCount, ...]:
    by_area = {
        area.area_id: Counter(ballot for area_id, ballot in ballots if area_id == area.area_id)
        for area in settings.areas
    }
    table = [approvals_of(settings, box.items()) for box in by_area.values()]
    cast = [box.total() for box in by_area.values()]
    rows = hide_small(grid_of(cast, table, settings.choices_max))
    return tuple(
        AreaCount(area, row[0], tuple(row[1:]))
        for area, row in zip(settings.areas, rows, strict=True)
    )


def turnout(settings: VoteSettings, count: VoteCount) -> Fraction | None:
    """The share of all cards that were used; None where there were too few ballots."""
    return None if count.ballots is None else Fraction(count.ballots, settings.cards)


def turnout_reached(settings: VoteSettings, count: VoteCount) -> bool:
    """Whether as many cards were used as was declared beforehand, to the card."""
    used = turnout(settings, count)
    return used is not None and used >= settings.turnout_least


def ballots_needed(settings: VoteSettings) -> int:
    """The fewest ballots that reach the turnout."""
    needed = settings.turnout_least * settings.cards
    return max(BALLOTS_LEAST, -(-needed.numerator // needed.denominator))
