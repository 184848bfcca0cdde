"""A fund's own letters, and what was written for each idea before all letters go together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class ReplyTemplate(Base):
    """What a fund writes where an idea ends so. Without a row the house's own words hold."""

    __tablename__ = "reply_templates"

    fund_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class Reply(Base):
    """What is written for one idea. `place_id` is the day or the round whose replies go together.

    `outcome` and `day_id` are a coordinator's answer; on a day the panel's decision holds. A look
    counts for the letter with `looked_digest` alone.
    """

    __tablename__ = "replies"

    idea_id: Mapped[str] = mapped_column(primary_key=True)
    place_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    outcome: Mapped[str | None]
    day_id: Mapped[str | None]
    strengths: Mapped[str] = mapped_column(Text)
    criterion: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    would_help: Mapped[str] = mapped_column(Text)
    elsewhere: Mapped[str] = mapped_column(Text)
    looked_by: Mapped[str | None]
    looked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    looked_digest: Mapped[str | None]
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
