"""How much a fund lets go at once: proposed by one person, agreed to by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import models, models_paying
from ledger.rules.entry import EntryKind
from ledger.rules.paying_refusal import PayRefusal
from ledger.rules.runs import Limits, check_limits_decided
from ledger.sealing import take_turn
from ledger.store.writing import By
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id

_Limit, _Outcome = models_paying.PayLimit, models_paying.PayLimitOutcome


@dataclass(frozen=True, slots=True)
class WaitingLimits:
    """Limits that wait for another person's word."""

    limit_id: str
    asked_by: str
    limits: Limits


def limits_of(session: Session, fund_id: str) -> Limits:
    """The limits that hold for a fund: the newest that two people agreed on. One statement."""
    row = session.scalars(
        select(_Limit)
        .join(_Outcome, _Outcome.limit_id == _Limit.id)
        .where(_Limit.fund_id == fund_id, _Outcome.outcome == "agreed")
        .order_by(_Outcome.decided_at.desc(), _Limit.id)
        .limit(1)
    ).one_or_none()
    return Limits() if row is None else _limits(row)


def waiting_limits(session: Session, fund_id: str) -> WaitingLimits | None:
    """The limits of a fund that wait, if there are any. One statement."""
    row = session.scalars(
        select(_Limit)
        .outerjoin(_Outcome, _Outcome.limit_id == _Limit.id)
        .where(_Limit.fund_id == fund_id, _Outcome.limit_id.is_(None))
        .limit(1)
    ).one_or_none()
    return None if row is None else WaitingLimits(row.id, row.asked_by, _limits(row))


def _limits(row: models_paying.PayLimit) -> Limits:
    return Limits(row.payment_pence, row.run_pence, row.day_pence, row.light_pence)


def propose_limits(
    session: Session,
    by: By,
    fund_id: str,
    *,
    payment_pence: int,
    run_pence: int,
    day_pence: int,
    light_pence: int,
) -> str:
    """Propose limits; they hold once somebody else agrees. Gives their id."""
    take_turn(session, fund_id)
    if waiting_limits(session, fund_id) is not None:
        raise Refused(PayRefusal.LIMITS_WAITING)
    limit_id = new_id("limit")
    row = models_paying.PayLimit(
        id=limit_id,
        fund_id=fund_id,
        payment_pence=payment_pence,
        run_pence=run_pence,
        day_pence=day_pence,
        light_pence=light_pence,
        asked_by=by.actor_id,
        asked_at=by.at,
    )
    session.add(row)
    session.flush()
    record(session, at=by.at, actor_id=by.actor_id, what="limits_asked", subject_id=fund_id)
    return limit_id


def decide_limits(session: Session, by: By, limit_id: str, *, agree: bool) -> None:
    """Another person's word on proposed limits; whoever proposed them may only take them back."""
    row = session.get(_Limit, limit_id)
    if row is None:
        raise Missing(limit_id)
    take_turn(session, row.fund_id)
    is_decided = session.get(_Outcome, limit_id) is not None
    decider = by.actor_id if agree else ""
    check_limits_decided(asked_by=row.asked_by, decided_by=decider, is_decided=is_decided)
    outcome = models_paying.PayLimitOutcome(
        limit_id=limit_id,
        asked_by=row.asked_by,
        outcome="agreed" if agree else "turned_down",
        decided_by=by.actor_id,
        decided_at=by.at,
    )
    session.add(outcome)
    session.flush()
    what = f"limits_{outcome.outcome}"
    record(session, at=by.at, actor_id=by.actor_id, what=what, subject_id=row.fund_id)


def paid_today_pence(session: Session, by: By, fund_id: str) -> int:
    """What a fund let go since midnight where it is, whatever came back since."""
    zone = by.zones.get(fund_id, UTC)
    midnight = datetime.combine(by.at.astimezone(zone).date(), time(), zone).astimezone(UTC)
    entry = models.Entry
    paid = (
        select(func.coalesce(func.sum(models.Payment.amount_pence), 0))
        .join(entry, entry.payment_id == models.Payment.id)
        .where(entry.kind == EntryKind.PAYMENT.value, entry.fund_id == fund_id)
        .where(entry.recorded_at >= midnight)
    )
    return int(session.execute(paid).scalar_one())
