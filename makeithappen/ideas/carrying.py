"""An idea that was not chosen, carried on to the next round as a draft of its own.

Words, amounts and the plan are copied. Files are not: whoever takes one away takes it away for
good. What children say is not: their yes was for that idea.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.events import record
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas import models, store
from makeithappen.ideas.plan_store import copy_plan
from makeithappen.ideas.rules.carrying import check_carry


def carry(session: Session, *, idea_id: str, owner_id: str, at: datetime) -> str:
    """Begin a draft that says the same, once for each round; returns its id. Raises Refused."""
    idea = store.find_own(session, idea_id, owner_id, lock=True)
    onward = inviting.next_round(session, idea.fund_id, after=idea.round_id, at=at)
    round_id = check_carry(idea, onward)
    known = session.execute(
        select(models.Idea.id).where(
            models.Idea.carried_from == idea_id, models.Idea.round_id == round_id
        )
    ).scalar_one_or_none()
    if known is not None:
        return known
    ids = {"round_id": round_id, "fund_id": idea.fund_id, "owner_id": owner_id}
    answers = store.all_answers(session, idea)
    new_id = store.begin(session, **ids, answers=answers, at=at, carried_from=idea_id)
    copy_plan(session, idea, store.find_own(session, new_id, owner_id))
    helping.copy_helped(session, idea_id, new_id)
    facts = {"from": idea_id}
    what = "idea_carried"
    record(session, at=at, actor_id=owner_id, what=what, subject_id=new_id, facts=facts)
    return new_id


def carried_on(session: Session, idea_id: str) -> list[str]:
    """The ideas as which an idea was sent in again, the first sent at the top."""
    idea = models.Idea
    onward = select(idea.id).where(idea.carried_from == idea_id, idea.sent_at.is_not(None))
    return list(session.scalars(onward.order_by(idea.sent_at, idea.id)))


def went_on(session: Session, day_id: str, idea_ids: Collection[str]) -> int:
    """How many of these ideas of a panel day go before another panel since."""
    idea = models.Idea
    elsewhere = idea.id.in_(idea_ids) & (idea.day_id != day_id)
    return session.execute(select(func.count()).where(elsewhere)).scalar_one()
