"""Authors of an idea in the database. `find` is the one place that says whose an idea is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from makeithappen import assisting
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import models, store
from makeithappen.ideas.authors_models import CoAuthor as Row
from makeithappen.ideas.rules.authors import (
    CODE_LENGTH,
    INVITATION_LASTS,
    AuthorRefusal,
    CoAuthor,
    check_invite,
    check_join,
    is_author,
    may_end,
)
from makeithappen.ideas.rules.idea import Idea


def find(session: Session, idea_id: str, person_id: str, *, lock: bool = False) -> Idea:
    """An idea that one is an author of. Raises Missing for all others."""
    row = session.get(models.Idea, idea_id, with_for_update=lock or None)
    if row is None or row.owner_id == person_id:
        return store.find_own(session, idea_id, person_id)
    idea = store.find_own(session, idea_id, row.owner_id)
    if not is_author(idea, person_id, _persons(session, idea_id)):
        raise Missing(idea_id)
    return idea


def is_co_author(session: Session, idea_id: str, person_id: str) -> bool:
    """Whether somebody writes an idea with the person who began it."""
    return person_id in _persons(session, idea_id)


def ideas_of(session: Session, person_id: str) -> list[Idea]:
    """All ideas that somebody is an author of, the one begun last first. One statement."""
    idea = models.Idea
    theirs = select(Row.idea_id).where(Row.person_id == person_id)
    mine = or_(idea.owner_id == person_id, idea.id.in_(theirs))
    return store.listed(session, mine)


def of_ideas(session: Session, idea_ids: Iterable[str]) -> dict[str, list[CoAuthor]]:
    """Who else writes these ideas, by idea, in the order in which they came. One statement."""
    wanted = select(Row).where(Row.idea_id.in_(set(idea_ids)), Row.person_id.is_not(None))
    found: dict[str, list[CoAuthor]] = {}
    for row in session.scalars(wanted.order_by(Row.made_at, Row.id)):
        found.setdefault(row.idea_id, []).append(_as_author(row))
    return found


def code_of(session: Session, idea_id: str, at: datetime) -> str:
    """The code that waits for another author, as it is read out; "" where none does."""
    row = session.scalar(select(Row).where(Row.idea_id == idea_id, Row.person_id.is_(None)))
    if row is None or row.code_sealed is None or not _as_author(row).waits(at):
        return ""
    return assisting.spoken(row.code_sealed)


def invite(session: Session, *, idea_id: str, owner_id: str, at: datetime) -> None:
    """Make a code for another author; a code that waited is worth nothing then."""
    idea = store.find_own(session, idea_id, owner_id, lock=True)
    check_invite(idea, co_authors=len(_persons(session, idea_id)))
    session.execute(delete(Row).where(Row.idea_id == idea_id, Row.person_id.is_(None)))
    code = assisting.new_code(CODE_LENGTH)
    kept = {"code_digest": assisting.code_digest(code), "code_sealed": assisting.seal(code)}
    times = {"made_at": at, "ends_at": at + INVITATION_LASTS}
    session.add(Row(id=new_id("author"), idea_id=idea_id, first_name="", **kept, **times))
    session.flush()
    record(session, at=at, actor_id=owner_id, what="idea_author_invited", subject_id=idea_id)


def join(session: Session, *, typed: str, first_name: str, person_id: str, at: datetime) -> str:
    """Become an author with the code that one was given; returns the id of the idea."""
    digest = assisting.code_digest(typed)
    known = session.scalar(select(Row.idea_id).where(Row.code_digest == digest))
    if known is None:
        raise Refused(AuthorRefusal.CODE_UNKNOWN)
    owner_id = session.get_one(models.Idea, known, with_for_update=True).owner_id
    row = session.scalar(
        select(Row).where(Row.code_digest == digest).execution_options(populate_existing=True)
    )
    if row is None:
        raise Refused(AuthorRefusal.CODE_UNKNOWN)
    idea, persons = store.find_own(session, known, owner_id), _persons(session, known)
    check_join(idea, _as_author(row), person_id, persons, at)
    row.person_id, row.first_name, row.made_at = person_id, first_name, at
    row.code_digest, row.code_sealed, row.ends_at = None, None, None
    session.flush()
    record(session, at=at, actor_id=person_id, what="idea_author_joined", subject_id=known)
    return known


def new_author(session: Session, idea_id: str, at: datetime) -> str:
    """Who became an author of an idea some minutes ago at most. Raises Missing."""
    newest = select(Row).where(Row.idea_id == idea_id, Row.person_id.is_not(None))
    row = session.scalar(newest.order_by(Row.made_at.desc(), Row.id).limit(1))
    if row is None or row.person_id is None or at - row.made_at > store.NEW_FOR:
        raise Missing(idea_id)
    return row.person_id


def end(
    session: Session, *, idea_id: str, author_id: str, person_id: str, at: datetime
) -> Idea | None:
    """Somebody writes no more in an idea: they leave, or who began it ends it; returns the idea.

    None where it had ended before. Raises Missing for everybody else.
    """
    row = session.get(Row, author_id)
    if row is None or row.idea_id != idea_id:
        return None
    idea = find(session, idea_id, person_id, lock=True)
    if not may_end(idea, _as_author(row), person_id):
        raise Missing(author_id)
    session.execute(delete(Row).where(Row.id == author_id))
    record(session, at=at, actor_id=person_id, what="idea_author_ended", subject_id=idea_id)
    return idea


def _persons(session: Session, idea_id: str) -> set[str]:
    mine = select(Row.person_id).where(Row.idea_id == idea_id, Row.person_id.is_not(None))
    return {one for one in session.scalars(mine) if one}


def _as_author(row: Row) -> CoAuthor:
    return CoAuthor(row.id, row.idea_id, row.person_id, row.first_name, row.ends_at)
