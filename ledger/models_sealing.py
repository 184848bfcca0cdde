"""What waits to be sealed, kept by the database itself (`enforcement_sealing.py`); and restores."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class Unsealed(Base):
    """An entry that waits for its seal; `number` is the order of the commits within a fund.

    The row comes with the entry and goes with the seal. Nobody writes it: triggers do.
    """

    __tablename__ = "unsealed"
    __table_args__ = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), unique=True)


class Restore(Base):
    """That an older backup was brought back, who says so, and which head was lost with it.

    Only the words may change, so that they can be erased.
    """

    __tablename__ = "restores"

    epoch: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    acknowledged_at: Mapped[datetime] = mapped_column(UtcTime)
    lost_number: Mapped[int]
    lost_size: Mapped[int]
    lost_head: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
