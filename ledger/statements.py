"""What the ledger's pages show: the store's lines, with the names beside the ids. Reads only."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from ledger import models, store
from ledger.rules.accounts import account_name
from ledger.rules.entry import EntryKind, Leg
from ledger.rules.status import AwardStatus, Totals, grouped
from ledger.rules.timeline import Step, timeline
from ledger.statement_lines import (
    AwardPage,
    AwardShown,
    DayAward,
    DayPage,
    EntriesShown,
    EntryPage,
    EntryShown,
    LegShown,
    PaymentShown,
    PledgePage,
    PledgeShown,
    PotShown,
    ShareShown,
    Statement,
    Sums,
)
from ledger.store import facts
from makeithappen.core.errors import Missing

PER_PAGE = 30
WAITING, REVERSED = "waiting", "reversed"


def funds(session: Session) -> list[Statement]:
    """Each fund that has pots, with its sums. Two statements."""
    return [_statement(found) for found in store.fund_statements(session)]


def fund_pots(session: Session, fund_id: str) -> Statement:
    """One fund without its awards and pledges. Two statements."""
    return _statement(store.fund_statement(session, fund_id))


def fund(session: Session, fund_id: str) -> Statement:
    """One fund: pots, awards and pledges. Eight statements."""
    found = store.fund_statement(session, fund_id)
    names = {line.pot.id: (line.funder.name, line.name) for line in found.pots}
    awards = tuple(_award(line) for line in store.award_lines(session, fund_id=fund_id))
    pledges = tuple(
        _pledge(line, *names[line.pledge.pot_id]) for line in store.pledge_lines(session, fund_id)
    )
    return _statement(found, awards, pledges)


def award(session: Session, award_id: str) -> AwardPage:
    """One award. Seven statements; raises Missing."""
    line = store.find_award_line(session, award_id)
    payments = store.payments_of_award(session, award_id)
    return AwardPage(
        award_id=award_id,
        fund_id=line.award.fund_id,
        day_id=line.award.day_id,
        idea_id=line.award.idea_id,
        amount_pence=line.state.totals.awarded_pence,
        asked_pence=line.award.asked_pence,
        status=line.state.status,
        delivered=line.state.delivered,
        totals=line.state.totals,
        waiting_pence=sum(one.payment.amount_pence for one in payments if one.outcome is None),
        shares=_shares(session, award_id),
        ratified_by=line.ratification and line.ratification.actor_id,
        ratified_at=line.ratification and line.ratification.recorded_at,
    )


def days_waiting(session: Session) -> list[DayPage]:
    """The days with awards to be ratified, the oldest first. Six statements."""
    return _days(session, store.award_lines_reserved(session))


def day(session: Session, day_id: str) -> DayPage:
    """The awards of one day. Six statements; raises Missing where it has none."""
    found = _days(session, store.award_lines_of_day(session, day_id))
    if not found:
        raise Missing(day_id)
    return found[0]


def _days(session: Session, lines: list[store.AwardLine]) -> list[DayPage]:
    names = {funder.funder_id: funder.name for funder in store.funders(session)}
    standing = [line for line in lines if line.state.status is not AwardStatus.TAKEN_BACK]
    decided = store.decided_by(session, [line.entry_id for line in standing])
    by_day: dict[str, list[store.AwardLine]] = {}
    for line in standing:
        by_day.setdefault(line.award.day_id, []).append(line)
    return [
        DayPage(
            day_id=day_id,
            fund_id=own[0].award.fund_id,
            awards=tuple(_day_award(line, names) for line in own),
            decided_by=frozenset().union(*(decided[line.entry_id] for line in own)),
        )
        for day_id, own in by_day.items()
    ]


def _day_award(line: store.AwardLine, names: dict[str, str]) -> DayAward:
    return DayAward(
        award_id=line.award.id,
        idea_id=line.award.idea_id,
        amount_pence=line.award.amount_pence,
        bar=tuple((names[share.funder_id], share.amount_pence) for share in line.state.shares),
        is_reserved=line.state.totals.reserved_pence > 0,
        ratified_by=line.ratification and line.ratification.actor_id,
        ratified_at=line.ratification and line.ratification.recorded_at,
    )


def _shares(session: Session, award_id: str) -> tuple[ShareShown, ...]:
    names = {funder.funder_id: funder.name for funder in store.funders(session)}
    moved = store.movements(session, models.Account.award_id == award_id)
    by_funder = grouped(moved, lambda movement: movement.funder_id)
    return tuple(ShareShown(names[funder], totals) for funder, totals in by_funder.items())


def award_entries(session: Session, award_id: str) -> list[tuple[EntryShown, Step]]:
    """What happened to an award, in order, and where its money stood then. One statement."""
    lines = store.entries_of_award(session, award_id)
    steps = timeline(award_id, [line.entry for line in lines])
    return [(_entry(line), step) for line, step in zip(lines, steps, strict=True)]


def pledge(session: Session, pledge_id: str) -> PledgePage:
    """One pledge with its entries. Four statements; raises Missing."""
    names = session.execute(
        select(models.Funder.name, models.Pot.name)
        .select_from(models.Pledge)
        .join(models.Funder, models.Funder.id == models.Pledge.funder_id)
        .join(models.Pot, models.Pot.id == models.Pledge.pot_id)
        .where(models.Pledge.id == pledge_id)
    ).one_or_none()
    if names is None:
        raise Missing(pledge_id)
    lines = store.entries_where(session, models.Entry.pledge_id == pledge_id)
    line = store.find_pledge_line(session, pledge_id)
    lost = EntryKind.PLEDGE_LOST  # the one step that can be done again once it was undone
    kinds = {
        str(one.entry.kind)
        for one in lines
        if one.reversed_by is None or one.entry.kind is not lost
    }
    return PledgePage(
        pledge=_pledge(line, *names),
        came_to=facts.stage_of(kinds),
        lines=tuple(_entry(line) for line in lines),
    )


def payments_waiting(session: Session) -> list[PaymentShown]:
    """The payments that wait for a second person, the oldest first. One statement."""
    return [_payment(line) for line in store.payments_waiting(session)]


def payment(session: Session, payment_id: str) -> PaymentShown:
    """One payment. One statement; raises Missing."""
    return _payment(store.find_payment_line(session, payment_id))


def entries(
    session: Session, *, before: int | None, fund_id: str | None, pot_id: str | None
) -> EntriesShown:
    """A page of entries: of all, of a fund, or what a pot is behind; what waits for its seal stands
    above the first page. Two statements."""
    which: list[ColumnElement[bool]] = []
    if fund_id:
        which.append(models.Entry.fund_id == fund_id)
    if pot_id:
        which.append(models.Entry.id.in_(_of_pot(pot_id)))
    found = store.entry_lines(session, *which, before_position=before, limit=PER_PAGE + 1)
    sealed = sum(line.position is not None for line in found)
    lines = found[:-1] if sealed > PER_PAGE else found
    older = lines[-1].position if sealed > PER_PAGE else None
    return EntriesShown(tuple(_entry(line) for line in lines), older)


def _of_pot(pot_id: str) -> Select[str]:
    account = models.Account
    opened = select(account.entry_id).where(account.pot_id == pot_id)
    pledged = select(models.Pledge.entry_id).where(models.Pledge.pot_id == pot_id)
    moved = select(models.Posting.entry_id).join(account, account.id == models.Posting.account_id)
    found = opened.union(pledged, moved.where(account.pot_id == pot_id)).subquery()
    return select(found.c.entry_id)


def entry(session: Session, entry_id: str) -> EntryPage:
    """All of an entry. Three statements; raises Missing."""
    line = store.find_entry_line(session, entry_id)
    own = line.entry
    idea_id, pledge_pence, payment_pence = session.execute(
        select(models.Award.idea_id, models.Pledge.amount_pence, models.Payment.amount_pence)
        .select_from(models.Entry)
        .outerjoin(models.Award, models.Award.id == models.Entry.award_id)
        .outerjoin(models.Pledge, models.Pledge.id == models.Entry.pledge_id)
        .outerjoin(models.Payment, models.Payment.id == models.Entry.payment_id)
        .where(models.Entry.id == entry_id)
    ).one()
    return EntryPage(
        line=_entry(line),
        link=line.link,
        fund_id=own.fund_id,
        actor_id=own.stamp.actor_id,
        second_actor_id=own.second_actor_id,
        reverses_id=own.reverses_id,
        award_id=own.award_id,
        idea_id=idea_id,
        pledge_id=own.pledge_id,
        pledge_pence=pledge_pence,
        payment_id=own.payment_id,
        payment_pence=payment_pence,
        legs=_legs(session, own.legs),
    )


def _legs(session: Session, legs: tuple[Leg, ...]) -> tuple[LegShown, ...]:
    accounts = {leg.account_id: account_name(leg.account_id) for leg in legs}
    pot_ids = {name.pot_id for name in accounts.values()}
    named = select(models.Pot.id, models.Pot.name).where(models.Pot.id.in_(pot_ids))
    names = {row.id: row.name for row in session.execute(named)}
    return tuple(
        LegShown(
            account_kind=accounts[leg.account_id].kind,
            pot_name=names.get(accounts[leg.account_id].pot_id, ""),
            debit_pence=leg.amount_pence if leg.amount_pence > 0 else None,
            credit_pence=-leg.amount_pence if leg.amount_pence < 0 else None,
        )
        for leg in legs
    )


def _statement(
    found: store.FundStatement,
    awards: tuple[AwardShown, ...] = (),
    pledges: tuple[PledgeShown, ...] = (),
) -> Statement:
    pots = tuple(
        PotShown(
            pot_id=line.pot.id,
            name=line.name,
            funder_id=line.funder.funder_id,
            funder_name=line.funder.name,
            restriction=line.restriction,
            idea_id=line.pot.idea_id,
            sums=_sums(line.totals),
        )
        for line in found.pots
    )
    return Statement(found.fund_id, _sums(found.totals), pots, awards, pledges)


def _sums(totals: Totals) -> Sums:
    return Sums(
        received_pence=totals.received_pence,
        to_come_pence=totals.receivable_pence,
        committed_pence=totals.awarded_pence - totals.cancelled_pence,
        paid_pence=totals.paid_pence,
        returned_pence=totals.returned_pence,
        to_commit_pence=totals.available_pence,
        to_pay_pence=totals.held_pence,
        at_risk_pence=totals.at_risk_pence,
        reserved_pence=totals.reserved_pence,
        at_bank_pence=totals.interest_pence - totals.fees_pence + totals.corrected_pence,
        set_aside_pence=totals.set_aside_pence,
    )


def _award(line: store.AwardLine) -> AwardShown:
    totals = line.state.totals
    return AwardShown(
        award_id=line.award.id,
        idea_id=line.award.idea_id,
        amount_pence=totals.awarded_pence,
        paid_pence=totals.paid_pence,
        returned_pence=totals.returned_pence,
        to_pay_pence=totals.unpaid_pence,
        status=line.state.status,
        delivered=line.state.delivered,
    )


def _pledge(line: store.PledgeLine, funder_name: str, pot_name: str) -> PledgeShown:
    own = line.pledge
    facts = (own.id, own.fund_id, funder_name, pot_name, own.idea_id, own.amount_pence)
    return PledgeShown(*facts, line.stage, line.condition, line.is_met, line.words)


def _payment(line: store.PaymentLine) -> PaymentShown:
    own = line.payment
    stage = WAITING if line.outcome is None else str(line.outcome)
    return PaymentShown(
        payment_id=own.id,
        award_id=own.award_id,
        idea_id=line.award.idea_id,
        amount_pence=own.amount_pence,
        method=own.method,
        prepared_by=own.prepared_by,
        prepared_on=line.prepared_at.date(),
        stage=REVERSED if line.is_reversed else stage,
    )


def _entry(line: store.EntryLine) -> EntryShown:
    stamp = line.entry.stamp
    return EntryShown(
        entry_id=line.entry.id,
        position=line.position,
        kind=line.entry.kind,
        effective_on=stamp.effective_on,
        recorded_at=stamp.recorded_at,
        amount_pence=line.amount_pence,
        content_hash=line.content_hash,
        reversed_by_id=line.reversed_by,
    )
