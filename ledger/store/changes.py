"""Interest, fees, corrections, money set aside, and what of them waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ledger import models
from ledger.models_records import Change as ChangeRow
from ledger.models_records import Ending as EndingRow
from ledger.rules import changes
from ledger.rules.records import Change, ChangeKind, End, Reason
from ledger.sealing import take_turn
from ledger.store import facts
from ledger.store.entries import entry_lines
from ledger.store.lines import EntryLine
from ledger.store.record_words import keep_words, words_of
from ledger.store.writing import By, post
from makeithappen.core.errors import Missing
from makeithappen.core.ids import new_id


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A proposal with what its pot is called; `end` is None while it waits."""

    change: Change
    fund_id: str
    pot_name: str
    prepared_at: datetime
    end: End | None
    words: str | None


def record_interest(session: Session, by: By, *, pot_id: str, amount_pence: int) -> str:
    """The bank paid interest; gives the entry's id."""
    pot = facts.find_pot(session, pot_id)
    take_turn(session, pot.fund_id)
    entry = changes.record_interest(by.stamp(pot.fund_id), pot, amount_pence)
    post(session, entry)
    return entry.id


def prepare_change(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    by: By,
    *,
    kind: ChangeKind,
    pot_id: str,
    amount_pence: int,
    reason: Reason,
    words: str,
    corrects_id: str | None = None,
) -> str:
    """Propose a change; somebody else has to approve it. Gives the change's id."""
    pot, change_id = facts.find_pot(session, pot_id), new_id("change")
    take_turn(session, pot.fund_id)
    change = Change(
        id=change_id,
        kind=kind,
        pot_id=pot_id,
        amount_pence=amount_pence,
        reason=reason,
        corrects_id=corrects_id,
        words_digest=keep_words(session, by, change_id, words),
        prepared_by=by.actor_id,
    )
    entry = changes.prepare_change(
        by.stamp(pot.fund_id),
        change,
        pot,
        corrected=facts.find_entry(session, corrects_id) if corrects_id else None,
        reversed_before=bool(corrects_id) and facts.is_reversed(session, corrects_id or ""),
    )
    post(session, entry)
    return change_id


def approve_change(session: Session, by: By, change_id: str) -> str:
    """Let a change count, as another person than who proposed it; gives the entry's id."""
    pot = facts.find_pot(session, _row(session, change_id).pot_id)
    take_turn(session, pot.fund_id)
    change, settled = _find(session, change_id)
    balances = facts.balances(session, [pot])
    at = by.stamp(pot.fund_id)
    entry = changes.approve_change(at, change, pot, settled=settled, balances=balances)
    post(session, entry)
    return entry.id


def refuse_change(session: Session, by: By, change_id: str) -> str:
    """Close a proposal; gives the entry's id."""
    pot = facts.find_pot(session, _row(session, change_id).pot_id)
    take_turn(session, pot.fund_id)
    change, settled = _find(session, change_id)
    entry = changes.refuse_change(by.stamp(pot.fund_id), change, pot, settled=settled)
    post(session, entry)
    return entry.id


def changes_waiting(session: Session) -> list[ChangeLine]:
    """What waits for a second person, the oldest first. Two statements."""
    return _lines(session, EndingRow.end.is_(None))


def correctable(session: Session, fund_id: str) -> list[EntryLine]:
    """The newest entries of a fund that a correction may be about. Two statements."""
    return [
        line
        for line in entry_lines(session, models.Entry.fund_id == fund_id, limit=100)
        if line.entry.kind in changes.CORRECTABLE and line.reversed_by is None
    ]


def find_change(session: Session, change_id: str) -> ChangeLine:
    """One proposal. Two statements; raises Missing."""
    found = _lines(session, ChangeRow.id == change_id)
    if not found:
        raise Missing(change_id)
    return found[0]


def _row(session: Session, change_id: str) -> ChangeRow:
    row = session.get(ChangeRow, change_id)
    if row is None:
        raise Missing(change_id)
    return row


def _find(session: Session, change_id: str) -> tuple[Change, bool]:
    return _change(_row(session, change_id)), session.get(EndingRow, change_id) is not None


def _lines(session: Session, which: ColumnElement[bool]) -> list[ChangeLine]:
    entry = models.Entry
    found = session.execute(
        select(ChangeRow, entry.fund_id, models.Pot.name, entry.recorded_at, EndingRow.end)
        .join(entry, entry.id == ChangeRow.entry_id)
        .join(models.Pot, models.Pot.id == ChangeRow.pot_id)
        .outerjoin(EndingRow, EndingRow.subject_id == ChangeRow.id)
        .where(which)
        .order_by(entry.recorded_at, ChangeRow.id)
    ).all()
    words = words_of(session, [row.words_digest for row, *_ in found])
    return [
        ChangeLine(
            change=_change(row),
            fund_id=fund_id,
            pot_name=name,
            prepared_at=at,
            end=None if end is None else End(end),
            words=words.get(row.words_digest or ""),
        )
        for row, fund_id, name, at, end in found
    ]


def _change(row: ChangeRow) -> Change:
    values = {field.name: getattr(row, field.name) for field in fields(Change)}
    kinds = {"kind": ChangeKind(row.kind), "reason": Reason(row.reason)}
    return Change(**(values | kinds))
