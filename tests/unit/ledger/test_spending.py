"""Spend lines: no more than was paid, split like what was paid; when an award closes."""

from __future__ import annotations

import pytest

from ledger.rules import posting
from ledger.rules.accounts import AccountKind, account_id
from ledger.rules.entry import Leg, Spend
from ledger.rules.meaning import breach
from ledger.rules.refusal import Refusal
from ledger.rules.spending import Result, SpendRefusal, check_photo
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_world import COUNCIL, TRUST, award, stamp

POTS = (COUNCIL, TRUST)
PAID = {account_id(pot.id, AccountKind.PAID, "award-1"): pence
        for pot, pence in ((COUNCIL, 3_000), (TRUST, 1_000))}  # fmt: skip


def spend(amount_pence: int) -> Spend:
    return Spend("spend-1", "award-1", amount_pence, "2026-06-01", "a" * 64, None)


def test_each_pot_bears_its_part_and_opens_its_account_once() -> None:
    first = account_id(COUNCIL.id, AccountKind.SPENT, "award-1")
    entry = posting.record_spend(
        stamp(), award(), spend(1_001), POTS, opened=[first], balances=PAID
    )
    assert entry.legs == (
        Leg("pot-council:paid:award-1", -751),
        Leg("pot-council:spent:award-1", 751),
        Leg("pot-trust:paid:award-1", -250),
        Leg("pot-trust:spent:award-1", 250),
    )
    assert [account.id for account in entry.accounts] == ["pot-trust:spent:award-1"]
    assert breach(entry) is None


@pytest.mark.parametrize(
    ("pence", "code"),
    [
        (0, Refusal.AMOUNT_MUST_BE_POSITIVE),
        (-1, Refusal.AMOUNT_MUST_BE_POSITIVE),
        (4_001, Refusal.EXCEEDS_PAID),
        (10**13 + 1, Refusal.AMOUNT_TOO_LARGE),
    ],
)
def test_nobody_spends_more_than_they_have(pence: int, code: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        posting.record_spend(stamp(), award(), spend(pence), POTS, opened=(), balances=PAID)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("pence", "light_pence", "has_photo", "is_refused"),
    [
        (1_999, 2_000, False, False),
        (2_000, 2_000, False, True),
        (2_000, 2_000, True, False),
        (1, None, False, True),
        (1, 0, False, True),
    ],
)
def test_words_are_enough_below_the_funds_amount(
    *, pence: int, light_pence: int | None, has_photo: bool, is_refused: bool
) -> None:
    found = None
    try:
        check_photo(pence, light_pence, has_photo=has_photo)
    except Refused as refused:
        found = refused.code
    assert found == (SpendRefusal.PHOTO_NEEDED if is_refused else None)


def test_an_award_closes_when_paid_is_spent_and_returned() -> None:
    results = [
        Result(unpaid_pence=0, paid_pence=100, spent_pence=70, returned_pence=30),
        Result(unpaid_pence=0, paid_pence=100, spent_pence=70, returned_pence=29),
        Result(unpaid_pence=1, paid_pence=100, spent_pence=100, returned_pence=0),
        Result(unpaid_pence=0, paid_pence=0, spent_pence=0, returned_pence=0),
    ]
    found = [(one.is_closed, one.open_pence) for one in results]
    assert found == [(True, 0), (False, 1), (False, 0), (False, 0)]
