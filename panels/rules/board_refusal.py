"""Why something that the panel does between scoring and confirming is refused."""

from __future__ import annotations

from enum import StrEnum


class BoardRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    BOARD_CLOSED = "board_closed"
    SHARING_NOT_OPEN = "sharing_not_open"
    OFFERS_NOT_OPEN = "offers_not_open"
    OFFER_NOT_YOURS = "offer_not_yours"
    # The reserve list.
    RESERVE_DATE_OVER = "reserve_date_over"
    RESERVE_NOT_OPEN = "reserve_not_open"
    NO_RESERVE = "no_reserve"
    RESERVE_OVER = "reserve_over"
    NOBODY_IS_NEXT = "nobody_is_next"
    NEXT_HAS_CHANGED = "next_has_changed"
    STILL_ON_RESERVE = "still_on_reserve"
    WENT_ON = "went_on"
    # A vote of the room on a tie.
    NO_SUCH_TIE = "no_such_tie"
    TIE_VOTE_OPEN = "tie_vote_open"
    NO_TIE_VOTE = "no_tie_vote"
    VOTER_AWAY = "voter_away"
    TOO_CLOSE_TO_VOTE = "too_close_to_vote"
    NOT_IN_THE_TIE = "not_in_the_tie"
    VOTED_ALREADY = "voted_already"
    # Decisions beside the rule's.
    DEPARTURE_NEEDS_REASON = "departure_needs_reason"
    DEPARTURES_UNSAID = "departures_unsaid"
