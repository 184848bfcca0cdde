"""The tables of care: what a day offers its members, what they said to it, and what was paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


class CareTerms(Base):
    """What a day offers, and how its time is planned; `zone` is that of its fund."""

    __tablename__ = "care_terms"
    __table_args__ = (
        CheckConstraint("pay_pence >= 0", name="pay"),
        CheckConstraint("ideas_max >= 1", name="ideas_max"),
    )

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    pay_pence: Mapped[int] = mapped_column(Pence)
    ideas_max: Mapped[int | None]
    zone: Mapped[str]
    starts_minute: Mapped[int]
    pitch_minutes: Mapped[int]
    questions_minutes: Mapped[int]
    scoring_minutes: Mapped[int]
    break_minutes: Mapped[int]
    break_every: Mapped[int]


class CareAnswer(Base):
    """What a member said to the offer; the highest revision counts. Never changed.

    Keyed by the person, not by the seat: who is on the panel may change until the day opens.
    """

    __tablename__ = "care_answers"
    __table_args__ = (
        CheckConstraint("takes_pay IN (0, 1)", name="takes_pay"),
        CheckConstraint(
            "travel_pence >= 0 AND childcare_pence >= 0 AND other_pence >= 0", name="amounts"
        ),
    )

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    takes_pay: Mapped[int]
    travel_pence: Mapped[int] = mapped_column(Pence)
    childcare_pence: Mapped[int] = mapped_column(Pence)
    other_pence: Mapped[int] = mapped_column(Pence)
    said_at: Mapped[datetime] = mapped_column(UtcTime)


class CarePayment(Base):
    """That a member was paid, once per day: what, who marked it, and when. Never changed."""

    __tablename__ = "care_payments"
    __table_args__ = (
        CheckConstraint("marked_by <> person_id", name="two_people"),
        CheckConstraint(
            "pay_pence >= 0 AND expenses_pence >= 0 AND pay_pence + expenses_pence > 0",
            name="amounts",
        ),
    )

    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    pay_pence: Mapped[int] = mapped_column(Pence)
    expenses_pence: Mapped[int] = mapped_column(Pence)
    marked_by: Mapped[str]
    marked_at: Mapped[datetime] = mapped_column(UtcTime)
