"""A fund, its areas and its rounds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Fund(Base):
    """A fund. The words about who answers for it are empty until they are filled in.

    `child_bands` are those of `makeithappen.child_bands`.
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
    criteria_words: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
