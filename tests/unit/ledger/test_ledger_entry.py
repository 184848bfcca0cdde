"""The entry's body: everything it says, in one spelling, with no room for words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from ledger.rules import posting
from ledger.rules.canonical import Unsealable
from ledger.rules.entry import (
    Entry,
    EntryKind,
    Leg,
    canonical_body,
    content_hash,
    mirrored,
    shares_of,
)
from ledger.rules.moves import legs_of
from ledger.rules.records import RECORDS
from tests.unit.ledger.ledger_world import COUNCIL, TRUST, award, stamp

SHARES = [posting.Share(COUNCIL, 30_000), posting.Share(TRUST, 20_000)]
FREE = {"pot-council:free": 30_000, "pot-trust:free": 20_000}


def award_entry() -> Entry:
    return posting.make_award(stamp(7), award(), SHARES, awarded=False, balances=FREE)


def test_the_body_of_an_award() -> None:
    assert json.loads(canonical_body(award_entry())) == {
        "v": 3,
        "id": "entry-007",
        "kind": "award",
        "recorded_at": "2026-05-14T18:00:07.000000Z",
        "effective_on": "2026-05-14",
        "actor_id": "person-ann",
        "second_actor_id": None,
        "intent_key": "intent:7",
        "fund_id": "fund-1",
        "pledge_id": None,
        "award_id": "award-1",
        "payment_id": None,
        "reverses_id": None,
        "legs": [
            {"account_id": "pot-council:free", "amount_pence": 30_000},
            {"account_id": "pot-council:reserved:award-1", "amount_pence": -30_000},
            {"account_id": "pot-trust:free", "amount_pence": 20_000},
            {"account_id": "pot-trust:reserved:award-1", "amount_pence": -20_000},
        ],
        "accounts": [
            {
                "id": f"pot-{name}:{kind}:award-1",
                "fund_id": "fund-1",
                "pot_id": f"pot-{name}",
                "funder_id": f"funder-{name}",
                "idea_id": None,
                "award_id": "award-1",
                "kind": kind,
                "side": side,
                "currency": "GBP",
            }
            for name in ("council", "trust")
            for kind, side in (
                ("reserved", "credit"),
                ("committed", "credit"),
                ("granted", "credit"),
                ("paid", "debit"),
            )
        ],
        "awards": [
            {
                "id": "award-1",
                "fund_id": "fund-1",
                "round_id": "round-1",
                "day_id": "day-1",
                "idea_id": "idea-1",
                "amount_pence": 50_000,
                "asked_pence": 50_001,
                "decision_digest": "d" * 64,
            }
        ],
        "pledges": [],
        "payments": [],
        "conditions": [],
        "marks": [],
        "keys": [],
        "payees": [],
        "runs": [],
        "spends": [],
        **{part: [] for part in RECORDS},
        "subjects": [],
        "closes": [],
    }


def test_the_body_has_one_spelling() -> None:
    body = canonical_body(award_entry())
    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"))


def test_the_content_hash_can_be_computed_by_anybody() -> None:
    body = canonical_body(award_entry())
    assert (
        content_hash(body)
        == hashlib.sha256(b"makeithappen entry v1\n" + body.encode("ascii")).hexdigest()
    )


@pytest.mark.parametrize("words", ["Ann", "Ann Example", "a\nb", "", "é", "a" * 101, "pot:a"])
def test_words_never_get_into_a_body(words: str) -> None:
    entry = replace(award_entry(), fund_id=words)
    if words == "Ann":
        assert '"fund_id":"Ann"' in canonical_body(entry)
    else:
        with pytest.raises(Unsealable, match="fund_id is not an id or a code"):
            canonical_body(entry)


def test_words_in_a_row_are_refused_too() -> None:
    entry = replace(award_entry(), awards=(replace(award(), decision_digest="because we like it"),))
    with pytest.raises(Unsealable, match="decision_digest"):
        canonical_body(entry)


def test_legs_stand_in_the_order_of_their_accounts_and_leave_out_nothing_pence() -> None:
    assert legs_of(EntryKind.RECEIPT, [("pot-b", 5), ("pot-a", 7), ("pot-c", 0)]) == (
        Leg("pot-a:free", -7),
        Leg("pot-a:held", 7),
        Leg("pot-b:free", -5),
        Leg("pot-b:held", 5),
    )


def test_shares_are_read_back_from_legs() -> None:
    legs = legs_of(EntryKind.PAYMENT, [("pot-a", 7), ("pot-b", 5)], "award-1")
    assert shares_of(legs) == {"pot-a": 7, "pot-b": 5}
    assert shares_of(()) == {}


def test_mirrored_legs_undo() -> None:
    assert mirrored((Leg("a", 5), Leg("b", -5))) == (Leg("a", -5), Leg("b", 5))
