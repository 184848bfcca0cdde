"""Payment runs: put together by one person, let go by another, all in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, insert, select
from sqlalchemy.orm import Session, aliased

from ledger import models, models_paying
from ledger.rules import posting
from ledger.rules.enough import after
from ledger.rules.entry import Entry, RunMark
from ledger.rules.payable import check_payable, check_payee_waited
from ledger.rules.paying_refusal import PayRefusal
from ledger.rules.refusal import Refusal
from ledger.rules.runs import (
    Approval,
    RunLine,
    check_approval,
    check_limits,
    check_run,
    payload_hash,
    total_pence,
)
from ledger.sealing import seal_waiting, take_turn
from ledger.store import facts, limits, payees
from ledger.store.agreements import check_may_be_paid
from ledger.store.writing import By, post
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id

APPROVED, WITHDRAWN, WAITING = "approved", "withdrawn", "waiting"
_Run, _Member, _Outcome = (
    models_paying.Run,
    models_paying.RunPayment,
    models_paying.RunOutcome,
)
_Settling = aliased(models.Entry)
Wanted = Select[str, str, str, int, str, str, str | None]


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as it was prepared, and what became of it."""

    run_id: str
    fund_id: str
    prepared_by: str
    prepared_at: datetime
    payload_hash: str
    total_pence: int
    outcome: str
    decided_by: str | None
    decided_at: datetime | None


def prepare_run(session: Session, by: By, fund_id: str, payment_ids: Collection[str]) -> str:
    """Put payments that wait into a run; gives its id. Raises Refused."""
    take_turn(session, fund_id)
    lines = _waiting_lines(session, models.Payment.id.in_(list(payment_ids)))
    if len(lines) != len(set(payment_ids)):
        raise Refused(Refusal.ALREADY_SETTLED)
    ids = [line.payment_id for line in lines]
    check_run(fund_id, lines, taken=bool(_in_open_runs(session, ids)))
    _check_payees(session, by, lines, has_waited=False)
    check_limits(lines, limits.limits_of(session, fund_id), paid_today_pence=0)
    return _add_run(session, by, fund_id, by.actor_id, lines)


def _add_run(
    session: Session, by: By, fund_id: str, prepared_by: str, lines: Sequence[RunLine]
) -> str:
    run_id = new_id("run")
    row = {
        "id": run_id,
        "fund_id": fund_id,
        "prepared_by": prepared_by,
        "prepared_at": by.at,
        "payload_hash": payload_hash(fund_id, lines),
        "total_pence": total_pence(lines),
    }
    session.execute(insert(_Run), [row])
    members = [{"run_id": run_id, "payment_id": line.payment_id} for line in lines]
    session.execute(insert(_Member), members)
    record(session, at=by.at, actor_id=by.actor_id, what="run_prepared", subject_id=run_id)
    return run_id


def approve_run(
    session: Session, by: By, run_id: str, *, seen_hash: str, is_near: bool = False
) -> list[str]:
    """Let all payments of a run go, as somebody who had no hand in it; gives the entries' ids.

    They are sealed in the same transaction: no money leaves on an entry that could be altered.

    `seen_hash` is the fingerprint of the page that was read; `is_near` says that the person is
    family or household of somebody who is paid. All are paid or none. Raises Refused.
    """
    run = _run_in_turn(session, run_id)
    lines = _waiting_lines(session, _of_run(run_id))
    check_approval(
        Approval(
            actor_id=by.actor_id,
            prepared_by=run.prepared_by,
            is_decided=run.outcome != WAITING,
            prepared_hash=run.payload_hash,
            seen_hash=seen_hash,
            present_hash=payload_hash(run.fund_id, lines),
            is_near=is_near,
        ),
        lines,
    )
    return _pay(session, by, run.run_id, run.prepared_by, lines)


def approve_payment(session: Session, by: By, payment_id: str, *, is_near: bool = False) -> str:
    """Let one payment go by itself: a run of one. Gives the entry's id."""
    payment, _settled = facts.find_payment(session, payment_id)
    take_turn(session, facts.find_award(session, payment.award_id).fund_id)
    payment, settled = facts.find_payment(session, payment_id)
    lines = _waiting_lines(session, models.Payment.id == payment_id)
    if by.actor_id == payment.prepared_by:
        raise Refused(Refusal.SAME_PERSON, actor_id=by.actor_id)
    if settled or not lines:
        raise Refused(Refusal.ALREADY_SETTLED, payment_id=payment_id)
    if is_near:
        raise Refused(PayRefusal.PAYEE_NEAR)
    if _in_open_runs(session, [payment_id]):
        raise Refused(PayRefusal.PAYMENT_IN_RUN)
    run_id = _add_run(session, by, lines[0].fund_id, payment.prepared_by, lines)
    return _pay(session, by, run_id, payment.prepared_by, lines)[0]


def _pay(
    session: Session, by: By, run_id: str, prepared_by: str, lines: Sequence[RunLine]
) -> list[str]:
    fund_id = lines[0].fund_id
    _check_payees(session, by, lines, has_waited=True)
    for award_id in {line.award_id for line in lines}:
        own_pence = sum(line.amount_pence for line in lines if line.award_id == award_id)
        check_may_be_paid(session, by, award_id, own_pence)
    paid_pence = limits.paid_today_pence(session, by, fund_id)
    check_limits(lines, limits.limits_of(session, fund_id), paid_today_pence=paid_pence)
    hashed = payload_hash(fund_id, lines)
    balances = facts.balances_of_awards(session, {line.award_id for line in lines})
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        payment, settled = facts.find_payment(session, line.payment_id)
        entry = posting.approve_payment(
            by.stamp(fund_id, number),
            payment,
            facts.find_award(session, line.award_id),
            facts.pots_of_award(session, line.award_id),
            settled=settled,
            balances=balances,
            run=RunMark(line.payment_id, run_id, hashed),
        )
        balances = after(entry, balances)
        entries.append(entry)
    post(session, *entries)
    _close(session, by, run_id, prepared_by, APPROVED)
    seal_waiting(session)
    return [entry.id for entry in entries]


