"""Each refusal has its test, and where several hold, the first in precedence is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ledger.rules import changes, pledging, posting
from ledger.rules.accounts import AccountKind, Pot
from ledger.rules.conditions import Condition, ConditionKind, Mark
from ledger.rules.entry import Entry, EntryKind, Leg, check_balanced
from ledger.rules.erasing import erase_subject
from ledger.rules.periods import Asked, check_open, close_period, trial_digest
from ledger.rules.pledging import PledgeStage
from ledger.rules.records import ChangeKind, Reason
from ledger.rules.refusal import Refusal
from ledger.rules.stack import Share
from makeithappen.core.errors import Refused
from makeithappen.core.money import PENCE_MAX
from tests.unit.ledger.ledger_world import (
    COUNCIL,
    GIFT,
    TODAY,
    TRUST,
    award,
    payment,
    pledge,
    stamp,
)
from tests.unit.ledger.records_world import FEE

ANN, BO = stamp(), stamp(1, "person-bo")
RECEIPT = posting.record_receipt(ANN, TRUST, 10)
AWARD, PAYMENT, PLEDGE = award(), payment(), pledge()
FREE = {"pot-council:free": 50_000}
COMMITTED = {"pot-council:committed:award-1": 50_000}
SHARES = (Share(COUNCIL, 50_000),)
SET_FREE = replace(FEE, kind=ChangeKind.SET_FREE, reason=Reason.SET_ASIDE, amount_pence=100)


def make_award(
    amount_pence: int = 50_000,
    shares: tuple[Share, ...] = SHARES,
    *,
    awarded: bool = False,
    free_pence: int = 50_000,
) -> Entry:
    own = replace(AWARD, amount_pence=amount_pence)
    balances = {"pot-council:free": free_pence}
    return posting.make_award(ANN, own, shares, awarded=awarded, balances=balances)


def ratify(by: posting.Stamp = BO, *, reserved_pence: int = 0) -> Entry:
    balances = {"pot-council:reserved:award-1": reserved_pence}
    who = ("person-ann", "person-eve")
    return posting.ratify(by, AWARD, [COUNCIL], decided_by=who, balances=balances)


def lose(
    stage: PledgeStage = PledgeStage.CONFIRMED,
    *,
    pence: int = 40_000,
    owed_pence: int = 40_000,
    aside_pence: int = 0,
) -> Entry:
    balances = {"pot-trust:receivable": pence, "pot-trust:committed:award-1": owed_pence}
    balances["pot-trust:set_aside"] = aside_pence
    return pledging.lose_pledge(ANN, PLEDGE, TRUST, ["award-1"], stage=stage, balances=balances)


def cover(pence: int = 10, source: Pot = COUNCIL, free_pence: int = 99) -> Entry:
    balances = {
        "pot-trust:at_risk:award-1": 10,
        "pot-trust:committed:award-1": 10,
        "pot-council:free": free_pence,
    }
    return pledging.cover(ANN, AWARD, pence, source, [TRUST], balances)


def meet(
    mark: Mark,
    kind: ConditionKind = ConditionKind.OTHER,
    *,
    met: bool = False,
    stage: PledgeStage = PledgeStage.OFFERED,
) -> Entry:
    asked = Condition(PLEDGE.id, kind)
    return pledging.meet_condition(ANN, PLEDGE, mark, condition=asked, met=met, stage=stage)


def ask(condition: Condition) -> Entry:
    return pledging.offer_pledge(ANN, PLEDGE, TRUST, opens_pot=False, condition=condition)


def approve(
    by: posting.Stamp = BO, *, settled: bool = False, held_pence: int = 0, pence: int = 20_000
) -> Entry:
    balances = COMMITTED | {"pot-council:held": held_pence}
    own = replace(PAYMENT, amount_pence=pence)
    return posting.approve_payment(by, own, AWARD, [COUNCIL], settled=settled, balances=balances)


def prepare(
    pence: int, waiting_pence: int = 0, *, risk_pence: int = 0, reserved_pence: int = 0
) -> Entry:
    more = {
        "pot-council:at_risk:award-1": risk_pence,
        "pot-council:reserved:award-1": reserved_pence,
    }
    return posting.prepare_payment(
        ANN,
        replace(PAYMENT, amount_pence=pence),
        AWARD,
        [COUNCIL],
        waiting_pence=waiting_pence,
        balances=COMMITTED | more,
    )


def reverse(original: Entry = RECEIPT, *, before: bool = False, pence: int = 10) -> Entry:
    balances = {"pot-trust:held": pence, "pot-trust:free": 10, "pot-trust:receivable": 0}
    return posting.reverse(BO, original, reversed_before=before, balances=balances)


def check(*legs: Leg) -> None:
    check_balanced(replace(RECEIPT, legs=legs))


def cancel(waiting_pence: int = 0) -> Entry:
    return posting.cancel(ANN, AWARD, [COUNCIL], waiting_pence=waiting_pence, balances={})


def receive(stage: PledgeStage, pence: int = 40_000) -> Entry:
    balances = {"pot-trust:receivable": pence}
    return pledging.receive_pledge(ANN, PLEDGE, stage=stage, balances=balances)


def offer(pot: Pot, pence: int = 40_000) -> Entry:
    offered = replace(PLEDGE, amount_pence=pence)
    return pledging.offer_pledge(ANN, offered, pot, opens_pot=False)


def give_back(pence: int) -> Entry:
    return posting.record_return(ANN, AWARD, pence, [COUNCIL], {"pot-council:paid:award-1": 10})


def reverse_what_backs_a_risk() -> Entry:
    """A ratification undone is no danger to anybody; a promise that a risk rests on is."""
    promised = replace(RECEIPT, kind=EntryKind.COVER, legs=COVERING)
    balances = {"pot-trust:committed:award-1": 5, "pot-trust:at_risk:award-1": 5}
    return posting.reverse(BO, promised, reversed_before=False, balances=balances)


APRIL = date(2026, 4, 30)


def close(
    closes_on: date = APRIL,
    *,
    asked_by: str = "person-ann",
    pence: int = 0,
    closed_on: date | None = None,
) -> Entry:
    asked = Asked("fund-1", closes_on, trial_digest({}), asked_by)
    trial = {("pot-a", AccountKind.HELD): pence}
    return close_period(BO, asked, trial, closed_on=closed_on)


def erase(*, erased: bool) -> Entry:
    return erase_subject(ANN, "person-di", second_actor_id=None, erased=erased)


COVERING = (Leg("pot-trust:committed:award-1", -5), Leg("pot-trust:free", 5))
SAID = Mark(PLEDGE.id, words_digest="d" * 64)
CONFIRMED = pledging.confirm_pledge(ANN, PLEDGE, stage=PledgeStage.OFFERED, unmet=False)
UNDONE = reverse()
CASES: list[tuple[Refusal, Callable[[], object], dict[str, object]]] = [
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: make_award(0), {"amount_pence": 0}),
    (Refusal.AMOUNT_TOO_LARGE, lambda: prepare(PENCE_MAX + 1), {"amount_pence": PENCE_MAX + 1}),
    (Refusal.NEEDS_TWO_LEGS, lambda: check(Leg("pot-a:held", 5)), {"legs": 1}),
    (
        Refusal.UNBALANCED,
        lambda: check(Leg("pot-a:held", 5), Leg("pot-a:free", -4)),
        {"pot_id": "pot-a", "sum_pence": 1},
    ),
    (Refusal.WRONG_POT, lambda: offer(COUNCIL), {"pot_id": "pot-council"}),
    (Refusal.SAME_PERSON, lambda: approve(ANN), {"actor_id": "person-ann"}),
    (Refusal.RATIFIER_DECIDED, lambda: ratify(ANN), {"actor_id": "person-ann"}),
    (
        Refusal.CONDITION_NEEDS_IDEA,
        lambda: ask(Condition(PLEDGE.id, ConditionKind.AT_LEAST_HALF)),
        {},
    ),
    (Refusal.CONDITION_INCOMPLETE, lambda: ask(Condition(PLEDGE.id, ConditionKind.AREA)), {}),
    (Refusal.ALREADY_AWARDED, lambda: make_award(awarded=True), {"idea_id": "idea-1"}),
    (Refusal.ALREADY_SETTLED, lambda: approve(settled=True), {"payment_id": "payment-1"}),
    (Refusal.NOT_CONFIRMED, lambda: receive(PledgeStage.OFFERED), {"pledge_id": "pledge-1"}),
    (
        Refusal.NO_CONDITION,
        lambda: pledging.meet_condition(
            ANN, PLEDGE, SAID, condition=None, met=False, stage=PledgeStage.OFFERED
        ),
        {"pledge_id": "pledge-1"},
    ),
    (
        Refusal.HALF_NOT_GIVEN,
        lambda: meet(Mark(PLEDGE.id, 1_001, 500), ConditionKind.AT_LEAST_HALF),
        {"asked_pence": 1_001, "given_pence": 500},
    ),
    (
        Refusal.CONDITION_NOT_MET,
        lambda: pledging.confirm_pledge(ANN, PLEDGE, stage=PledgeStage.OFFERED, unmet=True),
        {"pledge_id": "pledge-1"},
    ),
    (Refusal.PLEDGE_CAME_IN, lambda: lose(PledgeStage.RECEIVED), {"pledge_id": "pledge-1"}),
    (Refusal.CANNOT_REVERSE, lambda: reverse(UNDONE), {"kind": "reversal"}),
    (Refusal.ALREADY_REVERSED, lambda: reverse(before=True), {"entry_id": "entry-001"}),
    (Refusal.PAYMENT_WAITING, lambda: cancel(7), {"amount_pence": 7}),
    (
        Refusal.NOT_RATIFIED,
        lambda: prepare(60_000, reserved_pence=1),
        {"award_id": "award-1"},
    ),
    (Refusal.NOTHING_RESERVED, ratify, {"award_id": "award-1"}),
    (Refusal.NOTHING_COMMITTED, cancel, {"award_id": "award-1"}),
    (
        Refusal.AWARD_CANCELLED,
        lambda: posting.record_delivery(ANN, AWARD, cancelled=True, delivered=True),
        {"award_id": "award-1"},
    ),
    (
        Refusal.ALREADY_DELIVERED,
        lambda: posting.record_delivery(ANN, AWARD, cancelled=False, delivered=True),
        {"award_id": "award-1"},
    ),
    (Refusal.SHORTFALL, lambda: posting.check_no_shortfall(7), {"amount_pence": 7}),
    (
        Refusal.EXCEEDS_AVAILABLE,
        lambda: make_award(free_pence=49_999),
        {
            "account_id": "pot-council:free",
            "amount_pence": 50_000,
            "available_pence": 49_999,
        },
    ),
    (
        Refusal.EXCEEDS_SET_ASIDE,
        lambda: changes.approve_change(
            BO, SET_FREE, COUNCIL, settled=False, balances={"pot-council:set_aside": 99}
        ),
        {"account_id": "pot-council:set_aside", "amount_pence": 100, "available_pence": 99},
    ),
    (Refusal.SET_FREE_FIRST, lambda: lose(aside_pence=10), {"amount_pence": 10}),
    (
        Refusal.EXCEEDS_COMMITTED,
        lambda: prepare(20_001, 30_000),
        {"amount_pence": 20_001, "available_pence": 20_000},
    ),
    (Refusal.AT_RISK, lambda: prepare(50_000, risk_pence=1), {"amount_pence": 1}),
    (
        Refusal.EXCEEDS_HELD,
        lambda: approve(held_pence=19_999),
        {"account_id": "pot-council:held", "amount_pence": 20_000, "available_pence": 19_999},
    ),
    (
        Refusal.EXCEEDS_PAID,
        lambda: give_back(11),
        {"amount_pence": 11, "available_pence": 10},
    ),
    (
        Refusal.EXCEEDS_RECEIVABLE,
        lambda: receive(PledgeStage.CONFIRMED, 39_999),
        {
            "account_id": "pot-trust:receivable",
            "amount_pence": 40_000,
            "available_pence": 39_999,
        },
    ),
    (
        Refusal.EXCEEDS_AT_RISK,
        lambda: cover(11),
        {"amount_pence": 11, "available_pence": 10},
    ),
    (Refusal.ALREADY_ERASED, lambda: erase(erased=True), {"subject_id": "person-di"}),
    (Refusal.NEEDS_SECOND_PERSON, lambda: erase(erased=False), {"subject_id": "person-di"}),
    (Refusal.PERIOD_CLOSED, lambda: check_open(RECEIPT, TODAY), {"closed_on": TODAY}),
    (Refusal.PERIOD_NOT_OVER, lambda: close(TODAY), {"closes_on": TODAY}),
    (Refusal.CLOSED_BEFORE, lambda: close(closed_on=APRIL), {"closed_on": APRIL}),
    (Refusal.CLOSE_NEEDS_SECOND, lambda: close(asked_by="person-bo"), {"actor_id": "person-bo"}),
    (Refusal.BOOKS_CHANGED, lambda: close(pence=1), {"closes_on": APRIL}),
]


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


@pytest.mark.parametrize(("code", "act", "facts"), CASES, ids=[str(code) for code, *_ in CASES])
def test_each_refusal(code: Refusal, act: Callable[[], object], facts: dict[str, object]) -> None:
    found = refused(act)
    assert (found.code, found.facts) == (code, facts)


# What the store itself refuses: a day that is to be taken back (tests/integration/ledger).
OF_THE_STORE = {Refusal.ALREADY_PAID}


def test_no_code_is_without_its_test() -> None:
    assert [code for code, *_ in CASES] == [code for code in Refusal if code not in OF_THE_STORE]


MORE: list[tuple[Refusal, Callable[[], object]]] = [
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: posting.record_receipt(ANN, COUNCIL, 0)),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: posting.record_receipt(ANN, COUNCIL, -1)),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: offer(TRUST, 0)),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: prepare(0)),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: give_back(0)),
    (
        Refusal.AMOUNT_MUST_BE_POSITIVE,
        lambda: make_award(10, (Share(COUNCIL, 20), Share(TRUST, -10))),
    ),
    (
        Refusal.AMOUNT_MUST_BE_POSITIVE,
        lambda: check(Leg("pot-a:held", 0), Leg("pot-a:free", 0)),
    ),
    (
        Refusal.AMOUNT_TOO_LARGE,
        lambda: posting.record_receipt(ANN, COUNCIL, PENCE_MAX + 1),
    ),
    (
        Refusal.NEEDS_TWO_LEGS,
        lambda: check(Leg("pot-a:held", 5), Leg("pot-a:held", -5)),
    ),
    (
        Refusal.UNBALANCED,
        lambda: check(Leg("pot-a:held", 5), Leg("pot-b:held", -5)),
    ),
    (Refusal.UNBALANCED, lambda: make_award(49_999)),
    (
        Refusal.WRONG_POT,
        lambda: make_award(50_000, (Share(replace(COUNCIL, fund_id="x"), 50_000),)),
    ),
    (
        Refusal.WRONG_POT,
        lambda: make_award(50_000, (Share(replace(GIFT, idea_id="idea-2"), 50_000),)),
    ),
    (
        Refusal.ALREADY_SETTLED,
        lambda: pledging.confirm_pledge(ANN, PLEDGE, stage=PledgeStage.CONFIRMED, unmet=False),
    ),
    (Refusal.ALREADY_SETTLED, lambda: receive(PledgeStage.RECEIVED)),
    (
        Refusal.ALREADY_SETTLED,
        lambda: posting.refuse_payment(ANN, PAYMENT, AWARD, settled=True),
    ),
    (Refusal.CANNOT_REVERSE, lambda: reverse(posting.open_pot(ANN, COUNCIL))),
    (Refusal.EXCEEDS_COMMITTED, lambda: approve(pence=50_001, held_pence=99_999)),
    (Refusal.EXCEEDS_HELD, lambda: reverse(pence=9)),
    (Refusal.EXCEEDS_AVAILABLE, lambda: reverse(CONFIRMED)),
    (Refusal.SAME_PERSON, lambda: approve(ANN, settled=True)),
    (Refusal.RATIFIER_DECIDED, lambda: ratify(replace(ANN, actor_id="person-eve"))),
    (Refusal.ALREADY_SETTLED, lambda: lose(PledgeStage.LOST)),
    (Refusal.ALREADY_SETTLED, lambda: lose(PledgeStage.WITHDRAWN)),
    (Refusal.NOT_CONFIRMED, lambda: lose(PledgeStage.OFFERED)),
    (Refusal.EXCEEDS_RECEIVABLE, lambda: lose(pence=39_999)),
    (Refusal.EXCEEDS_RECEIVABLE, lambda: lose(owed_pence=39_999)),
    (
        Refusal.ALREADY_SETTLED,
        lambda: pledging.withdraw_pledge(ANN, PLEDGE, stage=PledgeStage.CONFIRMED),
    ),
    (Refusal.AMOUNT_MUST_BE_POSITIVE, lambda: cover(0)),
    (Refusal.WRONG_POT, lambda: cover(source=replace(GIFT, idea_id="idea-2"))),
    (Refusal.EXCEEDS_AVAILABLE, lambda: cover(free_pence=9)),
    (Refusal.ALREADY_SETTLED, lambda: meet(SAID, met=True)),
    (Refusal.ALREADY_SETTLED, lambda: meet(SAID, stage=PledgeStage.WITHDRAWN)),
    (Refusal.CONDITION_INCOMPLETE, lambda: meet(Mark(PLEDGE.id))),
    (Refusal.HALF_NOT_GIVEN, lambda: meet(SAID, ConditionKind.AT_LEAST_HALF)),
    (Refusal.EXCEEDS_COMMITTED, lambda: prepare(50_001, risk_pence=50_000)),
    (Refusal.AT_RISK, reverse_what_backs_a_risk),
    (Refusal.ALREADY_AWARDED, lambda: make_award(awarded=True, free_pence=0)),
    (Refusal.ALREADY_SETTLED, lambda: approve(settled=True, pence=50_001)),
]


@pytest.mark.parametrize(("code", "act"), MORE)
def test_the_same_code_wherever_it_holds(code: Refusal, act: Callable[[], object]) -> None:
    assert refused(act).code is code
