"""Closed months, and what each pot's accounts moved in each third of a month.

`closes` is a projection of bodies. `pot_months` follows the entries by a trigger, so that no
statement adds up every posting that there ever was; `ledger verify` works it out again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger import models
from makeithappen.core.db import Base, Pence, UtcTime


class Close(Base):
    """A month of a fund that was closed; `closes_on` is its last day as text."""

    __tablename__ = "closes"

    fund_id: Mapped[str] = mapped_column(primary_key=True)
    closes_on: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), index=True
    )
    trial_digest: Mapped[str]


class PotMonth(Base):
    """What one kind of entry moved on one kind of account of a pot, by the thirds of months for
    which it counts and in which it was recorded (UTC), "2026-11-2" from the 11th to the 20th. A
    reversal counts against what it reverses."""

    __tablename__ = "pot_months"
    __table_args__ = (Index(None, "fund_id", "month"),)

    pot_id: Mapped[str] = mapped_column(primary_key=True)
    account_kind: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    recorded_month: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str]
    amount_pence: Mapped[int] = mapped_column(Pence)


class CloseAsked(Base):
    """A close that waits for a second person; at most one for a fund."""

    __tablename__ = "closes_asked"

    fund_id: Mapped[str] = mapped_column(primary_key=True)
    closes_on: Mapped[date]
    trial_digest: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)


Index("ix_entries_fund_effective", models.Entry.fund_id, models.Entry.effective_on)
Index("ix_entries_fund_recorded", models.Entry.fund_id, models.Entry.recorded_at)
Index("ix_postings_amount_pence", models.Posting.amount_pence)
