"""Closed months: what was counted stays counted, and what comes late is dated later.

A month is closed for one fund by two people, with a digest of its trial balance. From then on no
entry of the fund counts for a day in it; what was wrong is reversed on a day that is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.rules.accounts import AccountKind
from ledger.rules.canonical import read_day, sha256_hex
from ledger.rules.closes import Close
from ledger.rules.entry import PARTS_OF, Entry, EntryKind, Stamp
from ledger.rules.refusal import Refusal
from makeithappen.core.errors import Refused

Trial = Mapping[tuple[str, AccountKind], int]
"""Pence by pot and kind of account, debits above zero; all together they come to 0."""
_PREFIX = "makeithappen trial balance v1\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """A close that one person asked for: the month's last day, and what its books came to then."""

    fund_id: str
    closes_on: date
    trial_digest: str
    asked_by: str


def month_of(day: date) -> str:
    """The month of a day, "2026-11"."""
    return day.isoformat()[:7]


def third_of(day: date) -> str:
    """The month of a day and which third of it, "2026-11-2" from the 11th to the 20th."""
    return f"{month_of(day)}-{1 if day.day <= 10 else 2 if day.day <= 20 else 3}"


def nearest_end(day: date) -> date:
    """The day nearest to this one on which a third of a month ends."""
    first = day.replace(day=1)
    ends = (first - timedelta(days=1), day.replace(day=10), day.replace(day=20), month_end(day))
    return min(ends, key=lambda end: abs(end - day))


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def trial_digest(trial: Trial) -> str:
    """One digest over a trial balance; what stands at 0 is left out."""
    lines = sorted(f"{pot_id}:{kind} {pence}" for (pot_id, kind), pence in trial.items() if pence)
    return sha256_hex((_PREFIX + "\n".join(lines)).encode())


def check_open(entry: Entry, closed_on: date | None) -> None:
    """Refuses an entry that counts for a day in a closed month of its fund."""
    if closed_on is not None and entry.stamp.effective_on <= closed_on:
        raise Refused(Refusal.PERIOD_CLOSED, closed_on=closed_on)


def check_close(closes_on: date, *, today: date, closed_on: date | None) -> None:
    """Refuses a close of a month that is not over, or that is closed already."""
    if closes_on != month_end(closes_on) or closes_on >= today:
        raise Refused(Refusal.PERIOD_NOT_OVER, closes_on=closes_on)
    if closed_on is not None and closes_on <= closed_on:
        raise Refused(Refusal.CLOSED_BEFORE, closed_on=closed_on)


def close_period(stamp: Stamp, asked: Asked, trial: Trial, *, closed_on: date | None) -> Entry:
    """A second person closes the month, if its books are still what the first one saw."""
    check_close(asked.closes_on, today=stamp.effective_on, closed_on=closed_on)
    if stamp.actor_id == asked.asked_by:
        raise Refused(Refusal.CLOSE_NEEDS_SECOND, actor_id=stamp.actor_id)
    if trial_digest(trial) != asked.trial_digest:
        raise Refused(Refusal.BOOKS_CHANGED, closes_on=asked.closes_on)
    close = Close(asked.fund_id, asked.closes_on.isoformat(), asked.trial_digest)
    return Entry(
        stamp,
        EntryKind.PERIOD_CLOSED,
        asked.fund_id,
        second_actor_id=asked.asked_by,
        closes=(close,),
    )


def closes_misfit(entry: Entry) -> str | None:
    """How an entry's closes differ from what its kind needs."""
    if entry.kind is not EntryKind.PERIOD_CLOSED:
        return "only closing a month closes one" if entry.closes else None
    others = any(getattr(entry, part) for part in PARTS_OF[entry.version] if part != "closes")
    if others or len(entry.closes) != 1 or entry.closes[0].fund_id != entry.fund_id:
        return "it closes a month of its fund, and nothing else may stand in it"
    closes_on = _day(entry.closes[0].closes_on)
    if closes_on is None or closes_on != month_end(closes_on):
        return "it does not close on the last day of a month"
    if closes_on >= entry.stamp.effective_on:
        return "it closes a month that is not over"
    return None if entry.second_actor_id else "one person alone closed a month"


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def trial_until(
    sums: Iterable[tuple[str, AccountKind, str, int]], month: str
) -> dict[tuple[str, AccountKind], int]:
    """The trial balance of (pot, kind of account, third, pence) up to the end of a month."""
    trial: dict[tuple[str, AccountKind], int] = {}
    for pot_id, kind, third, pence in sums:
        if third[:7] <= month:
            trial[pot_id, kind] = trial.get((pot_id, kind), 0) + pence
    return trial
