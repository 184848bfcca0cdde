"""Where the money of an award, a funder or a fund stands, folded from movements.

A movement is a sum of legs, grouped by what moved it: a reversal counts against the kind of entry
that it reverses, so that what was undone falls out by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ledger.rules.accounts import PROMISED, AccountKind
from ledger.rules.entry import EntryKind

Key = TypeVar("Key")


class AwardStatus(StrEnum):
    """What the register says of an award's money."""

    RESERVED = "reserved"
    RATIFIED = "ratified"
    AT_RISK = "at_risk"
    PART_PAID = "part_paid"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Movement:
    """The sum of some legs in pence (debits above zero); `kind` is never a reversal."""

    fund_id: str
    pot_id: str
    funder_id: str
    award_id: str | None
    kind: EntryKind
    account: AccountKind
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in pence, each net of reversals; never confuse to commit with to pay."""

    confirmed_pence: int  # pledges that funders stand by, lost ones left out
    received_pence: int  # came in, pledged before or not
    awarded_pence: int
    paid_pence: int
    returned_pence: int
    cancelled_pence: int
    available_pence: int  # to commit
    held_pence: int  # to pay
    receivable_pence: int
    reserved_pence: int  # awarded, not ratified yet
    at_risk_pence: int  # promised, but the pledge behind it was lost
    lost_pence: int  # confirmed, and never to come in
    interest_pence: int = 0
    fees_pence: int = 0
    corrected_pence: int = 0  # what was put right at the bank; below zero where less was there
    set_aside_pence: int = 0  # kept back: not to commit

    @property
    def unpaid_pence(self) -> int:
        """Promised to recipients and not paid yet, ratified or not."""
        return self.awarded_pence - self.cancelled_pence - self.paid_pence


@dataclass(frozen=True, slots=True)
class FunderShare:
    """What one funder bears of an award."""

    funder_id: str
    amount_pence: int


@dataclass(frozen=True, slots=True)
class AwardState:
    """One award's money, who bears it, and whether the idea has been carried out."""

    award_id: str
    totals: Totals
    shares: tuple[FunderShare, ...]
    status: AwardStatus
    delivered: bool


def totals(movements: Iterable[Movement]) -> Totals:
    """Adds movements up."""
    net: dict[tuple[EntryKind | None, AccountKind], int] = {}
    for movement in movements:
        for kind in (movement.kind, None):
            key = (kind, movement.account)
            net[key] = net.get(key, 0) + movement.amount_pence

    def of(kind: EntryKind | None, account: AccountKind) -> int:
        return net.get((kind, account), 0)

    def promised(kind: EntryKind) -> int:
        return -sum(of(kind, account) for account in PROMISED)

    lost_pence = -of(EntryKind.PLEDGE_LOST, AccountKind.RECEIVABLE)
    return Totals(
        confirmed_pence=of(EntryKind.PLEDGE_CONFIRMED, AccountKind.RECEIVABLE) - lost_pence,
        received_pence=of(EntryKind.RECEIPT, AccountKind.HELD)
        + of(EntryKind.PLEDGE_RECEIVED, AccountKind.HELD),
        awarded_pence=promised(EntryKind.AWARD)
        + promised(EntryKind.COVER)
        + promised(EntryKind.AMENDMENT),
        paid_pence=of(EntryKind.PAYMENT, AccountKind.PAID),
        returned_pence=-of(EntryKind.RETURN, AccountKind.PAID),
        cancelled_pence=-promised(EntryKind.CANCELLATION),
        available_pence=-of(None, AccountKind.FREE),
        held_pence=of(None, AccountKind.HELD),
        receivable_pence=of(None, AccountKind.RECEIVABLE),
        reserved_pence=-of(None, AccountKind.RESERVED),
        at_risk_pence=of(None, AccountKind.AT_RISK),
        lost_pence=lost_pence,
        interest_pence=of(EntryKind.INTEREST, AccountKind.HELD),
        fees_pence=-of(EntryKind.FEE, AccountKind.HELD),
        corrected_pence=of(EntryKind.CORRECTION_UP, AccountKind.HELD)
        + of(EntryKind.CORRECTION_DOWN, AccountKind.HELD),
        set_aside_pence=-of(None, AccountKind.SET_ASIDE),
    )


def grouped(movements: Iterable[Movement], key: Callable[[Movement], Key]) -> dict[Key, Totals]:
    """Totals per key, in the order in which the keys first appear."""
    groups: dict[Key, list[Movement]] = {}
    for movement in movements:
        groups.setdefault(key(movement), []).append(movement)
    return {name: totals(group) for name, group in groups.items()}


def award_state(award_id: str, movements: Iterable[Movement], *, deliveries: int) -> AwardState:
    """Folds an award's movements; `deliveries` counts deliveries less those taken back."""
    own = list(movements)
    whole = totals(own)
    by_funder = grouped(own, lambda movement: movement.funder_id)
    return AwardState(
        award_id=award_id,
        totals=whole,
        shares=tuple(
            FunderShare(funder_id, share.awarded_pence)
            for funder_id, share in by_funder.items()
            if share.awarded_pence
        ),
        status=award_status(whole),
        delivered=deliveries > 0,
    )


def award_status(whole: Totals) -> AwardStatus:
    """One word for an award's money; what is at risk is said before all else."""
    with_recipient_pence = whole.paid_pence - whole.returned_pence
    if whole.awarded_pence <= 0:
        return AwardStatus.TAKEN_BACK
    if whole.at_risk_pence > 0:
        return AwardStatus.AT_RISK
    if whole.unpaid_pence > 0 and with_recipient_pence > 0:
        return AwardStatus.PART_PAID
    if whole.unpaid_pence > 0:
        return AwardStatus.RESERVED if whole.reserved_pence > 0 else AwardStatus.RATIFIED
    if with_recipient_pence > 0:
        return AwardStatus.PAID
    return AwardStatus.RETURNED if whole.paid_pence > 0 else AwardStatus.CANCELLED
