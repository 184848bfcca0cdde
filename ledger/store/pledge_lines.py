"""Queries about pledges: how far each one stands, and what it depends on."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.store import facts
from ledger.store.entries import PLACE, placed
from ledger.store.lines import PledgeLine
from makeithappen.core.errors import Missing

_Reversal = aliased(models.Entry)  # what undid an entry


def pledge_lines(session: Session, fund_id: str) -> list[PledgeLine]:
    """The pledges to a fund, the oldest first. Two statements."""
    return _pledge_lines(session, models.Pledge.fund_id == fund_id)


def find_pledge_line(session: Session, pledge_id: str) -> PledgeLine:
    """One pledge. Raises Missing."""
    found = _pledge_lines(session, models.Pledge.id == pledge_id)
    if not found:
        raise Missing(pledge_id)
    return found[0]


def _pledge_lines(session: Session, which: ColumnElement[bool]) -> list[PledgeLine]:
    pledge, condition, words = models.Pledge, models.Condition, models.PledgeWords
    pledges = (
        select(
            pledge,
            models.Entry.effective_on,
            models.Entry.actor_id,
            models.Funder.name,
            condition,
            models.ConditionMark.pledge_id,
            words.words,
        )
        .join(models.Entry, models.Entry.id == pledge.entry_id)
        .join(models.Funder, models.Funder.id == pledge.funder_id)
        .outerjoin(condition, condition.pledge_id == pledge.id)
        .outerjoin(models.ConditionMark, models.ConditionMark.pledge_id == pledge.id)
        .outerjoin(words, words.words_digest == condition.words_digest)
        .where(which)
    )
    found = session.execute(placed(pledges, pledge.entry_id).order_by(PLACE)).all()
    standing = session.execute(
        select(models.Entry.pledge_id, models.Entry.kind)
        .outerjoin(_Reversal, _Reversal.reverses_id == models.Entry.id)
        .where(models.Entry.pledge_id.in_(select(pledge.id).where(which)))
        .where(_Reversal.id.is_(None))
    )
    kinds: dict[str | None, set[str]] = {}
    for pledge_id, kind in standing:
        kinds.setdefault(pledge_id, set()).add(kind)
    return [
        PledgeLine(
            pledge=facts.pledge_of(row),
            stage=facts.stage_of(kinds.get(row.id, set())),
            entry_id=row.entry_id,
            offered_on=offered_on,
            condition=None if asked is None else facts.read_condition(asked),
            is_met=mark is not None,
            words=said,
            funder_name=funder_name,
            offered_by=offered_by,
        )
        for row, offered_on, offered_by, funder_name, asked, mark, said in found
    ]
