"""Until when an idea before the panel can still be changed, and what it may ask for."""

from __future__ import annotations

from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.day import Standing


class PitchRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    SCORING_HAS_OPENED = "pitch_scoring_has_opened"
    AMOUNTS_DO_NOT_FIT = "pitch_amounts_do_not_fit"


def check_changing(where: Standing, pitch_id: str) -> None:
    """Refuse to change an idea that somebody may have scored, or that can't be scored any more."""
    if pitch_id in where.heard or where.state.is_scored:
        raise Refused(PitchRefusal.SCORING_HAS_OPENED)


def check_amounts(asked_pence: int, smallest_pence: int) -> None:
    """Refuse an ask with which the idea could not work."""
    if not 0 < smallest_pence <= asked_pence:
        raise Refused(PitchRefusal.AMOUNTS_DO_NOT_FIT)
