"""A person goes once, by themselves or by two others, and no entry names them afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.rules import verify_order
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.entry import Entry, EntryKind
from ledger.rules.erasing import erase_subject
from ledger.rules.meaning import breach
from ledger.rules.pledging import PledgeStage, meet_condition, offer_pledge
from ledger.rules.problems import Problem
from ledger.rules.subjects import ALL_FUNDS, Subject
from tests.unit.ledger.ledger_world import TRUST, World, pledge, stamp, verify

DI = (Subject("person-di"),)
DIGEST = "c" * 64
GONE = erase_subject(stamp(1, "person-di"), "person-di", second_actor_id=None, erased=False)


def test_the_entry_says_who_went_and_nothing_else() -> None:
    by_herself = stamp(1, "person-di")
    assert Entry(by_herself, EntryKind.SUBJECT_ERASED, ALL_FUNDS, subjects=DI) == GONE
    for actor_id, second in (("person-ann", "person-bo"), ("command", None)):
        at = stamp(1, actor_id)
        entry = erase_subject(at, "person-di", second_actor_id=second, erased=False)
        assert (entry.second_actor_id, entry.subjects, breach(entry)) == (second, DI, None)


ALONE = "one person alone erased another"
MORE = "it erases somebody, and nothing else may stand in it"
WHOSE = "it does not say whose key its digests have"
OFFER = pledge()
ASKS = Condition(OFFER.id, ConditionKind.OTHER, words_digest=DIGEST)
OFFERED = offer_pledge(stamp(), OFFER, TRUST, opens_pot=False, condition=ASKS)
MARK = Mark(OFFER.id, words_digest=DIGEST)
MET = meet_condition(stamp(), OFFER, MARK, condition=ASKS, met=False, stage=PledgeStage.OFFERED)


@pytest.mark.parametrize(
    ("entry", "changes", "reason"),
    [
        (GONE, {"stamp": stamp(1, "person-ann")}, ALONE),
        (GONE, {"subjects": ()}, MORE),
        (GONE, {"subjects": (*DI, Subject("person-ed"))}, MORE),
        (GONE, {"fund_id": "fund-1"}, MORE),
        (GONE, {"pledges": (OFFER,)}, MORE),
        (OFFERED, {"subjects": ()}, WHOSE),
        (MET, {"subjects": ()}, WHOSE),
        (OFFERED, {"conditions": ()}, WHOSE),
        (OFFERED, {}, None),
        (MET, {}, None),
        (OFFERED, {"subjects": (), "version": 2}, None),
    ],
)
def test_a_forged_entry_is_found(entry: Entry, changes: dict[str, Any], reason: str) -> None:
    assert breach(replace(entry, **changes)) == reason


def test_whoever_wrote_the_words_has_the_key() -> None:
    assert OFFERED.subjects == MET.subjects == (Subject("person-ann"),)
    plain = Condition(OFFER.id, ConditionKind.AREA, about="area-1")
    assert offer_pledge(stamp(), OFFER, TRUST, opens_pot=False, condition=plain).subjects == ()


def test_whoever_was_erased_is_named_no_more() -> None:
    world = World()
    world.post(replace(GONE, stamp=world.stamp("person-di")))
    assert verify(world.tables) == []
    words = replace(OFFERED, subjects=DI)
    world.post(replace(words, stamp=world.stamp("person-di")))
    world.post(replace(GONE, stamp=world.stamp("person-di")))
    assert verify(world.tables) == [
        Problem("entries", "entry-002", verify_order.ERASED),
        Problem("entries", "entry-003", verify_order.ERASED),
    ]
