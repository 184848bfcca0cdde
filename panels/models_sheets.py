"""The tables round the score sheets: receipts, late sheets, drafts, paper.

`member_id` is taken away when the day is confirmed: nothing may join a member to a score then.
Ids of sheets are no foreign keys here, because sheets are written anew at that moment.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class DaySecret(Base):
    """A random secret of a day: receipt codes and the keys of phones come from it. Wiped at the
    confirmation, so that nobody can make them anew."""

    __tablename__ = "day_secrets"

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    secret: Mapped[str]


class LateSheet(Base):
    """A sheet that came after scoring had closed: kept, shown to its member, never counted."""

    __tablename__ = "late_sheets"

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), index=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    scores: Mapped[str]
    comment: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(UtcTime)


class SheetReason(Base):
    """Why a member changed their sheet while the panel talked it over: read without a name."""

    __tablename__ = "sheet_reasons"

    sheet_id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), index=True)
    reason: Mapped[str]


class Receipt(Base):
    """What a receipt code stands for: a sheet, or something whose state will not change."""

    __tablename__ = "receipts"

    code_digest: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), index=True)
    sheet_id: Mapped[str | None]
    state: Mapped[str | None]


class Draft(Base):
    """What a member has typed and not sent yet. Gone when it is sent, or when scoring closes."""

    __tablename__ = "sheet_drafts"

    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), primary_key=True)
    answers: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class Paper(Base):
    """A paper sheet that was taken in before scoring closed; a member may hand in another one."""

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("pitch_id", "member_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"), index=True)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    number: Mapped[int]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime] = mapped_column(UtcTime)


class PaperEntry(Base):
    """One person's reading of a paper, as JSON text; appended, never changed."""

    __tablename__ = "paper_entries"

    paper_id: Mapped[str] = mapped_column(ForeignKey("papers.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[str]
    reason: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(UtcTime)
