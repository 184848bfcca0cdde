"""Mail waits here until a worker sends it: it is queued in the transaction that caused it.

A message is encrypted while it waits and wiped once it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from makeithappen.core.db import Base, UtcTime
from makeithappen.core.ids import new_id
from makeithappen.core.keys import keys

TRIES_MAX = 8


class Mail(Base):
    """One message. `sealed` is encrypted JSON of to, subject and body; None once it was sent."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str | None]
    queued_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is read out of the outbox."""

    id: str
    to: str
    subject: str
    body: str
    queued_at: datetime


def queue_mail(session: Session, *, to: str, subject: str, body: str, at: datetime) -> None:
    """Queue one message. A line break in an address or a subject can't start a new header."""
    parts = {"to": " ".join(to.split()), "subject": " ".join(subject.split()), "body": body}
    sealed = keys().cipher().encrypt(json.dumps(parts).encode()).decode()
    mail_id = new_id("mail")
    session.add(Mail(id=mail_id, sealed=sealed, queued_at=at, due_at=at, sent_at=None, tries=0))


def waiting(session: Session, *, limit: int = 50) -> list[Message]:
    """The messages that are still there to be read, the newest first."""
    rows = session.execute(
        select(Mail).where(Mail.sealed.is_not(None)).order_by(Mail.queued_at.desc()).limit(limit)
    ).scalars()
    return [_opened(row) for row in rows]


def due(session: Session, at: datetime) -> list[Message]:
    """The messages whose turn it is, the oldest first. Those that failed too often stay behind."""
    rows = session.execute(
        select(Mail)
        .where(Mail.sealed.is_not(None), Mail.due_at <= at, Mail.tries < TRIES_MAX)
        .order_by(Mail.due_at)
        .limit(20)
    ).scalars()
    return [_opened(row) for row in rows]


def mark_sent(session: Session, mail_id: str, at: datetime) -> None:
    """A message went: its words are wiped."""
    session.execute(update(Mail).where(Mail.id == mail_id).values(sealed=None, sent_at=at))


def mark_failed(session: Session, mail_id: str, at: datetime) -> None:
    """A message did not go: it waits, twice as long each time."""
    mail = session.get_one(Mail, mail_id)
    mail.due_at = at + timedelta(minutes=2**mail.tries)
    mail.tries += 1


def forget_mail(session: Session, addresses: Collection[str]) -> None:
    """Delete what still waits for one of these addresses. All that waits is opened to find it."""
    kept = session.execute(select(Mail).where(Mail.sealed.is_not(None))).scalars()
    mine = [row.id for row in kept if _opened(row).to.lower() in addresses]
    session.execute(delete(Mail).where(Mail.id.in_(mine)))


def _opened(row: Mail) -> Message:
    parts = json.loads(keys().cipher().decrypt((row.sealed or "").encode()))
    return Message(id=row.id, queued_at=row.queued_at, **parts)
