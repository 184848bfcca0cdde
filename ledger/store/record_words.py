"""The words behind the digests of records: kept beside the ledger, where they can be erased."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ledger.models_records import RecordWords
from ledger.store.writing import By
from makeithappen.core.events import record
from makeithappen.core.keys import keys


def digest_of(subject_id: str, words: str) -> str:
    """The keyed digest that stands in the ledger for some words about something."""
    return keys().keyed_digest(f"record words\n{subject_id}\n{words}")


def keep_words(session: Session, by: By, subject_id: str, words: str) -> str | None:
    """Keep words; gives their digest, none for no words."""
    if not words.strip():
        return None
    digest = digest_of(subject_id, words)
    row = RecordWords(words_digest=digest, subject_id=subject_id, words=words, written_at=by.at)
    session.merge(row)
    session.flush()
    return digest


def words_of(session: Session, digests: Iterable[str | None]) -> dict[str, str]:
    """The words behind digests, where they were not erased. One statement, or none."""
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return {}
    found = session.execute(select(RecordWords).where(RecordWords.words_digest.in_(wanted)))
    return {row.words_digest: row.words for row in found.scalars()}


def erase_record_words(session: Session, by: By, subject_id: str) -> None:
    """Erase what was written about something; the ledger keeps the digests, and still holds."""
    session.execute(delete(RecordWords).where(RecordWords.subject_id == subject_id))
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": subject_id}
    record(session, what="ledger.record_words_erased", facts={}, **who)
