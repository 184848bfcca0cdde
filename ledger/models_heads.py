"""Where signed heads are mailed to, and which went to whom. Nothing that is sealed holds these."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class FunderAddress(Base):
    """The e-mail address of a funder, encrypted. No row where there is none."""

    __tablename__ = "funder_addresses"

    funder_id: Mapped[str] = mapped_column(ForeignKey("funders.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)


class HeadLetter(Base):
    """That a head was put into the outbox for a funder: once each."""

    __tablename__ = "head_letters"

    funder_id: Mapped[str] = mapped_column(ForeignKey("funders.id"), primary_key=True)
    head_number: Mapped[int] = mapped_column(ForeignKey("heads.number"), primary_key=True)
    queued_at: Mapped[datetime] = mapped_column(UtcTime)
