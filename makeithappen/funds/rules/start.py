"""What people read before they begin an idea, and whom they can turn to whatever becomes of it.

Two or three questions help somebody see early that this fund is not for them. A "no" always says
where else to go; nothing about the answers is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makeithappen.core.errors import Refused

FITS_MAX = 3
TALK_DAYS = range(1, 31)


class StartRefusal(StrEnum):
    """Why what stands before the form can't be kept, in order of precedence."""

    FIT_HALF = "fit_half"
    TALK_DAYS = "talk_days_out_of_range"


@dataclass(frozen=True, slots=True)
class Fit:
    """A question to be answered with yes or no, and what somebody reads who says no."""

    asks: str
    says_no: str


@dataclass(frozen=True, slots=True)
class Start:
    """What a fund says before an idea is begun, and after it was sent. All of it may be empty."""

    who: str = ""
    what: str = ""
    what_not: str = ""
    fits: tuple[Fit, ...] = ()
    signposts: tuple[str, ...] = ()
    """Where else to go, or whom to call: a line each."""
    talk_contact: str = ""
    talk_days: int = 3
    """From so many days after a letter on, its people can talk about it."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Who can apply and for what, as far as it was written."""
        return tuple(words for words in (self.who, self.what, self.what_not) if words)


def check_start(start: Start) -> None:
    """Refuse a question whose "no" leads nowhere, and an answer to no question."""
    for number, fit in enumerate(start.fits, start=1):
        if not (fit.asks.strip() and fit.says_no.strip()):
            raise Refused(StartRefusal.FIT_HALF, number=number)
    if start.talk_days not in TALK_DAYS:
        raise Refused(StartRefusal.TALK_DAYS, least=TALK_DAYS[0], most=TALK_DAYS[-1])
