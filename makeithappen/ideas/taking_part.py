"""What ideas' people asked for to take part, as coordinators read it: round by round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from makeithappen.ideas import arranging, masking, models, store
from makeithappen.ideas.merging_models import Merge, MergeIdea, SplitIdea
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.idea import REPLACED, Idea
from makeithappen.ideas.rules.taking_part import (
    GOING,
    TAKE_PART,
    TO_ARRANGE,
    Arrangement,
    wanted,
)
from makeithappen.ideas.safeguarding_store import hidden_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An idea as a coordinator reads it, with what its people asked for to take part."""

    idea: Idea
    said: dict[str, Answer]
    wanted: list[Arrangement]


def of_round(session: Session, round_id: str) -> list[Asked]:
    """What the people of a round's ideas asked for who may still come, by panel day and name."""
    idea = models.Idea
    here = (idea.round_id == round_id) & _is_going() & _said(TAKE_PART)
    ideas = store.listed(session, here)
    ids = [one.idea_id for one in ideas]
    said = arranging.said_of(session, ids)
    hidden = hidden_of(session, ids)
    found = [_asked(one, said[one.idea_id], hidden.get(one.idea_id, ())) for one in ideas]
    return sorted(found, key=_place)


def _place(asked: Asked) -> tuple[str, ...]:
    idea = asked.idea
    return (idea.day_name or "", idea.day_id or "", idea.name, idea.idea_id)


def _asked(idea: Idea, said: dict[str, Answer], hidden: Any) -> Asked:
    return Asked(masking.mask(idea, hidden), masking.mask_answers(said, hidden), wanted(said))


def waiting(session: Session) -> dict[str, int]:
    """Of how many ideas something is still to be arranged, by round. One statement."""
    idea = models.Idea
    waits = _is_going() & _said(TO_ARRANGE) & idea.arranged_at.is_(None)
    number = func.count().label("number")
    found = session.execute(select(idea.round_id, number).where(waits).group_by(idea.round_id))
    return {row.round_id: row.number for row in found}


def _said(question_ids: Sequence[str]) -> ColumnElement[bool]:
    answer = models.Answer
    mine = (answer.idea_id == models.Idea.id) & answer.question_id.in_(question_ids)
    return select(answer.idea_id).where(mine).exists()


def _is_going() -> ColumnElement[bool]:
    """For a query over ideas: whether its people may still come, with it or with what it became."""
    idea, new = models.Idea, aliased(models.Idea)
    ways = [
        select(MergeIdea.idea_id)
        .join(made, of_it)
        .join(new, new.id == made.new_idea_id)
        .where(MergeIdea.idea_id == idea.id, new.state.in_(GOING))
        .exists()
        for made, of_it in (
            (Merge, Merge.id == MergeIdea.merge_id),
            (SplitIdea, SplitIdea.merge_id == MergeIdea.merge_id),
        )
    ]
    return or_(idea.state.in_(GOING), idea.state.in_(REPLACED) & or_(*ways))
