"""Rate limits in the database, so that they hold across all workers.

One row per thing and time window, one upsert per hit. What is counted is kept as a keyed digest.
"""

from __future__ import annotations

import time

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from makeithappen.core.db import Base, side_transaction
from makeithappen.core.keys import keys


class RateCounter(Base):
    """How often one thing happened in one window; `window` counts whole windows since 1970."""

    __tablename__ = "rate_counters"

    digest: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    ends_at: Mapped[int] = mapped_column(index=True)
    hits: Mapped[int]


def within_limit(what: str, who: str, *, hits_max: int, window_seconds: int) -> bool:
    """Count one hit and say whether it is still within the limit.

    This has a transaction of its own: a refusal must be counted although nothing else is kept.
    """
    clock = int(time.time())
    window = clock // window_seconds
    digest = _digest(what, who, window_seconds)
    with side_transaction() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        ends_at = (window + 1) * window_seconds
        hit = dialect.insert(RateCounter).values(
            digest=digest, window=window, ends_at=ends_at, hits=1
        )
        again = hit.on_conflict_do_update(
            index_elements=["digest", "window"], set_={"hits": RateCounter.hits + 1}
        )
        hits = session.execute(again.returning(RateCounter.hits)).scalar_one()
        session.execute(delete(RateCounter).where(RateCounter.ends_at < clock))
    return hits <= hits_max


def limit_used_up(
    session: Session, what: str, who: str, *, hits_max: int, window_seconds: int
) -> bool:
    """Whether no hit is left in this window: for a limit on failures, asked before each try."""
    mine = (RateCounter.digest == _digest(what, who, window_seconds)) & (
        RateCounter.window == int(time.time()) // window_seconds
    )
    hits = session.execute(select(RateCounter.hits).where(mine)).scalar_one_or_none()
    return (hits or 0) >= hits_max


def _digest(what: str, who: str, window_seconds: int) -> str:
    return keys().keyed_digest(f"{what}\n{window_seconds}\n{who}")
