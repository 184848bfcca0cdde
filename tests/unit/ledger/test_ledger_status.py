"""Folds: where an award stands in one word, and sums per funder that add up to the whole."""

from __future__ import annotations

import pytest

from ledger.rules.accounts import account_name
from ledger.rules.entry import EntryKind
from ledger.rules.status import (
    AwardState,
    AwardStatus,
    FunderShare,
    Movement,
    Totals,
    award_state,
    award_status,
    grouped,
    totals,
)
from tests.unit.ledger.ledger_world import World, whole_way

NOTHING = Totals(*[0] * 12)


def movements(world: World, award_id: str | None = None) -> list[Movement]:
    """One movement per leg, each under the kind that it counts for."""
    kinds = {entry.id: entry.kind for entry in world.entries}
    found: list[Movement] = []
    for entry in world.entries:
        for leg in entry.legs:
            name = account_name(leg.account_id)
            movement = Movement(
                fund_id=entry.fund_id,
                pot_id=name.pot_id,
                funder_id=name.pot_id.replace("pot", "funder"),
                award_id=name.award_id,
                kind=kinds[entry.reverses_id or entry.id],
                account=name.kind,
                amount_pence=leg.amount_pence,
            )
            if award_id in {None, name.award_id}:
                found.append(movement)
    return found


def test_the_whole_fund() -> None:
    found = totals(movements(whole_way()))
    assert found == Totals(
        confirmed_pence=40_000,
        received_pence=70_000,
        awarded_pence=50_400,
        paid_pence=20_000,
        returned_pence=1_001,
        cancelled_pence=30_400,
        available_pence=50_801,
        held_pence=51_001,
        receivable_pence=0,
        reserved_pence=0,
        at_risk_pence=0,
        lost_pence=700,
        interest_pence=500,
        fees_pence=500,
        set_aside_pence=200,
    )
    assert found.unpaid_pence == 0


def test_sums_per_funder_add_up_to_the_whole() -> None:
    found = grouped(movements(whole_way()), lambda movement: movement.funder_id)
    assert {funder: whole.awarded_pence for funder, whole in found.items()} == {
        "funder-council": 30_000,
        "funder-trust": 20_400,
        "funder-gift": 0,
    }
    assert sum(whole.available_pence for whole in found.values()) == 50_801


def test_an_award_with_its_stack() -> None:
    own = movements(whole_way(), "award-1")
    state = award_state("award-1", own, deliveries=1)
    assert state == AwardState(
        award_id="award-1",
        totals=totals(own),
        shares=(FunderShare("funder-council", 30_000), FunderShare("funder-trust", 20_000)),
        status=AwardStatus.PAID,
        delivered=True,
    )
    assert (state.totals.paid_pence, state.totals.returned_pence) == (20_000, 1_001)


def test_an_award_without_movements_was_taken_back() -> None:
    assert award_state("award-1", [], deliveries=0) == AwardState(
        "award-1", NOTHING, (), AwardStatus.TAKEN_BACK, delivered=False
    )


def test_a_funder_whose_award_was_reversed_bears_nothing() -> None:
    own = [movement for movement in movements(whole_way()) if movement.kind is EntryKind.RECEIPT]
    assert award_state("award-1", own, deliveries=0).shares == ()


@pytest.mark.parametrize(
    ("awarded", "paid", "returned", "cancelled", "status"),
    [
        (10, 0, 0, 0, AwardStatus.RATIFIED),
        (10, 4, 0, 0, AwardStatus.PART_PAID),
        (10, 4, 1, 0, AwardStatus.PART_PAID),
        (10, 4, 4, 0, AwardStatus.RATIFIED),
        (10, 10, 0, 0, AwardStatus.PAID),
        (10, 10, 9, 0, AwardStatus.PAID),
        (10, 4, 0, 6, AwardStatus.PAID),
        (10, 10, 10, 0, AwardStatus.RETURNED),
        (10, 4, 4, 6, AwardStatus.RETURNED),
        (10, 0, 0, 10, AwardStatus.CANCELLED),
        (0, 0, 0, 0, AwardStatus.TAKEN_BACK),
    ],
)
def test_an_award_in_one_word(
    awarded: int, paid: int, returned: int, cancelled: int, status: AwardStatus
) -> None:
    whole = Totals(0, 0, awarded, paid, returned, cancelled, *[0] * 6)
    assert award_status(whole) is status


def test_what_waits_and_what_is_at_risk_has_a_word_of_its_own() -> None:
    reserved = Totals(0, 0, 10, 0, 0, 0, 0, 0, 0, 10, 0, 0)
    at_risk = Totals(0, 0, 10, 4, 0, 0, 0, 0, 0, 0, 3, 3)
    found = (award_status(reserved), award_status(at_risk))
    assert found == (AwardStatus.RESERVED, AwardStatus.AT_RISK)


def test_who_covers_bears_what_is_covered() -> None:
    found = grouped(movements(whole_way(), "award-2"), lambda movement: movement.funder_id)
    assert {funder: (one.awarded_pence, one.cancelled_pence) for funder, one in found.items()} == {
        "funder-gift": (0, 0),
        "funder-trust": (400, 400),
    }
