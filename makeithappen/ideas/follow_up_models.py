"""What was asked about an idea after it was sent, and what was said before each change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class FollowUp(Base):
    """A question about one answer. `open_for` is the idea while it is open: one at a time."""

    __tablename__ = "follow_ups"

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str]
    open_for: Mapped[str | None] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AnswerVersion(Base):
    """What an answer said until it was replaced. Never changed; its words can be erased."""

    __tablename__ = "answer_versions"

    follow_up_id: Mapped[str] = mapped_column(
        ForeignKey("follow_ups.id", ondelete="CASCADE"), primary_key=True
    )
    words_before: Mapped[str] = mapped_column(Text)
    words_after: Mapped[str] = mapped_column(Text)
