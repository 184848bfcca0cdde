"""The ballots of a vote on a tie, which are gone once they are counted."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from makeithappen.core import intents
from panels.models_boards import TieBallot
from panels.store.records import Day


def drop_ballots(session: Session, day: Day) -> None:
    """Delete a day's ballots, and forget who sent them."""
    session.execute(delete(TieBallot).where(TieBallot.day_id == day.day_id))
    intents.forget(session, f"panels.tie:{day.day_id}")
