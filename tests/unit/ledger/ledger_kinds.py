"""The kinds of entries that came later, after the world of `ledger_world.whole_way`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.rules import pledging, posting
from ledger.rules.accounts import AccountKind
from ledger.rules.conditions import Condition, ConditionKind
from ledger.rules.entry import Entry
from ledger.rules.erasing import erase_subject
from ledger.rules.periods import (
    Asked,
    Trial,
    close_period,
    month_of,
    trial_digest,
    trial_until,
)
from tests.unit.ledger.ledger_world import COUNCIL, TRUST, World, new_key, pledge, whole_way

MAY = date(2026, 5, 31)
LAST_MONTH = date(2026, 4, 30)
"""The month before the one for which the world's entries count."""


def every_kind() -> World:
    """Every kind of entry once, at least."""
    world = whole_way()
    gone = erase_subject(world.stamp("person-di"), "person-di", second_actor_id=None, erased=False)
    world.post(gone)
    world.post(closing(world))
    world.post(new_key(world))
    return world


def closed_in_june() -> World:
    """Money and a pledge on a condition in May; Di goes; in June May is closed, and more comes."""
    world = World()
    for pot in (COUNCIL, TRUST):
        world.post(posting.open_pot(world.stamp(), pot))
    world.post(posting.record_receipt(world.stamp(), COUNCIL, 70))
    given = pledge()
    asks = Condition(given.id, ConditionKind.OTHER, words_digest="c" * 64)
    world.post(pledging.offer_pledge(world.stamp(), given, TRUST, opens_pot=False, condition=asks))
    world.post(
        erase_subject(world.stamp("person-di"), "person-di", second_actor_id=None, erased=False)
    )
    trial, june = trial_of(world, MAY), date(2026, 6, 3)
    asked = Asked("fund-1", MAY, trial_digest(trial), "person-ann")
    at = replace(world.stamp("person-bo"), effective_on=june)
    world.post(close_period(at, asked, trial, closed_on=None))
    at = replace(world.stamp(), effective_on=june)
    world.post(posting.record_receipt(at, COUNCIL, 5))
    return world


def closing(world: World, closes_on: date = LAST_MONTH) -> Entry:
    """The entry by which Bo closes a month that Ann asked to close."""
    trial = trial_of(world, closes_on)
    asked = Asked("fund-1", closes_on, trial_digest(trial), "person-ann")
    return close_period(world.stamp("person-bo"), asked, trial, closed_on=None)


def trial_of(world: World, closes_on: date) -> Trial:
    """What the first fund's books came to at the end of a month."""
    rows = world.tables["pot_months"]
    return trial_until(
        (
            (
                str(row["pot_id"]),
                AccountKind(str(row["account_kind"])),
                str(row["month"]),
                int(str(row["amount_pence"])),
            )
            for row in rows
        ),
        month_of(closes_on),
    )
