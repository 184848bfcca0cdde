"""Seals and heads under attack: cuts, rewrites, strangers' keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.rules import pledging, posting
from ledger.rules.chain import FIRST, link
from ledger.rules.entry import Entry, Leg, canonical_body, content_hash
from ledger.rules.pledging import PledgeStage
from ledger.rules.problems import Problem
from tests.unit.ledger.ledger_world import (
    COUNCIL,
    TRUST,
    Row,
    World,
    award,
    pledge,
    sign,
    stamp,
    verify,
    whole_way,
)

CLEAN = whole_way().tables
SIGNED_OVER_ANOTHER = "head 3 was signed over another seal"
LAST = len(whole_way().entries)


def tables() -> dict[str, list[Row]]:
    return {table: [dict(row) for row in rows] for table, rows in CLEAN.items()}


def reseal(edited: dict[str, list[Row]]) -> None:
    """What somebody without the key can do: hashes and links made to fit again."""
    before = FIRST
    for entry, seal in zip(edited["entries"], edited["seals"], strict=True):
        entry["content_hash"] = content_hash(str(entry["body"]))
        seal |= {"content_hash": entry["content_hash"], "previous_link": before}
        position = seal["position"]
        assert isinstance(position, int)
        before = link(position, str(seal["entry_id"]), str(entry["content_hash"]), before)
        seal["link"] = before


def test_a_rewritten_chain_is_named_where_it_was_rewritten() -> None:
    edited = tables()
    body = str(edited["entries"][2]["body"]).replace("person-ann", "person-eve")
    edited["entries"][2] |= {"body": body, "actor_id": "person-eve"}
    reseal(edited)
    assert verify(edited) == [Problem("seals", "3", SIGNED_OVER_ANOTHER)]


def test_a_rewritten_chain_under_one_head_is_named_as_a_span() -> None:
    edited = whole_way(head_each=False).tables
    body = str(edited["entries"][2]["body"]).replace("person-ann", "person-eve")
    edited["entries"][2] |= {"body": body, "actor_id": "person-eve"}
    reseal(edited)
    assert verify(edited) == [Problem("seals", f"1-{LAST}", "head 1 was signed over another seal")]


def test_a_cut_tail_is_missed_by_its_head() -> None:
    edited = tables()
    del edited["seals"][-2:]
    assert verify(edited) == [
        Problem("seals", f"{LAST - 1}", f"it is missing: head {LAST - 1} covers {LAST - 1}"),
        Problem("seals", f"{LAST - 1}", f"it is missing: head {LAST} covers {LAST}"),
        Problem("entries", f"entry-{LAST - 1:03}", "it is neither sealed nor in the queue"),
        Problem("entries", f"entry-{LAST:03}", "it is neither sealed nor in the queue"),
    ]


def test_seals_without_a_head_are_said_to_be_so() -> None:
    edited = tables()
    del edited["heads"][-2:]
    assert verify(edited) == [
        Problem(
            "heads",
            f"{LAST - 1}",
            f"it is missing: the seals after {LAST - 2} are covered by no head",
        )
    ]


def test_no_head_at_all() -> None:
    edited = tables()
    edited["heads"] = []
    assert verify(edited) == [
        Problem("heads", "1", "it is missing: the seals after 0 are covered by no head")
    ]


def test_a_missing_seal_is_taken_up_again_from_the_next() -> None:
    edited = tables()
    del edited["seals"][3:5]
    assert verify(edited) == [
        Problem("seals", "4", "it is missing: the next one is 6"),
        Problem("entries", "entry-004", "it is neither sealed nor in the queue"),
        Problem("entries", "entry-005", "it is neither sealed nor in the queue"),
    ]


def test_a_missing_seal_under_one_head_leaves_the_root_open() -> None:
    edited = whole_way(head_each=False).tables
    del edited["seals"][3]
    assert verify(edited) == [
        Problem("seals", "4", "it is missing: the next one is 5"),
        Problem("entries", "entry-004", "it is neither sealed nor in the queue"),
    ]


def test_an_entry_out_of_its_place_raises_no_alarm_about_balances() -> None:
    for place in range(LAST):
        edited = tables()
        edited["seals"][place]["position"] = 99
        found = verify(edited)
        assert {problem.table for problem in found} <= {"seals", "entries"}, found


def test_an_unsealed_entry_may_say_anything() -> None:
    edited = tables()
    edited["entries"].append(edited["entries"][0] | {"id": "entry-x", "body": "{}"})
    assert verify(edited) == [
        Problem("entries", "entry-x", "it is neither sealed nor in the queue")
    ]


def test_a_seal_after_a_gap_that_does_not_prove_itself_is_named_alone() -> None:
    edited = tables()
    edited["seals"][LAST - 1]["position"] = 99
    assert verify(edited) == [
        Problem("seals", "99", "its link does not fit what it seals"),
        Problem("seals", f"{LAST}", f"it is missing: head {LAST} covers {LAST}"),
    ]


def test_two_wrong_seals_in_a_row_are_both_named() -> None:
    edited = tables()
    edited["seals"][3]["link"] = "0" * 64
    edited["seals"][4]["link"] = "1" * 64
    found = verify(edited)
    assert [(problem.table, problem.row) for problem in found] == [("seals", "4"), ("seals", "5")]


def test_a_head_of_a_stranger_is_refused() -> None:
    edited = tables()
    edited["heads"][0]["key_id"] = "key-of-eve"
    assert verify(edited) == [Problem("heads", "1", "it is signed with an unknown key")]


def test_the_signer_contradicts_himself() -> None:
    """Somebody who holds the key signs what does not fit together: each is named."""
    for change, reason in (
        ({"root": "0" * 64}, "its root is not that of its peaks"),
        ({"previous_head": "0" * 64}, "it does not follow the head before it"),
        ({"number": 1}, "it does not follow the head before it"),
        ({"size": 1}, "it does not cover more than the head before it"),
    ):
        edited = tables()
        head = edited["heads"][1] | change
        edited["heads"][1] = head | {"signature": _signature(head)}
        number = str(head["number"])
        assert Problem("heads", number, reason) in verify(edited), change


def _signature(row: Row) -> str:
    from ledger.rules.chain import head_text
    from ledger.rules.verify_chain import read_head

    return sign(head_text(read_head(row)))


def posted(*entries: Entry) -> list[Problem]:
    """Entries that were sealed and signed as if they were all right."""
    world = World()
    for entry in entries:
        world.post(entry)
    return verify(world.tables)


def test_a_signed_overdraft_is_found() -> None:
    opened = posting.open_pot(stamp(1), COUNCIL)
    promised = pledge(COUNCIL)
    offered = pledging.offer_pledge(stamp(2), promised, COUNCIL, opens_pot=False)
    confirmed = pledging.confirm_pledge(stamp(3), promised, stage=PledgeStage.OFFERED, unmet=False)
    again = replace(confirmed, stamp=stamp(4))
    received = pledging.receive_pledge(
        stamp(5),
        promised,
        stage=PledgeStage.CONFIRMED,
        balances={"pot-council:receivable": 40_000},
    )
    early = replace(received, stamp=stamp(3))
    late = replace(again, stamp=stamp(4))
    early_step = "its pledge does not stand where it should: offered, confirmed, received"
    assert posted(opened, offered, early, late) == [
        Problem("entries", "entry-003", early_step),
        Problem("accounts", "pot-council:receivable", "it was below zero at one time"),
    ]


def test_a_signed_award_of_money_that_is_not_there_is_found() -> None:
    opened = posting.open_pot(stamp(1), COUNCIL)
    share = posting.Share(COUNCIL, 50_000)
    promised = posting.make_award(
        stamp(2),
        award(),
        [share],
        awarded=False,
        balances={"pot-council:free": 50_000},
    )
    assert posted(opened, promised) == [
        Problem("accounts", "pot-council:free", "it was below zero at one time")
    ]


def receipt_and_reversal() -> tuple[Entry, Entry, Entry, Entry]:
    opened = posting.open_pot(stamp(1), TRUST)
    first = posting.record_receipt(stamp(2), TRUST, 10)
    second = posting.record_receipt(stamp(3), TRUST, 10)
    balances = {"pot-trust:held": 20, "pot-trust:free": 20}
    undone = posting.reverse(stamp(4), first, reversed_before=False, balances=balances)
    return opened, first, second, undone


def test_a_reversal_is_sound_once() -> None:
    entries = receipt_and_reversal()
    again = replace(entries[3], stamp=stamp(5))
    assert posted(*entries) == []
    assert posted(*entries, again) == [
        Problem("entries", "entry-005", "it reverses an entry for the second time")
    ]


def test_a_reversal_of_nothing_is_found() -> None:
    *others, undone = receipt_and_reversal()
    stray = replace(undone, reverses_id="entry-999")
    assert posted(*others, stray) == [
        Problem("entries", "entry-004", "the entry that it reverses is missing")
    ]


def test_a_reversal_by_another_amount_is_found() -> None:
    *others, undone = receipt_and_reversal()
    legs = (Leg("pot-trust:free", 9), Leg("pot-trust:held", -9))
    assert posted(*others, replace(undone, legs=legs)) == [
        Problem("entries", "entry-004", "it does not undo the entry that it reverses")
    ]


def test_a_reversal_of_a_reversal_is_found() -> None:
    entries = receipt_and_reversal()
    back = posting.mirrored(entries[3].legs)
    twice = replace(entries[3], stamp=stamp(5), reverses_id="entry-004", legs=back)
    assert posted(*entries, twice) == [
        Problem("entries", "entry-005", "it does not undo the entry that it reverses")
    ]


@pytest.mark.parametrize("rehash", [False, True])
def test_an_original_that_is_wrong_itself_is_named_once(rehash: bool) -> None:
    world = World()
    for entry in receipt_and_reversal():
        world.post(entry)
    original = world.tables["entries"][1]
    original["body"] = "{}"
    if rehash:
        reseal(world.tables)
    found = verify(world.tables)
    assert all(problem.row in {"entry-002", "2"} for problem in found), found


def test_an_account_whose_id_says_nothing_is_found() -> None:
    opened = posting.open_pot(stamp(1), COUNCIL)
    odd = replace(opened.accounts[0], id="pot-council-receivable")
    found = posted(replace(opened, accounts=(odd,)))
    assert found == [
        Problem("entries", "entry-001", "an account that it opens contradicts itself"),
        Problem("accounts", "pot-council-receivable", "it is not the id of an account"),
    ]


def test_a_body_in_another_spelling_is_found() -> None:
    world = World()
    opened = posting.open_pot(stamp(1), COUNCIL)
    world.post(opened)
    world.tables["entries"][0]["body"] = canonical_body(opened).replace(":", ": ", 1)
    reseal(world.tables)
    world.tables["heads"] = []
    world.peaks = ()
    found = verify(world.tables)
    assert found[0] == Problem(
        "entries", "entry-001", "body can't be read: it is not in canonical form"
    )


@pytest.mark.parametrize(("epochs", "wrong"), [((1, 2, 2, 3), ()), ((1, 3), (2,)), ((2, 1), (2,))])
def test_an_epoch_goes_on_or_is_the_next_one(epochs: tuple[int, ...], wrong: tuple[int]) -> None:
    world = World()
    for world.epoch in epochs:
        pot = replace(COUNCIL, id=f"pot-{len(world.entries)}")
        world.post(posting.open_pot(world.stamp(), pot))
    reason = "its epoch is neither that of the head before it nor the next one"
    assert verify(world.tables) == [Problem("heads", str(number), reason) for number in wrong]
