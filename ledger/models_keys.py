"""The table of changed signing keys: public keys only, announced in entries of their own."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base


class KeyChange(Base):
    """A key that signs the heads after the one that covers its entry."""

    __tablename__ = "key_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), index=True
    )
    public_key: Mapped[str]
    replaces: Mapped[str]
