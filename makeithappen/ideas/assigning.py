"""Giving ideas to a coordinator, and finding those of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.ideas import models
from makeithappen.ideas.assigning_models import Assignment
from makeithappen.ideas.follow_up_models import FollowUp
from makeithappen.ideas.rules.board import check_assign
from makeithappen.ideas.rules.idea import State

NOBODY = "nobody"


class Turn(NamedTuple):
    """Who looks after an idea, and since when its people are asked something."""

    person_id: str | None
    asked_at: datetime | None


def assign(
    session: Session,
    idea_ids: Sequence[str],
    to: str,
    *,
    coordinators: Collection[str],
    actor_id: str,
    at: datetime,
) -> None:
    """Give ideas that were sent in to a coordinator; with "" nobody has them. Raises Missing."""
    check_assign(ticked=len(idea_ids), to=to, coordinators=frozenset(coordinators))
    wanted = sorted(set(idea_ids))
    sent = (models.Idea.id.in_(wanted)) & (models.Idea.state != State.DRAFT)
    locked = select(models.Idea.id).where(sent).order_by(models.Idea.id).with_for_update()
    if list(session.scalars(locked)) != wanted:
        raise Missing(" ".join(wanted))
    session.execute(delete(Assignment).where(Assignment.idea_id.in_(wanted)))
    if to:
        rows = (Assignment(idea_id=one, person_id=to, assigned_at=at) for one in wanted)
        session.add_all(rows)
    session.flush()
    for idea_id in wanted:
        facts = {"to": to}
        what = "idea_assigned"
        record(session, at=at, actor_id=actor_id, what=what, subject_id=idea_id, facts=facts)


def turns(session: Session, idea_ids: Iterable[str]) -> dict[str, Turn]:
    """Who looks after these ideas, and what their people are asked now. One statement."""
    idea = models.Idea
    wanted = (
        select(idea.id, Assignment.person_id, FollowUp.asked_at)
        .outerjoin(Assignment, Assignment.idea_id == idea.id)
        .outerjoin(FollowUp, FollowUp.open_for == idea.id)
        .where(idea.id.in_(set(idea_ids)))
    )
    return {row.id: Turn(row.person_id, row.asked_at) for row in session.execute(wanted)}


def is_assigned(to: str) -> ColumnElement[bool]:
    """For a query over ideas: whether this person looks after an idea, or with NOBODY none does."""
    mine = select(Assignment.idea_id).where(Assignment.idea_id == models.Idea.id)
    return ~mine.exists() if to == NOBODY else mine.where(Assignment.person_id == to).exists()
