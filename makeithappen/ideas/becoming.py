"""What ideas became, however often they became one or two, and what they were made of."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Subquery, select, union_all
from sqlalchemy.orm import aliased

from makeithappen.ideas import models
from makeithappen.ideas.merging_models import Merge, MergeIdea, SplitIdea
from makeithappen.ideas.rules.idea import REPLACED, State
from makeithappen.ideas.rules.taking_part import GOING


def going(which: ColumnElement[bool]) -> Subquery:
    """Of the ideas of which this is so, those whose people may still come, with it or with what it
    became: `idea_id`, and `day_id` and `day_name`, a row for each panel day that it goes to."""
    idea, new, step = models.Idea, aliased(models.Idea), _steps()
    which &= idea.state.in_(GOING | REPLACED)
    first = select(idea.id.label("idea_id"), idea.id.label("now_id")).where(which)
    way = first.cte("way", recursive=True)
    onward = select(way.c.idea_id, step.c.new_id).join(step, step.c.old_id == way.c.now_id)
    way = way.union(onward)
    days = select(way.c.idea_id, new.day_id, new.day_name).join(new, new.id == way.c.now_id)
    return days.where(new.state.in_(GOING)).distinct().subquery()


def made_of(which: ColumnElement[bool]) -> Select[str]:
    """The ideas of which this is so, and all ideas that they were made of: their ids."""
    idea, step = models.Idea, _steps()
    way = select(idea.id.label("idea_id")).where(which).cte("made_of", recursive=True)
    way = way.union(select(step.c.old_id).join(way, way.c.idea_id == step.c.new_id))
    return select(way.c.idea_id)


def living_on(which: ColumnElement[bool]) -> Select[str]:
    """Of the ideas of which this is so, those that became something that was not taken back: their
    ids."""
    idea, new, step = models.Idea, aliased(models.Idea), _steps()
    first = select(idea.id.label("idea_id"), step.c.new_id).where(which, step.c.old_id == idea.id)
    way = first.cte("way", recursive=True)
    onward = select(way.c.idea_id, step.c.new_id).join(step, step.c.old_id == way.c.new_id)
    way = way.union(onward)
    left = new.state != State.WITHDRAWN
    return select(way.c.idea_id).join(new, new.id == way.c.new_id).where(left)


def _steps() -> Subquery:
    """Each idea (`old_id`) that became, or became part of, another one (`new_id`)."""
    ways = [
        select(MergeIdea.idea_id.label("old_id"), made.new_idea_id.label("new_id"))
        .join(made, of_it)
        .where(made.new_idea_id.is_not(None))
        for made, of_it in (
            (Merge, Merge.id == MergeIdea.merge_id),
            (SplitIdea, SplitIdea.merge_id == MergeIdea.merge_id),
        )
    ]
    return union_all(*ways).subquery()
