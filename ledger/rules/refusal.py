"""Why the ledger refuses, in order of precedence: where several hold, the first one is said."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One code per refusal; the same word stands in the test, the log and the sentence's key."""

    AMOUNT_MUST_BE_POSITIVE = "amount_must_be_positive"
    AMOUNT_TOO_LARGE = "amount_too_large"
    NEEDS_TWO_LEGS = "needs_two_legs"
    UNBALANCED = "unbalanced"
    WRONG_POT = "wrong_pot"
    SAME_PERSON = "same_person"
    ALREADY_AWARDED = "already_awarded"
    ALREADY_SETTLED = "already_settled"
    NOT_CONFIRMED = "not_confirmed"
    CANNOT_REVERSE = "cannot_reverse"
    ALREADY_REVERSED = "already_reversed"
    PAYMENT_WAITING = "payment_waiting"
    NOTHING_COMMITTED = "nothing_committed"
    AWARD_CANCELLED = "award_cancelled"
    ALREADY_DELIVERED = "already_delivered"
    EXCEEDS_AVAILABLE = "exceeds_available"
    EXCEEDS_COMMITTED = "exceeds_committed"
    EXCEEDS_HELD = "exceeds_held"
    EXCEEDS_PAID = "exceeds_paid"
    EXCEEDS_RECEIVABLE = "exceeds_receivable"
