"""One entry per kind, as a whole: which legs it has, what it brings into being."""

from __future__ import annotations

from dataclasses import replace

from ledger.rules import pledging, posting
from ledger.rules.accounts import award_accounts, pot_accounts
from ledger.rules.enough import after
from ledger.rules.entry import Entry, EntryKind, Leg
from ledger.rules.pledging import PledgeStage
from ledger.rules.stack import Share
from tests.unit.ledger.ledger_world import COUNCIL, GIFT, TRUST, award, payment, pledge, stamp

AT = stamp()
POTS = (COUNCIL, TRUST)
AWARD = award()
PAYMENT = payment()
PAID_OUT = {
    "pot-council:held": 30_000,
    "pot-council:committed:award-1": 30_000,
    "pot-trust:held": 40_000,
    "pot-trust:committed:award-1": 20_000,
}


def test_opening_a_pot() -> None:
    assert posting.open_pot(AT, COUNCIL) == Entry(
        AT, EntryKind.POT_OPENED, "fund-1", accounts=pot_accounts(COUNCIL)
    )


def test_a_receipt() -> None:
    assert posting.record_receipt(AT, COUNCIL, 5) == Entry(
        AT,
        EntryKind.RECEIPT,
        "fund-1",
        legs=(Leg("pot-council:free", -5), Leg("pot-council:held", 5)),
    )


def test_an_offer_moves_nothing() -> None:
    offered = pledge()
    assert pledging.offer_pledge(AT, offered, TRUST, opens_pot=False) == Entry(
        AT, EntryKind.PLEDGE_OFFERED, "fund-1", pledge_id="pledge-1", pledges=(offered,)
    )


def test_an_offer_for_one_idea_brings_its_pot() -> None:
    offered = pledge(GIFT)
    assert pledging.offer_pledge(AT, offered, GIFT, opens_pot=True) == Entry(
        AT,
        EntryKind.PLEDGE_OFFERED,
        "fund-1",
        pledge_id="pledge-1",
        pledges=(offered,),
        accounts=pot_accounts(GIFT),
    )


def test_a_confirmed_pledge_can_be_committed() -> None:
    assert pledging.confirm_pledge(AT, pledge(), stage=PledgeStage.OFFERED, unmet=False) == Entry(
        AT,
        EntryKind.PLEDGE_CONFIRMED,
        "fund-1",
        pledge_id="pledge-1",
        legs=(Leg("pot-trust:free", -40_000), Leg("pot-trust:receivable", 40_000)),
    )


def test_a_received_pledge_can_be_paid() -> None:
    balances = {"pot-trust:receivable": 40_000}
    entry = pledging.receive_pledge(AT, pledge(), stage=PledgeStage.CONFIRMED, balances=balances)
    assert entry == Entry(
        AT,
        EntryKind.PLEDGE_RECEIVED,
        "fund-1",
        pledge_id="pledge-1",
        legs=(Leg("pot-trust:held", 40_000), Leg("pot-trust:receivable", -40_000)),
    )


def test_an_award_over_two_pots() -> None:
    shares = [Share(TRUST, 20_000), Share(COUNCIL, 30_000)]
    balances = {"pot-council:free": 30_000, "pot-trust:free": 20_000}
    entry = posting.make_award(AT, AWARD, shares, awarded=False, balances=balances)
    assert entry == Entry(
        AT,
        EntryKind.AWARD,
        "fund-1",
        award_id="award-1",
        legs=(
            Leg("pot-council:free", 30_000),
            Leg("pot-council:reserved:award-1", -30_000),
            Leg("pot-trust:free", 20_000),
            Leg("pot-trust:reserved:award-1", -20_000),
        ),
        accounts=award_accounts(TRUST, "award-1") + award_accounts(COUNCIL, "award-1"),
        awards=(AWARD,),
    )


def test_a_prepared_payment_moves_nothing() -> None:
    entry = posting.prepare_payment(
        AT, PAYMENT, AWARD, POTS, waiting_pence=30_000, balances=PAID_OUT
    )
    assert entry == Entry(
        AT,
        EntryKind.PAYMENT_PREPARED,
        "fund-1",
        award_id="award-1",
        payment_id="payment-1",
        payments=(PAYMENT,),
    )


