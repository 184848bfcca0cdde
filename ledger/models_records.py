"""The tables of records (see rules/records.py), of the words behind their digests, and of what is
known of an idea beside where it happens.

The tables of records are projections of bodies and only ever added to (`enforcement_records.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


def _of_entry() -> Mapped[str]:
    """Rows come before their entry, so this key is checked at the commit."""
    key = ForeignKey("entries.id", deferrable=True, initially="DEFERRED")
    return mapped_column(key, index=True)


class Code(Base):
    """One line of a pot's restriction, or one fact that an award was matched on."""

    __tablename__ = "codes"

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    subject_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class Change(Base):
    """A fee or a correction as one person proposed it."""

    __tablename__ = "changes"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="amount"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    pot_id: Mapped[str]
    amount_pence: Mapped[int] = mapped_column(Pence)
    reason: Mapped[str]
    corrects_id: Mapped[str | None]
    words_digest: Mapped[str | None]
    prepared_by: Mapped[str]
    entry_id: Mapped[str] = _of_entry()


class Ending(Base):
    """That a change, a milestone or a trial has ended."""

    __tablename__ = "endings"

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    end: Mapped[str]
    words_digest: Mapped[str | None]
    entry_id: Mapped[str] = _of_entry()


class Agreement(Base):
    """What is agreed about an award, as offered."""

    __tablename__ = "agreements"

    id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    recipient: Mapped[str]
    first_id: Mapped[str] = mapped_column(index=True)
    second_id: Mapped[str | None] = mapped_column(index=True)
    owns: Mapped[str]
    splits: Mapped[str]
    text_digest: Mapped[str]
    entry_id: Mapped[str] = _of_entry()


class Acceptance(Base):
    """That somebody said yes to an agreement."""

    __tablename__ = "acceptances"

    agreement_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    text_digest: Mapped[str]
    entry_id: Mapped[str] = _of_entry()


class Instalment(Base):
    """A part of an award, by a day or by a milestone."""

    __tablename__ = "instalments"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="amount"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    plan: Mapped[int]
    number: Mapped[int]
    amount_pence: Mapped[int] = mapped_column(Pence)
    due_on: Mapped[str | None]
    milestone_digest: Mapped[str | None]
    entry_id: Mapped[str] = _of_entry()


class Support(Base):
    """What somebody gives to an award besides the fund's money."""

    __tablename__ = "supports"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int] = mapped_column(Pence)
    stage: Mapped[str]
    words_digest: Mapped[str]
    amends_id: Mapped[str | None]
    entry_id: Mapped[str] = _of_entry()


class Trial(Base):
    """A short trial of an award."""

    __tablename__ = "trials"

    id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    question_digest: Mapped[str]
    ends_on: Mapped[str]
    entry_id: Mapped[str] = _of_entry()


class IdeaCode(Base):
    """What an idea is for and for whom, as somebody who read it wrote down. It may change."""

    __tablename__ = "idea_codes"

    idea_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class AgreementTemplate(Base):
    """The words that a fund's agreements begin from; each change makes the next version."""

    __tablename__ = "agreement_templates"

    fund_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class RecordWords(Base):
    """The words behind a record's digest. They can be erased; the digest stays."""

    __tablename__ = "record_words"

    words_digest: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcTime)


TABLES: Mapping[str, type[Base]] = {
    "codes": Code,
    "changes": Change,
    "endings": Ending,
    "agreements": Agreement,
    "acceptances": Acceptance,
    "instalments": Instalment,
    "supports": Support,
    "trials": Trial,
}
"""The tables of records, in the order in which they are written."""
