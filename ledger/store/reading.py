"""Queries for pages, commands and exports: few statements, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.rules.accounts import PROMISED, AccountKind, FunderKind, Pot
from ledger.rules.entry import EntryKind
from ledger.rules.status import Movement, award_state, grouped, totals
from ledger.store import facts
from ledger.store.entries import PLACE, placed
from ledger.store.lines import (
    AwardLine,
    FunderLine,
    FunderTotals,
    FundStatement,
    PaymentLine,
    PotLine,
    Ratification,
    Summary,
)
from makeithappen.core.errors import Missing

_Original = aliased(models.Entry)  # what a reversal reverses
_Reversal = aliased(models.Entry)  # what undid an entry
_Settling = aliased(models.Entry)  # what approved or refused a payment


def funders(session: Session) -> list[FunderLine]:
    """All funders by name."""
    found = session.scalars(select(models.Funder).order_by(models.Funder.name, models.Funder.id))
    return [_funder_line(row) for row in found]


def _funder_line(row: models.Funder) -> FunderLine:
    return FunderLine(row.id, row.name, FunderKind(row.kind))


def movements(session: Session, *conditions: ColumnElement[bool]) -> list[Movement]:
    """All legs, summed up by what moved them and where; in the order of the pots."""
    kind = func.coalesce(_Original.kind, models.Entry.kind)
    account = models.Account
    what = (
        account.fund_id,
        account.pot_id,
        account.funder_id,
        account.award_id,
        kind,
        account.kind,
    )
    found = session.execute(
        select(*what, func.sum(models.Posting.amount_pence))
        .join(models.Entry, models.Entry.id == models.Posting.entry_id)
        .join(account, account.id == models.Posting.account_id)
        .outerjoin(_Original, _Original.id == models.Entry.reverses_id)
        .outerjoin(models.Pot, models.Pot.id == account.pot_id)
        .where(*conditions)
        .group_by(*what, models.Pot.position)
        .order_by(models.Pot.position, account.pot_id)
    )
    return [
        Movement(fund, pot, funder, award, EntryKind(moved), AccountKind(where), int(pence))
        for fund, pot, funder, award, moved, where, pence in found
    ]


def summary(session: Session, fund_id: str | None = None) -> Summary:
    """Sums of one fund, or of all, and per funder (by name). Two statements."""
    moved = movements(session, *_of_fund(models.Account.fund_id, fund_id))
    sums = grouped(moved, lambda movement: movement.funder_id)
    return Summary(
        totals(moved),
        tuple(
            FunderTotals(funder, sums[funder.funder_id])
            for funder in funders(session)
            if funder.funder_id in sums
        ),
    )


def _of_fund(column: Any, fund_id: str | None) -> Sequence[ColumnElement[bool]]:
    return () if fund_id is None else (column == fund_id,)


def fund_statements(session: Session, fund_id: str | None = None) -> list[FundStatement]:
    """The money of each fund that has pots, or of one fund, pot by pot. Two statements."""
    moved = movements(session, *_of_fund(models.Account.fund_id, fund_id))
    by_pot = grouped(moved, lambda movement: movement.pot_id)
    found = session.execute(
        select(models.Pot, models.Funder)
        .join(models.Funder, models.Funder.id == models.Pot.funder_id)
        .where(*_of_fund(models.Pot.fund_id, fund_id))
        .order_by(models.Pot.fund_id, models.Pot.position)
    )
    lines: dict[str, list[PotLine]] = {}
    for pot, funder in found:
        line = PotLine(
            pot=Pot(pot.id, pot.fund_id, pot.funder_id, pot.idea_id),
            name=pot.name,
            restriction=pot.restriction,
            funder=_funder_line(funder),
            totals=by_pot.get(pot.id, totals(())),
        )
        lines.setdefault(pot.fund_id, []).append(line)
    by_fund = grouped(moved, lambda movement: movement.fund_id)
    return [
        FundStatement(own, by_fund.get(own, totals(())), tuple(pots)) for own, pots in lines.items()
    ]


def fund_statement(session: Session, fund_id: str) -> FundStatement:
    """One fund's money; a fund without pots has none. Two statements."""
    found = fund_statements(session, fund_id)
    return found[0] if found else FundStatement(fund_id, totals(()), ())


