"""What writing rests on, read from the rows as the rules' own dataclasses."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.rules.accounts import AccountKind, Pot
from ledger.rules.body import parse_body
from ledger.rules.entry import Award, Entry, EntryKind, Payment, PaymentMethod, Pledge
from ledger.rules.posting import PledgeStage
from makeithappen.core.errors import Missing

SETTLING = (EntryKind.PAYMENT.value, EntryKind.PAYMENT_REFUSED.value)


def find_pot(session: Session, pot_id: str) -> Pot:
    """A pot as it was opened. Raises Missing."""
    found = session.execute(_pots().where(models.Account.pot_id == pot_id)).one_or_none()
    if found is None:
        raise Missing(pot_id)
    return Pot(*found)


def pots_of_fund(session: Session, fund_id: str) -> list[Pot]:
    """The pots of a fund in their order."""
    found = session.execute(_in_order(_pots().where(models.Account.fund_id == fund_id)))
    return [Pot(*row) for row in found]


def pots_of_award(session: Session, award_id: str) -> list[Pot]:
    """The pots that an award was made from, in their order."""
    of_award = _pots(AccountKind.COMMITTED).where(models.Account.award_id == award_id)
    return [Pot(*row) for row in session.execute(_in_order(of_award))]


def _pots(kind: AccountKind = AccountKind.FREE) -> Select[str, str, str, str | None]:
    account = models.Account
    columns = (account.pot_id, account.fund_id, account.funder_id, account.idea_id)
    return select(*columns).where(account.kind == kind.value)


def _in_order(
    pots: Select[str, str, str, str | None],
) -> Select[str, str, str, str | None]:
    joined = pots.outerjoin(models.Pot, models.Pot.id == models.Account.pot_id)
    return joined.order_by(models.Pot.position, models.Account.pot_id)


def balances(session: Session, pots: Iterable[Pot], award_id: str | None = None) -> dict[str, int]:
    """Pence by account id: the pots' own accounts, and those of one award."""
    account = models.Account
    of_award = (
        account.award_id.is_(None)
        if award_id is None
        else or_(account.award_id.is_(None), account.award_id == award_id)
    )
    found = session.execute(
        select(models.Balance.account_id, models.Balance.balance_pence)
        .join(account, account.id == models.Balance.account_id)
        .where(account.pot_id.in_([pot.id for pot in pots]), of_award)
    )
    return {row.account_id: row.balance_pence for row in found}


def balances_of(session: Session, account_ids: Iterable[str]) -> dict[str, int]:
    """Pence by account id for these accounts."""
    found = session.execute(
        select(models.Balance.account_id, models.Balance.balance_pence).where(
            models.Balance.account_id.in_(list(account_ids))
        )
    )
    return {row.account_id: row.balance_pence for row in found}


def find_award(session: Session, award_id: str) -> Award:
    """An award. Raises Missing."""
    row = session.get(models.Award, award_id)
    if row is None:
        raise Missing(award_id)
    return award_of(row)


def award_of(row: models.Award) -> Award:
    """A stored award as the rules know it."""
    return Award(
        id=row.id,
        fund_id=row.fund_id,
        round_id=row.round_id,
        day_id=row.day_id,
        idea_id=row.idea_id,
        amount_pence=row.amount_pence,
        asked_pence=row.asked_pence,
        decision_digest=row.decision_digest,
    )


def awarded_ideas(session: Session, day_ids: Iterable[str]) -> set[tuple[str, str]]:
    """(day, idea) of what these days have funded."""
    found = session.execute(
        select(models.Award.day_id, models.Award.idea_id).where(
            models.Award.day_id.in_(set(day_ids))
        )
    )
    return {(day_id, idea_id) for day_id, idea_id in found}


def find_pledge(session: Session, pledge_id: str) -> tuple[Pledge, PledgeStage]:
    """A pledge and how far it ever came. Raises Missing."""
    row = session.get(models.Pledge, pledge_id)
    if row is None:
        raise Missing(pledge_id)
    kinds = session.scalars(select(models.Entry.kind).where(models.Entry.pledge_id == pledge_id))
    return pledge_of(row), stage_of(set(kinds))


def stage_of(kinds: set[str]) -> PledgeStage:
    """How far a pledge came, by the kinds of its entries."""
    if EntryKind.PLEDGE_RECEIVED in kinds:
        return PledgeStage.RECEIVED
    return PledgeStage.CONFIRMED if EntryKind.PLEDGE_CONFIRMED in kinds else PledgeStage.OFFERED


def pledge_of(row: models.Pledge) -> Pledge:
    """A stored pledge as the rules know it."""
    return Pledge(
        id=row.id,
        fund_id=row.fund_id,
        pot_id=row.pot_id,
        funder_id=row.funder_id,
        idea_id=row.idea_id,
        amount_pence=row.amount_pence,
    )


def find_payment(session: Session, payment_id: str) -> tuple[Payment, bool]:
    """A payment, and whether it was approved or refused already. Raises Missing."""
    row = session.get(models.Payment, payment_id)
    if row is None:
        raise Missing(payment_id)
    settling = select(models.Entry.id).where(
        models.Entry.payment_id == payment_id, models.Entry.kind.in_(SETTLING)
    )
    return payment_of(row), session.execute(settling).first() is not None


def payment_of(row: models.Payment) -> Payment:
    """A stored payment as the rules know it."""
    return Payment(
        id=row.id,
        award_id=row.award_id,
        amount_pence=row.amount_pence,
        method=PaymentMethod(row.method),
        prepared_by=row.prepared_by,
    )


def waiting_pence(session: Session, award_id: str) -> int:
    """What waits for approval of an award, in pence."""
    settled = select(models.Entry.payment_id).where(
        models.Entry.payment_id == models.Payment.id, models.Entry.kind.in_(SETTLING)
    )
    waiting = select(func.coalesce(func.sum(models.Payment.amount_pence), 0)).where(
        models.Payment.award_id == award_id, ~settled.exists()
    )
    return int(session.execute(waiting).scalar_one())


def find_entry(session: Session, entry_id: str) -> Entry:
    """An entry, read from its body. Raises Missing."""
    body = session.scalar(select(models.Entry.body).where(models.Entry.id == entry_id))
    if body is None:
        raise Missing(entry_id)
    return parse_body(body)


def is_reversed(session: Session, entry_id: str) -> bool:
    """Whether an entry was undone."""
    undoing = select(models.Entry.id).where(models.Entry.reverses_id == entry_id)
    return session.execute(undoing).first() is not None
