"""What a fund wants to get better."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Outcome(Base):
    """An outcome of a fund. An old one is archived, so that ideas that named it keep it."""

    __tablename__ = "outcomes"

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(ForeignKey("funds.id"), index=True)
    name: Mapped[str]
    archived_at: Mapped[datetime | None] = mapped_column(UtcTime)
