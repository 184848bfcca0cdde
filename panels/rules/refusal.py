"""Why the panel's rules say no: one word per reason, the same in log, test and page."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    # The moment of the day.
    DAY_PAUSED = "day_paused"
    DAY_NOT_PAUSED = "day_not_paused"
    MOVE_NOT_NOW = "move_not_now"
    NOT_TO_HEAR = "not_to_hear"
    NOT_CALLED = "not_called"
    ORDER_INCOMPLETE = "order_incomplete"
    IDEAS_UNHEARD = "ideas_unheard"
    FIRST_PERSON_MISSING = "first_person_missing"
    SECOND_PERSON_IS_FIRST = "second_person_is_first"
    READ_BACK_STALE = "read_back_stale"
    SETTINGS_SEALED = "settings_sealed"
    SETTINGS_CHANGED = "settings_changed"
    REOPENING_NEEDS_REASON = "reopening_needs_reason"
    DECLARING_NOT_OPEN = "declaring_not_open"
    SCORING_NOT_OPEN = "scoring_not_open"
    SCORING_NOT_YET = "scoring_not_yet"
    COUNTS_STILL_PRIVATE = "counts_still_private"
    RESULT_NOT_TOLD = "result_not_told"
    DAY_NOT_CONFIRMED = "day_not_confirmed"
    DECIDING_NOT_OPEN = "deciding_not_open"
    # Who, and about which idea.
    NOT_A_MEMBER = "not_a_member"
    MEMBER_AWAY = "member_away"
    NOT_A_PITCH = "not_a_pitch"
    CONFLICT_NOT_DECLARED = "conflict_not_declared"
    CONFLICT_BARS_SCORING = "conflict_bars_scoring"
    CONFLICT_BARS_DECIDING = "conflict_bars_deciding"
    CONFLICT_CANNOT_SHRINK = "conflict_cannot_shrink"
    # The score sheet.
    NOT_A_CRITERION = "not_a_criterion"
    CRITERION_UNANSWERED = "criterion_unanswered"
    VALUE_OFF_SCALE = "value_off_scale"
    # The settings that are sealed at opening.
    NO_CRITERIA = "no_criteria"
    TOO_MANY_CRITERIA = "too_many_criteria"
    CRITERION_WITHOUT_WORDS = "criterion_without_words"
    WEIGHT_OUT_OF_RANGE = "weight_out_of_range"
    SCALE_TOO_SHORT = "scale_too_short"
    SCALE_OUT_OF_RANGE = "scale_out_of_range"
    SCALE_WITHOUT_WORDS = "scale_without_words"
    SCALES_DIFFER = "scales_differ"
    NO_QUORUM = "no_quorum"
    QUORUM_TOO_SMALL = "quorum_too_small"
    QUORUM_TOO_LARGE = "quorum_too_large"
    NO_RULE = "no_rule"
    RULE_OUT_OF_RANGE = "rule_out_of_range"
    NO_PITCHES = "no_pitches"
    LINKS_NOT_THE_SEALED = "links_not_the_sealed"
    # The decisions.
    DECISION_NEEDS_REASON = "decision_needs_reason"
    IDEAS_UNDECIDED = "ideas_undecided"
    PARTS_NOT_GIVEN = "parts_not_given"
    FULL_IS_NOT_THE_ASK = "full_is_not_the_ask"
    PART_BELOW_SMALLEST = "part_below_smallest"
    PART_NOT_BELOW_ASK = "part_not_below_ask"
    AMOUNT_MUST_BE_ZERO = "amount_must_be_zero"
    NEEDS_SCORES = "needs_scores"
    EXCEEDS_TO_COMMIT = "exceeds_to_commit"
