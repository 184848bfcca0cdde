"""What an idea's people said in a recording or a picture. The file itself lies in core/files.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Attachment(Base):
    """One file, clean, under a random name; a person may have written down what is said in it.

    What belongs to a child is a part of what that child says: it is seen only with each yes.
    """

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size_bytes"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(ForeignKey("ideas.id"), index=True)
    child_id: Mapped[str | None] = mapped_column(ForeignKey("idea_children.id"), index=True)
    question_id: Mapped[str]
    kind: Mapped[str]
    file_id: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    milliseconds: Mapped[int | None]
    description: Mapped[str] = mapped_column(Text)
    transcript: Mapped[str] = mapped_column(Text)
    transcript_by: Mapped[str | None]
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcTime)
