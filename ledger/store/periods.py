"""Closed months, and what a fund's pots held and moved by a day.

Whole thirds of months come from `pot_months`, up to the nearest end of one; what lies between that
end and the day comes from the postings. What was not recorded yet by a certain day (UTC) can be
left out: then the books are read as they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal_column, select
from sqlalchemy.orm import Session, aliased

from ledger import models, models_books
from ledger.rules.accounts import AccountKind
from ledger.rules.entry import EntryKind
from ledger.rules.periods import (
    Asked,
    check_close,
    month_end,
    month_of,
    nearest_end,
    third_of,
    trial_digest,
)
from ledger.rules.periods import close_period as closed_entry
from ledger.rules.statement import Sum
from ledger.sealing import take_turn
from ledger.store.writing import By, closed_days, post
from makeithappen.core.errors import Missing
from makeithappen.core.events import record

_Undone = aliased(models.Entry)


@dataclass(frozen=True, slots=True)
class Until:
    """Up to which day an entry counts, and by which day (UTC) it was recorded, if that matters."""

    day: date
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class CloseLine:
    """A closed month: its last day, who asked and who agreed, when, and its entry."""

    closes_on: date
    entry_id: str
    asked_by: str
    closed_by: str
    closed_at: datetime


def sums(session: Session, fund_id: str, until: Until) -> list[Sum]:
    """What a fund's pots moved up to a day, by kind of account and of entry. Two statements."""
    ends = Until(nearest_end(until.day), until.known_on and nearest_end(until.known_on))
    months = models_books.PotMonth
    whole = months.month <= third_of(ends.day)
    if ends.known_on is not None:
        whole &= months.recorded_month <= third_of(ends.known_on)
    of_months = session.execute(
        select(months.pot_id, months.account_kind, months.kind, func.sum(months.amount_pence))
        .where(months.fund_id == fund_id, whole)
        .group_by(months.pot_id, months.account_kind, months.kind)
    )
    rest = _rest(session, fund_id, until, ends) if ends != until else ()
    return [_sum(row) for row in (*of_months, *rest)]


def _rest(session: Session, fund_id: str, until: Until, ends: Until) -> Sequence[Sequence[object]]:
    """What counts but stands in no third that was added up, less what stands there too early."""
    entry, account, amount = models.Entry, models.Account, models.Posting.amount_pence
    early, late = sorted([until.day, ends.day])
    between = and_(entry.effective_on > early, entry.effective_on <= late)
    if until.known_on is not None and ends.known_on is not None:
        known = [_midnight(day + timedelta(days=1)) for day in (until.known_on, ends.known_on)]
        between |= and_(entry.recorded_at >= min(known), entry.recorded_at < max(known))
    counts, added = (case((and_(*counted(None, one)), amount), else_=0) for one in (until, ends))
    kind = func.coalesce(_Undone.kind, entry.kind)
    found = session.execute(
        select(account.pot_id, account.kind, kind, func.sum(counts - added))
        .select_from(entry)
        .join(models.Posting, models.Posting.entry_id == entry.id)
        .join(account, account.id == models.Posting.account_id)
        .outerjoin(_Undone, _Undone.id == entry.reverses_id)
        .where(entry.fund_id == fund_id, between)
        .group_by(account.pot_id, account.kind, kind)
    )
    return found.all()


