"""Replies and their templates in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.replies import models
from makeithappen.replies.rules.letter import Outcome, check_template
from makeithappen.replies.rules.reply import Look, Parts, ReplyRefusal

_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written for one idea. `outcome` and `day_id` are a coordinator's answer."""

    idea_id: str
    place_id: str
    parts: Parts
    outcome: Outcome | None = None
    day_id: str | None = None
    look: Look | None = None
    told_at: datetime | None = None


def templates(session: Session, fund_id: str) -> dict[Outcome, str]:
    """What a fund wrote itself."""
    table = models.ReplyTemplate
    rows = session.execute(select(table.outcome, table.words).where(table.fund_id == fund_id))
    return {Outcome(row.outcome): row.words for row in rows}


def put_template(
    session: Session, *, fund_id: str, outcome: Outcome, words: str, actor_id: str, at: datetime
) -> None:
    """Change what a fund writes. Raises Refused where it could not be filled in."""
    check_template(outcome, words)
    insert = _INSERT[session.get_bind().dialect.name](models.ReplyTemplate)
    row = {"fund_id": fund_id, "outcome": str(outcome), "words": words}
    session.execute(
        insert.values(**row).on_conflict_do_update(
            index_elements=["fund_id", "outcome"], set_={"words": words}
        )
    )
    facts = {"outcome": str(outcome)}
    record(
        session, at=at, actor_id=actor_id, what="letter_changed", subject_id=fund_id, facts=facts
    )


def kept(session: Session, place_id: str, *, lock: bool = False) -> dict[str, Kept]:
    """What was written for the ideas of a day or a round, by idea id."""
    mine = select(models.Reply).where(models.Reply.place_id == place_id)
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    found = session.execute(mine.order_by(models.Reply.idea_id)).scalars()
    return {row.idea_id: _kept(row) for row in found}


def write(session: Session, said: Kept, *, actor_id: str, at: datetime) -> None:
    """Write what stands in an idea's letter. Refused once it has gone."""
    insert = _INSERT[session.get_bind().dialect.name](models.Reply)
    empty = {"idea_id": said.idea_id, "place_id": said.place_id, **asdict(Parts())}
    session.execute(insert.values(**empty).on_conflict_do_nothing())
    row = _row(session, said.idea_id, said.place_id)
    row.outcome, row.day_id = said.outcome, said.day_id
    for name, words in asdict(said.parts).items():
        setattr(row, name, words)
    session.flush()
    what = "answer_written" if said.outcome else "reply_written"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=said.idea_id)


def look(
    session: Session, *, idea_id: str, place_id: str, digest: str, actor_id: str, at: datetime
) -> None:
    """Note that a person looked at the letter with this digest."""
    row = _row(session, idea_id, place_id)
    row.looked_by, row.looked_at, row.looked_digest = actor_id, at, digest
    session.flush()
    record(session, at=at, actor_id=actor_id, what="reply_looked_at", subject_id=idea_id)


def mark_told(session: Session, place_id: str, idea_ids: Iterable[str], *, at: datetime) -> None:
    """Note that these letters went."""
    mine = (models.Reply.place_id == place_id) & models.Reply.idea_id.in_(set(idea_ids))
    session.execute(update(models.Reply).where(mine).values(told_at=at))


def untell(session: Session, place_id: str) -> None:
    """What was told does not hold: all of it is to be looked at anew. The words are kept."""
    fresh = {"looked_by": None, "looked_at": None, "looked_digest": None, "told_at": None}
    session.execute(update(models.Reply).where(models.Reply.place_id == place_id).values(**fresh))


def forget_replies(session: Session, idea_ids: Iterable[str]) -> None:
    """Erase all that was written for these ideas."""
    session.execute(delete(models.Reply).where(models.Reply.idea_id.in_(set(idea_ids))))


def _row(session: Session, idea_id: str, place_id: str) -> models.Reply:
    row = session.get(
        models.Reply, (idea_id, place_id), with_for_update=True, populate_existing=True
    )
    if row is None:
        raise Missing(idea_id)
    if row.told_at is not None:
        raise Refused(ReplyRefusal.GONE_ALREADY)
    return row


def _kept(row: models.Reply) -> Kept:
    seen = None
    if row.looked_by and row.looked_at and row.looked_digest:
        seen = Look(row.looked_by, row.looked_at, row.looked_digest)
    return Kept(
        idea_id=row.idea_id,
        place_id=row.place_id,
        parts=Parts(row.strengths, row.criterion, row.reason, row.would_help, row.elsewhere),
        outcome=Outcome(row.outcome) if row.outcome else None,
        day_id=row.day_id,
        look=seen,
        told_at=row.told_at,
    )
