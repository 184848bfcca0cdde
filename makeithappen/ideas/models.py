"""Ideas. Their words can be erased; who did what and when stands in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


class Idea(Base):
    """One idea. `contact_email` is the contact, tidied, where it is an e-mail address."""

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint("ask_pence > 0", name="ask"),
        CheckConstraint("smallest_pence BETWEEN 1 AND ask_pence", name="smallest"),
        Index("ix_ideas_sent", "sent_at", "id"),
        Index("uq_ideas_carried", "carried_from", "round_id", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(index=True)
    fund_id: Mapped[str]
    owner_id: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(default="online", server_default="online")
    state: Mapped[str]
    what: Mapped[str] = mapped_column(Text)
    who_for: Mapped[str] = mapped_column(Text)
    contact: Mapped[str]
    contact_email: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str | None]
    area_id: Mapped[str | None]
    ask_pence: Mapped[int | None] = mapped_column(Pence)
    smallest_pence: Mapped[int | None] = mapped_column(Pence)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    day_id: Mapped[str | None]
    day_name: Mapped[str | None]
    reason_words: Mapped[str] = mapped_column(Text)
    awarded_pence: Mapped[int | None] = mapped_column(Pence)
    carried_from: Mapped[str | None]
    arranged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    arranged_by: Mapped[str | None]


class Answer(Base):
    """An answer that has no column of its own in `ideas`. What is skipped has no row."""

    __tablename__ = "answers"

    idea_id: Mapped[str] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
