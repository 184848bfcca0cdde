"""Second factors: an app on somebody's phone that shows a new code every 30 seconds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class SecondFactor(Base):
    """The secret that a person's app shares with us, encrypted; `pending` until it is confirmed.

    `last_step` is the newest time step whose code was used; `failures` counts wrong codes since
    the last right one.
    """

    __tablename__ = "second_factors"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sealed: Mapped[str | None]
    pending: Mapped[str | None]
    set_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_step: Mapped[int]
    failures: Mapped[int]
    failed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RecoveryCode(Base):
    """A code on paper for a lost phone, as a keyed digest; good once."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
