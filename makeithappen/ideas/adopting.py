"""Ideas that follow their people to an account: those whose own people gave its address."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from makeithappen.ideas import models
from makeithappen.ideas.helping_models import HelpedAnswer


def owners_reached_at(session: Session, email: str) -> set[str]:
    """The owners of ideas whose people gave this e-mail address."""
    owners = select(models.Idea.owner_id).where(_reached_at(email))
    return set(session.execute(owners).scalars())


def hand_over(session: Session, *, email: str, from_owners: Iterable[str], to_person: str) -> int:
    """Give ideas with this address from these owners to a person; returns how many."""
    moved = session.execute(
        update(models.Idea)
        .where(_reached_at(email), models.Idea.owner_id.in_(set(from_owners)))
        .values(owner_id=to_person)
        .returning(models.Idea.id)
    )
    return len(moved.all())


def _reached_at(email: str) -> ColumnElement[bool]:
    """Ideas whose own people gave this address. One that a helper typed may be the helper's."""
    typed = (HelpedAnswer.idea_id == models.Idea.id) & (HelpedAnswer.question_id == "contact")
    return (models.Idea.contact_email == email) & ~exists().where(typed)
