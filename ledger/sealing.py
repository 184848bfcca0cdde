"""Putting entries in order: seals and a signed head, inside the transaction that posts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from ledger import models
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
from makeithappen.core.keys import keys

EPOCH = 1
_TURN = 5_494_115_300_041  # the advisory lock of whoever posts; any number that nobody else uses


def take_turn(session: Session) -> None:
    """Let one posting transaction at a time through, so that what it reads stays true.

    SQLite has one writer anyway; on PostgreSQL a lock is held until the transaction ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def seal(session: Session, entries: Sequence[tuple[str, str]], at: datetime) -> None:
    """Seal entries, given as (id, content hash), in this order, and sign one head over them.

    The caller has taken its turn. `at` is UTC.
    """
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
    signing = keys()
    new = Head(
        number=1 if head is None else head.number + 1,
        size=size,
        root=root(peaks),
        peaks=peaks,
        previous_head=FIRST if head is None else head_hash(head, signature),
        sealed_at=at,
        epoch=EPOCH,
        key_id=signing.key_id(),
    )
    signed = signing.signer().sign(head_text(new)).hex()
    row = {**asdict(new), "peaks": peaks_text(new.peaks), "signature": signed}
    session.execute(insert(models.Head), [row])


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
