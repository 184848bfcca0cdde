"""Looking for ideas by what they are called."""

from __future__ import annotations

from sqlalchemy.orm import Session

from makeithappen.ideas import models
from makeithappen.ideas import safeguarding_store as safeguarding
from makeithappen.ideas.rules.idea import State

MOST = 30


def named(session: Session, fund_id: str, words: str) -> dict[str, str]:
    """The ideas of a fund that were sent in and whose title holds these words: names by id."""
    idea = models.Idea
    found = session.execute(
        safeguarding.named()
        .where(idea.fund_id == fund_id, idea.state != State.DRAFT, ~safeguarding.name_is_hidden())
        .where(idea.title.icontains(words, autoescape=True))
        .order_by(idea.id)
        .limit(MOST)
    )
    return {row.id: safeguarding.name_of(row) for row in found}