def counted(after: date | None, until: Until) -> list[ColumnElement[bool]]:
    """Which entries count after one day and up to another, as far as they were known."""
    entry = models.Entry
    conditions = [entry.effective_on <= until.day]
    if after is not None:
        conditions.append(entry.effective_on > after)
    if until.known_on is not None:
        conditions.append(entry.recorded_at < _midnight(until.known_on + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _sum(row: Sequence[object]) -> Sum:
    pot_id, account_kind, kind, pence = row
    return Sum(str(pot_id), AccountKind(str(account_kind)), EntryKind(str(kind)), int(str(pence)))


def by_month(
    session: Session, fund_id: str, pot_ids: Iterable[str], first: date, last: date
) -> list[tuple[str, Sum]]:
    """What some pots of a fund moved in each of these months. One statement."""
    months = models_books.PotMonth
    month = func.substr(months.month, literal_column("1"), literal_column("7"))
    found = session.execute(
        select(
            month,
            months.pot_id,
            months.account_kind,
            months.kind,
            func.sum(months.amount_pence),
        )
        .where(months.fund_id == fund_id, months.pot_id.in_(list(pot_ids)))
        .where(months.month >= month_of(first), months.month <= third_of(month_end(last)))
        .group_by(month, months.pot_id, months.account_kind, months.kind)
        .order_by(month)
    )
    return [(month, _sum(rest)) for month, *rest in found]


def newest_month(session: Session, fund_id: str) -> str | None:
    """The last month for which anything counts in a fund. One statement."""
    months = models_books.PotMonth
    newest = select(func.max(months.month)).where(months.fund_id == fund_id)
    third = session.execute(newest).scalar_one()
    return third and third[:7]


def closes(session: Session, fund_id: str) -> list[CloseLine]:
    """The closed months of a fund, the newest first. One statement."""
    close, entry = models_books.Close, models.Entry
    found = session.execute(
        select(close.closes_on, entry.id, entry.second_actor_id, entry.actor_id, entry.recorded_at)
        .join(entry, entry.id == close.entry_id)
        .where(close.fund_id == fund_id)
        .order_by(close.closes_on.desc())
    )
    return [
        CloseLine(date.fromisoformat(on), entry_id, asked or "", closed, at)
        for on, entry_id, asked, closed, at in found
    ]


def asked_close(session: Session, fund_id: str) -> Asked | None:
    """The close of a fund that waits for a second person."""
    row = session.get(models_books.CloseAsked, fund_id)
    return row and Asked(row.fund_id, row.closes_on, row.trial_digest, row.asked_by)


def ask_close(session: Session, by: By, *, fund_id: str, closes_on: date) -> None:
    """Ask a second person to close a month, as its books are now; replaces what was asked."""
    take_turn(session, fund_id)
    closed_on = closed_days(session, [fund_id]).get(fund_id)
    today = by.stamp(fund_id).effective_on
    check_close(closes_on, today=today, closed_on=closed_on)
    drop_close(session, fund_id)
    row = {
        "fund_id": fund_id,
        "closes_on": closes_on,
        "trial_digest": trial_digest(_trial(session, fund_id, closes_on)),
        "asked_by": by.actor_id,
        "asked_at": by.at,
    }
    session.execute(insert(models_books.CloseAsked), [row])
    who = {"at": by.at, "actor_id": by.actor_id, "subject_id": fund_id}
    record(session, what="close_asked", facts={"closes_on": closes_on.isoformat()}, **who)


def drop_close(session: Session, fund_id: str) -> None:
    """Forget a close that was asked for."""
    asked = models_books.CloseAsked
    session.execute(delete(asked).where(asked.fund_id == fund_id))
    session.expire_all()


def close_period(session: Session, by: By, *, fund_id: str) -> str:
    """Close the month that somebody else asked to close; gives the entry's id. Raises Missing."""
    take_turn(session, fund_id)
    asked = asked_close(session, fund_id)
    if asked is None:
        raise Missing(fund_id)
    closed_on = closed_days(session, [fund_id]).get(fund_id)
    trial = _trial(session, fund_id, asked.closes_on)
    entry = closed_entry(by.stamp(fund_id), asked, trial, closed_on=closed_on)
    post(session, entry)
    drop_close(session, fund_id)
    return entry.id


def _trial(session: Session, fund_id: str, day: date) -> dict[tuple[str, AccountKind], int]:
    trial: dict[tuple[str, AccountKind], int] = {}
    for one in sums(session, fund_id, Until(day)):
        key = (one.pot_id, one.account)
        trial[key] = trial.get(key, 0) + one.pence
    return trial
