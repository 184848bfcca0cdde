"""Payees: read by their form, shown by their last digits; and when they may be paid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ledger.rules.entry import PaymentMethod
from ledger.rules.payable import Readiness, check_payable, check_payee_waited
from ledger.rules.payee import Details, check_invoice, digest_text, read_details, ready_at
from ledger.rules.paying_refusal import PayRefusal
from makeithappen.core.errors import Refused

BANK, VOUCHER = PaymentMethod.BANK_TRANSFER, PaymentMethod.VOUCHER
AT = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)


def refusal(act: object) -> object:
    try:
        return act()  # type: ignore[operator]
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (Details("Ann", "12-34-56", "1234 5678"), Details("Ann", "123456", "12345678")),
        (Details("Ann", "12 34 56", "00000001"), Details("Ann", "123456", "00000001")),
        (
            Details("Ann", iban="gb82 west 1234 5698 7654 32"),
            Details("Ann", iban="GB82WEST12345698765432"),
        ),
        (Details("Ann", iban="GB00WEST12345698765432"), PayRefusal.IBAN_SHAPE),
        (Details("Ann", iban="=cmd"), PayRefusal.IBAN_SHAPE),
        (Details("Ann"), PayRefusal.ACCOUNT_MISSING),
        (Details("Ann", "12-34-5", "12345678"), PayRefusal.SORT_CODE_SHAPE),
        (Details("Ann", "", "12345678"), PayRefusal.SORT_CODE_SHAPE),
        (Details("Ann", "123456", "1234567"), PayRefusal.ACCOUNT_SHAPE),
        (Details("Ann", "123456", "١٢٣٤٥٦٧٨"), PayRefusal.ACCOUNT_SHAPE),
    ],
)
def test_an_account_is_read(typed: Details, found: object) -> None:
    assert refusal(lambda: read_details(BANK, typed)) == found


def test_a_modulus_check_is_asked_only_where_a_fund_brings_one() -> None:
    typed = Details("Ann", "123456", "12345678")
    asked: list[tuple[str, str]] = []

    def never(sort_code: str, account: str) -> bool:
        asked.append((sort_code, account))
        return False

    found = refusal(lambda: read_details(BANK, typed, modulus=never))
    assert (found, asked) == (PayRefusal.ACCOUNT_CHECK, [("123456", "12345678")])


def test_a_voucher_has_no_account_and_only_the_tail_is_shown() -> None:
    typed = Details("Ann", "123456", "12345678", contact="a@example.org")
    voucher = read_details(VOUCHER, typed)
    assert voucher == Details("Ann", contact="a@example.org")
    assert [one.tail for one in (typed, voucher, Details("", iban="GB82WEST"))] == [
        "5678", "", "WEST",
    ]  # fmt: skip


def test_any_change_is_another_digest() -> None:
    same = ("payee-1", BANK, Details("Ann", "123456", "12345678"))
    others = [
        ("payee-2", BANK, same[2]),
        ("payee-1", VOUCHER, same[2]),
        ("payee-1", BANK, Details("Anne", "123456", "12345678")),
        ("payee-1", BANK, Details("Ann", "123457", "12345678")),
        ("payee-1", BANK, Details("Ann", "123456", "12345679")),
    ]
    assert len({digest_text(*one) for one in (same, *others)}) == 6


def test_a_changed_payee_waits_a_day() -> None:
    assert ready_at(AT, is_first=True) == AT
    later = ready_at(AT, is_first=False)
    assert later == AT + timedelta(hours=24)

    def at(now: datetime, *, has_payee: bool = True, is_replaced: bool = False) -> object:
        ready = Readiness(has_payee, is_replaced, later, now)
        return refusal(lambda: (check_payable(ready), check_payee_waited(ready))[1])

    assert at(later) is None
    assert at(later - timedelta(microseconds=1)) == PayRefusal.PAYEE_WAITS
    assert at(later, has_payee=False) == PayRefusal.PAYEE_MISSING
    assert at(later, is_replaced=True) == PayRefusal.PAYEE_REPLACED
    with pytest.raises(Refused) as refused:
        check_payee_waited(Readiness(True, False, later, AT + timedelta(minutes=29, seconds=1)))
    assert refused.value.facts == {"hours": 23, "minutes": 31}


def test_a_supplier_needs_an_invoice() -> None:
    check_invoice(BANK, "")
    check_invoice(PaymentMethod.SUPPLIER, "INV 7")
    assert refusal(lambda: check_invoice(PaymentMethod.SUPPLIER, "")) == PayRefusal.INVOICE_MISSING
