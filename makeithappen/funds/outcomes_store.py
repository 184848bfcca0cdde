"""The outcomes of funds: reading them, with the areas where both are asked for, and writing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.funds.models import Area
from makeithappen.funds.outcomes_models import Outcome
from makeithappen.funds.rules.outcomes import read_outcomes
from makeithappen.funds.store import AreaRow, find_fund


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome of a fund."""

    outcome_id: str
    fund_id: str
    name: str
    archived: bool


def outcomes(session: Session, fund_id: str) -> list[OutcomeRow]:
    """The outcomes of a fund by name, the archived ones too."""
    wanted = select(Outcome).where(Outcome.fund_id == fund_id)
    found = session.execute(wanted.order_by(Outcome.name, Outcome.id)).scalars()
    return [_row(outcome) for outcome in found]


def find_outcome(session: Session, outcome_id: str) -> OutcomeRow:
    """One outcome. Raises Missing."""
    outcome = session.get(Outcome, outcome_id)
    if outcome is None:
        raise Missing(outcome_id)
    return _row(outcome)


def names(session: Session, outcome_ids: Collection[str]) -> list[str]:
    """What these outcomes are called, by name."""
    wanted = select(Outcome.name).where(Outcome.id.in_(outcome_ids))
    return list(session.scalars(wanted.order_by(Outcome.name, Outcome.id)))


def areas_and_outcomes(
    session: Session, fund_ids: Collection[str]
) -> tuple[list[AreaRow], list[OutcomeRow]]:
    """What people choose from in these funds, by name, the archived ones too. One statement."""
    lists = union_all(
        *(
            select(literal(kind).label("kind"), of.id, of.fund_id, of.name, of.archived_at)
            for kind, of in (("area", Area), ("outcome", Outcome))
        )
    ).subquery()
    wanted = select(lists).where(lists.c.fund_id.in_(fund_ids))
    rows = session.execute(wanted.order_by(lists.c.name, lists.c.id)).all()
    shown = {
        kind: [
            (row.id, row.fund_id, row.name, row.archived_at is not None)
            for row in rows
            if row.kind == kind
        ]
        for kind in ("area", "outcome")
    }
    return [AreaRow(*one) for one in shown["area"]], [OutcomeRow(*one) for one in shown["outcome"]]


def add_outcomes(
    session: Session, *, fund_id: str, typed: str, actor_id: str, at: datetime
) -> None:
    """Put outcomes on a fund's list, one for each line that was typed."""
    find_fund(session, fund_id)
    known = {one.name for one in outcomes(session, fund_id) if not one.archived}
    for name in read_outcomes(typed, known):
        outcome_id = new_id("outcome")
        session.add(Outcome(id=outcome_id, fund_id=fund_id, name=name, archived_at=None))
        session.flush()
        record(session, at=at, actor_id=actor_id, what="outcome_added", subject_id=outcome_id)


def archive_outcome(session: Session, *, outcome_id: str, actor_id: str, at: datetime) -> None:
    """Take an outcome off the list of choices. Ideas that named it keep it."""
    outcome = session.get(Outcome, outcome_id, with_for_update=True)
    if outcome is None:
        raise Missing(outcome_id)
    if outcome.archived_at is None:
        outcome.archived_at = at
        session.flush()
        record(session, at=at, actor_id=actor_id, what="outcome_archived", subject_id=outcome_id)


def _row(outcome: Outcome) -> OutcomeRow:
    archived = outcome.archived_at is not None
    return OutcomeRow(outcome.id, outcome.fund_id, outcome.name, archived)
