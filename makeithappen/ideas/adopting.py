"""Ideas that follow their people to an account: those whose own people gave its address."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from makeithappen.ideas import models
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.helping_models import HelpedAnswer


def owners_reached_at(session: Session, email: str) -> set[str]:
    """The owners of ideas whose people gave this e-mail address."""
    owners = select(models.Idea.owner_id).where(_reached_at(email))
    return set(session.execute(owners).scalars())


def hand_over(session: Session, *, email: str, from_owners: Iterable[str], to_person: str) -> int:
    """Give ideas with this address from these owners to a person; returns how many.

    What these owners write with others goes with them: nobody comes back as them any more.
    """
    owners = set(from_owners)
    moved = session.execute(
        update(models.Idea)
        .where(_reached_at(email), models.Idea.owner_id.in_(owners))
        .values(owner_id=to_person)
        .returning(models.Idea.id)
    ).all()
    _hand_over_writing(session, owners, to_person)
    return len(moved)


def _hand_over_writing(session: Session, from_persons: set[str], to_person: str) -> None:
    began = select(models.Idea.id).where(models.Idea.owner_id == to_person)
    writes = select(CoAuthor.idea_id).where(CoAuthor.person_id == to_person)
    known = {*session.scalars(began), *session.scalars(writes)}
    theirs = select(CoAuthor).where(CoAuthor.person_id.in_(from_persons))
    for row in session.scalars(theirs.order_by(CoAuthor.made_at, CoAuthor.id)).all():
        if row.idea_id in known:
            session.delete(row)
        else:
            row.person_id = to_person
            known.add(row.idea_id)
    session.flush()
    mine = CoAuthor.person_id == to_person
    session.execute(delete(CoAuthor).where(mine, CoAuthor.idea_id.in_(began)))


def _reached_at(email: str) -> ColumnElement[bool]:
    """Ideas whose own people gave this address. One that a helper typed may be the helper's."""
    typed = (HelpedAnswer.idea_id == models.Idea.id) & (HelpedAnswer.question_id == "contact")
    return (models.Idea.contact_email == email) & ~exists().where(typed)
