"""The words behind the digests of records: kept beside the ledger, where they can be erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from ledger import models_records
from ledger.models_records import RecordWords
from ledger.store.writing import By
from ledger.subject_keys import keyed_digest
from makeithappen.core.events import record


def digest_of(session: Session, writer_id: str, subject_id: str, words: str) -> str:
    """What stands in the ledger for some words about something, under the key of who wrote them."""
    return keyed_digest(session, writer_id, f"record words\n{subject_id}\n{words}")


def keep_words(session: Session, by: By, subject_id: str, words: str) -> str | None:
    """Keep words; gives their digest, none for no words."""
    if not words.strip():
        return None
    digest = digest_of(session, by.actor_id, subject_id, words)
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


def erase_words_of_awards(session: Session, award_ids: Collection[str], person_id: str) -> None:
    """Erase what was written about these awards, and the agreements that name a person."""
    agreement = models_records.Agreement
    named = or_(agreement.first_id == person_id, agreement.second_id == person_id)
    tables = (agreement, models_records.Instalment, models_records.Support, models_records.Trial)
    about = [select(table.id).where(table.award_id.in_(award_ids)) for table in tables]
    about.append(select(agreement.id).where(named))
    gone = or_(*(RecordWords.subject_id.in_(ids) for ids in about))
    session.execute(delete(RecordWords).where(gone))


def erase_record_words(session: Session, by: By, subject_id: str) -> None:
    """Erase what was written about something; the ledger keeps the digests, and still holds."""
    session.execute(delete(RecordWords).where(RecordWords.subject_id == subject_id))
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": subject_id}
    record(session, what="ledger.record_words_erased", facts={}, **who)
