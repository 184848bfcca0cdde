"""Looking for something in one fund: by id, amount, day, funder or the title of an idea."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules.entry import EntryKind
from ledger.rules.search import Wanted

MOST = 30


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that was looked for."""

    entry_id: str
    kind: EntryKind
    effective_on: date


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An award, a pledge or a payment: its id, its amount, and the idea that it is for."""

    id: str
    amount_pence: int
    idea_id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that fits, of each kind at most MOST."""

    awards: tuple[FoundAmount, ...]
    payments: tuple[FoundAmount, ...]
    pledges: tuple[FoundAmount, ...]
    entries: tuple[FoundEntry, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return not (self.awards or self.payments or self.pledges or self.entries)


def search(session: Session, fund_id: str, wanted: Wanted, idea_ids: Collection[str]) -> Found:
    """What fits in a fund; `idea_ids` are the ideas whose titles fit. Four statements."""
    award, payment, pledge = models.Award, models.Payment, models.Pledge
    funder = models.Funder
    ideas = award.idea_id.in_(idea_ids)
    awards = select(award.id, award.amount_pence, award.idea_id, award.day_id).where(
        award.fund_id == fund_id,
        or_(award.id == wanted.words, award.amount_pence == wanted.amount_pence, ideas),
    )
    payments = (
        select(payment.id, payment.amount_pence, award.idea_id, award.day_id)
        .join(award, award.id == payment.award_id)
        .where(award.fund_id == fund_id)
        .where(or_(payment.id == wanted.words, payment.amount_pence == wanted.amount_pence, ideas))
    )
    pledges = (
        select(pledge.id, pledge.amount_pence, pledge.idea_id, funder.name)
        .join(funder, funder.id == pledge.funder_id)
        .where(pledge.fund_id == fund_id)
        .where(
            or_(
                pledge.id == wanted.words,
                pledge.amount_pence == wanted.amount_pence,
                pledge.idea_id.in_(idea_ids),
                funder.name.icontains(wanted.words or "\n", autoescape=True),
            )
        )
    )
    return Found(
        awards=_amounts(session, awards),
        payments=_amounts(session, payments),
        pledges=_amounts(session, pledges),
        entries=_entries(session, fund_id, wanted),
    )


def _amounts(session: Session, wanted: Any) -> tuple[FoundAmount, ...]:
    found = session.execute(wanted.order_by("id").limit(MOST))
    return tuple(FoundAmount(*row) for row in found)


def _entries(session: Session, fund_id: str, wanted: Wanted) -> tuple[FoundEntry, ...]:
    entry, posting, seal = models.Entry, models.Posting, models.Seal
    fits: list[ColumnElement[bool]] = [entry.id == wanted.words]
    if wanted.day is not None:
        fits.append(entry.effective_on == wanted.day)
    if wanted.number is not None:
        fits.append(entry.id.in_(select(seal.entry_id).where(seal.position == wanted.number)))
    if wanted.amount_pence is not None:
        both = (wanted.amount_pence, -wanted.amount_pence)
        moved = select(posting.entry_id).where(posting.amount_pence.in_(both))
        fits.append(entry.id.in_(moved))
    found = session.execute(
        select(entry.id, entry.kind, entry.effective_on)
        .where(entry.fund_id == fund_id, or_(*fits))
        .order_by(entry.effective_on.desc(), entry.recorded_at.desc(), entry.id)
        .limit(MOST)
    )
    return tuple(FoundEntry(one, EntryKind(kind), on) for one, kind, on in found)
