"""Erasing a person: the ledger keeps a line that says so, and nothing else of them."""

from __future__ import annotations

from ledger.rules.entry import PARTS_OF, Entry, EntryKind, Stamp
from ledger.rules.keyed import subjects_of
from ledger.rules.refusal import Refusal
from ledger.rules.subjects import ALL_FUNDS, Subject
from makeithappen.core.errors import Refused

COMMAND = "command"
"""Who acts from the command line: erasures are made again there after a restore."""


def erase_subject(
    stamp: Stamp, subject_id: str, *, second_actor_id: str | None, erased: bool
) -> Entry:
    """A person goes: by themselves, or by two others, once; moves no money."""
    if erased:
        raise Refused(Refusal.ALREADY_ERASED, subject_id=subject_id)
    entry = Entry(
        stamp,
        EntryKind.SUBJECT_ERASED,
        ALL_FUNDS,
        second_actor_id=second_actor_id,
        subjects=(Subject(subject_id),),
    )
    if _by_one_alone(entry):
        raise Refused(Refusal.NEEDS_SECOND_PERSON, subject_id=subject_id)
    return entry


def _by_one_alone(entry: Entry) -> bool:
    """Whether one person erased another."""
    themselves = {COMMAND, *(subject.subject_id for subject in entry.subjects)}
    return entry.second_actor_id is None and entry.stamp.actor_id not in themselves


def subjects_misfit(entry: Entry) -> str | None:
    """How the people that an entry names differ from what it has to name."""
    if entry.kind is EntryKind.SUBJECT_ERASED:
        others = any(getattr(entry, part) for part in PARTS_OF[entry.version] if part != "subjects")
        if others or len(entry.subjects) != 1 or entry.fund_id != ALL_FUNDS:
            return "it erases somebody, and nothing else may stand in it"
        return "one person alone erased another" if _by_one_alone(entry) else None
    due = subjects_of(entry) if "subjects" in PARTS_OF[entry.version] else ()
    return None if entry.subjects == due else "it does not say whose key its digests have"
