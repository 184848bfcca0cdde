"""Whom an entry's digests are about: people as pseudonyms, each with a key of their own.

A digest of words is keyed with the key of one person. When that person is erased the key goes, and
nobody can tell any longer what the digest stood for; the entry stays as it was sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

ALL_FUNDS = "site"
"""The `fund_id` of an entry that is of no one fund."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person by their pseudonym: whose key the entry's digests are taken with, or who went."""

    subject_id: str
