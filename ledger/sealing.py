"""Putting entries in order: seals and signed heads, a moment after the entries were posted.

Posting never waits for this. The database queues each entry as it is written; within a fund the
numbers of the queue follow the commits, because they are given while the fund's turn is held. A
number of another fund may come late: nobody looks for numbers above the last one, but for what
still waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_keys import KeyChange
from ledger.models_sealing import Restore, Unsealed
from ledger.rules.chain import (
    FIRST,
    Head,
    Seal,
    add_leaf,
    head_hash,
    head_text,
    next_seal,
    peaks_text,
    root,
)
from ledger.rules.verify_chain import read_peaks
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.prepared import Prepared
from makeithappen.core.signing import name_of, public_part, signer_of

ENTRIES_MAX = 5_000  # of one head, so that a long queue does not fill the memory
_SEALER = "the ledger's sealer"
_FUND = "the ledger's fund {}"
_TAKE_TURN = Prepared(text("SELECT pg_advisory_xact_lock(:turn)"))


@dataclass(frozen=True, slots=True)
class Lag:
    """How many entries wait for their seal, and since when the oldest does (UTC)."""

    entries: int
    since: datetime | None


def take_turn(session: Session, fund_id: str, *others: str) -> None:
    """Let one act at a time through per fund, so that what it reads of them stays true.

    Two funds never wait for each other. SQLite has one writer anyway; on PostgreSQL these locks
    are held until the transaction ends, and taken in one order, so that nobody waits in a circle.
    """
    if session.get_bind().dialect.name == "postgresql":
        for number in sorted({_lock_number(_FUND.format(one)) for one in (fund_id, *others)}):
            _TAKE_TURN.rows(session, turn=number)


def _lock_number(name: str) -> int:
    """What PostgreSQL knows a lock by: 64 bits."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def seal_now(*, wait: bool = True) -> int:
    """Seal all that waits, in a transaction of its own, if anything does; gives how many entries.

    Not inside of a transaction, and not in a request that writes.
    """
    waiting = lag(reading()).entries
    reading().rollback()
    if not waiting:
        return 0
    with transaction() as session:
        return seal_waiting(session, wait=wait)


def seal_waiting(session: Session, *, wait: bool = True) -> int:
    """Seal all that waits, in its order, with a signed head over it; gives how many entries.

    One at a time seals: another one waits until the first has committed, or without `wait` leaves
    it to the first. Take no turn of a fund after this.
    """
    if not _take_sealer(session, wait=wait):
        return 0
    sealed = 0
    while entries := _waiting(session):
        _seal(session, entries)
        sealed += len(entries)
    return sealed


def lag(session: Session) -> Lag:
    """What waits for its seal. One statement."""
    entry = models.Entry
    waiting = select(func.count(), func.min(entry.recorded_at)).select_from(Unsealed)
    count, since = session.execute(waiting.join(entry, entry.id == Unsealed.entry_id)).one()
    return Lag(count, since)


def _take_sealer(session: Session, *, wait: bool) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    lock = {"sealer": _lock_number(_SEALER)}
    if wait:
        session.execute(text("SELECT pg_advisory_xact_lock(:sealer)"), lock)
        return True
    return session.execute(text("SELECT pg_try_advisory_xact_lock(:sealer)"), lock).scalar_one()


def _waiting(session: Session) -> Sequence[tuple[str, str]]:
    """(id, content hash) of what waits, in its order."""
    entry = models.Entry
    queue = select(entry.id, entry.content_hash).join(Unsealed, Unsealed.entry_id == entry.id)
    found = session.execute(queue.order_by(Unsealed.number).limit(ENTRIES_MAX))
    return [(entry_id, content_hash) for entry_id, content_hash in found]


def _seal(session: Session, entries: Sequence[tuple[str, str]]) -> None:
    """Seal entries, given as (id, content hash), in this order, and sign one head over them."""
    last = _last_seal(session)
    before = _last_head(session)
    head, signature = (None, "") if before is None else before
    peaks, size = ((), 0) if head is None else (head.peaks, head.size)
    seals: list[Seal] = []
    for entry_id, content_hash in entries:
        last = next_seal(last, entry_id, content_hash)
        seals.append(last)
        peaks, size = add_leaf(size, peaks, content_hash), size + 1
    session.execute(insert(models.Seal), [asdict(one) for one in seals])
    signer = signer_of(_key_in_force(session, 0 if head is None else head.size))
    new = Head(
        number=1 if head is None else head.number + 1,
        size=size,
        root=root(peaks),
        peaks=peaks,
        previous_head=FIRST if head is None else head_hash(head, signature),
        sealed_at=now(session),
        epoch=_epoch(session),
        key_id=name_of(public_part(signer)),
    )
    signed = signer.sign(head_text(new)).hex()
    row = {**asdict(new), "peaks": peaks_text(new.peaks), "signature": signed}
    session.execute(insert(models.Head), [row])


def _epoch(session: Session) -> int:
    """1, and one more for each restored backup that was acknowledged."""
    return session.execute(select(func.coalesce(func.max(Restore.epoch), 1))).scalar_one()


def _key_in_force(session: Session, covered: int) -> str | None:
    """The name of the newest key that a head covers already; None: there is only the first one."""
    announced = (
        select(KeyChange.id)
        .join(models.Seal, models.Seal.entry_id == KeyChange.entry_id)
        .where(models.Seal.position <= covered)
        .order_by(models.Seal.position.desc())
    )
    return session.scalars(announced.limit(1)).first()


def _last_seal(session: Session) -> Seal | None:
    newest = select(models.Seal).order_by(models.Seal.position.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    if row is None:
        return None
    return Seal(row.position, row.entry_id, row.content_hash, row.previous_link, row.link)


def _last_head(session: Session) -> tuple[Head, str] | None:
    newest = select(models.Head).order_by(models.Head.number.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    return None if row is None else (head_of(row), row.signature)


def head_of(row: models.Head) -> Head:
    """A stored head as it was signed."""
    return Head(
        number=row.number,
        size=row.size,
        root=row.root,
        peaks=read_peaks(row.peaks),
        previous_head=row.previous_head,
        sealed_at=row.sealed_at,
        epoch=row.epoch,
        key_id=row.key_id,
    )
