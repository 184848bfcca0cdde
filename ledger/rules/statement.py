"""A fund's statement for a time: opening, what came and went, closing, and what is available.

Each figure is the sum of the legs of some kinds of entries on one kind of account, so it can be
opened to exactly those entries. What is undone falls out by itself: a reversal counts against what
it undoes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.rules.accounts import AccountKind, natural_pence
from ledger.rules.entry import EntryKind


@dataclass(frozen=True, slots=True)
class Sum:
    """What one kind of entry moved on one kind of account of a pot; debits above zero."""

    pot_id: str
    account: AccountKind
    kind: EntryKind
    pence: int


class Column(StrEnum):
    """The figures of a statement: first those of the bank, then of what can be promised."""

    OPENING = "opening"
    RECEIVED = "received"
    PAID = "paid"
    RETURNED = "returned"
    OTHER = "other"
    CLOSING = "closing"
    BEFORE = "before"
    NEW_MONEY = "new_money"
    COMMITTED = "committed"
    FREED = "freed"
    SET_ASIDE = "set_aside"
    CHANGED = "changed"
    AVAILABLE = "available"


BANK: Mapping[Column, frozenset[EntryKind]] = {
    Column.RECEIVED: frozenset({EntryKind.RECEIPT, EntryKind.PLEDGE_RECEIVED}),
    Column.PAID: frozenset({EntryKind.PAYMENT}),
    Column.RETURNED: frozenset({EntryKind.RETURN}),
}
PROMISES: Mapping[Column, frozenset[EntryKind]] = {
    Column.NEW_MONEY: frozenset(
        {EntryKind.RECEIPT, EntryKind.PLEDGE_CONFIRMED, EntryKind.PLEDGE_LOST}
    ),
    Column.COMMITTED: frozenset(
        {EntryKind.AWARD, EntryKind.AMENDMENT, EntryKind.COVER, EntryKind.CANCELLATION}
    ),
    Column.FREED: frozenset({EntryKind.RETURN}),
    Column.SET_ASIDE: frozenset({EntryKind.SET_ASIDE, EntryKind.SET_FREE}),
}
ENDS = frozenset({Column.OPENING, Column.CLOSING, Column.BEFORE, Column.AVAILABLE})
_GROUPS = (
    (AccountKind.HELD, BANK, Column.OPENING, Column.OTHER, Column.CLOSING),
    (AccountKind.FREE, PROMISES, Column.BEFORE, Column.CHANGED, Column.AVAILABLE),
)
SPENDING = frozenset({Column.PAID, Column.COMMITTED, Column.SET_ASIDE})
"""Shown as what went, above zero, though they make the account smaller."""


def account_of(column: Column) -> AccountKind:
    """On which kind of account a column's entries move something."""
    for account, kinds, *ends in _GROUPS:
        if column in kinds or column in ends:
            return account
    raise ValueError(column)


def kinds_of(column: Column) -> frozenset[EntryKind]:
    """The kinds of entries behind a column; all of them behind an opening or a closing."""
    named = {**BANK, **PROMISES}
    if column in named:
        return named[column]
    if column in ENDS:
        return frozenset(EntryKind)
    own = BANK if column is Column.OTHER else PROMISES
    return frozenset(EntryKind).difference(*own.values())


def figures(opening: Iterable[Sum], closing: Iterable[Sum]) -> dict[str, dict[Column, int]]:
    """The figures of each pot, in pence, between two days; `closing` holds all of `opening`."""
    pots: dict[str, dict[Column, int]] = {}
    for sums, sign in ((opening, -1), (closing, 1)):
        for one in sums:
            line = pots.setdefault(one.pot_id, dict.fromkeys(Column, 0))
            pence = natural_pence(one.account, one.pence)
            for account, kinds, before, other, after in _GROUPS:
                if account is one.account:
                    moved = next((column for column in kinds if one.kind in kinds[column]), other)
                    line[after if sign > 0 else before] += pence
                    line[moved] += sign * (-pence if moved in SPENDING else pence)
    return pots


def in_all(pots: Iterable[Mapping[Column, int]]) -> dict[Column, int]:
    """All pots together."""
    listed = list(pots)
    return {column: sum(line[column] for line in listed) for column in Column}


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What one kind of account of a pot holds; either the debit or the credit is given."""

    pot_id: str
    account: AccountKind
    pence: int

    @property
    def debit_pence(self) -> int | None:
        """The amount where it is a debit."""
        return self.pence if self.pence > 0 else None

    @property
    def credit_pence(self) -> int | None:
        """The amount where it is a credit."""
        return -self.pence if self.pence < 0 else None


def trial_lines(sums: Iterable[Sum]) -> list[TrialLine]:
    """A trial balance, pot by pot, accounts in their order; what stands at 0 is left out."""
    found: dict[tuple[str, AccountKind], int] = {}
    for one in sums:
        key = (one.pot_id, one.account)
        found[key] = found.get(key, 0) + one.pence
    order = {kind: place for place, kind in enumerate(AccountKind)}
    listed = sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]]))
    return [TrialLine(pot_id, kind, pence) for (pot_id, kind), pence in listed if pence]
