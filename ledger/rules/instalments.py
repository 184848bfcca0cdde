"""When an award is paid: in parts that add up to it, each by its day or its milestone.

What was paid never exceeds what is due by then, whichever part a payment was meant for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.rules.award_file import AwardFile
from ledger.rules.canonical import read_day
from ledger.rules.entry import Award, Entry, EntryKind, Stamp, check_amount
from ledger.rules.keyed import keyed
from ledger.rules.records import End, Ending, Instalment
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from makeithappen.core.errors import Refused
from makeithappen.core.money import split_pence


def in_parts(total_pence: int, parts: int) -> list[int]:
    """A sum in so many equal parts, to the penny; larger ones first."""
    return split_pence(total_pence, [1] * parts)


def plan(stamp: Stamp, award: Award, file: AwardFile, parts: Sequence[Instalment]) -> Entry:
    """Lays down the instalments of an award; it replaces the plan before it."""
    for part in parts:
        check_amount(part.amount_pence)
        if (part.due_on is None) == (part.milestone_digest is None):
            raise Refused(RecordRefusal.PLAN_WHEN)
    sum_pence = sum(part.amount_pence for part in parts)
    if sum_pence != file.promised_pence:
        facts = {"sum_pence": sum_pence, "amount_pence": file.promised_pence}
        raise Refused(RecordRefusal.PLAN_SUM, **facts)
    kind = EntryKind.INSTALMENTS_PLANNED
    return keyed(Entry(stamp, kind, award.fund_id, award_id=award.id, instalments=tuple(parts)))


def reach(stamp: Stamp, award: Award, file: AwardFile, instalment_id: str) -> Entry:
    """Somebody who does not get the money says that a milestone is reached."""
    found = next((one for one in file.instalments if one.id == instalment_id), None)
    if found is None or found.milestone_digest is None:
        raise Refused(RecordRefusal.NO_MILESTONE)
    if stamp.actor_id in file.parties:
        raise Refused(RecordRefusal.OWN_MILESTONE)
    if instalment_id in file.endings:
        raise Refused(Refusal.ALREADY_SETTLED, instalment_id=instalment_id)
    endings = (Ending(instalment_id, End.REACHED),)
    kind = EntryKind.MILESTONE_REACHED
    return Entry(stamp, kind, award.fund_id, award_id=award.id, endings=endings)


def is_due(part: Instalment, file: AwardFile, on: date) -> bool:
    """Whether a part can be paid on this day."""
    if part.due_on is None:
        return part.id in file.endings
    return read_day(part.due_on) <= on


def due_pence(file: AwardFile, on: date) -> int:
    """What can be paid in all by this day."""
    return sum(part.amount_pence for part in file.instalments if is_due(part, file, on))


def check_due(file: AwardFile, amount_pence: int, on: date, *, waiting_pence: int) -> None:
    """Refuses more than is due, with what was paid and what waits; without a plan all is due."""
    left_pence = due_pence(file, on) - file.paid_pence - waiting_pence
    if file.instalments and amount_pence > left_pence:
        facts = {"amount_pence": amount_pence, "available_pence": max(0, left_pence)}
        raise Refused(RecordRefusal.EXCEEDS_DUE, **facts)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a part was paid, is still to be paid, and was cancelled since it was planned."""

    paid_pence: int
    left_pence: int
    cancelled_pence: int


def standing_of_each(file: AwardFile) -> list[Standing]:
    """How each part stands: the first ones are paid first, the last ones are cancelled first."""
    paid_pence, found = file.paid_pence, list[Standing]()
    open_pence = file.promised_pence - file.paid_pence
    for part in file.instalments:
        own_pence = min(part.amount_pence, paid_pence)
        left_pence = max(0, min(part.amount_pence - own_pence, open_pence))
        paid_pence, open_pence = paid_pence - own_pence, open_pence - left_pence
        found.append(Standing(own_pence, left_pence, part.amount_pence - own_pence - left_pence))
    return found
