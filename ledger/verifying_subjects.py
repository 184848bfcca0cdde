"""Checking that each person's key is there until they are erased, and gone from then on."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.fernet import Fernet
from sqlalchemy import Connection, text

from ledger.rules.problems import Problem
from ledger.rules.verify import Verification
from ledger.subject_keys import unwrapped

_KEYS = text("SELECT subject_id, wrapped FROM subject_keys ORDER BY subject_id")


def findings(
    connection: Connection, run: Verification, wrapper: Fernet | None
) -> Iterator[Problem]:
    """Each key that is missing, that should be gone, or (with `wrapper`) that does not open."""
    kept = {str(subject_id): str(wrapped) for subject_id, wrapped in connection.execute(_KEYS)}
    yield from run.keys(frozenset(kept))
    if wrapper is None:
        return
    for subject_id, wrapped in kept.items():
        try:
            unwrapped(wrapper, subject_id, wrapped)
        except ValueError as error:
            yield Problem("subject_keys", subject_id, str(error))
