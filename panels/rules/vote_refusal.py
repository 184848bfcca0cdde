"""Why the rules of a community vote say no: one word per reason, the same in log, test and page."""

from __future__ import annotations

from enum import StrEnum


class VoteRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    # The moment of the vote.
    MOVE_NOT_NOW = "vote_move_not_now"
    SEALED = "vote_sealed"
    SEAL_BROKEN = "vote_seal_broken"
    CARDS_PRINTED = "vote_cards_printed"
    NOT_OPEN_YET = "vote_not_open_yet"
    OVER = "vote_over"
    CLOSING_NEEDS_REASON = "vote_closing_needs_reason"
    DAY_NOT_TOLD = "vote_day_not_told"
    NO_RESULT_YET = "vote_no_result_yet"
    # The card and what it chooses.
    CARD_UNKNOWN = "vote_card_unknown"
    NO_CHOICE = "vote_no_choice"
    NOT_AN_OPTION = "vote_not_an_option"
    TOO_MANY_CHOICES = "vote_too_many_choices"
    # The settings that are sealed at opening.
    TOO_FEW_OPTIONS = "vote_too_few_options"
    TOO_MANY_OPTIONS = "vote_too_many_options"
    OPTION_WITHOUT_PRICE = "vote_option_without_price"
    CHOICES_OUT_OF_RANGE = "vote_choices_out_of_range"
    TURNOUT_OUT_OF_RANGE = "vote_turnout_out_of_range"
    TIMES_OUT_OF_ORDER = "vote_times_out_of_order"
    NO_DAY = "vote_no_day"
    NO_WEIGHT = "vote_no_weight"
    NO_POT = "vote_no_pot"
    TOO_FEW_CARDS = "vote_too_few_cards"
    TOO_MANY_CARDS = "vote_too_many_cards"
