"""Entries in their order: those that are sealed by their place, then those that still wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from ledger import models
from ledger.models_sealing import Unsealed
from ledger.rules.body import parse_body
from ledger.sealing import head_of
from ledger.store.lines import EntryLine, HeadLine
from makeithappen.core.errors import Missing

Columns = TypeVarTuple("Columns")
_Reversal = aliased(models.Entry)  # what undid an entry
_Lines = Select[int, str, str, str, str]
_AFTER_ALL_SEALS = 1 << 40
WAITING_MAX = 200
"""So many entries that wait a page shows at most."""

PLACE: ColumnElement[int] = func.coalesce(models.Seal.position, Unsealed.number + _AFTER_ALL_SEALS)
"""Where an entry stands among all others; only for ordering, and only after `placed`."""


def placed(wanted: Select[*Columns], entry_id: Any) -> Select[*Columns]:
    """The same rows, with what PLACE needs of the entry in this column."""
    return wanted.outerjoin(models.Seal, models.Seal.entry_id == entry_id).outerjoin(
        Unsealed, Unsealed.entry_id == entry_id
    )


def entry_lines(
    session: Session,
    *which: ColumnElement[bool],
    before_position: int | None = None,
    limit: int = 30,
) -> list[EntryLine]:
    """The newest entries first: what waits, and so many that are sealed; or so many before a
    position. Two statements, or one.
    """
    position = models.Seal.position
    sealed = _lines().where(position.is_not(None), *which).order_by(position.desc()).limit(limit)
    if before_position is not None:
        return _read(session, sealed.where(position < before_position))
    waiting = _lines().where(Unsealed.number.is_not(None), *which)
    waiting = waiting.order_by(Unsealed.number.desc()).limit(WAITING_MAX)
    return [*_read(session, waiting), *_read(session, sealed)]


def entries_where(session: Session, *which: ColumnElement[bool]) -> list[EntryLine]:
    """Some entries, the oldest first. One statement."""
    return _read(session, _lines().where(*which).order_by(PLACE))


def entries_of_award(session: Session, award_id: str) -> list[EntryLine]:
    """What happened to an award and to the money behind it, in order. One statement."""
    account = models.Account
    moving = select(models.Posting.entry_id).join(account, account.id == models.Posting.account_id)
    moving = moving.where(account.award_id == award_id)
    return entries_where(session, (models.Entry.award_id == award_id) | models.Entry.id.in_(moving))


def find_entry_line(session: Session, entry_id: str) -> EntryLine:
    """One entry. Raises Missing."""
    found = entries_where(session, models.Entry.id == entry_id)
    if not found:
        raise Missing(entry_id)
    return found[0]


def _lines() -> _Lines:
    entry, seal = models.Entry, models.Seal
    columns = (seal.position, entry.body, entry.content_hash, seal.link, _Reversal.id)
    lines = placed(select(*columns).select_from(entry), entry.id)
    return lines.outerjoin(_Reversal, _Reversal.reverses_id == entry.id)


def _read(session: Session, wanted: _Lines) -> list[EntryLine]:
    return [
        EntryLine(position, parse_body(body), content_hash, link, reversed_by)
        for position, body, content_hash, link, reversed_by in session.execute(wanted)
    ]


def newest_head(session: Session) -> HeadLine | None:
    """The newest head; None where nothing was sealed yet."""
    return _head(session, select(models.Head).order_by(models.Head.number.desc()).limit(1))


def head_covering(session: Session, position: int) -> HeadLine | None:
    """The first head over the entry at a position."""
    covering = select(models.Head).where(models.Head.size >= position)
    return _head(session, covering.order_by(models.Head.number).limit(1))


def head_over_day(session: Session, day_id: str, recorded_at: datetime) -> HeadLine | None:
    """The first head over all awards that a day made at this time. One statement."""
    entry, seal = models.Entry, models.Seal
    last = (
        select(func.max(seal.position))
        .join(entry, entry.id == seal.entry_id)
        .join(models.Award, models.Award.entry_id == entry.id)
        .where(models.Award.day_id == day_id, entry.recorded_at == recorded_at)
        .scalar_subquery()
    )
    covering = select(models.Head).where(models.Head.size >= last)
    return _head(session, covering.order_by(models.Head.number).limit(1))


def _head(session: Session, wanted: Select[models.Head]) -> HeadLine | None:
    row = session.execute(wanted).scalar_one_or_none()
    return None if row is None else HeadLine(head_of(row), row.signature)
