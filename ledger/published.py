"""The newest head, kept in a file outside of the database: a restored backup is noticed by it.

The worker writes the file after each seal. A database that does not hold the head that was kept
is an older one, or another one: then nothing is written any more until a person has acknowledged
it, which begins a new epoch.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_sealing import Restore
from ledger.rules.canonical import Unsealable, time_text
from ledger.rules.chain import Head, head_hash
from ledger.rules.verify_chain import read_head
from ledger.sealing import head_of
from makeithappen.core.db import db, now
from makeithappen.core.errors import DomainError, ReadOnly, SettingError
from makeithappen.core.events import record


@dataclass(frozen=True, slots=True)
class Kept:
    """A head as it was kept, with its signature."""

    head: Head
    signature: str

    @property
    def digest(self) -> str:
        """What a later head says of this one."""
        return head_hash(self.head, self.signature)


def read(path: Path) -> Kept | None:
    """The head that was kept; None where none was yet. Raises SettingError for anything else."""
    try:
        row = json.loads(path.read_bytes())
        peaks = json.dumps(row["peaks"], separators=(",", ":"))
        return Kept(read_head({**row, "peaks": peaks}), row["signature"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, Unsealable) as error:
        raise SettingError(f"MIH_HEAD_FILE: no head can be read from {path}: {error}") from error


def write(path: Path, kept: Kept) -> None:
    """Put a head in the place of the one that was kept: all of it or nothing."""
    head = kept.head
    row = {name: getattr(head, name) for name in Head.__slots__}
    row |= {"sealed_at": time_text(head.sealed_at), "signature": kept.signature}
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("w") as file:
            file.write(json.dumps(row, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise SettingError(f"MIH_HEAD_FILE: {path} can't be written: {error.strerror}") from error


def keep_newest(session: Session, path: Path) -> None:
    """Keep the newest head, unless it is kept already. Raises ReadOnly for an older database."""
    kept = read(path)
    check(session, kept)
    newest = select(models.Head).order_by(models.Head.number.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    if row is None:
        return
    found = Kept(head_of(row), row.signature)
    later = kept is None or found.head.number > kept.head.number
    if later or (kept is not None and found.head.epoch > kept.head.epoch):
        write(path, found)


def check(session: Session, kept: Kept | None) -> None:
    """Raises ReadOnly unless the database holds the head that was kept, or its loss is known."""
    if kept is not None and not leads_to(session, kept) and not _is_known(session, kept):
        raise ReadOnly


def leads_to(session: Session, kept: Kept) -> bool:
    """Whether a head that somebody kept is one of the ledger's, to the last digit."""
    row = session.get(models.Head, kept.head.number)
    return row is not None and Kept(head_of(row), row.signature) == kept


def _is_known(session: Session, kept: Kept) -> bool:
    known = select(Restore.epoch).where(Restore.lost_head == kept.digest)
    return session.execute(known).first() is not None


def guard(path: Path | None) -> Callable[[], None]:
    """What each write of this process asks first, until the file was found to fit once."""
    fits = path is None

    def check_once() -> None:
        nonlocal fits
        if not fits and path is not None:
            with db.sessionmaker() as session:
                check(session, read(path))
            fits = True

    return check_once


def acknowledge(session: Session, path: Path, *, name: str, reason: str) -> int:
    """Somebody knows that entries were lost: the next head begins this new epoch."""
    kept = read(path)
    if kept is None or leads_to(session, kept) or _is_known(session, kept):
        raise DomainError(_("The database holds the head that was kept: nothing was lost."))
    highest = [
        session.execute(select(func.coalesce(func.max(column), 1))).scalar_one()
        for column in (models.Head.epoch, Restore.epoch)
    ]
    at, epoch = now(session), max(highest) + 1
    lost = {"lost_number": kept.head.number, "lost_size": kept.head.size}
    session.add(
        Restore(
            epoch=epoch,
            acknowledged_at=at,
            lost_head=kept.digest,
            name=name,
            reason=reason,
            **lost,
        )
    )
    facts = {"epoch": epoch, **lost}
    what = "ledger.restore_acknowledged"
    record(session, at=at, actor_id="command", what=what, subject_id="ledger", facts=facts)
    return epoch
