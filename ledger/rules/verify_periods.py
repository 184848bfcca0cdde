"""What months came to, and what was closed: worked out again from the bodies alone.

What this remembers grows with pots and months, not with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.rules.accounts import AccountKind, account_name
from ledger.rules.entry import Entry, EntryKind
from ledger.rules.periods import month_of, third_of, trial_digest, trial_until
from ledger.rules.problems import Problem, RawRow, altered, row_key

CLOSED = "its day lies in a month that was closed before it"
CLOSED_TWICE = "it closes a month that was closed before"
OTHER_BOOKS = "the books of the month did not come to what it says"
Key = tuple[str, AccountKind, EntryKind, str, str]


class PeriodCheck:
    """Follows entries in the order of their seals, then compares the sums of each month."""

    def __init__(self) -> None:
        self._closed: dict[str, date] = {}
        self._sums: dict[Key, int] = {}
        self._funds: dict[str, str] = {}  # pot: fund
        self._known = True

    def lose_track(self) -> None:
        """An entry could not be read, so what the months came to is not known any longer."""
        self._known = False

    def breach(self, entry: Entry, undoes: EntryKind | None) -> str | None:
        """The first rule that the entry breaks; `undoes` is the kind of what it reverses."""
        found = self._breach(entry)
        for close in entry.closes if found is None else ():
            self._closed[entry.fund_id] = date.fromisoformat(close.closes_on)
        self.add(entry, undoes)
        return found

    def add(self, entry: Entry, undoes: EntryKind | None) -> None:
        """Counts what the entry moved."""
        if entry.kind is EntryKind.REVERSAL and undoes is None:
            self.lose_track()
        kind = undoes or entry.kind
        third = third_of(entry.stamp.effective_on)
        recorded = third_of(entry.stamp.recorded_at.date())
        for leg in entry.legs:
            name = account_name(leg.account_id)
            key = (name.pot_id, name.kind, kind, third, recorded)
            self._sums[key] = self._sums.get(key, 0) + leg.amount_pence
            self._funds[name.pot_id] = entry.fund_id

    def _breach(self, entry: Entry) -> str | None:
        closed_on = self._closed.get(entry.fund_id, date.min)
        if entry.stamp.effective_on <= closed_on:
            return CLOSED
        for close in entry.closes:
            closes_on = date.fromisoformat(close.closes_on)
            if closes_on <= closed_on:
                return CLOSED_TWICE
            if self._known and self._digest(entry.fund_id, closes_on) != close.trial_digest:
                return OTHER_BOOKS
        return None

    def _digest(self, fund_id: str, closes_on: date) -> str:
        own = (
            (pot_id, kind, third, pence)
            for (pot_id, kind, _kind, third, _recorded), pence in self._sums.items()
            if self._funds[pot_id] == fund_id
        )
        return trial_digest(trial_until(own, month_of(closes_on)))

    def months(self, rows: Iterable[RawRow]) -> Iterator[Problem]:
        """Compares the table of months with what the bodies come to."""
        due = dict(self._rows()) if self._known else {}
        for row in rows if self._known else ():
            key = row_key("pot_months", row)
            expected = due.pop(key, None)
            if expected is None:
                yield Problem("pot_months", key, "no entry moved anything there")
            else:
                yield from altered("pot_months", key, expected, row, "the sum of the postings")
        for key in due:
            yield Problem("pot_months", key, "it is missing")

    def _rows(self) -> Iterator[tuple[str, RawRow]]:
        for (pot_id, account_kind, kind, third, recorded), pence in self._sums.items():
            row: dict[str, object] = {
                "pot_id": pot_id,
                "account_kind": account_kind.value,
                "kind": kind.value,
                "month": third,
                "recorded_month": recorded,
                "fund_id": self._funds[pot_id],
                "amount_pence": pence,
            }
            yield row_key("pot_months", row), row
