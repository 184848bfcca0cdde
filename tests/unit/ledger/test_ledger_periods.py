"""A closed month stays as it was counted, and a close says what it came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.rules import posting, verify_periods
from ledger.rules.accounts import AccountKind
from ledger.rules.closes import Close
from ledger.rules.entry import Entry, EntryKind
from ledger.rules.meaning import breach
from ledger.rules.periods import check_open, month_end, nearest_end, third_of, trial_digest
from ledger.rules.problems import Problem
from tests.unit.ledger.ledger_kinds import closing, trial_of
from tests.unit.ledger.ledger_world import COUNCIL, TODAY, World, stamp, verify, whole_way

MAY, APRIL = date(2026, 5, 31), date(2026, 4, 30)
JUNE = replace(stamp(9), effective_on=date(2026, 6, 3))


def of_may() -> World:
    """A receipt in May, closed in June."""
    world = World()
    world.post(posting.open_pot(world.stamp(), COUNCIL))
    world.post(posting.record_receipt(world.stamp(), COUNCIL, 70))
    return world


def closed(world: World, closes_on: date = MAY) -> Entry:
    entry = closing_in_june(world, closes_on)
    return world.post(entry)


def closing_in_june(world: World, closes_on: date = MAY) -> Entry:
    later = replace(world.stamp("person-bo"), effective_on=JUNE.effective_on)
    made = closing(World(), APRIL)
    digest = trial_digest(trial_of(world, closes_on))
    return replace(made, stamp=later, closes=(Close("fund-1", closes_on.isoformat(), digest),))


def test_the_last_day_of_a_month() -> None:
    days = [date(2026, 12, 31), date(2028, 2, 1), date(2026, 4, 30)]
    ends = [date(2026, 12, 31), date(2028, 2, 29), date(2026, 4, 30)]
    assert [month_end(day) for day in days] == ends


def test_the_thirds_of_a_month() -> None:
    days = [date(2026, 5, day) for day in (1, 10, 11, 20, 21, 31)]
    assert [third_of(day) for day in days] == [f"2026-05-{third}" for third in (1, 1, 2, 2, 3, 3)]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 5, 1), date(2026, 4, 30)),
        (date(2026, 5, 5), date(2026, 4, 30)),
        (date(2026, 5, 6), date(2026, 5, 10)),
        (date(2026, 5, 10), date(2026, 5, 10)),
        (date(2026, 5, 15), date(2026, 5, 10)),
        (date(2026, 5, 16), date(2026, 5, 20)),
        (date(2026, 5, 25), date(2026, 5, 20)),
        (date(2026, 5, 26), date(2026, 5, 31)),
        (date(2026, 2, 25), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_nearest_end_of_a_third(day: date, end: date) -> None:
    assert nearest_end(day) == end


def test_a_trial_balance_comes_to_nothing_at_any_month() -> None:
    trial = trial_of(of_may(), MAY)
    assert trial == {("pot-council", AccountKind.HELD): 70, ("pot-council", AccountKind.FREE): -70}
    assert sum(trial_of(whole_way(), MAY).values()) == 0
    assert trial_of(whole_way(), APRIL) == {}


def test_what_stands_at_nothing_changes_no_digest() -> None:
    trial = {("pot-a", AccountKind.HELD): 1, ("pot-a", AccountKind.FREE): -1}
    assert trial_digest(trial) == trial_digest({**trial, ("pot-b", AccountKind.HELD): 0})
    assert trial_digest(trial) != trial_digest({("pot-a", AccountKind.HELD): 1})


def test_an_open_month_takes_entries() -> None:
    entry = posting.record_receipt(stamp(), COUNCIL, 1)
    assert check_open(entry, None) is None
    assert check_open(entry, date(2026, 5, 13)) is None


def test_a_close_is_quiet_and_what_follows_counts_later() -> None:
    world = of_may()
    closed(world)
    world.post(replace(posting.record_receipt(world.stamp(), COUNCIL, 5), stamp=JUNE))
    assert verify(world.tables) == []


def test_what_counts_for_a_closed_month_is_found() -> None:
    world = of_may()
    closed(world)
    world.post(posting.record_receipt(world.stamp(), COUNCIL, 5))
    assert verify(world.tables) == [Problem("entries", "entry-004", verify_periods.CLOSED)]


def test_a_month_is_closed_once_and_never_backwards() -> None:
    world = of_may()
    closed(world)
    closed(world)
    closed(world, APRIL)
    assert verify(world.tables) == [
        Problem("entries", "entry-004", verify_periods.CLOSED_TWICE),
        Problem("entries", "entry-005", verify_periods.CLOSED_TWICE),
    ]


def test_a_close_over_other_books_is_found() -> None:
    world = of_may()
    made = closing_in_june(world)
    world.post(replace(made, closes=(replace(made.closes[0], trial_digest="0" * 64),)))
    assert verify(world.tables) == [Problem("entries", "entry-003", verify_periods.OTHER_BOOKS)]


def test_altered_sums_of_a_month_are_named() -> None:
    world = of_may()
    row = world.tables["pot_months"][0]
    row["amount_pence"] = 71
    gone = world.tables["pot_months"].pop()
    world.tables["pot_months"].append({**gone, "month": "2026-04-2"})
    before = "pot-council/{}/receipt/2026-{}/2026-05-2"
    assert verify(world.tables) == [
        Problem(
            "pot_months",
            before.format(row["account_kind"], "05-2"),
            f"amount_pence is 71, but the sum of the postings says {-70}",
        ),
        Problem(
            "pot_months",
            before.format(gone["account_kind"], "04-2"),
            "no entry moved anything there",
        ),
        Problem("pot_months", before.format(gone["account_kind"], "05-2"), "it is missing"),
    ]


MADE = closing_in_june(of_may())
ALONE = "one person alone closed a month"
MORE = "it closes a month of its fund, and nothing else may stand in it"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"second_actor_id": None}, ALONE),
        ({"closes": ()}, MORE),
        ({"closes": (replace(MADE.closes[0], fund_id="fund-2"),)}, MORE),
        ({"closes": (replace(MADE.closes[0], closes_on="2026-05-30"),)}, "it does not close on"),
        ({"closes": (replace(MADE.closes[0], closes_on="soon"),)}, "it does not close on the"),
        ({"closes": (replace(MADE.closes[0], closes_on="2026-06-30"),)}, "it closes a month that"),
        ({"kind": EntryKind.DELIVERY}, "only closing a month closes one"),
    ],
)
def test_a_forged_close_is_found(changes: dict[str, Any], reason: str | None) -> None:
    found = breach(replace(MADE, **changes))
    assert found == reason or (found or "").startswith(reason or "?")


def test_the_day_of_the_world_is_in_may() -> None:
    assert month_end(TODAY) == MAY
