"""Being too close to an idea, in degrees: in a small town everybody knows half of the applicants.

What each degree means is chosen before the day and sealed with the settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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
    """What a degree does to the member's part in the idea, from lax to strict."""

    COUNTS = "counts"
    COUNTS_AND_SHOWN = "counts_and_shown"
    MAY_TALK = "may_talk"
    LEAVES_ROOM = "leaves_room"

    @property
    def scores(self) -> bool:
        """Whether a member may score the idea, and whether a sheet of theirs counts."""
        return self in (Effect.COUNTS, Effect.COUNTS_AND_SHOWN)


@dataclass(frozen=True, slots=True)
class Effects:
    """What each degree does on a day. Whoever is not near an idea always counts."""

    know: Effect = Effect.COUNTS_AND_SHOWN
    close: Effect = Effect.MAY_TALK
    benefit: Effect = Effect.LEAVES_ROOM

    def of(self, degree: Degree) -> Effect:
        """The effect of a degree."""
        return {
            Degree.NONE: Effect.COUNTS,
            Degree.KNOW: self.know,
            Degree.CLOSE: self.close,
            Degree.BENEFIT: self.benefit,
        }[degree]

    def may_score(self, degree: Degree) -> bool:
        """Whether a member of this degree may score, and whether a sheet of theirs counts."""
        return self.of(degree).scores

    def body(self) -> dict[str, str]:
        """The effects by degree, as codes."""
        return {str(degree): str(self.of(degree)) for degree in Degree}


USUAL = Effects()
_NEARNESS, _STRICTNESS = tuple(Degree), tuple(Effect)


def effects_problems(effects: Effects) -> Iterator[Refused]:
    """What keeps these effects from being sealed: whoever gains never counts, and nobody who is
    nearer has a freer hand."""
    if effects.benefit.scores:
        yield Refused(Refusal.BENEFIT_MUST_NOT_SCORE)
    strict = [_STRICTNESS.index(effects.of(degree)) for degree in Degree]
    if strict != sorted(strict):
        yield Refused(Refusal.NEARER_IS_LAXER)


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
