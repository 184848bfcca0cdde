"""Why the people rules say no, in order of precedence."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One word per reason; the same in code, log and test."""

    CODE_USED = "code_used"
    CODE_TOO_OLD = "code_too_old"
    CODE_TOO_MANY_TRIES = "code_too_many_tries"
    CODE_WRONG = "code_wrong"
    OTHER_BROWSER = "other_browser"
    ALREADY_DECIDED = "change_already_decided"
    SAME_PERSON = "change_needs_second_person"
    ADDRESS_TAKEN = "address_taken"
    NOBODY_WITH_ADDRESS = "nobody_with_address"
    KIN_OF_ONESELF = "kin_of_oneself"
    LAST_ADMINISTRATOR = "last_administrator"
    TOO_MANY_TRIES = "too_many_tries"
    HOLDS_OFFICE = "erasing_holds_office"
    ON_A_PANEL = "erasing_on_a_panel"
    BEFORE_A_PANEL = "erasing_before_a_panel"
    IS_OWED = "erasing_is_owed"
    COMEBACK_LINK_OVER = "comeback_link_over"
    COMEBACK_UNKNOWN = "comeback_unknown"
