"""Erasing people from the reviews: their words and the answers to them; the record stays."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from makeithappen.reviews import models


def forget_words(
    session: Session, person_id: str, *, idea_ids: Collection[str], addresses: Collection[str]
) -> None:
    """Delete what somebody asked, what was asked about their ideas, and what came from them."""
    review, words = models.Review, models.ReviewWords
    theirs = select(review.id).where(
        or_(review.asked_by == person_id, review.idea_id.in_(idea_ids))
    )
    wrote = func.lower(func.trim(words.contact)).in_(addresses)
    session.execute(delete(words).where(or_(words.review_id.in_(theirs), wrote)))
