"""Signing keys that change in the chain, and heads that were kept: both verifiers follow them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.rules import posting
from ledger.rules.canonical import Unsealable
from ledger.rules.chain import key_id_of
from ledger.rules.entry import Entry, EntryKind, canonical_body
from ledger.rules.kept import read_kept
from ledger.rules.key_change import KeyChange
from ledger.rules.meaning import breach
from ledger.rules.problems import Problem
from tests.unit.ledger.ledger_export import EVE, SIGNER, Export, checked, public
from tests.unit.ledger.ledger_world import COUNCIL, World, new_key, stamp, verify, whole_way
from tests.unit.ledger.test_verify_ledger_tampering import edited

WHOLE = whole_way().entries
UNKNOWN = "it is signed with another key than the one in force"


def signed(public_key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def changed(fresh: bytes = public(EVE), replaces: bytes = public(SIGNER)) -> Entry:
    key = KeyChange(key_id_of(fresh), fresh.hex(), replaces.hex())
    return Entry(stamp(40), EntryKind.KEY_CHANGED, "site", keys=(key,))


def with_change(entry: Entry, *, announced: bool = True) -> Export:
    """Two entries, a head; the change, a head under the old key; one more under the new one."""
    export = Export()
    for one in WHOLE[:2]:
        export.add(canonical_body(one))
    export.seal()
    if announced:
        export.add(canonical_body(entry))
        export.seal()
    export.signer = EVE
    export.add(canonical_body(replace(WHOLE[2], version=3)))
    export.seal()
    return export


def test_heads_after_the_change_have_the_new_key() -> None:
    export = with_change(changed())
    assert checked(export.text()) == []
    assert checked(export.text(), export.kept()) == []


def test_a_new_key_that_was_not_announced_is_found() -> None:
    assert checked(with_change(changed(), announced=False).text()) == [(6, "head 2", UNKNOWN)]


@pytest.mark.parametrize(
    "entry",
    [
        changed(replaces=public(EVE)),
        replace(changed(), keys=(replace(changed().keys[0], id="0" * 16),)),
        replace(changed(), keys=()),
    ],
)
def test_a_change_that_contradicts_itself_is_found(entry: Entry) -> None:
    found = checked(with_change(entry).text())
    assert {line for line, _, _ in found} == {5, 8}


def test_the_old_key_signs_no_longer() -> None:
    export = with_change(changed())
    export.signer = SIGNER
    export.add(canonical_body(replace(WHOLE[3], version=3)))
    export.seal()
    assert checked(export.text()) == [(10, "head 4", UNKNOWN)]


def test_the_rules_follow_as_well() -> None:
    world = World()
    for entry in WHOLE[:3]:
        world.post(entry)
    world.post(new_key(world))
    assert verify(world.tables) == []
    world.post(posting.record_receipt(world.stamp(), COUNCIL, 5))  # its head has the old key
    assert verify(world.tables) == [Problem("heads", "5", "it is signed with an unknown key")]


def test_what_a_key_change_must_be() -> None:
    entry = changed()
    assert breach(entry) is None
    for wrong in (
        replace(entry, keys=()),
        replace(entry, keys=(replace(entry.keys[0], public_key="x"),)),
        replace(WHOLE[0], keys=entry.keys),
    ):
        assert breach(wrong) == "its key contradicts itself"


def test_a_kept_head_is_read_and_every_altered_value_refused() -> None:
    text = with_change(changed()).kept()
    kept = read_kept(text, signed)
    assert (kept.head.number, kept.head.size, kept.public_key) == (3, 4, public(EVE))
    assert read_kept(json.dumps(json.loads(text), indent=3), signed) == kept
    for other in [*edited(text), "", "[]", "{}", "x" * 200_000, '{"head":{}}']:
        try:
            same = json.loads(other) == json.loads(text)
        except ValueError:
            same = False
        if not same:
            with pytest.raises(Unsealable):
                read_kept(other, signed)
