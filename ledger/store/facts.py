"""What writing rests on, read from the rows as the rules' own dataclasses."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.rules.accounts import AccountKind, Pot
from ledger.rules.body import parse_body
from ledger.rules.conditions import Condition, ConditionKind
from ledger.rules.entry import Award, Entry, EntryKind, Payment, PaymentMethod, Pledge
from ledger.rules.pledging import PledgeStage
from ledger.store.entries import PLACE, placed
from makeithappen.core.errors import Missing
from makeithappen.core.prepared import Prepared

SETTLING = (EntryKind.PAYMENT.value, EntryKind.PAYMENT_REFUSED.value)


def find_pot(session: Session, pot_id: str) -> Pot:
    """A pot as it was opened. Raises Missing."""
    for row in _POT.rows(session, pot_id=pot_id):
        return Pot(*row)
    raise Missing(pot_id)


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


_POT = Prepared(_pots().where(models.Account.pot_id == bindparam("pot_id")))


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


def balances_of_awards(session: Session, award_ids: Iterable[str]) -> dict[str, int]:
    """Pence by account id: all accounts of these awards, and those of the pots behind them."""
    account = models.Account
    of_awards = account.award_id.in_(list(award_ids))
    pots = select(account.pot_id).where(of_awards)
    of_pots = account.pot_id.in_(pots) & account.award_id.is_(None)
    found = session.execute(
        select(models.Balance.account_id, models.Balance.balance_pence)
        .join(account, account.id == models.Balance.account_id)
        .where(of_awards | of_pots)
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
    """(day, idea) of what these days fund; not what was taken back or cancelled since."""
    award, account = models.Award, models.Account
    stands = (AccountKind.RESERVED, AccountKind.COMMITTED, AccountKind.GRANTED)
    found = session.execute(
        select(award.day_id, award.idea_id)
        .join(account, account.award_id == award.id)
        .join(models.Balance, models.Balance.account_id == account.id)
        .where(award.day_id.in_(set(day_ids)), models.Balance.balance_pence > 0)
        .where(account.kind.in_([kind.value for kind in stands]))
    )
    return {(day_id, idea_id) for day_id, idea_id in found}


def funds_of_day(session: Session, day_id: str) -> list[str]:
    """The funds whose money a day has awarded: none, or the day's own."""
    funds = select(models.Award.fund_id).where(models.Award.day_id == day_id).distinct()
    return list(session.scalars(funds))


def awards_of_pot(session: Session, pot_id: str) -> list[str]:
    """The awards that a pot ever promised money to, in the order in which they were made."""
    account = models.Account
    awards = (
        select(models.Award.id)
        .join(account, account.award_id == models.Award.id)
        .where(account.pot_id == pot_id, account.kind == AccountKind.COMMITTED.value)
    )
    return list(session.scalars(placed(awards, models.Award.entry_id).order_by(PLACE)))


def at_risk_pence(session: Session, fund_id: str) -> int:
    """What of a fund's awards has no money behind it since pledges were lost."""
    account = models.Account
    at_risk = (
        select(func.coalesce(func.sum(models.Balance.balance_pence), 0))
        .join(account, account.id == models.Balance.account_id)
        .where(account.fund_id == fund_id, account.kind == AccountKind.AT_RISK.value)
    )
    return int(session.execute(at_risk).scalar_one())


def standing_entries(session: Session, award_ids: Iterable[str]) -> list[Entry]:
    """What was done to these awards and not undone, the newest first."""
    entry, undoing = models.Entry, aliased(models.Entry)
    standing = (
        select(entry.body)
        .outerjoin(undoing, undoing.reverses_id == entry.id)
        .where(entry.award_id.in_(list(award_ids)), undoing.id.is_(None))
        .where(entry.reverses_id.is_(None))
    )
    newest_first = placed(standing, entry.id).order_by(PLACE.desc())
    return [parse_body(body) for body in session.scalars(newest_first)]


def fund_of_pledge(session: Session, pledge_id: str) -> str:
    """The fund that a pledge was offered to, which never changes. Raises Missing."""
    row = session.get(models.Pledge, pledge_id)
    if row is None:
        raise Missing(pledge_id)
    return row.fund_id


def find_pledge(session: Session, pledge_id: str) -> tuple[Pledge, PledgeStage]:
    """A pledge and how far it ever came, unless its loss was undone. Raises Missing."""
    row = session.get(models.Pledge, pledge_id)
    if row is None:
        raise Missing(pledge_id)
    entry, undoing = models.Entry, aliased(models.Entry)
    kinds = session.scalars(
        select(entry.kind)
        .outerjoin(undoing, undoing.reverses_id == entry.id)
        .where(entry.pledge_id == pledge_id)
        .where((entry.kind != EntryKind.PLEDGE_LOST.value) | undoing.id.is_(None))
    )
    return pledge_of(row), stage_of(set(kinds))


_STAGES = (
    (EntryKind.PLEDGE_LOST, PledgeStage.LOST),
    (EntryKind.PLEDGE_WITHDRAWN, PledgeStage.WITHDRAWN),
    (EntryKind.PLEDGE_RECEIVED, PledgeStage.RECEIVED),
    (EntryKind.PLEDGE_CONFIRMED, PledgeStage.CONFIRMED),
)


def stage_of(kinds: set[str]) -> PledgeStage:
    """How far a pledge came, by the kinds of its entries."""
    return next((stage for kind, stage in _STAGES if kind in kinds), PledgeStage.OFFERED)


def condition_of(session: Session, pledge_id: str) -> tuple[Condition | None, bool]:
    """A pledge's condition, if it has one, and whether that was marked as met."""
    row = session.get(models.Condition, pledge_id)
    if row is None:
        return None, False
    return read_condition(row), session.get(models.ConditionMark, pledge_id) is not None


def read_condition(row: models.Condition) -> Condition:
    """A stored condition as the rules know it."""
    return Condition(row.pledge_id, ConditionKind(row.kind), row.about, row.words_digest)


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


def award_of_payment(session: Session, payment_id: str) -> str:
    """The award that a payment is for, which never changes. Raises Missing."""
    row = session.get(models.Payment, payment_id)
    if row is None:
        raise Missing(payment_id)
    return row.award_id


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