def available_pence(session: Session, fund_id: str) -> int:
    """What the fund can still commit, money meant for single ideas included."""
    free = (
        select(func.coalesce(func.sum(models.Balance.balance_pence), 0))
        .join(models.Account, models.Account.id == models.Balance.account_id)
        .where(models.Account.fund_id == fund_id, models.Account.kind == AccountKind.FREE.value)
    )
    return int(session.execute(free).scalar_one())


def available_for_ideas_pence(session: Session, fund_id: str) -> dict[str, int]:
    """The part of it that was given for one idea alone, by idea id."""
    by_idea = available_by_idea_pence(session, fund_id)
    return {idea_id: pence for idea_id, pence in by_idea.items() if idea_id}


def available_by_idea_pence(session: Session, fund_id: str) -> dict[str, int]:
    """The same by the id of the one idea it was given for; "" for what is for none alone."""
    account = models.Account
    rows = session.execute(
        select(account.idea_id, func.sum(models.Balance.balance_pence))
        .join(models.Balance, models.Balance.account_id == account.id)
        .where(account.fund_id == fund_id, account.kind == AccountKind.FREE.value)
        .group_by(account.idea_id)
    )
    return {idea_id or "": int(pence) for idea_id, pence in rows}


def award_sources(session: Session, day_id: str) -> dict[str, list[tuple[str, int]]]:
    """Who bears each award of a day as it was made: funder and pence, by idea id. One statement."""
    award, account, funder = models.Award, models.Account, models.Funder
    rows = session.execute(
        select(award.idea_id, funder.name, func.sum(models.Posting.amount_pence))
        .join(models.Posting, models.Posting.entry_id == award.entry_id)
        .join(account, account.id == models.Posting.account_id)
        .join(funder, funder.id == account.funder_id)
        .outerjoin(_Reversal, _Reversal.reverses_id == award.entry_id)
        .where(award.day_id == day_id, account.award_id == award.id, _Reversal.id.is_(None))
        .where(account.kind.in_([kind.value for kind in PROMISED]))
        .group_by(award.idea_id, funder.name)
        .order_by(award.idea_id, funder.name)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for idea_id, name, pence in rows:
        found.setdefault(idea_id, []).append((name, abs(int(pence))))
    return found


def award_lines(session: Session, *, fund_id: str | None = None) -> list[AwardLine]:
    """All awards, or those of a fund, in the order in which they were made. Four statements."""
    return _award_lines(session, _of_fund(models.Award.fund_id, fund_id))


def award_lines_of_day(session: Session, day_id: str) -> list[AwardLine]:
    """The awards of a day, those taken back included. Four statements."""
    return _award_lines(session, [models.Award.day_id == day_id])


def award_lines_reserved(session: Session) -> list[AwardLine]:
    """The awards that wait to be ratified, the oldest first. Four statements."""
    reserved = (
        select(models.Account.award_id)
        .join(models.Balance, models.Balance.account_id == models.Account.id)
        .where(models.Account.kind == AccountKind.RESERVED.value)
        .where(models.Balance.balance_pence > 0)
    )
    return _award_lines(session, [models.Award.id.in_(reserved)])


def find_award_line(session: Session, award_id: str) -> AwardLine:
    """One award and where it stands. Raises Missing."""
    found = _award_lines(session, [models.Award.id == award_id])
    if not found:
        raise Missing(award_id)
    return found[0]


def _award_lines(session: Session, which: Sequence[ColumnElement[bool]]) -> list[AwardLine]:
    awards = (
        select(models.Award, models.Entry.recorded_at, models.Entry.effective_on)
        .join(models.Entry, models.Entry.id == models.Award.entry_id)
        .where(*which)
    )
    found = session.execute(placed(awards, models.Award.entry_id).order_by(PLACE)).all()
    ids = select(models.Award.id).where(*which)
    moved: dict[str | None, list[Movement]] = {}
    for movement in movements(session, models.Account.award_id.in_(ids)):
        moved.setdefault(movement.award_id, []).append(movement)
    delivered, ratified = _deliveries(session, ids), _ratifications(session, ids)
    return [
        AwardLine(
            award=facts.award_of(award),
            state=award_state(
                award.id, moved.get(award.id, ()), deliveries=delivered.get(award.id, 0)
            ),
            entry_id=award.entry_id,
            recorded_at=recorded_at,
            effective_on=effective_on,
            ratification=ratified.get(award.id),
        )
        for award, recorded_at, effective_on in found
    ]


def decided_by(session: Session, entry_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Who posted each of these entries, and who signed it with them. One statement."""
    entry = models.Entry
    found = session.execute(
        select(entry.id, entry.actor_id, entry.second_actor_id).where(entry.id.in_(entry_ids))
    )
    return {
        entry_id: (first,) if second is None else (first, second)
        for entry_id, first, second in found
    }


def _ratifications(session: Session, award_ids: Select[str]) -> dict[str | None, Ratification]:
    """The ratifications that stand, per award."""
    entry = models.Entry
    found = session.execute(
        select(entry.award_id, entry.id, entry.actor_id, entry.recorded_at)
        .outerjoin(_Reversal, _Reversal.reverses_id == entry.id)
        .where(entry.award_id.in_(award_ids), _Reversal.id.is_(None))
        .where(entry.kind == EntryKind.RATIFICATION.value)
    )
    return {
        award_id: Ratification(entry_id, actor_id, at) for award_id, entry_id, actor_id, at in found
    }


def _deliveries(session: Session, award_ids: Select[str]) -> dict[str | None, int]:
    """Deliveries less those that were taken back, per award."""
    delivery = EntryKind.DELIVERY.value
    counted = func.sum(case((models.Entry.kind == delivery, 1), else_=-1))
    found = session.execute(
        select(models.Entry.award_id, counted)
        .outerjoin(_Original, _Original.id == models.Entry.reverses_id)
        .where(
            models.Entry.award_id.in_(award_ids),
            (models.Entry.kind == delivery) | (_Original.kind == delivery),
        )
        .group_by(models.Entry.award_id)
    )
    return {award_id: int(count) for award_id, count in found}


def payments_waiting(session: Session, fund_id: str | None = None) -> list[PaymentLine]:
    """What waits for approval, the oldest first. One statement."""
    waiting = _Settling.id.is_(None)
    return _payment_lines(session, waiting, *_of_fund(models.Award.fund_id, fund_id))


def payments_of_award(session: Session, award_id: str) -> list[PaymentLine]:
    """All payments of an award, the oldest first. One statement."""
    return _payment_lines(session, models.Payment.award_id == award_id)


def find_payment_line(session: Session, payment_id: str) -> PaymentLine:
    """One payment. Raises Missing."""
    found = _payment_lines(session, models.Payment.id == payment_id)
    if not found:
        raise Missing(payment_id)
    return found[0]


def _payment_lines(session: Session, *which: ColumnElement[bool]) -> list[PaymentLine]:
    settles = and_(_Settling.payment_id == models.Payment.id, _Settling.kind.in_(facts.SETTLING))
    payments = (
        select(models.Payment, models.Award, models.Entry.recorded_at, _Settling, _Reversal.id)
        .join(models.Award, models.Award.id == models.Payment.award_id)
        .join(models.Entry, models.Entry.id == models.Payment.entry_id)
        .outerjoin(_Settling, settles)
        .outerjoin(_Reversal, _Reversal.reverses_id == _Settling.id)
        .where(*which)
    )
    found = session.execute(placed(payments, models.Payment.entry_id).order_by(PLACE))
    return [
        PaymentLine(
            payment=facts.payment_of(payment),
            award=facts.award_of(award),
            prepared_at=prepared_at,
            outcome=None if settled is None else EntryKind(settled.kind),
            settled_at=None if settled is None else settled.recorded_at,
            settled_entry_id=None if settled is None else settled.id,
            is_reversed=undone is not None,
        )
        for payment, award, prepared_at, settled, undone in found
    ]
