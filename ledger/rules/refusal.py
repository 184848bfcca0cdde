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
    RATIFIER_DECIDED = "ratifier_decided"
    CONDITION_NEEDS_IDEA = "condition_needs_idea"
    CONDITION_INCOMPLETE = "condition_incomplete"
    ALREADY_AWARDED = "already_awarded"
    ALREADY_SETTLED = "already_settled"
    NOT_CONFIRMED = "not_confirmed"
    NO_CONDITION = "no_condition"
    HALF_NOT_GIVEN = "half_not_given"
    CONDITION_NOT_MET = "condition_not_met"
    PLEDGE_CAME_IN = "pledge_came_in"
    CANNOT_REVERSE = "cannot_reverse"
    ALREADY_REVERSED = "already_reversed"
    ALREADY_PAID = "already_paid"
    PAYMENT_WAITING = "payment_waiting"
    NOT_RATIFIED = "not_ratified"
    NOTHING_RESERVED = "nothing_reserved"
    NOTHING_COMMITTED = "nothing_committed"
    AWARD_CANCELLED = "award_cancelled"
    ALREADY_DELIVERED = "already_delivered"
    SHORTFALL = "shortfall"
    EXCEEDS_AVAILABLE = "exceeds_available"
    EXCEEDS_COMMITTED = "exceeds_committed"
    AT_RISK = "at_risk"
    EXCEEDS_HELD = "exceeds_held"
    EXCEEDS_PAID = "exceeds_paid"
    EXCEEDS_RECEIVABLE = "exceeds_receivable"
    EXCEEDS_AT_RISK = "exceeds_at_risk"
