"""The chart of accounts, pot by pot: where the money is, and what it is for.

A pot is the money of one funder under one restriction inside one fund. Each of its accounts has a
natural side, and no balance ever falls below zero on that side: this alone refuses overspending,
paying what has not arrived, and giving back more than was paid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ledger.rules.restriction import UNRESTRICTED, Restriction

CURRENCY = "GBP"


class Side(StrEnum):
    """Debits say where the money is, credits what it is for."""

    DEBIT = "debit"
    CREDIT = "credit"


class AccountKind(StrEnum):
    """The ten kinds; the last six exist once per award and pot."""

    RECEIVABLE = "receivable"  # confirmed by the funder, not yet here
    HELD = "held"  # at the bank: to pay
    FREE = "free"  # to commit
    SET_ASIDE = "set_aside"  # kept back: not to commit until it is set free
    PAID = "paid"  # with the recipient
    AT_RISK = "at_risk"  # promised, but the pledge behind it was lost
    RESERVED = "reserved"  # promised by a panel, not ratified yet
    COMMITTED = "committed"  # ratified: promised to the recipient
    GRANTED = "granted"  # paid out for good
    SPENT = "spent"  # spent by the recipient: shown by a receipt or in words


_SIDES: Mapping[AccountKind, Side] = {
    AccountKind.RECEIVABLE: Side.DEBIT,
    AccountKind.HELD: Side.DEBIT,
    AccountKind.FREE: Side.CREDIT,
    AccountKind.SET_ASIDE: Side.CREDIT,
    AccountKind.PAID: Side.DEBIT,
    AccountKind.AT_RISK: Side.DEBIT,
    AccountKind.RESERVED: Side.CREDIT,
    AccountKind.COMMITTED: Side.CREDIT,
    AccountKind.GRANTED: Side.CREDIT,
    AccountKind.SPENT: Side.DEBIT,
}
POT_KINDS = (AccountKind.RECEIVABLE, AccountKind.HELD, AccountKind.FREE)
_OPENED_WITH_AWARD = (
    AccountKind.RESERVED,
    AccountKind.COMMITTED,
    AccountKind.GRANTED,
    AccountKind.PAID,
)
AWARD_KINDS = (*_OPENED_WITH_AWARD, AccountKind.AT_RISK, AccountKind.SPENT)
PROMISED = (AccountKind.RESERVED, AccountKind.COMMITTED)
"""Where the unpaid rest of an award stands: before it is ratified, and after."""


class FunderKind(StrEnum):
    """Who gives."""

    COUNCIL = "council"
    TRUST = "trust"
    BUSINESS = "business"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Pot:
    """Money of one funder under one restriction; `idea_id` names the one idea it is meant for.

    `restriction` is known only where it was asked for: where money is promised.
    """

    id: str
    fund_id: str
    funder_id: str
    idea_id: str | None = None
    restriction: Restriction = UNRESTRICTED


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it was opened; all its words live elsewhere."""

    id: str
    fund_id: str
    pot_id: str
    funder_id: str
    idea_id: str | None
    award_id: str | None
    kind: AccountKind
    side: Side
    currency: str


@dataclass(frozen=True, slots=True)
class AccountName:
    """What an account's id says."""

    pot_id: str
    kind: AccountKind
    award_id: str | None


def side_of(kind: AccountKind) -> Side:
    """The side on which the balance of such an account is never below zero."""
    return _SIDES[kind]


def natural_pence(kind: AccountKind, signed_pence: int) -> int:
    """A signed sum (debits are above zero) seen from the account's natural side."""
    return signed_pence if side_of(kind) is Side.DEBIT else -signed_pence


def account_id(pot_id: str, kind: AccountKind, award_id: str | None = None) -> str:
    """The id of an account: "pot-a:held", "pot-a:committed:award-b"."""
    if (award_id is not None) != (kind in AWARD_KINDS):
        raise ValueError(f"{kind} and {award_id!r} don't go together")
    return f"{pot_id}:{kind}" if award_id is None else f"{pot_id}:{kind}:{award_id}"


_NAME = re.compile(rf"([^:]+):({'|'.join(AccountKind)})(?::([^:]+))?")


@lru_cache(4096)
def account_name(account: str) -> AccountName:
    """The parts of an account's id; raises ValueError where it is no account's id."""
    match = _NAME.fullmatch(account)
    if match is None:
        raise ValueError("it is not the id of an account")
    kind = AccountKind(match[2])
    award_id: str | None = match[3]
    if (award_id is not None) != (kind in AWARD_KINDS):
        raise ValueError("it is not the id of an account")
    return AccountName(match[1], kind, award_id)


def pot_accounts(pot: Pot) -> tuple[Account, ...]:
    """The accounts that exist as long as the pot does."""
    return tuple(_account(pot, kind, None) for kind in POT_KINDS)


def award_accounts(pot: Pot, award_id: str) -> tuple[Account, ...]:
    """The accounts that one award needs in one pot; others are opened when they are needed."""
    return tuple(_account(pot, kind, award_id) for kind in _OPENED_WITH_AWARD)


def aside_account(pot: Pot) -> Account:
    """The account of what a pot keeps back; opened when something first is."""
    return _account(pot, AccountKind.SET_ASIDE, None)


def risk_account(pot: Pot, award_id: str) -> Account:
    """The account of what an award can't count on any longer in one pot."""
    return _account(pot, AccountKind.AT_RISK, award_id)


def spent_account(pot: Pot, award_id: str) -> Account:
    """The account of what a recipient spent of one award out of one pot."""
    return _account(pot, AccountKind.SPENT, award_id)


def _account(pot: Pot, kind: AccountKind, award_id: str | None) -> Account:
    return Account(
        id=account_id(pot.id, kind, award_id),
        fund_id=pot.fund_id,
        pot_id=pot.id,
        funder_id=pot.funder_id,
        idea_id=pot.idea_id,
        award_id=award_id,
        kind=kind,
        side=side_of(kind),
        currency=CURRENCY,
    )
