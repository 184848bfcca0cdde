"""A pledge that is lost, and what heals it: whole entries, to the penny."""

from __future__ import annotations

from dataclasses import replace

from ledger.rules import pledging, posting
from ledger.rules.accounts import award_accounts, risk_account
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.enough import tied_accounts
from ledger.rules.entry import Entry, EntryKind, Leg, amount_of
from ledger.rules.pledging import PledgeStage
from tests.unit.ledger.ledger_world import COUNCIL, TRUST, award, payment, pledge, stamp

AT, AWARD, PLEDGE = stamp(), award(), pledge()
PROMISED = {
    "pot-trust:receivable": 40_000,
    "pot-trust:held": 5_000,
    "pot-trust:free": 9_999,
    "pot-trust:committed:award-1": 20_000,
    "pot-trust:reserved:award-2": 10_001,
    "pot-trust:committed:award-3": 5_000,
    "pot-trust:at_risk:award-3": 0,
}
IDS = ("award-1", "award-2", "award-3")


def lose(balances: dict[str, int]) -> Entry:
    return pledging.lose_pledge(
        AT, PLEDGE, TRUST, IDS, stage=PledgeStage.CONFIRMED, balances=balances
    )


def test_a_loss_takes_what_is_free_and_then_a_share_of_each_award() -> None:
    entry = lose(PROMISED)
    assert entry == Entry(
        AT,
        EntryKind.PLEDGE_LOST,
        "fund-1",
        pledge_id="pledge-1",
        legs=(
            Leg("pot-trust:at_risk:award-1", 17_143),
            Leg("pot-trust:at_risk:award-2", 8_572),
            Leg("pot-trust:at_risk:award-3", 4_286),
            Leg("pot-trust:free", 9_999),
            Leg("pot-trust:receivable", -40_000),
        ),
        accounts=(risk_account(TRUST, "award-1"), risk_account(TRUST, "award-2")),
    )
    assert amount_of(entry.legs) == 40_000


def test_a_loss_that_nobody_counts_on_puts_nothing_at_risk() -> None:
    entry = lose(PROMISED | {"pot-trust:free": 40_000})
    assert entry.legs == (Leg("pot-trust:free", 40_000), Leg("pot-trust:receivable", -40_000))
    assert entry.accounts == ()


def test_what_was_at_risk_before_is_not_lost_twice() -> None:
    balances = {
        "pot-trust:receivable": 40_000,
        "pot-trust:committed:award-1": 30_000,
        "pot-trust:at_risk:award-1": 20_000,
        "pot-trust:committed:award-2": 30_000,
    }
    found = {leg.account_id: leg.amount_pence for leg in lose(balances).legs}
    assert found == {
        "pot-trust:receivable": -40_000,
        "pot-trust:at_risk:award-1": 10_000,
        "pot-trust:at_risk:award-2": 30_000,
    }


AT_RISK = {
    "pot-trust:committed:award-1": 20_000,
    "pot-trust:at_risk:award-1": 5_000,
    "pot-trust:free": 700,
    "pot-council:free": 9_000,
}


def test_another_pot_stands_in_and_the_award_stays_as_large() -> None:
    entry = pledging.cover(AT, AWARD, 5_000, COUNCIL, [TRUST], AT_RISK)
    assert entry == Entry(
        AT,
        EntryKind.COVER,
        "fund-1",
        award_id="award-1",
        legs=(
            Leg("pot-council:committed:award-1", -5_000),
            Leg("pot-council:free", 5_000),
            Leg("pot-trust:at_risk:award-1", -5_000),
            Leg("pot-trust:committed:award-1", 5_000),
        ),
        accounts=award_accounts(COUNCIL, "award-1"),
    )
    assert amount_of(entry.legs) == 5_000


def test_late_money_in_the_same_pot_stands_in() -> None:
    entry = pledging.cover(AT, AWARD, 700, TRUST, [TRUST], AT_RISK)
    assert (entry.legs, entry.accounts) == (
        (Leg("pot-trust:at_risk:award-1", -700), Leg("pot-trust:free", 700)),
        (),
    )
    assert amount_of(entry.legs) == 700


def test_an_award_that_is_only_reserved_stays_so_when_covered() -> None:
    balances = {
        "pot-trust:reserved:award-1": 20_000,
        "pot-trust:at_risk:award-1": 5_000,
        "pot-council:free": 9_000,
    }
    entry = pledging.cover(AT, AWARD, 1_000, COUNCIL, [TRUST], balances)
    assert [leg.account_id for leg in entry.legs if leg.amount_pence < 0] == [
        "pot-council:reserved:award-1",
        "pot-trust:at_risk:award-1",
    ]


def test_only_the_part_that_is_not_at_risk_is_paid() -> None:
    instalment = replace(payment(), amount_pence=20_000)
    balances = AT_RISK | {
        "pot-trust:held": 15_000,
        "pot-council:held": 5_000,
        "pot-council:committed:award-1": 5_000,
    }
    entry = posting.approve_payment(
        stamp(1, "person-bo"), instalment, AWARD, [COUNCIL, TRUST], settled=False, balances=balances
    )
    paid = {leg.account_id: leg.amount_pence for leg in entry.legs if ":paid:" in leg.account_id}
    assert paid == {"pot-council:paid:award-1": 5_000, "pot-trust:paid:award-1": 15_000}


def test_cancelling_what_is_at_risk_frees_only_what_has_money_behind_it() -> None:
    entry = posting.cancel(AT, AWARD, [TRUST], waiting_pence=0, balances=AT_RISK)
    assert entry.legs == (
        Leg("pot-trust:at_risk:award-1", -5_000),
        Leg("pot-trust:committed:award-1", 20_000),
        Leg("pot-trust:free", -15_000),
    )


def test_an_award_at_risk_can_be_taken_back() -> None:
    shares = [posting.Share(TRUST, 50_000)]
    made = posting.make_award(AT, AWARD, shares, awarded=False, balances={"pot-trust:free": 50_000})
    balances = {"pot-trust:reserved:award-1": 50_000, "pot-trust:at_risk:award-1": 50_000}
    entry = posting.reverse(stamp(2), made, reversed_before=False, balances=balances)
    assert entry.legs == (
        Leg("pot-trust:at_risk:award-1", -50_000),
        Leg("pot-trust:reserved:award-1", 50_000),
    )


def test_what_decides_whether_a_risk_is_still_promised() -> None:
    legs = (Leg("pot-a:free", 5), Leg("pot-a:reserved:award-1", -5))
    assert tied_accounts(legs) == {
        "pot-a:at_risk:award-1",
        "pot-a:committed:award-1",
        "pot-a:reserved:award-1",
    }


def test_half_of_the_ask_is_met_by_figures_alone() -> None:
    asked = Condition("pledge-1", ConditionKind.AT_LEAST_HALF)
    half = Mark("pledge-1", asked_pence=1_001, given_pence=501)
    entry = pledging.meet_condition(
        AT, PLEDGE, half, condition=asked, met=False, stage=PledgeStage.OFFERED
    )
    assert entry == Entry(
        AT, EntryKind.PLEDGE_CONDITION_MET, "fund-1", pledge_id="pledge-1", marks=(half,)
    )
