"""All views of the ideas: those of their own people, and those of the coordinator."""

from __future__ import annotations

from makeithappen.ideas import (
    attachments_views,
    authors_views,
    carrying_views,
    child_views,
    drawings_views,
    easy_read_views,
    fit_views,
    follow_up_views,
    helping_views,
    merging_views,
    next_day_views,
    paper_views,
    parting_views,
    safeguarding_views,
    views_answers,
    views_board,
    views_own,
    views_plan,
    views_review,
    views_taking_part,
)
from makeithappen.ideas.views_base import bp

__all__ = [
    "attachments_views",
    "authors_views",
    "bp",
    "carrying_views",
    "child_views",
    "drawings_views",
    "easy_read_views",
    "fit_views",
    "follow_up_views",
    "helping_views",
    "merging_views",
    "next_day_views",
    "paper_views",
    "parting_views",
    "safeguarding_views",
    "views_answers",
    "views_board",
    "views_own",
    "views_plan",
    "views_review",
    "views_taking_part",
]
