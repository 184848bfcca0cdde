"""Noting that what an idea's people asked for to take part is arranged, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen.core.events import record
from makeithappen.ideas import models, store
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.taking_part import TAKE_PART, check_arrange, wanted


def said_of(session: Session, idea_ids: Sequence[str]) -> dict[str, dict[str, Answer]]:
    """What these ideas' people said about taking part, by idea. One statement."""
    answer = models.Answer
    mine = answer.idea_id.in_(idea_ids) & answer.question_id.in_(TAKE_PART)
    found: dict[str, dict[str, Answer]] = {one: {} for one in idea_ids}
    for row in session.scalars(select(answer).where(mine)):
        found[row.idea_id][row.question_id] = row.words
    return found


def arrange(session: Session, idea_id: str, *, yes: bool, actor_id: str, at: datetime) -> None:
    """Note that all of it is arranged, or not after all. Noting the same twice does no harm."""
    idea = store.find_sent(session, idea_id, lock=True)
    check_arrange(idea, wanted(said_of(session, [idea_id])[idea_id]))
    if yes is not (idea.arranged_at is None):
        return
    row = session.get_one(models.Idea, idea_id)
    row.arranged_at, row.arranged_by = (at, actor_id) if yes else (None, None)
    session.flush()
    what = "taking_part_arranged" if yes else "taking_part_not_arranged"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=idea_id)


def ask_anew(session: Session, idea_id: str) -> None:
    """What was arranged is no longer what is asked for, or not for that day."""
    row = session.get_one(models.Idea, idea_id)
    row.arranged_at = row.arranged_by = None
    session.flush()
