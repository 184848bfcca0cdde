"""Interest, fees, corrections, money set aside: what happens to a pot without pledge or award.

A correction changes what one earlier entry said about the bank, by the difference, and names that
entry and the reason; the earlier entry stays. What is promised or paid is put right by reversals.
Money that is set aside stays in its pot; no award can use it until it is set free.
"""

from __future__ import annotations

from ledger.rules.accounts import Pot, aside_account
from ledger.rules.enough import checked
from ledger.rules.entry import Entry, EntryKind, Stamp, check_amount, shares_of
from ledger.rules.keyed import keyed
from ledger.rules.moves import legs_of
from ledger.rules.records import Change, ChangeKind, End, Ending, Reason
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
    ChangeKind.SET_ASIDE: EntryKind.SET_ASIDE,
    ChangeKind.SET_FREE: EntryKind.SET_FREE,
}
CORRECTIONS = frozenset({ChangeKind.CORRECTION_UP, ChangeKind.CORRECTION_DOWN})
SETTING_ASIDE = frozenset({ChangeKind.SET_ASIDE, ChangeKind.SET_FREE})


def record_interest(stamp: Stamp, pot: Pot, amount_pence: int) -> Entry:
    """The bank paid interest on a pot's money."""
    check_amount(amount_pence)
    legs = legs_of(EntryKind.INTEREST, [(pot.id, amount_pence)])
    return checked(Entry(stamp, EntryKind.INTEREST, pot.fund_id, legs=legs), {})


def prepare_change(
    stamp: Stamp, change: Change, pot: Pot, *, corrected: Entry | None, reversed_before: bool
) -> Entry:
    """One person proposes a change, and says why."""
    check_amount(change.amount_pence)
    if change.words_digest is None:
        raise Refused(RecordRefusal.NEEDS_REASON)
    if change.kind in CORRECTIONS:
        fits = _is_of(corrected, pot) and not reversed_before
    else:
        fits = corrected is None
    if not fits or not says_why(change):
        raise Refused(RecordRefusal.CANNOT_CORRECT, entry_id=change.corrects_id)
    return keyed(Entry(stamp, EntryKind.CHANGE_PREPARED, pot.fund_id, changes=(change,)))


def says_why(change: Change) -> bool:
    """Whether its reason is one of its kind."""
    return (change.kind in SETTING_ASIDE) == (change.reason is Reason.SET_ASIDE)


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
    kind, aside = SETTLED_BY[change.kind], aside_account(pot)
    opens = kind is EntryKind.SET_ASIDE and aside.id not in balances
    entry = Entry(
        stamp,
        kind,
        pot.fund_id,
        second_actor_id=change.prepared_by,
        legs=legs_of(kind, [(pot.id, change.amount_pence)]),
        accounts=(aside,) if opens else (),
        endings=(Ending(change.id, End.APPROVED),),
    )
    return checked(entry, balances)


def refuse_change(stamp: Stamp, change: Change, pot: Pot, *, settled: bool) -> Entry:
    """Closes a proposal; whoever made it may do so too."""
    if settled:
        raise Refused(Refusal.ALREADY_SETTLED, change_id=change.id)
    endings = (Ending(change.id, End.REFUSED),)
    return Entry(stamp, EntryKind.CHANGE_REFUSED, pot.fund_id, endings=endings)
