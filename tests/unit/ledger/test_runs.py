"""Runs: one fingerprint for one content, two people, limits; and the bank's file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.bank_file import (
    HEADER,
    NAME_LETTERS,
    BankLine,
    bank_csv,
    bank_text,
    pounds,
    reference_of,
)
from ledger.rules.paying_refusal import PayRefusal
from ledger.rules.runs import (
    Approval,
    Limits,
    RunLine,
    check_approval,
    check_limits,
    check_limits_decided,
    check_run,
    payload_hash,
    total_pence,
)
from makeithappen.core.errors import Refused

ONE = RunLine("payment-1", "award-1", "fund-1", 10_000, "ann", "a" * 64, None)
TWO = RunLine("payment-2", "award-2", "fund-1", 2_050, "cy", "b" * 64, "c" * 64)
LINES = [ONE, TWO]
HASH = payload_hash("fund-1", LINES)
APPROVAL = Approval("bo", "ann", False, HASH, HASH, HASH, False)


def refusal(act: object) -> object:
    try:
        return act()  # type: ignore[operator]
    except Refused as refused:
        return refused.code


def test_the_fingerprint_is_that_of_the_content() -> None:
    assert payload_hash("fund-1", [TWO, ONE]) == HASH
    changed = [
        ("fund-2", LINES),
        ("fund-1", [ONE]),
        ("fund-1", [ONE, replace(TWO, amount_pence=2_051)]),
        ("fund-1", [ONE, replace(TWO, payee_digest="d" * 64)]),
        ("fund-1", [ONE, replace(TWO, invoice_digest=None)]),
        ("fund-1", [ONE, replace(TWO, award_id="award-3")]),
        ("fund-1", [ONE, replace(TWO, payment_id="payment-3")]),
    ]
    assert len({payload_hash(*one) for one in changed} | {HASH}) == 8


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        (APPROVAL, None),
        (replace(APPROVAL, is_decided=True), PayRefusal.RUN_DECIDED),
        (replace(APPROVAL, actor_id="ann"), PayRefusal.RUN_SAME_PERSON),
        (replace(APPROVAL, actor_id="cy"), PayRefusal.RUN_SAME_PERSON),
        (replace(APPROVAL, is_near=True), PayRefusal.PAYEE_NEAR),
        (replace(APPROVAL, seen_hash=""), PayRefusal.RUN_CHANGED),
        (replace(APPROVAL, present_hash="0" * 64), PayRefusal.RUN_CHANGED),
        (replace(APPROVAL, prepared_hash="0" * 64), PayRefusal.RUN_CHANGED),
    ],
)
def test_who_approves_what_they_saw(approval: Approval, code: object) -> None:
    assert refusal(lambda: check_approval(approval, LINES)) == code


def test_a_run_is_of_one_fund_and_has_payments_of_its_own() -> None:
    assert refusal(lambda: check_run("fund-1", [], taken=False)) == PayRefusal.RUN_EMPTY
    assert refusal(lambda: check_run("fund-2", LINES, taken=False)) == PayRefusal.RUN_OTHER_FUND
    assert refusal(lambda: check_run("fund-1", LINES, taken=True)) == PayRefusal.PAYMENT_IN_RUN
    check_run("fund-1", LINES, taken=False)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(), None),
        (Limits(10_000, 12_050, 13_050, 0), None),
        (Limits(9_999, 12_049, 13_049, 0), PayRefusal.PAYMENT_LIMIT),
        (Limits(10_000, 12_049, 13_049, 0), PayRefusal.RUN_LIMIT),
        (Limits(10_000, 12_050, 13_049, 0), PayRefusal.DAY_LIMIT),
    ],
)
def test_limits(limits: Limits, code: object) -> None:
    assert refusal(lambda: check_limits(LINES, limits, paid_today_pence=1_000)) == code


def test_limits_are_changed_by_two() -> None:
    def decide(by: str, *, is_decided: bool = False) -> object:
        facts = {"asked_by": "ann", "decided_by": by, "is_decided": is_decided}
        return refusal(lambda: check_limits_decided(**facts))

    found = [decide("bo"), decide("ann"), decide("bo", is_decided=True)]
    assert found == [None, PayRefusal.LIMITS_SAME_PERSON, PayRefusal.LIMITS_DECIDED]


def test_the_banks_file() -> None:
    lines = [
        BankLine("123456", "00000001", "", "=HYPERLINK(1) Zoë & Söhne", 105, "MIH ABC"),
        BankLine("", "", "GB82WEST12345698765432", "x" * 90, 10**13, "@+-= ref"),
    ]
    assert bank_csv(lines, date(2026, 5, 4)) == (
        "sort code,account number,iban,name,amount,reference,date\r\n"
        "12-34-56,00000001,,HYPERLINK 1 Zoe & Sohne,1.05,MIH ABC,04/05/2026\r\n"
        f",,GB82WEST12345698765432,{'x' * 35},100000000000.00,ref,04/05/2026\r\n"
    )
    assert reference_of("payment-abcdefghijklmnop") == "MIH ABCDEFGHIJKL"


@given(st.text(), st.integers(1, 10**13))
def test_nothing_in_the_file_begins_a_formula_and_it_adds_up(name: str, pence: int) -> None:
    text = bank_csv([BankLine("123456", "12345678", "", name, pence, name)], date(2026, 5, 4))
    header, row = csv.reader(io.StringIO(text))
    assert tuple(header) == HEADER
    assert not any(cell[:1] in set("=+-@\t\r\0'") for cell in row)
    assert len(bank_text(name, NAME_LETTERS)) <= NAME_LETTERS
    assert int(row[4].replace(".", "")) == pence
    assert pounds(pence) == row[4]


def test_totals() -> None:
    assert total_pence(LINES) == 12_050
