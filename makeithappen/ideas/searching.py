"""Looking for ideas by what they are called."""

from __future__ import annotations

from sqlalchemy import or_
from sqlalchemy.orm import Session

from makeithappen.ideas import models
from makeithappen.ideas import safeguarding_store as safeguarding
from makeithappen.ideas.rules.idea import State

MOST = 30


def named(session: Session, fund_id: str, words: str) -> dict[str, str]:
    """The ideas of a fund that were sent in and whose name holds these words: names by id."""
    idea = models.Idea
    untitled = idea.title.is_(None) & idea.what.icontains(words, autoescape=True)
    found = session.execute(
        safeguarding.named()
        .where(idea.fund_id == fund_id, idea.state != State.DRAFT, ~safeguarding.name_is_hidden())
        .where(or_(idea.title.icontains(words, autoescape=True), untitled))
        .order_by(idea.id)
        .limit(MOST)
    )
    return {row.id: safeguarding.name_of(row) for row in found}
