"""The table of a vote of the room on a tie. It is empty but while the room votes."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base


class TieBallot(Base):
    """What one voter chose. Gone as soon as the vote is counted: only how many stays."""

    __tablename__ = "tie_ballots"

    voter_id: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), index=True)
    pitch_id: Mapped[str] = mapped_column(ForeignKey("pitches.id"))
