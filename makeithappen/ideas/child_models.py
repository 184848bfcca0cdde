"""What children say with an idea, and each yes and no to showing it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class IdeaChild(Base):
    """A child with something to say: an age, words that can be erased, and no name."""

    __tablename__ = "idea_children"
    __table_args__ = (
        UniqueConstraint("idea_id", "place"),
        CheckConstraint("age BETWEEN 0 AND 17", name="age"),
        CheckConstraint("place BETWEEN 0 AND 9", name="place"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    place: Mapped[int]
    age: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    telling: Mapped[str]
    consent: Mapped[str]
    hidden_at: Mapped[datetime | None] = mapped_column(UtcTime)
    kept_letter: Mapped[int | None]
    """Counted from 0: the letter that a panel which reads now knows this child by."""


class ChildYes(Base):
    """A yes or a no to one version of a child's words. Appended, never changed.

    It outlives the words, so nothing but ids stands here.
    """

    __tablename__ = "child_yeses"
    __table_args__ = (CheckConstraint("who IN ('child', 'carer')", name="who"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    child_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    who: Mapped[str]
    yes: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor_id: Mapped[str]
