"""Pledges: offered, then confirmed, then received; or taken back, or lost and covered."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ledger.rules.accounts import (
    AccountKind,
    Pot,
    account_id,
    aside_account,
    award_accounts,
    pot_accounts,
    risk_account,
)
from ledger.rules.conditions import Condition, Mark, check_condition, check_met
from ledger.rules.enough import checked
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
    Leg,
    Pledge,
    Stamp,
    check_amount,
    summed,
)
from ledger.rules.keyed import keyed
from ledger.rules.moves import legs_of
from ledger.rules.posting import check_fits
from ledger.rules.refusal import Refusal
from ledger.rules.restriction import NOTHING_KNOWN, Known, codes_of_known
from ledger.rules.stack import Balances, at_risk_pence, award_pence, free_pence, promised_pence
from makeithappen.core.errors import Refused
from makeithappen.core.money import split_pence


class PledgeStage(StrEnum):
    """How far a pledge has come: different amounts, never confused."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


def offer_pledge(
    stamp: Stamp,
    pledge: Pledge,
    pot: Pot,
    *,
    opens_pot: bool,
    condition: Condition | None = None,
) -> Entry:
    """An offer moves nothing yet; money meant for one idea brings a pot of its own with it."""
    check_amount(pledge.amount_pence)
    if (pledge.pot_id, pledge.fund_id, pledge.funder_id, pledge.idea_id) != (
        pot.id,
        pot.fund_id,
        pot.funder_id,
        pot.idea_id,
    ):
        raise Refused(Refusal.WRONG_POT, pot_id=pot.id)
    if condition is not None:
        check_condition(condition, pledge.idea_id)
    entry = Entry(
        stamp,
        EntryKind.PLEDGE_OFFERED,
        pledge.fund_id,
        pledge_id=pledge.id,
        pledges=(pledge,),
        accounts=pot_accounts(pot) if opens_pot else (),
        conditions=() if condition is None else (condition,),
    )
    return keyed(entry)


def meet_condition(
    stamp: Stamp,
    pledge: Pledge,
    mark: Mark,
    *,
    condition: Condition | None,
    met: bool,
    stage: PledgeStage,
) -> Entry:
    """Somebody says, or figures show, that what the funder asked for is so; moves no money."""
    if met or stage is not PledgeStage.OFFERED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)
    if condition is None:
        raise Refused(Refusal.NO_CONDITION, pledge_id=pledge.id)
    check_met(condition, mark)
    kind = EntryKind.PLEDGE_CONDITION_MET
    return keyed(Entry(stamp, kind, pledge.fund_id, pledge_id=pledge.id, marks=(mark,)))


def confirm_pledge(stamp: Stamp, pledge: Pledge, *, stage: PledgeStage, unmet: bool) -> Entry:
    """The funder stands by the offer: it can be committed from now on, though not paid yet.

    `unmet`: it has a condition that is not met, so it can't count yet.
    """
    if stage is not PledgeStage.OFFERED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)
    if unmet:
        raise Refused(Refusal.CONDITION_NOT_MET, pledge_id=pledge.id)
    return _pledge_entry(stamp, EntryKind.PLEDGE_CONFIRMED, pledge, {})


def receive_pledge(
    stamp: Stamp, pledge: Pledge, *, stage: PledgeStage, balances: Balances
) -> Entry:
    """The whole confirmed amount has come in."""
    _check_confirmed(pledge, stage)
    return _pledge_entry(stamp, EntryKind.PLEDGE_RECEIVED, pledge, balances)


def withdraw_pledge(stamp: Stamp, pledge: Pledge, *, stage: PledgeStage) -> Entry:
    """The funder takes an offer back that nobody counts on; moves no money."""
    if stage is not PledgeStage.OFFERED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)
    return Entry(stamp, EntryKind.PLEDGE_WITHDRAWN, pledge.fund_id, pledge_id=pledge.id)


