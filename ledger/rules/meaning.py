"""What an entry must mean besides fitting its hash: whoever holds the key could sign nonsense."""

from __future__ import annotations

from ledger.rules.accounts import CURRENCY, Account, account_id, side_of
from ledger.rules.entry import (
    MOVES,
    Entry,
    EntryKind,
    check_balanced,
    legs_of,
    mirrored,
    shares_of,
)
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
    if not all(_is_sound(account) for account in entry.accounts):
        return "an account that it opens contradicts itself"
    if (entry.reverses_id is not None) != (entry.kind is EntryKind.REVERSAL):
        return "only a reversal reverses, and it reverses something"
    return None if entry.kind is EntryKind.REVERSAL else _misfit(entry)


def _misfit(entry: Entry) -> str | None:
    """How the legs, and the award, differ from what the entry's kind is made of."""
    moved = shares_of(entry.legs)
    due = legs_of(entry.kind, moved.items(), entry.award_id) if entry.kind in MOVES else ()
    if due != entry.legs or (entry.kind in MOVES and not entry.legs):
        return f"its legs are not those of its kind, {entry.kind}"
    promised = [award.amount_pence for award in entry.awards]
    if promised != ([sum(moved.values())] if entry.kind is EntryKind.AWARD else []):
        return "its award is not what its legs commit"
    return None


def _is_sound(account: Account) -> bool:
    name = account_id(account.pot_id, account.kind, account.award_id)
    return (account.id, account.side, account.currency) == (name, side_of(account.kind), CURRENCY)


def undoes(entry: Entry, original: Entry) -> bool:
    """Whether a reversal undoes that entry exactly, and not another reversal."""
    return original.kind is not EntryKind.REVERSAL and entry.legs == mirrored(original.legs)
