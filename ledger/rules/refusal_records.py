"""Why the ledger refuses what its records don't allow, in order of precedence."""

from __future__ import annotations

from enum import StrEnum


class RecordRefusal(StrEnum):
    """One code per refusal, as in `refusal.py`."""

    AREA_NOT_KNOWN = "area_not_known"
    OUTSIDE_AREA = "outside_area"
    PURPOSE_NOT_KNOWN = "purpose_not_known"
    OUTSIDE_PURPOSE = "outside_purpose"
    AUDIENCE_NOT_KNOWN = "audience_not_known"
    OUTSIDE_AUDIENCE = "outside_audience"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    PREPARED_BY_YOU = "prepared_by_you"
    CANNOT_CORRECT = "cannot_correct"
    NEEDS_REASON = "needs_reason"
    NEEDS_TWO_PEOPLE = "needs_two_people"
    NEEDS_ONE_PERSON = "needs_one_person"
    OWN_AGREEMENT = "own_agreement"
    AGREEMENT_REPLACED = "agreement_replaced"
    NOT_A_PARTY = "not_a_party"
    ALREADY_ACCEPTED = "already_accepted"
    TEXT_CHANGED = "text_changed"
    NOT_ACCEPTED = "not_accepted"
    PLAN_SUM = "plan_sum"
    PLAN_WHEN = "plan_when"
    NO_MILESTONE = "no_milestone"
    OWN_MILESTONE = "own_milestone"
    EXCEEDS_DUE = "exceeds_due"
    WRONG_UNIT = "wrong_unit"
    WRONG_STAGE = "wrong_stage"
    ALREADY_AMENDED = "already_amended"
    ALREADY_TRIAL = "already_trial"
    NO_TRIAL = "no_trial"
    TRIAL_TOO_SHORT = "trial_too_short"
