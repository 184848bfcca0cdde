"""What became of an award, in one word that a panel understands before it decides again."""

from __future__ import annotations

from enum import StrEnum

from ledger.rules.status import AwardState, AwardStatus


class Became(StrEnum):
    """What became of an award, in the order in which it is told."""

    DELIVERED = "delivered"
    PENDING = "pending"
    RETURNED = "returned"
    CANCELLED = "cancelled"


def became(state: AwardState) -> Became:
    """Carried out comes first, also where some money came back; paid alone is still pending."""
    if state.delivered:
        return Became.DELIVERED
    if state.status is AwardStatus.RETURNED:
        return Became.RETURNED
    if state.status is AwardStatus.CANCELLED:
        return Became.CANCELLED
    return Became.PENDING
