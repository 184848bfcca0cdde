"""Looking for ideas by what they are called."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from makeithappen.ideas import models
from makeithappen.ideas.rules.idea import State, short_name

MOST = 30


def named(session: Session, fund_id: str, words: str) -> dict[str, str]:
    """The ideas of a fund that were sent in and whose name holds these words: names by id."""
    idea = models.Idea
    untitled = idea.title.is_(None) & idea.what.icontains(words, autoescape=True)
    found = session.execute(
        select(idea.id, idea.title, idea.what)
        .where(idea.fund_id == fund_id, idea.state != State.DRAFT)
        .where(or_(idea.title.icontains(words, autoescape=True), untitled))
        .order_by(idea.id)
        .limit(MOST)
    )
    return {idea_id: title or short_name(what) for idea_id, title, what in found}