def lose_pledge(
    stamp: Stamp,
    pledge: Pledge,
    pot: Pot,
    award_ids: Sequence[str],
    *,
    stage: PledgeStage,
    balances: Balances,
) -> Entry:
    """A confirmed pledge won't come in: what is free of it is gone, the rest puts awards at risk.

    What is set aside has to be set free first, before any award bears a part of the loss.

    No award gets smaller. Each award of the pot bears its share of the loss, in proportion to what
    of it is not paid and not at risk yet, by largest remainder; `award_ids` are in their order.
    """
    if stage is PledgeStage.RECEIVED:
        raise Refused(Refusal.PLEDGE_CAME_IN, pledge_id=pledge.id)
    _check_confirmed(pledge, stage)
    gone_pence = min(pledge.amount_pence, free_pence(pot, balances))
    _check_nothing_aside(pledge.amount_pence - gone_pence, pot, balances)
    legs = [
        Leg(account_id(pot.id, AccountKind.RECEIVABLE), -pledge.amount_pence),
        Leg(account_id(pot.id, AccountKind.FREE), gone_pence),
    ]
    risks = _risks(pledge.amount_pence - gone_pence, pot, award_ids, balances)
    for award_id, risk_pence in risks:
        legs.append(Leg(account_id(pot.id, AccountKind.AT_RISK, award_id), risk_pence))
    opened = [risk_account(pot, award_id) for award_id, risk_pence in risks if risk_pence]
    entry = Entry(
        stamp,
        EntryKind.PLEDGE_LOST,
        pledge.fund_id,
        pledge_id=pledge.id,
        legs=summed(legs),
        accounts=tuple(account for account in opened if account.id not in balances),
    )
    return checked(entry, balances)


def _check_nothing_aside(missing_pence: int, pot: Pot, balances: Balances) -> None:
    """Refuses to lay on awards what money that is set aside could bear."""
    needed_pence = min(missing_pence, balances.get(aside_account(pot).id, 0))
    if needed_pence:
        raise Refused(Refusal.SET_FREE_FIRST, amount_pence=needed_pence)


def _risks(
    missing_pence: int, pot: Pot, award_ids: Sequence[str], balances: Balances
) -> list[tuple[str, int]]:
    """Each award's share of what is missing."""
    owed = [
        promised_pence(pot.id, award_id, balances) - at_risk_pence(pot.id, award_id, balances)
        for award_id in award_ids
    ]
    if missing_pence > sum(owed):  # then the pledge was not to come in as a whole any longer
        facts = {"amount_pence": missing_pence, "available_pence": sum(owed)}
        raise Refused(Refusal.EXCEEDS_RECEIVABLE, **facts)
    shares = split_pence(missing_pence, owed) if missing_pence else [0] * len(owed)
    return list(zip(award_ids, shares, strict=True))


def cover(
    stamp: Stamp,
    award: Award,
    amount_pence: int,
    source: Pot,
    pots: Sequence[Pot],
    balances: Balances,
    known: Known = NOTHING_KNOWN,
) -> Entry:
    """Other free money stands in for what is at risk; the award comes to what it did.

    In a pot that lost money the promise falls away; `source` promises as much instead.
    """
    check_amount(amount_pence)
    check_fits(source, award, known)
    risk_pence = award_pence(pots, AccountKind.AT_RISK, award.id, balances)
    if amount_pence > risk_pence:
        facts = {"amount_pence": amount_pence, "available_pence": risk_pence}
        raise Refused(Refusal.EXCEEDS_AT_RISK, **facts)
    reserved_pence = award_pence(pots, AccountKind.RESERVED, award.id, balances)
    promised = AccountKind.RESERVED if reserved_pence else AccountKind.COMMITTED
    legs = [
        Leg(account_id(source.id, AccountKind.FREE), amount_pence),
        Leg(account_id(source.id, promised, award.id), -amount_pence),
    ]
    missing_pence = amount_pence
    for pot in pots:
        own_pence = min(missing_pence, at_risk_pence(pot.id, award.id, balances))
        legs.append(Leg(account_id(pot.id, AccountKind.AT_RISK, award.id), -own_pence))
        legs.append(Leg(account_id(pot.id, promised, award.id), own_pence))
        missing_pence -= own_pence
    is_open = account_id(source.id, promised, award.id) in balances
    entry = Entry(
        stamp,
        EntryKind.COVER,
        award.fund_id,
        award_id=award.id,
        legs=summed(legs),
        accounts=() if is_open else award_accounts(source, award.id),
        codes=codes_of_known(award.id, known),
    )
    return checked(entry, balances)


def _check_confirmed(pledge: Pledge, stage: PledgeStage) -> None:
    if stage is PledgeStage.OFFERED:
        raise Refused(Refusal.NOT_CONFIRMED, pledge_id=pledge.id)
    if stage is not PledgeStage.CONFIRMED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)


def _pledge_entry(stamp: Stamp, kind: EntryKind, pledge: Pledge, balances: Balances) -> Entry:
    legs = legs_of(kind, [(pledge.pot_id, pledge.amount_pence)])
    entry = Entry(stamp, kind, pledge.fund_id, pledge_id=pledge.id, legs=legs)
    return checked(entry, balances)
