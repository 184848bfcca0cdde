"""What an entry must mean besides fitting its hash: whoever holds the key could sign nonsense."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.rules.accounts import (
    CURRENCY,
    PROMISED,
    Account,
    AccountKind,
    account_id,
    account_name,
    side_of,
)
from ledger.rules.canonical import is_hex
from ledger.rules.chain import key_id_of
from ledger.rules.conditions import is_complete, is_sound
from ledger.rules.entry import (
    Entry,
    EntryKind,
    Leg,
    check_balanced,
    in_order,
    mirrored,
    shares_of,
    summed,
)
from ledger.rules.erasing import subjects_misfit
from ledger.rules.meaning_records import records_breach
from ledger.rules.moves import MAY_MOVE, legs_of, moves_of
from ledger.rules.paying_meaning import paying_breach
from ledger.rules.periods import closes_misfit
from makeithappen.core.errors import Refused


def breach(entry: Entry) -> str | None:
    """The first rule that the entry breaks, taken by itself; None for a sound one."""
    try:
        check_balanced(entry)
        return _breach(entry)
    except Refused as refused:
        return f"its legs break a rule: {refused.code}"
    except ValueError:
        return "one of its accounts is none"


def _breach(entry: Entry) -> str | None:
    if entry.second_actor_id == entry.stamp.actor_id:
        return "one person alone stands for two"
    if not all(_account_is_sound(account) for account in entry.accounts):
        return "an account that it opens contradicts itself"
    if (entry.reverses_id is not None) != (entry.kind is EntryKind.REVERSAL):
        return "only a reversal reverses, and it reverses something"
    if not _condition_is_sound(entry):
        return "its condition contradicts itself"
    if not _key_is_sound(entry):
        return "its key contradicts itself"
    reason = paying_breach(entry) or records_breach(entry)
    reason = reason or subjects_misfit(entry) or closes_misfit(entry)
    return reason or (None if entry.kind is EntryKind.REVERSAL else _misfit(entry))


def _misfit(entry: Entry) -> str | None:
    """How the legs, the second person and the award differ from what the entry's kind needs."""
    if not (_freely(entry) if entry.kind in MAY_MOVE else _exactly(entry)):
        return f"its legs are not those of its kind, {entry.kind}"
    if entry.kind is EntryKind.RATIFICATION and entry.second_actor_id is None:
        return "it does not say whose award it ratifies"
    promised = [award.amount_pence for award in entry.awards]
    due = [sum(shares_of(entry.legs).values())] if entry.kind is EntryKind.AWARD else []
    return None if promised == due else "its award is not what its legs commit"


def _exactly(entry: Entry) -> bool:
    moved = shares_of(entry.legs)
    due = legs_of(entry.kind, moved.items(), entry.award_id, entry.version)
    return due == entry.legs and bool(entry.legs) == bool(moves_of(entry.kind, entry.version))


def _freely(entry: Entry) -> bool:
    """Whether each leg is one that the kind may have, and together they keep what they should."""
    names = [account_name(leg.account_id) for leg in entry.legs]
    moved = {
        (name.kind, 1 if leg.amount_pence > 0 else -1)
        for name, leg in zip(names, entry.legs, strict=True)
    }
    if not moved or not moved <= MAY_MOVE[entry.kind] or entry.legs != in_order(entry.legs):
        return False
    if entry.kind is EntryKind.PLEDGE_LOST:
        return len({name.pot_id for name in names}) == 1
    if {name.award_id for name in names} - {None} != {entry.award_id}:
        return False
    return entry.kind is not EntryKind.COVER or _only_covers(entry.legs)


def _only_covers(legs: Sequence[Leg]) -> bool:
    """Whether an award comes to what it did, borne by other money."""
    kinds = [account_name(leg.account_id).kind for leg in legs]
    promised = sum(
        leg.amount_pence for kind, leg in zip(kinds, legs, strict=True) if kind in PROMISED
    )
    return promised == 0 and AccountKind.AT_RISK in kinds


def _account_is_sound(account: Account) -> bool:
    name = account_id(account.pot_id, account.kind, account.award_id)
    return (account.id, account.side, account.currency) == (name, side_of(account.kind), CURRENCY)


def _condition_is_sound(entry: Entry) -> bool:
    """Whether conditions and marks stand where they belong, and say what they must."""
    offered = entry.kind is EntryKind.PLEDGE_OFFERED
    met = entry.kind is EntryKind.PLEDGE_CONDITION_MET
    if len(entry.conditions) > offered or len(entry.marks) != met:
        return False
    rows = (*entry.conditions, *entry.marks)
    return (
        all(row.pledge_id == entry.pledge_id for row in rows)
        and all(is_complete(condition) for condition in entry.conditions)
        and all(is_sound(mark) for mark in entry.marks)
    )


def _key_is_sound(entry: Entry) -> bool:
    """Whether a key stands where it belongs, under its own name."""
    if len(entry.keys) != (entry.kind is EntryKind.KEY_CHANGED):
        return False
    return all(
        is_hex(key.public_key, 64)
        and is_hex(key.replaces, 64)
        and key.id == key_id_of(bytes.fromhex(key.public_key))
        for key in entry.keys
    )


def undoes(entry: Entry, original: Entry) -> bool:
    """Whether a reversal undoes that entry exactly, and not another reversal.

    Of an award, what was at risk is not free again: there is no money behind it.
    """
    if original.kind is EntryKind.REVERSAL:
        return False
    legs = _freed(entry.legs) if original.kind is EntryKind.AWARD else entry.legs
    return legs == mirrored(original.legs)


def _freed(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs as if what was at risk had been free."""
    names = [account_name(leg.account_id) for leg in legs]
    return summed(
        Leg(account_id(name.pot_id, AccountKind.FREE), leg.amount_pence)
        if name.kind is AccountKind.AT_RISK
        else leg
        for name, leg in zip(names, legs, strict=True)
    )
