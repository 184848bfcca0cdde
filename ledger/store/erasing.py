"""Erasing people from round the ledger: their key and words go, an entry says so and stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from ledger import models, models_erasing, models_records
from ledger.rules.accounts import PROMISED
from ledger.rules.entry import EntryKind
from ledger.rules.erasing import erase_subject as erased_entry
from ledger.rules.subjects import ALL_FUNDS
from ledger.sealing import take_turn
from ledger.store.payees import contacts_of_awards, erase_payees
from ledger.store.record_words import erase_words_of_awards
from ledger.store.spending import erase_spends
from ledger.store.writing import By, post
from ledger.subject_keys import delete_key


def erase_subject(
    session: Session,
    by: By,
    subject_id: str,
    *,
    idea_ids: Collection[str] = (),
    second_actor_id: str | None = None,
) -> str:
    """Post that a person was erased, and delete their key and words; gives the entry's id.

    Their words: what they wrote about pledges; what others wrote about their ideas' pledges and
    awards; agreements that name them; who was paid, where to, and what was bought.
    """
    take_turn(session, ALL_FUNDS)
    entry = erased_entry(
        by.stamp(ALL_FUNDS),
        subject_id,
        second_actor_id=second_actor_id,
        erased=subject_id in dict(erased_subjects(session)),
    )
    post(session, entry)
    delete_key(session, subject_id)
    _forget_words(session, subject_id, idea_ids)
    award_ids = _awards(session, idea_ids)
    erase_words_of_awards(session, award_ids, subject_id)
    erase_payees(session, award_ids)
    erase_spends(session, award_ids)
    return entry.id


def _awards(session: Session, idea_ids: Collection[str]) -> list[str]:
    award = models.Award
    return list(session.scalars(select(award.id).where(award.idea_id.in_(idea_ids))))


def contacts_for(session: Session, idea_ids: Collection[str]) -> set[str]:
    """The e-mail addresses of those who were paid for these ideas."""
    return contacts_of_awards(session, _awards(session, idea_ids))


def owed_pence(session: Session, person_id: str, idea_ids: Collection[str]) -> int:
    """What was promised and not paid yet: to these ideas, or as agreed with this person."""
    account, balance, agreement = models.Account, models.Balance, models_records.Agreement
    named = or_(agreement.first_id == person_id, agreement.second_id == person_id)
    agreed = select(agreement.award_id).where(named)
    owed = session.execute(
        select(func.coalesce(func.sum(balance.balance_pence), 0))
        .join(account, account.id == balance.account_id)
        .join(models.Award, models.Award.id == account.award_id)
        .where(or_(models.Award.idea_id.in_(idea_ids), models.Award.id.in_(agreed)))
        .where(account.kind.in_([kind.value for kind in PROMISED]))
    )
    return int(owed.scalar_one())


def erased_subjects(session: Session) -> list[tuple[str, datetime]]:
    """Who was erased and when, in order. One statement."""
    entry, subject = models.Entry, models_erasing.Subject
    found = session.execute(
        select(subject.subject_id, entry.recorded_at)
        .join(entry, entry.id == subject.entry_id)
        .where(entry.kind == EntryKind.SUBJECT_ERASED.value)
        .order_by(entry.recorded_at, entry.id)
    )
    return [(subject_id, at) for subject_id, at in found]


def _forget_words(session: Session, subject_id: str, idea_ids: Collection[str]) -> None:
    entry, words = models.Entry, models.PledgeWords
    theirs = select(entry.id).where(entry.actor_id == subject_id)
    digests = [
        select(table.words_digest).where(table.entry_id.in_(theirs))
        for table in (models.Condition, models.ConditionMark)
    ]
    about = select(models.Pledge.id).where(models.Pledge.idea_id.in_(idea_ids))
    gone = or_(words.pledge_id.in_(about), *(words.words_digest.in_(own) for own in digests))
    session.execute(delete(words).where(gone))
