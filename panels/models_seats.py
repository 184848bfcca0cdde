"""The tables of joining: the code of a seat, and the phones that it opened.

Both end with the day: at the confirmation nothing of them is left. A phone can't outlive its code,
because the database takes it away with the code.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, UtcTime


class SeatCode(Base):
    """The one code of a seat, as a keyed digest.

    `member_id` is no foreign key: until the day opens its members are written anew now and then.
    """

    __tablename__ = "seat_codes"

    code_digest: Mapped[str] = mapped_column(primary_key=True)
    day_id: Mapped[str] = mapped_column(ForeignKey("days.id"), index=True)
    member_id: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class SeatPhone(Base):
    """A phone at a seat. The token itself is only in the phone's cookie."""

    __tablename__ = "seat_phones"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    code_digest: Mapped[str] = mapped_column(
        ForeignKey("seat_codes.code_digest", ondelete="CASCADE"), index=True
    )
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
