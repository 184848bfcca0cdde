"""The address of a day for a screen in the hall that nobody signs in at. It can be taken back.

There is one per day. Its code is worked out with the site's key, so it stands in no table, and the
chair can still see it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys
from panels import models

HOLDS_FOR = timedelta(hours=18)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 12
"""12 of 31 letters carry 59 bits: nobody can try them all, and nothing behind it is private."""


def make_room_link(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Make the address of a day's screen; an earlier one ends with it."""
    end_room_link(session, day_id, actor_id=actor_id, at=at)
    link_id = new_id("room")
    row = {"day_id": day_id, "id": link_id, "made_by": actor_id, "made_at": at}
    session.execute(insert(models.RoomLink).values(**row, code_digest=_digest(_code(link_id))))
    record(session, at=at, actor_id=actor_id, what="room_link_made", subject_id=day_id)


def end_room_link(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Take the address back: from now on it looks as if it had never been there."""
    ended = delete(models.RoomLink).where(models.RoomLink.day_id == day_id)
    if session.execute(ended.returning(models.RoomLink.id)).first() is not None:
        record(session, at=at, actor_id=actor_id, what="room_link_ended", subject_id=day_id)


def room_code(session: Session, day_id: str, at: datetime) -> str | None:
    """The code in the address of a day's screen, in groups of four; None where there is none."""
    link = models.RoomLink
    which = (link.day_id == day_id) & (link.made_at > at - HOLDS_FOR)
    found = session.execute(select(link.id).where(which)).scalar_one_or_none()
    return None if found is None else _spaced(_code(found))


def day_of_room(session: Session, code: str, at: datetime) -> str:
    """The id of the day that this code shows. Raises Missing."""
    link = models.RoomLink
    digest = _digest(code.replace("-", "").lower())
    which = (link.code_digest == digest) & (link.made_at > at - HOLDS_FOR)
    found = session.execute(select(link.day_id).where(which)).scalar_one_or_none()
    if found is None:
        raise Missing(code)
    return found


def _code(link_id: str) -> str:
    number = int(keys().keyed_digest(f"room\n{link_id}"), 16)
    letters: list[str] = []
    for _place in range(CODE_LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)


def _spaced(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def _digest(code: str) -> str:
    return keys().keyed_digest(f"room code\n{code}")
