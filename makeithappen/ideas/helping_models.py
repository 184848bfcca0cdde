"""Who helps with an idea, and which answers a helper typed. No words stand here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Helper(Base):
    """Help with one idea; without `helper_id` a code that waits, its digest and it sealed."""

    __tablename__ = "idea_helpers"

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    helper_id: Mapped[str | None] = mapped_column(index=True)
    code_digest: Mapped[str | None] = mapped_column(unique=True)
    code_sealed: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    began_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)


class HelpedAnswer(Base):
    """An answer that a helper typed last. What has no row was typed by the idea's own person."""

    __tablename__ = "helped_answers"

    idea_id: Mapped[str] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(primary_key=True)
    whose: Mapped[str | None]


class PaperIdea(Base):
    """An idea that came on paper: who typed it, and who compared it. `differs` are question ids."""

    __tablename__ = "paper_ideas"

    idea_id: Mapped[str] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    typed_by: Mapped[str]
    typed_at: Mapped[datetime] = mapped_column(UtcTime)
    differs: Mapped[str]
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
