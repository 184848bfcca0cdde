"""Who of the coordinators looks after an idea."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Assignment(Base):
    """The one coordinator who looks after an idea now. Who did before stands in the audit trail."""

    __tablename__ = "assignments"

    idea_id: Mapped[str] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(index=True)
    assigned_at: Mapped[datetime] = mapped_column(UtcTime)