def test_an_approved_payment_is_borne_in_proportion_to_the_penny() -> None:
    instalment = replace(PAYMENT, amount_pence=20_001)
    by = stamp(1, "person-bo")
    entry = posting.approve_payment(by, instalment, AWARD, POTS, settled=False, balances=PAID_OUT)
    assert entry == Entry(
        by,
        EntryKind.PAYMENT,
        "fund-1",
        second_actor_id="person-ann",
        award_id="award-1",
        payment_id="payment-1",
        legs=(
            Leg("pot-council:committed:award-1", 12_001),
            Leg("pot-council:granted:award-1", -12_001),
            Leg("pot-council:held", -12_001),
            Leg("pot-council:paid:award-1", 12_001),
            Leg("pot-trust:committed:award-1", 8_000),
            Leg("pot-trust:granted:award-1", -8_000),
            Leg("pot-trust:held", -8_000),
            Leg("pot-trust:paid:award-1", 8_000),
        ),
    )


def test_a_refused_payment_moves_nothing() -> None:
    assert posting.refuse_payment(AT, PAYMENT, AWARD, settled=False) == Entry(
        AT, EntryKind.PAYMENT_REFUSED, "fund-1", award_id="award-1", payment_id="payment-1"
    )


def test_a_return_goes_back_to_whom_it_came_from() -> None:
    balances = {
        "pot-council:paid:award-1": 12,
        "pot-council:granted:award-1": 12,
        "pot-trust:paid:award-1": 0,
    }
    assert posting.record_return(AT, AWARD, 5, POTS, balances) == Entry(
        AT,
        EntryKind.RETURN,
        "fund-1",
        award_id="award-1",
        legs=(
            Leg("pot-council:free", -5),
            Leg("pot-council:granted:award-1", 5),
            Leg("pot-council:held", 5),
            Leg("pot-council:paid:award-1", -5),
        ),
    )


def test_a_cancellation_frees_what_was_not_paid() -> None:
    assert posting.cancel(AT, AWARD, POTS, waiting_pence=0, balances=PAID_OUT) == Entry(
        AT,
        EntryKind.CANCELLATION,
        "fund-1",
        award_id="award-1",
        legs=(
            Leg("pot-council:committed:award-1", 30_000),
            Leg("pot-council:free", -30_000),
            Leg("pot-trust:committed:award-1", 20_000),
            Leg("pot-trust:free", -20_000),
        ),
    )


def test_a_delivery_moves_nothing() -> None:
    assert posting.record_delivery(AT, AWARD, cancelled=False, delivered=False) == Entry(
        AT, EntryKind.DELIVERY, "fund-1", award_id="award-1"
    )


def test_a_reversal_mirrors_and_keeps_what_the_original_spoke_of() -> None:
    confirmed = pledging.confirm_pledge(AT, pledge(), stage=PledgeStage.OFFERED, unmet=False)
    balances = {"pot-trust:free": 40_000, "pot-trust:receivable": 40_000}
    later = stamp(2)
    assert posting.reverse(later, confirmed, reversed_before=False, balances=balances) == Entry(
        later,
        EntryKind.REVERSAL,
        "fund-1",
        pledge_id="pledge-1",
        reverses_id="entry-001",
        legs=(Leg("pot-trust:free", 40_000), Leg("pot-trust:receivable", -40_000)),
    )


def test_a_delivery_can_be_taken_back() -> None:
    delivered = posting.record_delivery(AT, AWARD, cancelled=False, delivered=False)
    later = stamp(2)
    assert posting.reverse(later, delivered, reversed_before=False, balances={}) == Entry(
        later, EntryKind.REVERSAL, "fund-1", award_id="award-1", reverses_id="entry-001"
    )


def test_balances_after_an_entry() -> None:
    receipt = posting.record_receipt(AT, COUNCIL, 5)
    assert after(receipt, {"pot-council:free": 7, "pot-trust:free": 1}) == {
        "pot-council:free": 12,
        "pot-council:held": 5,
        "pot-trust:free": 1,
    }
