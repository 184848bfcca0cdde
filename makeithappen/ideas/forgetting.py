"""Erasing people from the ideas: drafts go, what was sent stays as a line without words."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makeithappen.core.kept_texts import KeptText
from makeithappen.ideas import attachments_store, child_store, models
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.follow_up_models import FollowUp
from makeithappen.ideas.helping_models import HelpedAnswer, Helper, PaperIdea
from makeithappen.ideas.merging import give_back
from makeithappen.ideas.merging_models import MergeAnswer, MergeIdea, SplitIdea
from makeithappen.ideas.plan_store import forget_plans
from makeithappen.ideas.rules.idea import REPLACED, State

WORDLESS = {
    "what": "",
    "who_for": "",
    "contact": "",
    "contact_email": None,
    "title": None,
    "reason_words": "",
    "arranged_at": None,
    "arranged_by": None,
}


def addresses(session: Session, owner_id: str) -> set[str]:
    """The e-mail addresses that somebody gave with their ideas."""
    mine = select(models.Idea.contact_email).where(models.Idea.owner_id == owner_id)
    return {address for address in session.scalars(mine) if address}


def forget_ideas(session: Session, owner_id: str) -> None:
    """Wipe all words of somebody's ideas; what waited for an answer is taken back."""
    attachments_store.forget(session, owner_id)
    mine = models.Idea.owner_id == owner_id
    theirs = select(models.Idea.id).where(mine).scalar_subquery()
    session.execute(delete(models.Answer).where(models.Answer.idea_id.in_(theirs)))
    session.execute(delete(FollowUp).where(FollowUp.idea_id.in_(theirs)))
    forget_plans(session, theirs)
    child_store.forget(session, owner_id)
    for kept in (Helper, HelpedAnswer, PaperIdea, KeptText, CoAuthor):
        session.execute(delete(kept).where(kept.idea_id.in_(theirs)))
    session.execute(delete(Helper).where(Helper.helper_id == owner_id))
    asked = select(MergeIdea.merge_id).where(MergeIdea.idea_id.in_(theirs))
    session.execute(update(SplitIdea).where(SplitIdea.merge_id.in_(asked)).values(name=""))
    session.execute(delete(MergeAnswer).where(MergeAnswer.person_id == owner_id))
    session.execute(delete(CoAuthor).where(CoAuthor.person_id == owner_id))
    session.execute(delete(models.Idea).where(mine, models.Idea.state == State.DRAFT))
    waiting = models.Idea.state.in_([State.SENT, State.SHORTLISTED, *REPLACED])
    session.execute(update(models.Idea).where(mine, waiting).values(state=State.WITHDRAWN))
    give_back(session, mine, owner_id)
    session.execute(update(models.Idea).where(mine).values(**WORDLESS))
    session.expire_all()
