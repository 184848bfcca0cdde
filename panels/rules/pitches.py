"""Until when an idea before the panel can be changed or taken back, and what it may ask for."""

from __future__ import annotations

from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.day import Standing


class PitchRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    TAKEN_BACK = "pitch_taken_back"
    SCORING_HAS_OPENED = "pitch_scoring_has_opened"
    AMOUNTS_DO_NOT_FIT = "pitch_amounts_do_not_fit"


def check_changing(where: Standing, pitch_id: str) -> None:
    """Refuse to change or take back an idea that was taken back, or that can have been scored."""
    if pitch_id in where.withdrawn:
        raise Refused(PitchRefusal.TAKEN_BACK)
    if pitch_id in where.heard or where.state.is_scored:
        raise Refused(PitchRefusal.SCORING_HAS_OPENED)


def check_amounts(asked_pence: int, smallest_pence: int) -> None:
    """Refuse an ask with which the idea could not work."""
    if not 0 < smallest_pence <= asked_pence:
        raise Refused(PitchRefusal.AMOUNTS_DO_NOT_FIT)