def _run_in_turn(session: Session, run_id: str) -> RunShown:
    """A run as it stands once it is this act's turn. Raises Missing."""
    take_turn(session, find_run(session, run_id).fund_id)
    return find_run(session, run_id)


def withdraw_run(session: Session, by: By, run_id: str) -> None:
    """Take a run apart; its payments wait by themselves again."""
    run = _run_in_turn(session, run_id)
    if run.outcome != WAITING:
        raise Refused(PayRefusal.RUN_DECIDED)
    _close(session, by, run_id, run.prepared_by, WITHDRAWN)


def _close(session: Session, by: By, run_id: str, prepared_by: str, outcome: str) -> None:
    decided = {"decided_by": by.actor_id, "decided_at": by.at}
    row = {"run_id": run_id, "prepared_by": prepared_by, "outcome": outcome, **decided}
    session.execute(insert(_Outcome), [row])
    record(session, at=by.at, actor_id=by.actor_id, what=f"run_{outcome}", subject_id=run_id)


def _check_payees(session: Session, by: By, lines: Sequence[RunLine], *, has_waited: bool) -> None:
    found = payees.payees_of(session, {line.payee_digest for line in lines})
    for line in lines:
        ready = payees.readiness(found.get(line.payee_digest), by.at)
        check_payable(ready)
        if has_waited:
            check_payee_waited(ready)


def _of_run(run_id: str) -> ColumnElement[bool]:
    return models.Payment.id.in_(select(_Member.payment_id).where(_Member.run_id == run_id))


def _line_query() -> Wanted:
    payment, mark = models.Payment, models_paying.PaymentPayee
    return (
        select(
            payment.id,
            payment.award_id,
            models.Award.fund_id,
            payment.amount_pence,
            payment.prepared_by,
            mark.payee_digest,
            mark.invoice_digest,
        )
        .join(models.Award, models.Award.id == payment.award_id)
        .outerjoin(mark, mark.payment_id == payment.id)
        .order_by(payment.id)
    )


def _waiting_lines(session: Session, which: ColumnElement[bool]) -> list[RunLine]:
    """Payments that nobody approved or refused yet."""
    settles = (_Settling.payment_id == models.Payment.id) & _Settling.kind.in_(facts.SETTLING)
    wanted = _line_query().outerjoin(_Settling, settles).where(which, _Settling.id.is_(None))
    return _read_lines(session, wanted)


def _read_lines(session: Session, wanted: Wanted) -> list[RunLine]:
    return [RunLine(*row[:5], row[5] or "", row[6]) for row in session.execute(wanted)]


def lines_of_run(session: Session, run_id: str) -> list[RunLine]:
    """The payments of a run, whatever became of them. One statement."""
    return _read_lines(session, _line_query().where(_of_run(run_id)))


def waiting_lines_of_run(session: Session, run_id: str) -> list[RunLine]:
    """The payments of a run that still wait. One statement."""
    return _waiting_lines(session, _of_run(run_id))


def waiting_lines_of_fund(session: Session, fund_id: str) -> list[RunLine]:
    """The payments of a fund that wait and are in no open run. Two statements."""
    lines = _waiting_lines(session, models.Award.fund_id == fund_id)
    taken = _in_open_runs(session, [line.payment_id for line in lines])
    return [line for line in lines if line.payment_id not in taken]


def _in_open_runs(session: Session, payment_ids: Collection[str]) -> set[str]:
    taken = (
        select(_Member.payment_id)
        .outerjoin(_Outcome, _Outcome.run_id == _Member.run_id)
        .where(_Member.payment_id.in_(payment_ids), _Outcome.run_id.is_(None))
    )
    return set(session.scalars(taken))


def ideas_of_awards(session: Session, award_ids: Collection[str]) -> dict[str, str]:
    """Which idea each award is for. One statement."""
    wanted = select(models.Award.id, models.Award.idea_id).where(models.Award.id.in_(award_ids))
    return {row.id: row.idea_id for row in session.execute(wanted)}


def find_run(session: Session, run_id: str) -> RunShown:
    """One run. Raises Missing."""
    found = _runs(session, _Run.id == run_id)
    if not found:
        raise Missing(run_id)
    return found[0]


def runs_waiting(session: Session) -> list[RunShown]:
    """The runs that wait for a second person, the oldest first. One statement."""
    return _runs(session, _Outcome.run_id.is_(None))


def run_of_payment(session: Session, payment_id: str) -> RunShown | None:
    """The newest run that a payment was in, if it was in one. One statement."""
    mine = _Run.id.in_(select(_Member.run_id).where(_Member.payment_id == payment_id))
    found = _runs(session, mine)
    return found[-1] if found else None


def _runs(session: Session, *which: ColumnElement[bool]) -> list[RunShown]:
    found = session.execute(
        select(_Run, _Outcome)
        .outerjoin(_Outcome, _Outcome.run_id == _Run.id)
        .where(*which)
        .order_by(_Run.prepared_at, _Run.id)
    )
    return [
        RunShown(
            run_id=run.id,
            fund_id=run.fund_id,
            prepared_by=run.prepared_by,
            prepared_at=run.prepared_at,
            payload_hash=run.payload_hash,
            total_pence=run.total_pence,
            outcome=WAITING if outcome is None else outcome.outcome,
            decided_by=outcome and outcome.decided_by,
            decided_at=outcome and outcome.decided_at,
        )
        for run, outcome in found
    ]
