"""Entries that fit their hash and still mean nothing: each breach is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.rules.accounts import Side
from ledger.rules.entry import Entry, EntryKind, Leg
from ledger.rules.meaning import breach
from tests.unit.ledger.ledger_world import whole_way

ENTRIES = {entry.kind: entry for entry in whole_way().entries}
AWARD = ENTRIES[EntryKind.AWARD]
PAYMENT = ENTRIES[EntryKind.PAYMENT]
RECEIPT = ENTRIES[EntryKind.RECEIPT]


def test_all_kinds_are_in_the_sample_and_sound() -> None:
    assert set(ENTRIES) == set(EntryKind)
    assert [breach(entry) for entry in ENTRIES.values()] == [None] * len(EntryKind)


OTHER_LEGS = "its legs are not those of its kind, "


@pytest.mark.parametrize(
    ("entry", "changes", "reason"),
    [
        (RECEIPT, {"legs": RECEIPT.legs[:1]}, "its legs break a rule: needs_two_legs"),
        (
            RECEIPT,
            {"legs": (Leg("pot-a:free", -5), Leg("pot-a:held", 4))},
            "its legs break a rule: unbalanced",
        ),
        (
            RECEIPT,
            {"legs": (Leg("pot-a:free", -5), Leg("pot-b:held", 5))},
            "its legs break a rule: unbalanced",
        ),
        (
            RECEIPT,
            {"legs": (Leg("pot-a:free", 0), Leg("pot-a:held", 0))},
            "its legs break a rule: amount_must_be_positive",
        ),
        (RECEIPT, {"legs": (Leg("a", -5), Leg("b", 5))}, "one of its accounts is none"),
        (RECEIPT, {"legs": ()}, OTHER_LEGS + "receipt"),
        (RECEIPT, {"legs": RECEIPT.legs[::-1]}, OTHER_LEGS + "receipt"),
        (RECEIPT, {"kind": EntryKind.CANCELLATION}, "one of its accounts is none"),
        (RECEIPT, {"kind": EntryKind.DELIVERY}, OTHER_LEGS + "delivery"),
        (PAYMENT, {"award_id": "award-2"}, OTHER_LEGS + "payment"),
        (PAYMENT, {"award_id": None}, "one of its accounts is none"),
        (PAYMENT, {"second_actor_id": "person-bo"}, "one person alone stands for two"),
        (
            RECEIPT,
            {"reverses_id": "entry-001"},
            "only a reversal reverses, and it reverses something",
        ),
        (
            ENTRIES[EntryKind.REVERSAL],
            {"reverses_id": None},
            "only a reversal reverses, and it reverses something",
        ),
        (
            AWARD,
            {"accounts": (replace(AWARD.accounts[0], side=Side.DEBIT),)},
            "an account that it opens contradicts itself",
        ),
        (
            AWARD,
            {"accounts": (replace(AWARD.accounts[0], award_id=None),)},
            "one of its accounts is none",
        ),
        (AWARD, {"awards": ()}, "its award is not what its legs commit"),
        (
            AWARD,
            {"awards": (replace(AWARD.awards[0], amount_pence=49_999),)},
            "its award is not what its legs commit",
        ),
        (RECEIPT, {"awards": AWARD.awards}, "its award is not what its legs commit"),
    ],
)
def test_each_breach_is_said(entry: Entry, changes: dict[str, Any], reason: str) -> None:
    assert breach(replace(entry, **changes)) == reason
