"""A fund, its areas and its rounds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Fund(Base):
    """A fund. The words about who answers for it are empty until they are filled in.

    `child_bands` are those of `makeithappen.child_bands`.
    `fits` are pairs as JSON: a question, and what somebody reads who says no. `signposts` are
    lines. A model's defaults are the database's, so that what adds a fund need not know them.
    """

    __tablename__ = "funds"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text)
    money_held_by: Mapped[str]
    money_authorised_by: Mapped[str]
    safeguarding_lead: Mapped[str]
    safeguarding_contact: Mapped[str]
    review_contact: Mapped[str]
    child_bands: Mapped[str] = mapped_column(server_default=text("''"))
    start_who: Mapped[str] = mapped_column(Text, server_default=text("''"))
    start_what: Mapped[str] = mapped_column(Text, server_default=text("''"))
    start_not: Mapped[str] = mapped_column(Text, server_default=text("''"))
    fits: Mapped[str] = mapped_column(Text, server_default=text("'[]'"))
    signposts: Mapped[str] = mapped_column(Text, server_default=text("''"))
    talk_contact: Mapped[str] = mapped_column(server_default=text("''"))
    talk_days: Mapped[int] = mapped_column(server_default=text("3"))


class Area(Base):
    """A part of the place. An old one is archived, so that what points to it keeps its name."""

    __tablename__ = "areas"

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(ForeignKey("funds.id"), index=True)
    name: Mapped[str]
    archived_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Round(Base):
    """A time in which a fund asks for ideas, from one day to another, both included."""

    __tablename__ = "rounds"

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(ForeignKey("funds.id"), index=True)
    name: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    answers_due_on: Mapped[date | None]
    criteria_words: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
