"""Words of an idea before the panel that are kept away from it while somebody looks at them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base


class HeldWords(Base):
    """The words of one part of a pitch: `title`, `words`, `who_for`, `how_many` or `drops`.

    While they lie here the pitch itself says something else, so that no page, file, screen or poll
    can show them.
    """

    __tablename__ = "held_words"

    pitch_id: Mapped[str] = mapped_column(
        ForeignKey("pitches.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
