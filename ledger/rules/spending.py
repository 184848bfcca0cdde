"""To the result: what recipients spent, when a photo is needed, and when an award closes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makeithappen.core.errors import Refused


class SpendRefusal(StrEnum):
    """Why a spend line is not taken, in order of precedence."""

    PHOTO_NEEDED = "photo_needed"
    PHOTO_UNREADABLE = "photo_unreadable"
    PHOTO_TOO_LARGE = "photo_too_large"
    PHOTO_TWO_THINGS = "photo_two_things"


def needs_photo(amount_pence: int, light_pence: int | None) -> bool:
    """Whether words are not enough; where a fund has set no amount, a photo is always needed."""
    return light_pence is None or amount_pence >= light_pence


def check_photo(amount_pence: int, light_pence: int | None, *, has_photo: bool) -> None:
    """Refuses a spend line that needs a photo and has none."""
    if needs_photo(amount_pence, light_pence) and not has_photo:
        raise Refused(SpendRefusal.PHOTO_NEEDED, light_pence=light_pence or 1)


@dataclass(frozen=True, slots=True)
class Result:
    """Where an award's money came to, in pence: closed once paid = spent + returned."""

    unpaid_pence: int
    paid_pence: int
    spent_pence: int
    returned_pence: int

    @property
    def open_pence(self) -> int:
        """What was paid, and nobody has said yet what became of it."""
        return self.paid_pence - self.spent_pence - self.returned_pence

    @property
    def is_closed(self) -> bool:
        """Whether all that was promised was paid or freed, and all of it is accounted for."""
        return self.paid_pence > 0 and self.unpaid_pence == 0 and self.open_pence == 0
