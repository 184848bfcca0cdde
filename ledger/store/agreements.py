"""Agreements: offered in words from the fund's template, accepted by their own people.

Here is also what has to be well before an award may be paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_records import Acceptance, AgreementTemplate
from ledger.models_records import Agreement as AgreementRow
from ledger.rules import agreement as rules
from ledger.rules import instalments
from ledger.rules.award_file import AwardFile, fold
from ledger.rules.entry import Award
from ledger.rules.records import Agreement, Owns, RecipientKind, Splits
from ledger.rules.refusal_records import RecordRefusal
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.entries import entries_of_award
from ledger.store.record_words import digest_of, keep_words, words_of
from ledger.store.writing import By, post
from ledger.subject_keys import has_key
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Offered:
    """An agreement as it is put together: its words are those that the recipient will see."""

    recipient: RecipientKind
    first_id: str
    second_id: str | None
    owns: Owns
    splits: Splits
    terms: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class OwnAgreement:
    """An agreement of one person's, and whether they said yes to it."""

    agreement_id: str
    award_id: str
    is_accepted: bool
    is_newest: bool


def award_file(session: Session, award_id: str) -> tuple[Award, AwardFile]:
    """All that is on record about an award. One statement; raises Missing."""
    lines = entries_of_award(session, award_id)
    file = fold(award_id, [(line.entry, line.reversed_by is not None) for line in lines])
    if file.award is None:
        raise Missing(award_id)
    return file.award, file


def check_may_be_prepared(session: Session, by: By, award_id: str, amount_pence: int) -> None:
    """Refuses a payment that is not agreed upon, or not due yet beside those that wait."""
    award, file = award_file(session, award_id)
    rules.check_accepted(file)
    on, waiting_pence = by.stamp(award.fund_id).effective_on, file.waiting_pence
    instalments.check_due(file, amount_pence, on, waiting_pence=waiting_pence)


def check_may_be_paid(session: Session, by: By, award_id: str, amount_pence: int) -> None:
    """Refuses to let a payment go that is not agreed upon, or not due."""
    award, file = award_file(session, award_id)
    rules.check_accepted(file)
    on = by.stamp(award.fund_id).effective_on
    instalments.check_due(file, amount_pence, on, waiting_pence=0)


def offer_agreement(session: Session, by: By, award_id: str, offered: Offered) -> str:
    """Put an agreement before the people of an award; gives its id."""
    take_turn(session, facts.find_award(session, award_id).fund_id)
    award, file = award_file(session, award_id)
    agreement_id = new_id("agreement")
    agreement = Agreement(
        id=agreement_id,
        award_id=award_id,
        number=1 if file.agreement is None else file.agreement.number + 1,
        recipient=offered.recipient,
        first_id=offered.first_id,
        second_id=offered.second_id,
        owns=offered.owns,
        splits=offered.splits,
        text_digest=keep_words(session, by, agreement_id, offered.text) or "",
    )
    post(session, rules.offer(by.stamp(award.fund_id), award, agreement, offered.terms))
    return agreement_id


def accept_agreement(session: Session, by: By, agreement_id: str) -> str:
    """Say yes to the words as they were shown; gives the entry's id."""
    row = find_agreement(session, agreement_id)
    take_turn(session, facts.find_award(session, row.award_id).fund_id)
    award, file = award_file(session, row.award_id)
    text = words_of(session, [row.text_digest]).get(row.text_digest)
    writer_id = _writer(session, agreement_id)
    if text is None or not has_key(session, writer_id):
        raise Refused(RecordRefusal.TEXT_CHANGED)
    digest = digest_of(session, writer_id, agreement_id, text)
    shown = {"agreement_id": agreement_id, "text_digest": digest}
    entry = rules.accept(by.stamp(award.fund_id), award, file, **shown)
    post(session, entry)
    return entry.id


def _writer(session: Session, agreement_id: str) -> str:
    """Who offered an agreement."""
    offered = models.Entry.id == AgreementRow.entry_id
    writer = select(models.Entry.actor_id).join(AgreementRow, offered)
    return session.execute(writer.where(AgreementRow.id == agreement_id)).scalar_one()


def find_agreement(session: Session, agreement_id: str) -> Agreement:
    """One agreement as it was offered. Raises Missing."""
    row = session.get(AgreementRow, agreement_id)
    if row is None:
        raise Missing(agreement_id)
    return Agreement(
        id=row.id,
        award_id=row.award_id,
        number=row.number,
        recipient=RecipientKind(row.recipient),
        first_id=row.first_id,
        second_id=row.second_id,
        owns=Owns(row.owns),
        splits=Splits(row.splits),
        text_digest=row.text_digest,
    )


def ideas_of_awards(session: Session, award_ids: Iterable[str]) -> dict[str, str]:
    """The idea of each of these awards. One statement."""
    award = models.Award
    found = session.execute(select(award.id, award.idea_id).where(award.id.in_(set(award_ids))))
    return {row.id: row.idea_id for row in found}


def own_agreements(session: Session, person_id: str) -> list[OwnAgreement]:
    """The agreements that one person has to say yes to, or did; the newest first. One statement."""
    row, accepted = AgreementRow, Acceptance
    newest = (
        select(row.award_id, func.max(row.number).label("number")).group_by(row.award_id).subquery()
    )
    found = session.execute(
        select(row.id, row.award_id, row.number, accepted.person_id, newest.c.number)
        .join(newest, newest.c.award_id == row.award_id)
        .outerjoin(accepted, (accepted.agreement_id == row.id) & (accepted.person_id == person_id))
        .where(or_(row.first_id == person_id, row.second_id == person_id))
        .order_by(row.id.desc())
    )
    return [
        OwnAgreement(agreement_id, award_id, who is not None, number == last)
        for agreement_id, award_id, number, who, last in found
    ]


def template(session: Session, fund_id: str) -> tuple[int, str]:
    """The newest template of a fund and its number; 0 and no words where it has none."""
    newest = select(AgreementTemplate).where(AgreementTemplate.fund_id == fund_id)
    row = session.scalars(newest.order_by(AgreementTemplate.number.desc()).limit(1)).first()
    return (0, "") if row is None else (row.number, row.words)


def change_template(session: Session, by: By, fund_id: str, words: str) -> int:
    """A new version of a fund's template; the older ones stay. Gives its number."""
    number = template(session, fund_id)[0] + 1
    row = AgreementTemplate(
        fund_id=fund_id, number=number, words=words, made_by=by.actor_id, made_at=by.at
    )
    session.add(row)
    session.flush()
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": fund_id}
    record(session, what="ledger.template_changed", facts={"number": number}, **who)
    return number
