"""Interest, fees and corrections: what happens at the bank without a pledge, receipt or payment.

A correction changes what one earlier entry said about the bank, by the difference, and names that
entry and the reason; the earlier entry stays. What is promised or paid is put right by reversals.
"""

from __future__ import annotations

from ledger.rules.accounts import Pot
from ledger.rules.enough import checked
from ledger.rules.entry import Entry, EntryKind, Stamp, check_amount, shares_of
from ledger.rules.keyed import keyed
from ledger.rules.moves import legs_of
from ledger.rules.records import Change, ChangeKind, End, Ending
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from ledger.rules.stack import Balances
from makeithappen.core.errors import Refused

CORRECTABLE = frozenset(
    {EntryKind.RECEIPT, EntryKind.PLEDGE_RECEIVED, EntryKind.INTEREST, EntryKind.FEE}
)
"""What a correction may be about: entries of the bank account alone."""
SETTLED_BY = {
    ChangeKind.FEE: EntryKind.FEE,
    ChangeKind.CORRECTION_UP: EntryKind.CORRECTION_UP,
    ChangeKind.CORRECTION_DOWN: EntryKind.CORRECTION_DOWN,
}


def record_interest(stamp: Stamp, pot: Pot, amount_pence: int) -> Entry:
    """The bank paid interest on a pot's money."""
    check_amount(amount_pence)
    legs = legs_of(EntryKind.INTEREST, [(pot.id, amount_pence)])
    return checked(Entry(stamp, EntryKind.INTEREST, pot.fund_id, legs=legs), {})


def prepare_change(
    stamp: Stamp, change: Change, pot: Pot, *, corrected: Entry | None, reversed_before: bool
) -> Entry:
    """One person proposes a fee or a correction, with the words of a reason."""
    check_amount(change.amount_pence)
    if change.words_digest is None:
        raise Refused(RecordRefusal.NEEDS_REASON)
    is_fee = change.kind is ChangeKind.FEE
    fits = corrected is None if is_fee else _is_of(corrected, pot) and not reversed_before
    if not fits:
        raise Refused(RecordRefusal.CANNOT_CORRECT, entry_id=change.corrects_id)
    return keyed(Entry(stamp, EntryKind.CHANGE_PREPARED, pot.fund_id, changes=(change,)))


def _is_of(entry: Entry | None, pot: Pot) -> bool:
    """Whether an entry says something about this pot's money at the bank, and nothing else."""
    return (
        entry is not None and entry.kind in CORRECTABLE and set(shares_of(entry.legs)) == {pot.id}
    )


def approve_change(
    stamp: Stamp, change: Change, pot: Pot, *, settled: bool, balances: Balances
) -> Entry:
    """Another person lets it count; no pot falls below zero by it."""
    if stamp.actor_id == change.prepared_by:
        raise Refused(RecordRefusal.PREPARED_BY_YOU)
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, change_id=change.id)
    kind = SETTLED_BY[change.kind]
    entry = Entry(
        stamp,
        kind,
        pot.fund_id,
        second_actor_id=change.prepared_by,
        legs=legs_of(kind, [(pot.id, change.amount_pence)]),
        endings=(Ending(change.id, End.APPROVED),),
    )
    return checked(entry, balances)


def refuse_change(stamp: Stamp, change: Change, pot: Pot, *, settled: bool) -> Entry:
    """Closes a proposal; whoever made it may do so too."""
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, change_id=change.id)
    endings = (Ending(change.id, End.REFUSED),)
    return Entry(stamp, EntryKind.CHANGE_REFUSED, pot.fund_id, endings=endings)
