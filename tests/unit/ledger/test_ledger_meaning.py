"""Entries that fit their hash and still mean nothing: each breach is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.rules.accounts import Side
from ledger.rules.conditions import Condition, Mark
from ledger.rules.conditions import ConditionKind as Kind
from ledger.rules.entry import Entry, EntryKind, Leg, in_order, mirrored
from ledger.rules.meaning import breach, undoes
from tests.unit.ledger.ledger_kinds import every_kind

WORLD = every_kind().entries
ENTRIES = {entry.kind: entry for entry in reversed(WORLD)}
AWARD = ENTRIES[EntryKind.AWARD]
PAYMENT = ENTRIES[EntryKind.PAYMENT]
RECEIPT = ENTRIES[EntryKind.RECEIPT]


def test_all_kinds_are_in_the_sample_and_sound() -> None:
    assert set(ENTRIES) == set(EntryKind)
    assert [breach(entry) for entry in WORLD] == [None] * len(WORLD)


def test_an_award_of_version_1_was_payable_at_once() -> None:
    """It is believed as it was written, but what is written now must be reserved first."""
    first = tuple(
        replace(leg, account_id=leg.account_id.replace("reserved", "committed"))
        for leg in AWARD.legs
    )
    legs = in_order(first)
    assert breach(replace(AWARD, legs=legs, version=1)) is None
    assert breach(replace(AWARD, version=1)) == OTHER_LEGS + "award"
    assert breach(replace(AWARD, legs=legs)) == OTHER_LEGS + "award"


OTHER_LEGS = "its legs are not those of its kind, "
WRONG_CONDITION = "its condition contradicts itself"
LOST, COVER = ENTRIES[EntryKind.PLEDGE_LOST], ENTRIES[EntryKind.COVER]
RATIFIED = ENTRIES[EntryKind.RATIFICATION]
OFFERED, MET = ENTRIES[EntryKind.PLEDGE_OFFERED], ENTRIES[EntryKind.PLEDGE_CONDITION_MET]
IN_ANOTHER_POT = (Leg("pot-a:free", 5), Leg("pot-a:receivable", -5))
LESS_PROMISED = (Leg("pot-a:at_risk:award-2", -5), Leg("pot-a:committed:award-2", 5))
NOTHING_AT_RISK = (
    Leg("pot-a:committed:award-2", 5),
    Leg("pot-a:reserved:award-2", -5),
)


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
        (RECEIPT, {"kind": EntryKind.CANCELLATION}, OTHER_LEGS + "cancellation"),
        (LOST, {"kind": EntryKind.COVER}, OTHER_LEGS + "cover"),
        (LOST, {"legs": ()}, OTHER_LEGS + "pledge_lost"),
        (LOST, {"legs": LOST.legs[::-1]}, OTHER_LEGS + "pledge_lost"),
        (LOST, {"legs": in_order((*LOST.legs, *IN_ANOTHER_POT))}, OTHER_LEGS + "pledge_lost"),
        (COVER, {"award_id": "award-1"}, OTHER_LEGS + "cover"),
        (COVER, {"legs": LESS_PROMISED}, OTHER_LEGS + "cover"),
        (COVER, {"legs": NOTHING_AT_RISK}, OTHER_LEGS + "cover"),
        (RATIFIED, {"second_actor_id": None}, "it does not say whose award it ratifies"),
        (RATIFIED, {"legs": mirrored(RATIFIED.legs)}, OTHER_LEGS + "ratification"),
        (OFFERED, {"kind": EntryKind.PLEDGE_WITHDRAWN}, WRONG_CONDITION),
        (OFFERED, {"pledge_id": "pledge-2"}, WRONG_CONDITION),
        (OFFERED, {"conditions": (*OFFERED.conditions, *OFFERED.conditions)}, WRONG_CONDITION),
        (OFFERED, {"conditions": (Condition("pledge-1", Kind.AREA),)}, WRONG_CONDITION),
        (MET, {"marks": ()}, WRONG_CONDITION),
        (MET, {"marks": (Mark("pledge-2", words_digest="d"),)}, WRONG_CONDITION),
        (MET, {"marks": (Mark("pledge-1", 1_001, 500),)}, WRONG_CONDITION),
        (MET, {"marks": (Mark("pledge-1", None, 500, "d"),)}, WRONG_CONDITION),
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


def test_taking_an_award_back_frees_only_what_has_money_behind_it() -> None:
    original = replace(AWARD, legs=(Leg("pot-a:free", 9), Leg("pot-a:reserved:award-1", -9)))
    undone = replace(original, kind=EntryKind.REVERSAL, reverses_id=AWARD.id)
    at_risk = (
        Leg("pot-a:at_risk:award-1", -4),
        Leg("pot-a:free", -5),
        Leg("pot-a:reserved:award-1", 9),
    )
    assert undoes(replace(undone, legs=mirrored(original.legs)), original)
    assert undoes(replace(undone, legs=at_risk), original)
    assert not undoes(replace(undone, legs=at_risk), replace(original, kind=EntryKind.COVER))
    less = (Leg("pot-a:free", -5), Leg("pot-a:reserved:award-1", 5))
    assert not undoes(replace(undone, legs=less), original)
