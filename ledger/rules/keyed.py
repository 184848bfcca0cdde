"""With whose key an entry's digests of words are taken: that of the person who acts.

Digests that are salted need no key: their salt is erased with the words (payees, invoices, spend
lines). An acceptance only repeats the digest of what it accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ledger.rules.entry import Entry
from ledger.rules.subjects import Subject

DIGESTS: Mapping[str, str] = {
    "conditions": "words_digest",
    "marks": "words_digest",
    "changes": "words_digest",
    "endings": "words_digest",
    "agreements": "text_digest",
    "instalments": "milestone_digest",
    "supports": "words_digest",
    "trials": "question_digest",
}
"""The rows that hold a digest under a person's key, and where."""


def subjects_of(entry: Entry) -> tuple[Subject, ...]:
    """Whom an entry with such digests has to name: nobody where there is none."""
    digests = (getattr(row, name) for part, name in DIGESTS.items() for row in getattr(entry, part))
    return (Subject(entry.stamp.actor_id),) if any(digests) else ()


def keyed(entry: Entry) -> Entry:
    """The entry, with whose key its digests are taken."""
    return replace(entry, subjects=subjects_of(entry))
