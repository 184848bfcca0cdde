"""What waits to be sealed: kept by the database itself (`enforcement_sealing.py`)."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base


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
