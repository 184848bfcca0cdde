"""Proposals that ideas become one, or that one becomes two, and what their authors say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Merge(Base):
    """A proposal; `new_idea_id` is what several ideas became. It is open while it has no end. One
    idea that becomes two has rows in `split_ideas`."""

    __tablename__ = "merges"

    id: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    new_idea_id: Mapped[str | None] = mapped_column(unique=True)


class MergeIdea(Base):
    """An idea of a proposal, in its place; `open_for` is the idea's id while the proposal is open,
    so that each idea is in one at a time."""

    __tablename__ = "merge_ideas"

    merge_id: Mapped[str] = mapped_column(
        ForeignKey("merges.id", ondelete="CASCADE"), primary_key=True
    )
    idea_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    place: Mapped[int]
    open_for: Mapped[str | None] = mapped_column(unique=True)


class MergeAnswer(Base):
    """A yes or a no of one author."""

    __tablename__ = "merge_answers"
    __table_args__ = (CheckConstraint("yes IN (0, 1)", name="yes"),)

    merge_id: Mapped[str] = mapped_column(
        ForeignKey("merges.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(primary_key=True)
    yes: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)


class SplitIdea(Base):
    """One of the two that an idea becomes: its name, and the idea itself once all agreed."""

    __tablename__ = "split_ideas"

    merge_id: Mapped[str] = mapped_column(
        ForeignKey("merges.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    new_idea_id: Mapped[str | None] = mapped_column(unique=True)
