"""What was arranged for an idea's people, so that they can take part, is open again."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from makeithappen.ideas.becoming import made_of
from makeithappen.ideas.models import Idea

_OPEN = {"arranged_at": None, "arranged_by": None}


def ask_anew(session: Session, idea_id: str) -> None:
    """They ask for something else now."""
    session.execute(update(Idea).where(Idea.id == idea_id).values(_OPEN))


def ask_anew_for_day(session: Session, idea_id: str) -> None:
    """It goes to a panel day for which nothing is arranged yet: not for the people of what it was
    made of either."""
    session.execute(update(Idea).where(Idea.id.in_(made_of(Idea.id == idea_id))).values(_OPEN))
