"""The tables of the reviews. The record is appended; the words lie apart and can be erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class ReviewRoute(Base):
    """Who answers a fund's reviews; the highest revision counts. Never changed."""

    __tablename__ = "review_routes"
    __table_args__ = (CheckConstraint("person_id <> stand_in_id", name="two_people"),)

    fund_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    stand_in_id: Mapped[str | None]
    reply_days: Mapped[int]


class Review(Base):
    """That somebody asked: about what, when, who was named to answer, by when. Never changed.

    `asked_by` is empty where nobody was signed in; `idea_id` is None where it came by the public
    form. `words_digest` is keyed by the salt that lies with the words, and goes with them.
    """

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_due_on", "due_on", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(index=True)
    round_id: Mapped[str] = mapped_column(index=True)
    idea_id: Mapped[str | None] = mapped_column(index=True)
    day_id: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    answerer_id: Mapped[str]
    due_on: Mapped[date]
    words_digest: Mapped[str]


class ReviewAnswer(Base):
    """How a review ended, who said so and when. Never changed."""

    __tablename__ = "review_answers"

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    outcome: Mapped[str]
    answered_by: Mapped[str] = mapped_column(index=True)
    answered_at: Mapped[datetime] = mapped_column(UtcTime)
    words_digest: Mapped[str]


class ReviewWords(Base):
    """What was said. Deleting the row erases it, and nobody can tell it from the digests then."""

    __tablename__ = "review_words"

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    salt: Mapped[str]
    contact: Mapped[str]
    about: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
