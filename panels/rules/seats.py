"""The code that opens a member's seat on any phone: how large it is, and what guessing it costs.

The sums behind these figures stand in docs/security.md and are worked out anew by the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from makeithappen.core.errors import Refused
from panels.rules.day import State
from panels.rules.vote_cards import CODE_LETTERS

CODE_LENGTH = 8
CODE_PLACES = len(CODE_LETTERS) ** CODE_LENGTH
"""30 letters and digits, 8 places: 656,100,000,000 codes."""
CODE_SPAN = timedelta(days=7)
"""A code ends with its day, and after this time in any case."""
CODES_MAX = 300
"""The most codes that hold at the same time on a whole site: the odds of a guess rest on it."""

IDLE_SPAN = timedelta(hours=4)
WHOLE_SPAN = timedelta(hours=12)
"""A phone stays at its seat as long as a member with an account stays signed in."""


class SeatRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    SEATS_ARE_OVER = "seats_are_over"
    TOO_MANY_SEAT_CODES = "too_many_seat_codes"
    SEAT_CODE_UNKNOWN = "seat_code_unknown"
    SEATS_DO_NOT_SIGN = "seats_do_not_sign"


@dataclass(frozen=True, slots=True)
class Budget:
    """How many wrong codes are looked at in a window of time; after that no code is at all."""

    hits_max: int
    window_seconds: int

    def tries(self, span: timedelta) -> int:
        """The most tries in a span, wherever it begins: its windows, and one that is cut in two."""
        whole = -(-int(span.total_seconds()) // self.window_seconds)
        return (whole + 1) * self.hits_max


NETWORK_BUDGET = Budget(60, 900)
"""From one network address. A whole hall shares one; right codes cost nothing."""
SITE_BUDGET = Budget(2_000, 900)
"""From everywhere together."""


def odds_of_a_guess(tries: int, codes: int = CODES_MAX) -> Fraction:
    """At most this is the chance that one of so many tries hits one of so many codes."""
    return Fraction(tries * codes, CODE_PLACES)


def tidy_seat_code(typed: str) -> str:
    """A code as it was meant: capitals, without the spaces and dashes people put in."""
    return re.sub(r"[\s-]", "", typed).upper()


def spoken_seat_code(code: str) -> str:
    """A code in two groups of four, as it stands on the slip."""
    return f"{code[:4]}-{code[4:]}"


def check_giving_codes(state: State, *, held: int, more: int) -> None:
    """Refuse codes for a day that is confirmed, and more of them than the odds allow."""
    if state.is_confirmed:
        raise Refused(SeatRefusal.SEATS_ARE_OVER)
    if held + more > CODES_MAX:
        raise Refused(SeatRefusal.TOO_MANY_SEAT_CODES, most=CODES_MAX)


def check_may_sign(*, at_seat: bool, is_rehearsal: bool) -> None:
    """Refuse a signature from a seat, but for trying it: whoever prints slips could use one."""
    if at_seat and not is_rehearsal:
        raise Refused(SeatRefusal.SEATS_DO_NOT_SIGN)


def code_holds(made_at: datetime, now: datetime) -> bool:
    """Whether a code still opens its seat. Times in UTC."""
    return now < made_at + CODE_SPAN


def still_joined(*, last_seen_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a phone is still at its seat. Times in UTC."""
    return now < ends_at and now < last_seen_at + IDLE_SPAN
