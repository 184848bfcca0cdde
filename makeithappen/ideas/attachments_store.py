"""Recordings and pictures of ideas in the database; their files go with their rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.files import delete_files
from makeithappen.core.ids import new_id
from makeithappen.ideas import models
from makeithappen.ideas.attachments_models import Attachment as Row
from makeithappen.ideas.rules.attachments import Kind, Standing, check_add
from makeithappen.ideas.rules.idea import State
from makeithappen.ideas.rules.safeguarding import WHOLE
from makeithappen.ideas.safeguarding_models import Flag

SUFFIXES = {
    "image/jpeg": "jpg",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "video/webm": "webm",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that was cleaned: what it is, and how long it lasts."""

    kind: Kind
    media_type: str
    size_bytes: int
    milliseconds: int | None = None


@dataclass(frozen=True, slots=True)
class New:
    """A clean file that was kept, the question that it answers, and a few words about it.

    A child's own has the part that is what children say in the place of a question.
    """

    question_id: str
    clean: Clean
    file_id: str
    description: str = ""
    child_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A recording or picture as pages show it."""

    attachment_id: str
    idea_id: str
    question_id: str
    kind: Kind
    file_id: str
    media_type: str
    size_bytes: int
    milliseconds: int | None
    description: str
    transcript: str
    transcript_by: str | None
    child_id: str | None = None

    @property
    def file_name(self) -> str:
        """What the file is called for whoever downloads it: nothing of its people's own name."""
        return f"{self.kind}.{SUFFIXES[self.media_type]}"

    @property
    def length(self) -> str:
        """How long it lasts, like 1:05; nothing for a picture."""
        if self.milliseconds is None:
            return ""
        minutes, seconds = divmod(max(1, (self.milliseconds + 500) // 1000), 60)
        return f"{minutes}:{seconds:02}"


_IS_HIDDEN = exists().where(
    Flag.idea_id == Row.idea_id,
    Flag.is_hidden == 1,
    or_(Flag.part == WHOLE, Flag.part == Row.question_id),
)
"""Whether the answer that a file belongs to, or all of the idea, was flagged and is hidden."""


def _shown(row: Row) -> Attachment:
    return Attachment(
        attachment_id=row.id,
        idea_id=row.idea_id,
        question_id=row.question_id,
        kind=Kind(row.kind),
        file_id=row.file_id,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        milliseconds=row.milliseconds,
        description=row.description,
        transcript=row.transcript,
        transcript_by=row.transcript_by,
        child_id=row.child_id,
    )


def of_ideas(session: Session, idea_ids: Collection[str]) -> dict[str, list[Attachment]]:
    """What was added to each of these ideas, in the order of adding. One statement."""
    wanted = select(Row).where(Row.idea_id.in_(idea_ids)).order_by(Row.added_at, Row.id)
    found: dict[str, list[Attachment]] = {idea_id: [] for idea_id in idea_ids}
    for row in session.scalars(wanted):
        found[row.idea_id].append(_shown(row))
    return found


def of_idea(session: Session, idea_id: str) -> list[Attachment]:
    """What was added to an idea, in the order of adding. One statement."""
    return of_ideas(session, [idea_id])[idea_id]


def for_others(session: Session, idea_id: str, children: Collection[str] = ()) -> list[Attachment]:
    """What others than its own people may see of it: nothing once it is taken back, not what
    somebody flagged, and of children's own only what these children's is. One statement."""
    theirs = or_(Row.child_id.is_(None), Row.child_id.in_(children))
    is_out = Row.idea_id.in_(
        select(models.Idea.id).where(
            models.Idea.id == idea_id, models.Idea.state != State.WITHDRAWN
        )
    )
    wanted = select(Row).where(is_out, theirs, ~_IS_HIDDEN)
    return [_shown(row) for row in session.scalars(wanted.order_by(Row.added_at, Row.id))]


def of_child(session: Session, child_id: str) -> list[Attachment]:
    """What a child drew or said in their own voice, in the order of adding. One statement."""
    wanted = select(Row).where(Row.child_id == child_id).order_by(Row.added_at, Row.id)
    return [_shown(row) for row in session.scalars(wanted)]


def recorded_questions(session: Session, idea_id: str) -> set[str]:
    """The questions that an idea's people answered with a recording or picture. One statement."""
    return set(session.scalars(select(Row.question_id).where(Row.idea_id == idea_id)))


def find(session: Session, attachment_id: str) -> tuple[Attachment, str, Standing]:
    """One of them, its idea's owner, and how it stands. Raises Missing. One statement."""
    wanted = select(Row, models.Idea.owner_id, models.Idea.state, _IS_HIDDEN).join(
        models.Idea, models.Idea.id == Row.idea_id
    )
    found = session.execute(wanted.where(Row.id == attachment_id)).first()
    if found is None:
        raise Missing(attachment_id)
    row, owner_id, state, is_hidden = found
    return _shown(row), owner_id, Standing(State(state), is_hidden=is_hidden)


def add(session: Session, idea_id: str, new: New, *, actor_id: str, at: datetime) -> str:
    """Add a file that was kept to an idea; gives its id. Refused where none can be added."""
    idea = session.get(models.Idea, idea_id, with_for_update=True)
    if idea is None:
        raise Missing(idea_id)
    mine = select(func.count()).select_from(Row).where(Row.idea_id == idea_id)
    check_add(State(idea.state), session.execute(mine).scalar_one())
    attachment_id = new_id("file")
    row = Row(
        id=attachment_id,
        idea_id=idea_id,
        child_id=new.child_id,
        question_id=new.question_id,
        kind=str(new.clean.kind),
        file_id=new.file_id,
        media_type=new.clean.media_type,
        size_bytes=new.clean.size_bytes,
        milliseconds=new.clean.milliseconds,
        description=new.description,
        transcript="",
        added_by=actor_id,
        added_at=at,
    )
    session.add(row)
    session.flush()
    record(session, at=at, actor_id=actor_id, what="attachment_added", subject_id=attachment_id)
    return attachment_id


def remove(session: Session, attachment_id: str, *, actor_id: str, at: datetime) -> None:
    """Take one away, with its file; it may be gone already."""
    _delete(session, Row.id == attachment_id)
    record(session, at=at, actor_id=actor_id, what="attachment_removed", subject_id=attachment_id)


def transcribe(
    session: Session, attachment_id: str, words: str, *, actor_id: str, at: datetime
) -> None:
    """Write down what is said in one, and who wrote it down. Raises Missing."""
    row = session.get(Row, attachment_id, with_for_update=True)
    if row is None:
        raise Missing(attachment_id)
    row.transcript, row.transcript_by = words, actor_id if words else None
    session.flush()
    what = "attachment_transcribed"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=attachment_id)


def forget_child(session: Session, child_id: str) -> None:
    """Let all files of a child go."""
    _delete(session, Row.child_id == child_id)


def forget(session: Session, owner_id: str) -> None:
    """Let all files of somebody's ideas go, with what was written down of them."""
    theirs = select(models.Idea.id).where(models.Idea.owner_id == owner_id)
    _delete(session, Row.idea_id.in_(theirs))


def _delete(session: Session, which: ColumnElement[bool]) -> None:
    gone = session.scalars(delete(Row).where(which).returning(Row.file_id)).all()
    delete_files(session, gone)
