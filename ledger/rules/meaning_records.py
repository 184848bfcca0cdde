"""What the records of an entry must mean, taken by themselves: which kinds bring them, and how."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.rules.agreement import TWO, terms_of
from ledger.rules.canonical import read_day
from ledger.rules.changes import CORRECTIONS, SETTLED_BY, says_why
from ledger.rules.entry import Entry, EntryKind, check_amount
from ledger.rules.records import RECORDS, Agreement, Change, End, Instalment, Term
from ledger.rules.restriction import (
    codes_are_known,
    codes_of_known,
    codes_of_restriction,
    known_of,
    restriction_of,
)
from ledger.rules.supports import STAGES, UNITS
from ledger.rules.trials import ENDS

MATCHED = frozenset({EntryKind.AWARD, EntryKind.COVER, EntryKind.AMENDMENT})
"""The kinds that promise free money, and say what it was matched on."""
APPROVED = frozenset(SETTLED_BY.values())
_ENDED: Mapping[EntryKind, frozenset[End]] = {
    **dict.fromkeys(APPROVED, frozenset({End.APPROVED})),
    EntryKind.CHANGE_REFUSED: frozenset({End.REFUSED}),
    EntryKind.MILESTONE_REACHED: frozenset({End.REACHED}),
    EntryKind.TRIAL_ENDED: frozenset(ENDS),
}
_ONE: Mapping[str, EntryKind] = {
    "changes": EntryKind.CHANGE_PREPARED,
    "agreements": EntryKind.AGREEMENT_OFFERED,
    "acceptances": EntryKind.AGREEMENT_ACCEPTED,
    "supports": EntryKind.SUPPORT,
    "trials": EntryKind.TRIAL_STARTED,
}
"""The records that come one by one, each with a kind of its own."""


def records_breach(entry: Entry) -> str | None:
    """The first rule that the entry's records break; None for sound ones."""
    for part in RECORDS:
        if not _belong(part, entry):
            return f"its kind, {entry.kind}, does not go with its {part}"
    if not _codes_are_sound(entry):
        return "its codes contradict themselves"
    if entry.kind in APPROVED and entry.second_actor_id is None:
        return "it does not say who proposed it"
    try:
        return None if _are_sound(entry) else "what it puts on record contradicts itself"
    except ValueError:
        return "a day in it is none"


def _belong(part: str, entry: Entry) -> bool:
    count = len(getattr(entry, part))
    match part:
        case "codes":
            kinds = {EntryKind.POT_OPENED, EntryKind.AGREEMENT_OFFERED, *MATCHED}
            return not count or entry.kind in kinds
        case "endings":
            ends = _ENDED.get(entry.kind, frozenset())
            return count == bool(ends) and all(one.end in ends for one in entry.endings)
        case "instalments":
            return bool(count) == (entry.kind is EntryKind.INSTALMENTS_PLANNED)
        case _:
            return count == (entry.kind is _ONE[part])


def _codes_are_sound(entry: Entry) -> bool:
    """Whether a pot says what it is for, or an award what was known, once and in order."""
    if not codes_are_known(entry.codes):
        return False
    if entry.agreements:
        terms = [code.value for code in entry.codes]
        known = set(terms) <= set(Term)
        return known and entry.codes == terms_of(entry.agreements[0].id, terms)
    if entry.kind is not EntryKind.POT_OPENED:
        due = codes_of_known(entry.award_id or "", known_of(entry.codes))
        return entry.codes == due
    pot_id = entry.accounts[0].pot_id if entry.accounts else ""
    try:
        return entry.codes == codes_of_restriction(pot_id, restriction_of(entry.codes))
    except ValueError:
        return False


def _are_sound(entry: Entry) -> bool:
    """Whether each record says what its kind must, of the award and the person of its entry."""
    actor_id, award_id = entry.stamp.actor_id, entry.award_id
    return (
        all(_change_is_sound(one, actor_id) for one in entry.changes)
        and all(_agreement_is_sound(one, actor_id) for one in entry.agreements)
        and all(one.person_id == actor_id for one in entry.acceptances)
        and all(_part_is_sound(one) for one in entry.instalments)
        and all(
            one.quantity > 0 and one.unit in UNITS[one.kind] and one.stage in STAGES[one.kind]
            for one in entry.supports
        )
        and all(read_day(one.ends_on) > entry.stamp.effective_on for one in entry.trials)
        and all(
            one.award_id == award_id
            for one in (*entry.agreements, *entry.instalments, *entry.supports, *entry.trials)
        )
    )


def _change_is_sound(change: Change, actor_id: str) -> bool:
    check_amount(change.amount_pence)
    corrects = change.kind in CORRECTIONS
    named = corrects == (change.corrects_id is not None)
    return change.prepared_by == actor_id and named and says_why(change)


def _agreement_is_sound(agreement: Agreement, actor_id: str) -> bool:
    two = agreement.recipient in TWO
    has_two = agreement.second_id not in {None, agreement.first_id}
    return two == has_two == (agreement.second_id is not None) and actor_id not in agreement.people


def _part_is_sound(part: Instalment) -> bool:
    check_amount(part.amount_pence)
    if part.due_on is not None:
        read_day(part.due_on)
    return (part.due_on is None) != (part.milestone_digest is None)
