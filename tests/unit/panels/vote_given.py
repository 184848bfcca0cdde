"""Small builders of a community vote, so that each test says only what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from panels.rules.allocation.choose import RuleName
from panels.rules.vote import AreaCards, Ballot, Option, Use, VoteSettings
from panels.rules.vote_count import CardUse, VoteCount

OPENS = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=14)
DURING = OPENS + timedelta(days=1)


def options(number: int = 3, *, pitches: bool = False) -> tuple[Option, ...]:
    """Options o1, o2, ... at £100 each; with `pitches` they are the ideas p1, p2, ... of a day."""
    return tuple(
        Option(f"o{at}", at, f"Option {at}", "", 10_000, f"p{at}" if pitches else None)
        for at in range(1, number + 1)
    )


SETTINGS = VoteSettings(
    use=Use.CHOICE,
    day_id=None,
    choices_max=2,
    opens_at=OPENS,
    closes_at=CLOSES,
    turnout_least=Fraction(1, 4),
    weight=None,
    pot_pence=None,
    rule=None,
    options=options(),
    areas=(AreaCards("a1", "North", 20), AreaCards("a2", "South", 20)),
    lots=("o3", "o1", "o2"),
)
BESIDE_A_DAY = {
    "use": Use.PANEL,
    "day_id": "day-1",
    "weight": 2,
    "options": options(pitches=True),
}
A_POT = {"use": Use.POT, "pot_pence": 20_000, "rule": RuleName.GREEDY}


def by_phone(*ballots: Ballot, area_id: str = "a1") -> list[CardUse]:
    """A card for each of these ballots, all by phone."""
    return [CardUse(area_id, ballot, {}) for ballot in ballots]


def counted(ballots: int | None, *approvals: int) -> VoteCount:
    """A count by its sums alone."""
    return VoteCount(ballots, (), approvals, (), 0)
