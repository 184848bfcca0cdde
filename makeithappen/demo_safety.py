"""In the demo: an idea of the running day of which a panel member flagged some words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen import safeguarding
from makeithappen.ideas import store as ideas
from panels import store as panels

TITLE = "Family film night"
PART = "who_for"
WHY = "I think I know which family this is. It says more than they may want."


def flag_words(session: Session, at: datetime, day_id: str, *, member_id: str) -> None:
    """Flag a part of one idea of this day, as a member of its panel does."""
    day = panels.load_day(session, day_id)
    idea_id = next(pitch.idea_id for pitch in day.pitches if pitch.title == TITLE)
    idea = ideas.find_sent(session, idea_id)
    safeguarding.raise_flag(session, idea, PART, WHY, actor_id=member_id, at=at)
