"""Reads for the public pages, from the ledger, the panels and the ideas.

Sums, titles and states only, never a person; and nothing of a day before everybody was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger import sealing
from ledger import store as ledger
from ledger.rules.entry import EntryKind
from ledger.rules.status import AwardStatus
from makeithappen.core.errors import Missing
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.reviews import store as reviews
from makeithappen.reviews.rules.review import Counts, counts
from panels import store as panels

SHOWN = {
    EntryKind.AWARD,
    EntryKind.RATIFICATION,
    EntryKind.COVER,
    EntryKind.PAYMENT,
    EntryKind.RETURN,
    EntryKind.CANCELLATION,
    EntryKind.DELIVERY,
    EntryKind.REVERSAL,
}
"""What of an award's entries is for everybody; the rest is preparation."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one funder bears of an award."""

    funder: str
    amount_pence: int


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An award as everybody may see it. `title` is empty once the idea's words were erased."""

    award_id: str
    day_id: str
    title: str
    awarded_on: date
    asked_pence: int
    amount_pence: int
    paid_pence: int
    returned_pence: int
    shares: tuple[Share, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an award; `position` is its number in the ledger, once sealed."""

    on: date
    kind: EntryKind
    amount_pence: int | None
    position: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """How many awards there are, and their sum."""

    awards: int
    awarded_pence: int


def told_days(session: Session) -> list[panels.ToldDay]:
    """The days whose result is public, the newest first."""
    return list(panels.told_days(session).values())


def awards(session: Session) -> list[RegisterLine]:
    """The register, in the order in which the awards were made; without what was taken back."""
    told = panels.told_days(session)
    lines = [
        line
        for line in ledger.award_lines(session)
        if line.award.day_id in told and line.state.status is not AwardStatus.TAKEN_BACK
    ]
    return _register(session, lines)


def find_award(session: Session, award_id: str) -> RegisterLine:
    """One line of the register. Raises Missing, also while its day was not told."""
    line = ledger.find_award_line(session, award_id)
    if line.award.day_id not in panels.told_days(session):
        raise Missing(award_id)
    return _register(session, [line])[0]


def _register(session: Session, lines: list[ledger.AwardLine]) -> list[RegisterLine]:
    names = {funder.funder_id: funder.name for funder in ledger.funders(session)}
    titles = ideas.titles(session, [line.award.idea_id for line in lines])
    return [
        RegisterLine(
            award_id=line.award.id,
            day_id=line.award.day_id,
            title=titles.get(line.award.idea_id, ""),
            awarded_on=line.effective_on,
            asked_pence=line.award.asked_pence,
            amount_pence=line.state.totals.awarded_pence - line.state.totals.cancelled_pence,
            paid_pence=line.state.totals.paid_pence,
            returned_pence=line.state.totals.returned_pence,
            shares=tuple(
                Share(names[share.funder_id], share.amount_pence) for share in line.state.shares
            ),
            status="delivered" if line.state.delivered else str(line.state.status),
        )
        for line in lines
    ]


def steps(session: Session, award_id: str) -> list[Step]:
    """What happened to an award, in order."""
    return [
        Step(
            on=line.entry.stamp.effective_on,
            kind=line.entry.kind,
            amount_pence=line.amount_pence,
            position=line.position,
        )
        for line in ledger.entries_of_award(session, award_id)
        if line.entry.kind in SHOWN
    ]


def sums(session: Session) -> Sums:
    """How many awards the register shows, and what they come to."""
    lines = awards(session)
    return Sums(len(lines), sum(line.amount_pence for line in lines))


def reviews_by_round(session: Session) -> list[tuple[str, str, Counts]]:
    """Id and name of each round that was opened, and how its reviews ended. Two statements."""
    found = reviews.outcomes_by_round(session)
    return [
        (round_.round_id, round_.name, counts(found.get(round_.round_id, ())))
        for round_ in funds.opened_rounds(session)
    ]


def newest_head(session: Session) -> ledger.HeadLine | None:
    """The newest signed head of the ledger."""
    return ledger.newest_head(session)


def lag(session: Session) -> sealing.Lag:
    """What waits for its seal."""
    return sealing.lag(session)
