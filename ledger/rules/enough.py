"""Balances after an entry, and refusing what no account has enough for."""

from __future__ import annotations

from ledger.rules.accounts import (
    PROMISED,
    AccountKind,
    AccountName,
    account_id,
    account_name,
    natural_pence,
)
from ledger.rules.entry import Entry, Leg, check_balanced
from ledger.rules.refusal import Refusal
from ledger.rules.stack import Balances, at_risk_pence, promised_pence
from makeithappen.core.errors import Refused

EXCEEDS = {
    AccountKind.FREE: Refusal.EXCEEDS_AVAILABLE,
    AccountKind.RESERVED: Refusal.EXCEEDS_COMMITTED,
    AccountKind.COMMITTED: Refusal.EXCEEDS_COMMITTED,
    AccountKind.SET_ASIDE: Refusal.EXCEEDS_SET_ASIDE,
    AccountKind.HELD: Refusal.EXCEEDS_HELD,
    AccountKind.PAID: Refusal.EXCEEDS_PAID,
    AccountKind.GRANTED: Refusal.EXCEEDS_PAID,
    AccountKind.RECEIVABLE: Refusal.EXCEEDS_RECEIVABLE,
    AccountKind.AT_RISK: Refusal.EXCEEDS_AT_RISK,
    AccountKind.SPENT: Refusal.EXCEEDS_PAID,
}
_PRECEDENCE = {code: place for place, code in enumerate(Refusal)}
TIED = (*PROMISED, AccountKind.AT_RISK)
"""In one award and pot: what is at risk stays within what is promised."""


def after(entry: Entry, balances: Balances) -> dict[str, int]:
    """The balances once the entry is posted; new accounts begin at 0."""
    changed = dict(balances)
    for leg in entry.legs:
        changed[leg.account_id] = changed.get(leg.account_id, 0) + _natural(leg)
    return changed


def checked(entry: Entry, balances: Balances) -> Entry:
    """The entry, if it balances and no account falls below zero by it."""
    check_balanced(entry)
    check_enough(entry, balances)
    return entry


def check_enough(entry: Entry, balances: Balances) -> None:
    """Refuses when an account would fall below zero; of several, the first code in precedence.

    What is at risk of an award is never paid: it stays within what is promised.
    """
    short = [
        (_PRECEDENCE[code], leg, code)
        for leg in entry.legs
        if balances.get(leg.account_id, 0) + _natural(leg) < 0
        for code in [EXCEEDS[account_name(leg.account_id).kind]]
    ]
    if short:
        _, leg, code = min(short, key=lambda found: found[0])
        raise Refused(
            code,
            account_id=leg.account_id,
            amount_pence=abs(leg.amount_pence),
            available_pence=balances.get(leg.account_id, 0),
        )
    changed = after(entry, balances)
    for name in tied(entry.legs):
        risk_pence = at_risk_pence(name.pot_id, name.award_id or "", changed)
        if risk_pence > promised_pence(name.pot_id, name.award_id or "", changed):
            raise Refused(Refusal.AT_RISK, amount_pence=risk_pence)


def tied(legs: tuple[Leg, ...]) -> list[AccountName]:
    """The accounts among the legs that decide whether what is at risk is still promised."""
    names = [account_name(leg.account_id) for leg in legs]
    return [name for name in names if name.kind in TIED]


def tied_accounts(legs: tuple[Leg, ...]) -> set[str]:
    """All accounts that such a decision needs, touched or not."""
    return {account_id(name.pot_id, kind, name.award_id) for name in tied(legs) for kind in TIED}


def _natural(leg: Leg) -> int:
    return natural_pence(account_name(leg.account_id).kind, leg.amount_pence)
