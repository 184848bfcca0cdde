"""What was signed in a wrong order is found: paid too early, promised at risk, confirmed unmet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ledger.rules import verify_order, verify_records
from ledger.rules.entry import Entry, EntryKind, Leg
from ledger.rules.problems import Problem
from tests.unit.ledger.ledger_world import World, stamp, verify, whole_way

ENTRIES = whole_way().entries


def place_of(kind: EntryKind) -> int:
    return next(place for place, entry in enumerate(ENTRIES) if entry.kind is kind)


def signed_again(change: Callable[[list[Entry]], None]) -> list[Problem]:
    """What is found when the key's holder signs the same entries, after this was done to them."""
    entries = list(ENTRIES)
    change(entries)
    world = World()
    for number, entry in enumerate(entries, 1):
        reverses_id = entry.reverses_id and f"entry-{number - 1:03}"
        world.post(
            replace(entry, stamp=stamp(number, entry.stamp.actor_id), reverses_id=reverses_id)
        )
    return verify(world.tables)


def test_the_same_entries_raise_no_alarm() -> None:
    assert signed_again(lambda _: None) == []


def test_a_payment_before_its_ratification_is_found() -> None:
    def later(entries: list[Entry]) -> None:
        moved = entries.pop(place_of(EntryKind.RATIFICATION))
        entries.insert(place_of(EntryKind.RETURN) - 1, moved)

    reason = "it was below zero at one time: paid before it was ratified, or too much"
    assert signed_again(later) == [
        Problem("accounts", "pot-council:committed:award-1", reason),
        Problem("accounts", "pot-trust:committed:award-1", reason),
    ]


def test_an_award_while_another_is_at_risk_is_found() -> None:
    def later(entries: list[Entry]) -> None:
        moved = entries.pop(place_of(EntryKind.AWARD))
        entries.insert(place_of(EntryKind.COVER) - 1, moved)

    assert signed_again(later) == [Problem("entries", "entry-014", verify_order.SHORTFALL)]


def test_confirming_what_is_not_met_is_found() -> None:
    def later(entries: list[Entry]) -> None:
        moved = entries.pop(place_of(EntryKind.PLEDGE_CONDITION_MET))
        entries.insert(place_of(EntryKind.PLEDGE_CONFIRMED), moved)

    assert signed_again(later) == [Problem("entries", "entry-005", verify_order.NOT_MET)]


def test_confirming_what_was_taken_back_is_found() -> None:
    def more(entries: list[Entry]) -> None:
        confirmed = entries[place_of(EntryKind.PLEDGE_CONFIRMED)]
        entries.append(replace(confirmed, pledge_id="pledge-2"))

    assert signed_again(more) == [
        Problem("entries", f"entry-{len(ENTRIES) + 1:03}", verify_order.TAKEN_BACK)
    ]


def test_a_version_never_goes_back() -> None:
    def older(entries: list[Entry]) -> None:
        place = place_of(EntryKind.DELIVERY)
        entries[place] = replace(entries[place], version=1)

    assert signed_again(older) == [Problem("entries", "entry-028", verify_order.OLDER)]


def test_older_entries_may_come_first() -> None:
    def older(entries: list[Entry]) -> None:
        for place in range(3):
            entries[place] = replace(entries[place], version=1)

    assert signed_again(older) == []


def test_paying_what_is_at_risk_is_found() -> None:
    """The award of 4 pounds is ratified and half of it paid, though all of it is at risk."""

    def paid(entries: list[Entry]) -> None:
        place = place_of(EntryKind.COVER)
        gift = ENTRIES[place - 2].legs[1]
        assert gift == Leg("pot-gift:reserved:award-2", -400)
        made = ENTRIES[place_of(EntryKind.RATIFICATION)]
        moved = (Leg("pot-gift:committed:award-2", -400), Leg("pot-gift:reserved:award-2", 400))
        taken = (
            Leg("pot-gift:committed:award-2", 200),
            Leg("pot-gift:granted:award-2", -200),
            Leg("pot-gift:held", -200),
            Leg("pot-gift:paid:award-2", 200),
        )
        payment = ENTRIES[place_of(EntryKind.PAYMENT)]
        receipt = ENTRIES[place_of(EntryKind.RECEIPT)]
        came = (Leg("pot-gift:free", -200), Leg("pot-gift:held", 200))
        entries[place:] = [
            replace(receipt, legs=came),
            replace(made, award_id="award-2", legs=moved),
            replace(payment, award_id="award-2", legs=taken),
        ]

    reason = "more was at risk at one time than was promised"
    assert signed_again(paid) == [
        Problem("entries", "entry-017", verify_records.NOT_ACCEPTED),
        Problem("accounts", "pot-gift:at_risk:award-2", reason),
    ]


@pytest.mark.parametrize("lost", [EntryKind.PLEDGE_LOST, EntryKind.PLEDGE_CONDITION_MET])
def test_an_unreadable_entry_raises_no_second_alarm(lost: EntryKind) -> None:
    world = whole_way()
    place = place_of(lost)
    world.tables["entries"][place]["body"] = "{}"
    found = {(problem.table, problem.row) for problem in verify(world.tables)}
    assert found == {("entries", f"entry-{place + 1:03}")}
