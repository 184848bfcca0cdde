"""What somebody may mean by the words that they look for: an amount, a day, a number, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from makeithappen.core.money import PENCE_MAX

_AMOUNT = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(\d{2}))?")
_DAY = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})")
_NUMBER = re.compile(r"(?:entry\s*)?(\d{1,9})", re.IGNORECASE)
WORDS_MIN, WORDS_MAX = 2, 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that the words may mean, at the same time; None where they can't mean it."""

    words: str | None = None
    amount_pence: int | None = None
    day: date | None = None
    number: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return self == Wanted()


def read_wanted(typed: str) -> Wanted:
    """What these words may mean."""
    words = " ".join(typed.split())[:WORDS_MAX]
    number = _NUMBER.fullmatch(words)
    return Wanted(
        words=words if len(words) >= WORDS_MIN else None,
        amount_pence=_amount(words),
        day=_day(words),
        number=int(number[1]) if number else None,
    )


def _amount(words: str) -> int | None:
    match = _AMOUNT.fullmatch(words)
    if match is None:
        return None
    pence = int(match[1].replace(",", "")) * 100 + int(match[2] or 0)
    return pence if 0 < pence <= PENCE_MAX else None


def _day(words: str) -> date | None:
    match = _DAY.fullmatch(words)
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(words)
    except ValueError:
        return None
