"""A day has one spelling, wherever a body says one: both verifiers hold to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.rules.body import BadBody, parse_body
from ledger.rules.canonical import read_day
from ledger.rules.entry import Entry, EntryKind, canonical_body
from ledger.rules.records import Code, CodeKind
from tests.unit.ledger.ledger_export import checked, exported
from tests.unit.ledger.ledger_world import COUNCIL, World, verify, whole_way
from tests.unit.ledger.records_world import PARTS, TRIAL

ENTRIES = whole_way().entries
OTHERS = ["20260614", "2026-W24-7", "2026W247", "2026-06-31", "2026-6-14"]


def with_day(kind: EntryKind, **changes: Any) -> list[Entry]:
    """The whole way with something else in the first entry of this kind."""
    at = next(at for at, entry in enumerate(ENTRIES) if entry.kind is kind)
    return [*ENTRIES[:at], replace(ENTRIES[at], **changes), *ENTRIES[at + 1 :]]


def spelled(day: str) -> list[list[Entry]]:
    """The whole way with this day where records say one."""
    return [
        with_day(
            EntryKind.INSTALMENTS_PLANNED, instalments=(replace(PARTS[0], due_on=day), PARTS[1])
        ),
        with_day(EntryKind.TRIAL_STARTED, trials=(replace(TRIAL, ends_on=day),)),
        with_day(EntryKind.POT_OPENED, codes=(Code(COUNCIL.id, CodeKind.UNTIL, day),)),
    ]


def verdicts(entries: list[Entry]) -> tuple[bool, bool]:
    world = World()
    for entry in entries:
        world.post(entry)
    return verify(world.tables) == [], checked(exported(entries, head_each=False).text()) == []


def test_a_day_is_read_in_its_one_spelling() -> None:
    assert read_day("2026-06-14") == date(2026, 6, 14)
    for text in OTHERS:
        with pytest.raises(ValueError, match=r".+"):
            read_day(text)


def test_a_true_day_raises_no_alarm() -> None:
    assert [verdicts(entries) for entries in spelled("2026-06-14")][1:] == [(True, True)] * 2


@pytest.mark.parametrize("day", OTHERS)
def test_any_other_spelling_is_found_by_both(day: str) -> None:
    assert [verdicts(entries) for entries in spelled(day)] == [(False, False)] * 3


@pytest.mark.parametrize("day", OTHERS)
def test_no_body_has_another_spelling(day: str) -> None:
    spend = next(entry for entry in ENTRIES if entry.kind is EntryKind.SPEND)
    text = canonical_body(spend)
    for true in ('"effective_on":"2026-05-14"', '"spent_on":"2026-06-01"'):
        name = true.partition(":")[0]
        with pytest.raises(BadBody):
            parse_body(text.replace(true, f'{name}:"{day}"'))
