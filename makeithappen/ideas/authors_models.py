"""Who writes an idea together with the person who began it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class CoAuthor(Base):
    """One author more; without `person_id` a code that waits for them, its digest and it sealed."""

    __tablename__ = "co_authors"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    person_id: Mapped[str | None] = mapped_column(index=True)
    first_name: Mapped[str]
    code_digest: Mapped[str | None] = mapped_column(unique=True)
    code_sealed: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
