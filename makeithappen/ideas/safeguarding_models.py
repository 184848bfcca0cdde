"""Flags on words of ideas: what happened is appended; what was said can be erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Flag(Base):
    """A part of an idea that somebody flagged; of what is hidden there is one flag a part."""

    __tablename__ = "flags"
    __table_args__ = (
        CheckConstraint("is_hidden IN (0, 1)", name="is_hidden"),
        Index(
            "uq_flags_hidden",
            "idea_id",
            "part",
            unique=True,
            sqlite_where=text("is_hidden = 1"),
            postgresql_where=text("is_hidden = 1"),
        ),
        Index("ix_flags_flagged_at", "flagged_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id"), index=True)
    part: Mapped[str]
    flagged_by: Mapped[str]
    flagged_at: Mapped[datetime] = mapped_column(UtcTime)
    outcome: Mapped[str | None]
    is_hidden: Mapped[int]
    steps: Mapped[int]


class FlagStep(Base):
    """One thing that happened to a flag: raised, opened, decided; by whom, when. Never changed."""

    __tablename__ = "flag_steps"

    flag_id: Mapped[str] = mapped_column(ForeignKey("flags.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    actor_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)


class FlagWords(Base):
    """What was said with a step, encrypted JSON. Deleting the row erases it."""

    __tablename__ = "flag_words"

    flag_id: Mapped[str] = mapped_column(ForeignKey("flags.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
