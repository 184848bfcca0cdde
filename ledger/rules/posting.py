"""One function per kind of entry: builds it from facts, or refuses before the database has to."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ledger.rules.accounts import (
    AccountKind,
    Pot,
    account_id,
    account_name,
    award_accounts,
    natural_pence,
    pot_accounts,
)
from ledger.rules.entry import (
    Award,
    Entry,
    EntryKind,
    Leg,
    Payment,
    Pledge,
    Stamp,
    check_amount,
    check_balanced,
    legs_of,
    mirrored,
)
from ledger.rules.refusal import Refusal
from ledger.rules.stack import Balances, Share
from makeithappen.core.errors import Refused
from makeithappen.core.money import split_pence

_EXCEEDS = {
    AccountKind.FREE: Refusal.EXCEEDS_AVAILABLE,
    AccountKind.COMMITTED: Refusal.EXCEEDS_COMMITTED,
    AccountKind.HELD: Refusal.EXCEEDS_HELD,
    AccountKind.PAID: Refusal.EXCEEDS_PAID,
    AccountKind.GRANTED: Refusal.EXCEEDS_PAID,
    AccountKind.RECEIVABLE: Refusal.EXCEEDS_RECEIVABLE,
}
_PRECEDENCE = {code: place for place, code in enumerate(Refusal)}


class PledgeStage(StrEnum):
    """How far a pledge has come: three different amounts, never confused."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    RECEIVED = "received"


def open_pot(stamp: Stamp, pot: Pot) -> Entry:
    """Opens the accounts of a pot."""
    return Entry(stamp, EntryKind.POT_OPENED, pot.fund_id, accounts=pot_accounts(pot))


def record_receipt(stamp: Stamp, pot: Pot, amount_pence: int) -> Entry:
    """Money at the bank that nobody had pledged before."""
    check_amount(amount_pence)
    legs = legs_of(EntryKind.RECEIPT, [(pot.id, amount_pence)])
    return _checked(Entry(stamp, EntryKind.RECEIPT, pot.fund_id, legs=legs), {})


def offer_pledge(stamp: Stamp, pledge: Pledge, pot: Pot, *, opens_pot: bool) -> Entry:
    """An offer moves nothing yet; money meant for one idea brings a pot of its own with it."""
    check_amount(pledge.amount_pence)
    if (pledge.pot_id, pledge.fund_id, pledge.funder_id, pledge.idea_id) != (
        pot.id,
        pot.fund_id,
        pot.funder_id,
        pot.idea_id,
    ):
        raise Refused(Refusal.WRONG_POT, pot_id=pot.id)
    return Entry(
        stamp,
        EntryKind.PLEDGE_OFFERED,
        pledge.fund_id,
        pledge_id=pledge.id,
        pledges=(pledge,),
        accounts=pot_accounts(pot) if opens_pot else (),
    )


def confirm_pledge(stamp: Stamp, pledge: Pledge, *, stage: PledgeStage) -> Entry:
    """The funder stands by the offer: it can be committed from now on, though not paid yet."""
    if stage is not PledgeStage.OFFERED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)
    return _pledge_entry(stamp, EntryKind.PLEDGE_CONFIRMED, pledge, {})


def receive_pledge(
    stamp: Stamp, pledge: Pledge, *, stage: PledgeStage, balances: Balances
) -> Entry:
    """The whole confirmed amount has come in."""
    if stage is PledgeStage.RECEIVED:
        raise Refused(Refusal.ALREADY_SETTLED, pledge_id=pledge.id)
    if stage is PledgeStage.OFFERED:
        raise Refused(Refusal.NOT_CONFIRMED, pledge_id=pledge.id)
    return _pledge_entry(stamp, EntryKind.PLEDGE_RECEIVED, pledge, balances)


def make_award(
    stamp: Stamp, award: Award, shares: Sequence[Share], *, awarded: bool, balances: Balances
) -> Entry:
    """Commits the shares of the pots to one idea; `awarded` says that the day did so before."""
    check_amount(award.amount_pence)
    sum_pence = sum(share.amount_pence for share in shares)
    if sum_pence != award.amount_pence:
        raise Refused(Refusal.UNBALANCED, amount_pence=award.amount_pence, sum_pence=sum_pence)
    for share in shares:
        check_amount(share.amount_pence)
        if share.pot.fund_id != award.fund_id or share.pot.idea_id not in {None, award.idea_id}:
            raise Refused(Refusal.WRONG_POT, pot_id=share.pot.id)
    if awarded:
        raise Refused(Refusal.ALREADY_AWARDED, idea_id=award.idea_id)
    moved = [(share.pot.id, share.amount_pence) for share in shares]
    entry = Entry(
        stamp,
        EntryKind.AWARD,
        award.fund_id,
        award_id=award.id,
        legs=legs_of(EntryKind.AWARD, moved, award.id),
        accounts=tuple(
            account for share in shares for account in award_accounts(share.pot, award.id)
        ),
        awards=(award,),
    )
    return _checked(entry, balances)


