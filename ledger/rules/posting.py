"""One function per kind of entry: builds it from facts, or refuses before the database has to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.rules.accounts import (
    PROMISED,
    AccountKind,
    Pot,
    account_id,
    account_name,
    award_accounts,
    pot_accounts,
    spent_account,
)
from ledger.rules.enough import EXCEEDS, checked
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
    Leg,
    PayeeMark,
    Payment,
    RunMark,
    Spend,
    Stamp,
    check_amount,
    mirrored,
    summed,
)
from ledger.rules.moves import legs_of
from ledger.rules.refusal import Refusal
from ledger.rules.restriction import (
    NOTHING_KNOWN,
    Known,
    codes_of_known,
    codes_of_restriction,
    fits,
)
from ledger.rules.stack import Balances, Share, at_risk_pence, award_pence, promised_pence
from makeithappen.core.errors import Refused
from makeithappen.core.money import split_pence


def open_pot(stamp: Stamp, pot: Pot) -> Entry:
    """Opens the accounts of a pot, under its restriction."""
    codes = codes_of_restriction(pot.id, pot.restriction)
    return Entry(stamp, EntryKind.POT_OPENED, pot.fund_id, accounts=pot_accounts(pot), codes=codes)


def record_receipt(stamp: Stamp, pot: Pot, amount_pence: int) -> Entry:
    """Money at the bank that nobody had pledged before."""
    check_amount(amount_pence)
    legs = legs_of(EntryKind.RECEIPT, [(pot.id, amount_pence)])
    return checked(Entry(stamp, EntryKind.RECEIPT, pot.fund_id, legs=legs), {})


def make_award(
    stamp: Stamp,
    award: Award,
    shares: Sequence[Share],
    *,
    awarded: bool,
    balances: Balances,
    second_actor_id: str | None = None,
    known: Known = NOTHING_KNOWN,
) -> Entry:
    """Reserves the shares of the pots for one idea, until somebody else ratifies it.

    `awarded` says that the day did so before; `known` is what the pots' restrictions are held to.
    """
    check_amount(award.amount_pence)
    sum_pence = sum(share.amount_pence for share in shares)
    if sum_pence != award.amount_pence:
        raise Refused(Refusal.UNBALANCED, amount_pence=award.amount_pence, sum_pence=sum_pence)
    for share in shares:
        check_amount(share.amount_pence)
        check_fits(share.pot, award, known)
    if awarded:
        raise Refused(Refusal.ALREADY_AWARDED, idea_id=award.idea_id)
    moved = [(share.pot.id, share.amount_pence) for share in shares]
    entry = Entry(
        stamp,
        EntryKind.AWARD,
        award.fund_id,
        second_actor_id=second_actor_id,
        award_id=award.id,
        legs=legs_of(EntryKind.AWARD, moved, award.id),
        accounts=tuple(
            account for share in shares for account in award_accounts(share.pot, award.id)
        ),
        awards=(award,),
        codes=codes_of_known(award.id, known),
    )
    return checked(entry, balances)


def check_no_shortfall(shortfall_pence: int) -> None:
    """Refuses new promises of a fund while others of it have no money behind them."""
    if shortfall_pence:
        raise Refused(Refusal.SHORTFALL, amount_pence=shortfall_pence)


def check_fits(pot: Pot, award: Award, known: Known) -> None:
    """Refuses money of another fund, money for another idea, and what leaves its restriction."""
    if pot.fund_id != award.fund_id or pot.idea_id not in {None, award.idea_id}:
        raise Refused(Refusal.WRONG_POT, pot_id=pot.id)
    reason = fits(pot.restriction, known)
    if reason is not None:
        raise Refused(reason, pot_id=pot.id)


def ratify(
    stamp: Stamp,
    award: Award,
    pots: Sequence[Pot],
    *,
    decided_by: Sequence[str],
    balances: Balances,
) -> Entry:
    """Somebody who did not decide makes the reserved award payable.

    `decided_by` names who confirmed the decision; the first of them stands in the entry.
    """
    if stamp.actor_id in decided_by:
        raise Refused(Refusal.RATIFIER_DECIDED, actor_id=stamp.actor_id)
    shares = [
        (pot.id, balances.get(account_id(pot.id, AccountKind.RESERVED, award.id), 0))
        for pot in pots
    ]
    legs = legs_of(EntryKind.RATIFICATION, shares, award.id)
    if not legs:
        raise Refused(Refusal.NOTHING_RESERVED, award_id=award.id)
    entry = Entry(
        stamp,
        EntryKind.RATIFICATION,
        award.fund_id,
        second_actor_id=decided_by[0],
        award_id=award.id,
        legs=legs,
    )
    return checked(entry, balances)


def prepare_payment(
    stamp: Stamp,
    payment: Payment,
    award: Award,
    pots: Sequence[Pot],
    *,
    waiting_pence: int,
    balances: Balances,
    payee: PayeeMark | None = None,
) -> Entry:
    """One person proposes an instalment; what waits for approval already is not there twice."""
    check_amount(payment.amount_pence)
    _check_payable(payment.amount_pence, award, pots, waiting_pence, balances)
    return Entry(
        stamp,
        EntryKind.PAYMENT_PREPARED,
        award.fund_id,
        award_id=award.id,
        payment_id=payment.id,
        payments=(payment,),
        payees=() if payee is None else (payee,),
    )


def _check_payable(
    amount_pence: int, award: Award, pots: Sequence[Pot], waiting_pence: int, balances: Balances
) -> None:
    """Refuses what is not ratified, more than is promised, and what is at risk."""
    if award_pence(pots, AccountKind.RESERVED, award.id, balances):
        raise Refused(Refusal.NOT_RATIFIED, award_id=award.id)
    committed_pence = award_pence(pots, AccountKind.COMMITTED, award.id, balances)
    available_pence = committed_pence - waiting_pence
    facts = {"amount_pence": amount_pence, "available_pence": available_pence}
    if amount_pence > available_pence:
        raise Refused(Refusal.EXCEEDS_COMMITTED, **facts)
    risk_pence = award_pence(pots, AccountKind.AT_RISK, award.id, balances)
    if amount_pence > available_pence - risk_pence:
        raise Refused(Refusal.AT_RISK, amount_pence=risk_pence)


def approve_payment(
    stamp: Stamp,
    payment: Payment,
    award: Award,
    pots: Sequence[Pot],
    *,
    settled: bool,
    balances: Balances,
    run: RunMark | None = None,
) -> Entry:
    """Another person lets the instalment go; each pot bears it in proportion to what it still owes.

    What a pot owes but has at risk does not count. No pot pays what it has not received:
    exceeds_held, though others may have enough.
    """
    if stamp.actor_id == payment.prepared_by:
        raise Refused(Refusal.SAME_PERSON, actor_id=stamp.actor_id)
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, payment_id=payment.id)
    _check_payable(payment.amount_pence, award, pots, 0, balances)
    owed = [
        promised_pence(pot.id, award.id, balances) - at_risk_pence(pot.id, award.id, balances)
        for pot in pots
    ]
    entry = Entry(
        stamp,
        EntryKind.PAYMENT,
        award.fund_id,
        second_actor_id=payment.prepared_by,
        award_id=award.id,
        payment_id=payment.id,
        legs=_split(EntryKind.PAYMENT, payment.amount_pence, award, pots, owed),
        runs=() if run is None else (run,),
    )
    return checked(entry, balances)


def refuse_payment(stamp: Stamp, payment: Payment, award: Award, *, settled: bool) -> Entry:
    """Closes a prepared instalment without paying it; whoever prepared it may do so too."""
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, payment_id=payment.id)
    return Entry(
        stamp,
        EntryKind.PAYMENT_REFUSED,
        award.fund_id,
        award_id=award.id,
        payment_id=payment.id,
    )


def record_return(
    stamp: Stamp, award: Award, amount_pence: int, pots: Sequence[Pot], balances: Balances
) -> Entry:
    """Money comes back; each pot gets it in proportion to what it had paid."""
    check_amount(amount_pence)
    paid = [balances.get(account_id(pot.id, AccountKind.PAID, award.id), 0) for pot in pots]
    if amount_pence > sum(paid):
        facts = {"amount_pence": amount_pence, "available_pence": sum(paid)}
        raise Refused(EXCEEDS[AccountKind.PAID], **facts)
    legs = _split(EntryKind.RETURN, amount_pence, award, pots, paid)
    entry = Entry(stamp, EntryKind.RETURN, award.fund_id, award_id=award.id, legs=legs)
    return checked(entry, balances)


def record_spend(
    stamp: Stamp,
    award: Award,
    spend: Spend,
    pots: Sequence[Pot],
    *,
    opened: Collection[str],
    balances: Balances,
) -> Entry:
    """The recipient spent some of what they have; each pot bears it in proportion to its part.

    `opened` names the accounts that there are already. Nobody spends more than they have, nor what
    went back.
    """
    check_amount(spend.amount_pence)
    paid = [balances.get(account_id(pot.id, AccountKind.PAID, award.id), 0) for pot in pots]
    if spend.amount_pence > sum(paid):
        facts = {"amount_pence": spend.amount_pence, "available_pence": sum(paid)}
        raise Refused(EXCEEDS[AccountKind.PAID], **facts)
    legs = _split(EntryKind.SPEND, spend.amount_pence, award, pots, paid)
    moved = {leg.account_id for leg in legs} - set(opened)
    accounts = (spent_account(pot, award.id) for pot in pots)
    entry = Entry(
        stamp,
        EntryKind.SPEND,
        award.fund_id,
        award_id=award.id,
        legs=legs,
        accounts=tuple(account for account in accounts if account.id in moved),
        spends=(spend,),
    )
    return checked(entry, balances)


def cancel(
    stamp: Stamp, award: Award, pots: Sequence[Pot], *, waiting_pence: int, balances: Balances
) -> Entry:
    """Frees what was promised and not yet paid, to the pots that had promised it.

    What is at risk is not free again: there is no money behind it.
    """
    if waiting_pence:
        raise Refused(Refusal.PAYMENT_WAITING, amount_pence=waiting_pence)
    legs: list[Leg] = []
    for pot in pots:
        for kind in PROMISED:
            account = account_id(pot.id, kind, award.id)
            legs.append(Leg(account, balances.get(account, 0)))
        risk_pence = at_risk_pence(pot.id, award.id, balances)
        freed_pence = promised_pence(pot.id, award.id, balances) - risk_pence
        legs.append(Leg(account_id(pot.id, AccountKind.AT_RISK, award.id), -risk_pence))
        legs.append(Leg(account_id(pot.id, AccountKind.FREE), -freed_pence))
    moved = summed(legs)
    if not moved:
        raise Refused(Refusal.NOTHING_COMMITTED, award_id=award.id)
    entry = Entry(stamp, EntryKind.CANCELLATION, award.fund_id, award_id=award.id, legs=moved)
    return checked(entry, balances)


def record_delivery(stamp: Stamp, award: Award, *, cancelled: bool, delivered: bool) -> Entry:
    """The idea has been carried out; moves no money."""
    if cancelled:
        raise Refused(Refusal.AWARD_CANCELLED, award_id=award.id)
    if delivered:
        raise Refused(Refusal.ALREADY_DELIVERED, award_id=award.id)
    return Entry(stamp, EntryKind.DELIVERY, award.fund_id, award_id=award.id)


def reverse(stamp: Stamp, original: Entry, *, reversed_before: bool, balances: Balances) -> Entry:
    """Undoes one earlier entry, wholly and once; an entry that moved nothing has nothing to undo.

    A delivery is the exception: it moves no money, yet the register shows it, so it can be undone.
    """
    if not original.legs and original.kind is not EntryKind.DELIVERY:
        raise Refused(Refusal.CANNOT_REVERSE, kind=original.kind.value)
    if original.kind is EntryKind.REVERSAL:
        raise Refused(Refusal.CANNOT_REVERSE, kind=original.kind.value)
    if reversed_before:
        raise Refused(Refusal.ALREADY_REVERSED, entry_id=original.id)
    entry = Entry(
        stamp,
        EntryKind.REVERSAL,
        original.fund_id,
        pledge_id=original.pledge_id,
        award_id=original.award_id,
        payment_id=original.payment_id,
        reverses_id=original.id,
        legs=_undoing(original, balances),
    )
    return checked(entry, balances)


def _undoing(original: Entry, balances: Balances) -> tuple[Leg, ...]:
    """The legs mirrored; of an award, what is at risk is not free again."""
    legs = mirrored(original.legs)
    if original.kind is not EntryKind.AWARD:
        return legs
    unbacked: list[Leg] = []
    for pot_id in {account_name(leg.account_id).pot_id for leg in legs}:
        risk_pence = at_risk_pence(pot_id, original.award_id or "", balances)
        risk = account_id(pot_id, AccountKind.AT_RISK, original.award_id)
        unbacked.append(Leg(risk, -risk_pence))
        unbacked.append(Leg(account_id(pot_id, AccountKind.FREE), risk_pence))
    return summed((*legs, *unbacked))


def _split(
    kind: EntryKind, amount_pence: int, award: Award, pots: Sequence[Pot], weights: Sequence[int]
) -> tuple[Leg, ...]:
    """Legs over the award's pots, by largest remainder over these weights."""
    shares = zip((pot.id for pot in pots), split_pence(amount_pence, weights), strict=True)
    return legs_of(kind, shares, award.id)
