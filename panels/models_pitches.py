"""What an idea before the panel was before it was changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


class PitchVersion(Base):
    """A version of a pitch that was replaced, and by whom. Never changed.

    Its words are gone: the keyed digest only tells whether it is one that somebody still has.
    """

    __tablename__ = "pitch_versions"

    pitch_id: Mapped[str] = mapped_column(
        ForeignKey("pitches.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    asked_pence: Mapped[int] = mapped_column(Pence)
    smallest_pence: Mapped[int] = mapped_column(Pence)
    words_digest: Mapped[str]
    replaced_by: Mapped[str]
    replaced_at: Mapped[datetime] = mapped_column(UtcTime)
