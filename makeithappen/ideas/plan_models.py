"""What an idea's money would be spent on, what else helps it, and which outcomes it serves."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence


class IdeaLine(Base):
    """One line of what the money would be spent on, in the order of adding."""

    __tablename__ = "idea_lines"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 10000", name="quantity"),
        CheckConstraint("unit_pence BETWEEN 1 AND 10000000", name="unit_pence"),
        UniqueConstraint("idea_id", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    unit_pence: Mapped[int] = mapped_column(Pence)


class IdeaHelp(Base):
    """Something that others give: a quantity in hundredths of its unit, of money in pence."""

    __tablename__ = "idea_help"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 1000000000", name="quantity"),
        UniqueConstraint("idea_id", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int] = mapped_column(Pence)
    stage: Mapped[str]


class IdeaOutcome(Base):
    """An outcome of the fund that an idea serves."""

    __tablename__ = "idea_outcomes"

    idea_id: Mapped[str] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    outcome_id: Mapped[str] = mapped_column(primary_key=True)
