"""A statement's figures add up, and each is the sum of the kinds of entries that it opens to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.accounts import AccountKind
from ledger.rules.bars import HEIGHT, Bar, draw
from ledger.rules.entry import EntryKind
from ledger.rules.statement import (
    Column,
    Sum,
    TrialLine,
    account_of,
    figures,
    in_all,
    kinds_of,
    trial_lines,
)
from tests.unit.ledger.ledger_world import whole_way

HELD, FREE = AccountKind.HELD, AccountKind.FREE


def sums_of(entries: int) -> list[Sum]:
    """What the first entries of the world moved."""
    world = whole_way()
    kinds = {one.id: one.kind for one in world.entries}
    found: list[Sum] = []
    for entry in world.entries[:entries]:
        kind = kinds[entry.reverses_id] if entry.reverses_id else entry.kind
        for leg in entry.legs:
            pot_id, account, *_award = leg.account_id.split(":")
            found.append(Sum(pot_id, AccountKind(account), kind, leg.amount_pence))
    return found


def test_a_statement_of_the_whole_way() -> None:
    whole = figures((), sums_of(99))
    assert {name: pence for name, pence in whole["pot-council"].items() if pence} == {
        Column.RECEIVED: 30_000,
        Column.PAID: 12_000,
        Column.RETURNED: 601,
        Column.CLOSING: 18_601,
        Column.NEW_MONEY: 30_000,
        Column.COMMITTED: 12_000,
        Column.FREED: 601,
        Column.SET_ASIDE: 200,
        Column.AVAILABLE: 18_401,
    }


@pytest.mark.parametrize("entries", [0, 5, 12, 20, 26])
def test_opening_and_what_moved_make_the_closing(entries: int) -> None:
    lines = figures(sums_of(entries), sums_of(99))
    for line in (*lines.values(), in_all(lines.values())):
        bank = line[Column.RECEIVED] - line[Column.PAID] + line[Column.RETURNED]
        assert line[Column.OPENING] + bank + line[Column.OTHER] == line[Column.CLOSING]
        promised = line[Column.NEW_MONEY] - line[Column.COMMITTED] + line[Column.FREED]
        promised -= line[Column.SET_ASIDE]
        assert line[Column.BEFORE] + promised + line[Column.CHANGED] == line[Column.AVAILABLE]


def test_every_kind_of_entry_stands_in_one_column_of_each_group() -> None:
    bank = (Column.RECEIVED, Column.PAID, Column.RETURNED, Column.OTHER)
    promises = (Column.NEW_MONEY, Column.COMMITTED, Column.FREED, Column.SET_ASIDE, Column.CHANGED)
    for group, account in ((bank, HELD), (promises, FREE)):
        listed = sorted(kind for column in group for kind in kinds_of(column))
        assert listed == sorted(EntryKind)
        assert {account_of(column) for column in group} == {account}
    assert kinds_of(Column.CLOSING) == frozenset(EntryKind)


def test_a_trial_balance_in_order() -> None:
    sums = [
        Sum("pot-b", HELD, EntryKind.RECEIPT, 7),
        Sum("pot-a", FREE, EntryKind.RECEIPT, -5),
        Sum("pot-a", HELD, EntryKind.RECEIPT, 5),
        Sum("pot-b", HELD, EntryKind.PAYMENT, -7),
    ]
    lines = trial_lines(sums)
    assert lines == [TrialLine("pot-a", HELD, 5), TrialLine("pot-a", FREE, -5)]
    assert [(one.debit_pence, one.credit_pence) for one in lines] == [(5, None), (None, 5)]
    assert sum(one.pence for one in trial_lines(sums_of(99))) == 0


def test_bars_begin_at_zero() -> None:
    drawing = draw([(100, 50), (-20, 0)])
    assert (drawing.width, drawing.zero) == (64, 200)
    assert drawing.bars == (
        Bar(0, 0, 0, 200),
        Bar(1, 12, 100, 100),
        Bar(0, 40, 200, 40),
        Bar(1, 52, 200, 0),
    )
    assert (draw([]).width, draw([()]).bars) == (0, ())


@given(st.lists(st.tuples(*[st.integers(-(10**13), 10**13)] * 3), max_size=24))
def test_a_larger_amount_never_has_a_smaller_bar(groups: list[tuple[int, int, int]]) -> None:
    drawing = draw(groups)
    amounts = [amount for group in groups for amount in group]
    pairs = sorted(
        zip((abs(one) for one in amounts), drawing.bars, strict=True), key=lambda p: p[0]
    )
    assert all(first[1].height <= second[1].height for first, second in pairwise(pairs))
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in drawing.bars)
