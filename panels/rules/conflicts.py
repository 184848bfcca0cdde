"""Being too close to an idea, in degrees: in a small town everybody knows half of the applicants.

What each degree means is fixed before the day and sealed with the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from makeithappen.core.errors import Refused
from panels.rules.day import State
from panels.rules.refusal import Refusal


class Degree(StrEnum):
    """How near a member is to an idea, from far to near. The order counts."""

    NONE = "none"
    KNOW = "know"
    CLOSE = "close"
    BENEFIT = "benefit"


class Effect(StrEnum):
    """What a degree does to the member's part in the idea."""

    COUNTS = "counts"
    COUNTS_AND_SHOWN = "counts_and_shown"
    MAY_TALK = "may_talk"
    LEAVES_ROOM = "leaves_room"


EFFECTS: Mapping[Degree, Effect] = MappingProxyType(
    {
        Degree.NONE: Effect.COUNTS,
        Degree.KNOW: Effect.COUNTS_AND_SHOWN,
        Degree.CLOSE: Effect.MAY_TALK,
        Degree.BENEFIT: Effect.LEAVES_ROOM,
    }
)

_SCORING = frozenset({Effect.COUNTS, Effect.COUNTS_AND_SHOWN})
_NEARNESS = tuple(Degree)


def may_score(degree: Degree) -> bool:
    """Whether a member of this degree may score the idea, and whether a sheet of theirs counts."""
    return EFFECTS[degree] in _SCORING


def check_declaration(
    state: State, before: Degree | None, now: Degree, *, is_kin: bool = False
) -> None:
    """Refuse a declaration that comes at the wrong moment.

    Nobody steps forward from an idea of their own family or household (`is_kin`).

    While scores are given a member may correct themselves either way. Afterwards they may only
    step further back: nobody joins the count when the scores are known.
    """
    if not state.is_running or state is State.OPEN:
        raise Refused(Refusal.DECLARING_NOT_OPEN, state=state)
    shrinks = before is not None and _NEARNESS.index(now) < _NEARNESS.index(before)
    if is_kin and shrinks:
        raise Refused(Refusal.CONFLICT_IS_KNOWN)
    if state.is_deciding and shrinks:
        raise Refused(Refusal.CONFLICT_CANNOT_SHRINK, before=before, now=now)