def prepare_payment(
    stamp: Stamp, payment: Payment, award: Award, *, committed_pence: int, waiting_pence: int
) -> Entry:
    """One person proposes an instalment; what waits for approval already is not there twice."""
    check_amount(payment.amount_pence)
    available_pence = committed_pence - waiting_pence
    if payment.amount_pence > available_pence:
        raise Refused(
            Refusal.EXCEEDS_COMMITTED,
            amount_pence=payment.amount_pence,
            available_pence=available_pence,
        )
    return Entry(
        stamp,
        EntryKind.PAYMENT_PREPARED,
        award.fund_id,
        award_id=award.id,
        payment_id=payment.id,
        payments=(payment,),
    )


def approve_payment(
    stamp: Stamp,
    payment: Payment,
    award: Award,
    pots: Sequence[Pot],
    *,
    settled: bool,
    balances: Balances,
) -> Entry:
    """Another person lets the instalment go; each pot bears it in proportion to what it still owes.

    No pot pays what it has not received: exceeds_held, though others may have enough.
    """
    if stamp.actor_id == payment.prepared_by:
        raise Refused(Refusal.SAME_PERSON, actor_id=stamp.actor_id)
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, payment_id=payment.id)
    entry = Entry(
        stamp,
        EntryKind.PAYMENT,
        award.fund_id,
        second_actor_id=payment.prepared_by,
        award_id=award.id,
        payment_id=payment.id,
        legs=_split(
            EntryKind.PAYMENT, payment.amount_pence, award, pots, AccountKind.COMMITTED, balances
        ),
    )
    return _checked(entry, balances)


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
    legs = _split(EntryKind.RETURN, amount_pence, award, pots, AccountKind.PAID, balances)
    entry = Entry(stamp, EntryKind.RETURN, award.fund_id, award_id=award.id, legs=legs)
    return _checked(entry, balances)


def cancel(
    stamp: Stamp, award: Award, pots: Sequence[Pot], *, waiting_pence: int, balances: Balances
) -> Entry:
    """Frees what was promised and not yet paid, to the pots that had promised it."""
    if waiting_pence:
        raise Refused(Refusal.PAYMENT_WAITING, amount_pence=waiting_pence)
    shares = [
        (pot.id, balances.get(account_id(pot.id, AccountKind.COMMITTED, award.id), 0))
        for pot in pots
    ]
    legs = legs_of(EntryKind.CANCELLATION, shares, award.id)
    if not legs:
        raise Refused(Refusal.NOTHING_COMMITTED, award_id=award.id)
    entry = Entry(stamp, EntryKind.CANCELLATION, award.fund_id, award_id=award.id, legs=legs)
    return _checked(entry, balances)


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
        legs=mirrored(original.legs),
    )
    return _checked(entry, balances)


def after(entry: Entry, balances: Balances) -> dict[str, int]:
    """The balances once the entry is posted; new accounts begin at 0."""
    changed = dict(balances)
    for leg in entry.legs:
        changed[leg.account_id] = changed.get(leg.account_id, 0) + _natural(leg)
    return changed


def check_enough(entry: Entry, balances: Balances) -> None:
    """Refuses when an account would fall below zero; of several, the first code in precedence."""
    short = [
        (_PRECEDENCE[code], leg, code)
        for leg in entry.legs
        if balances.get(leg.account_id, 0) + _natural(leg) < 0
        for code in [_EXCEEDS[account_name(leg.account_id).kind]]
    ]
    if short:
        _, leg, code = min(short, key=lambda found: found[0])
        raise Refused(
            code,
            account_id=leg.account_id,
            amount_pence=abs(leg.amount_pence),
            available_pence=balances.get(leg.account_id, 0),
        )


def _checked(entry: Entry, balances: Balances) -> Entry:
    check_balanced(entry)
    check_enough(entry, balances)
    return entry


def _natural(leg: Leg) -> int:
    return natural_pence(account_name(leg.account_id).kind, leg.amount_pence)


def _pledge_entry(stamp: Stamp, kind: EntryKind, pledge: Pledge, balances: Balances) -> Entry:
    legs = legs_of(kind, [(pledge.pot_id, pledge.amount_pence)])
    entry = Entry(stamp, kind, pledge.fund_id, pledge_id=pledge.id, legs=legs)
    return _checked(entry, balances)


def _split(
    kind: EntryKind,
    amount_pence: int,
    award: Award,
    pots: Sequence[Pot],
    weight: AccountKind,
    balances: Balances,
) -> tuple[Leg, ...]:
    """Legs over the award's pots, by largest remainder over the balances of one kind of account."""
    weights = [balances.get(account_id(pot.id, weight, award.id), 0) for pot in pots]
    if amount_pence > sum(weights):
        raise Refused(_EXCEEDS[weight], amount_pence=amount_pence, available_pence=sum(weights))
    shares = zip((pot.id for pot in pots), split_pence(amount_pence, weights), strict=True)
    return legs_of(kind, shares, award.id)
