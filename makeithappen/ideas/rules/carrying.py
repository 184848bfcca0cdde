"""Which idea its people may carry on to the next round: one that was not chosen."""

from __future__ import annotations

from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Idea, State

NOT_CHOSEN = frozenset({State.NOT_THIS_TIME, State.DEFERRED, State.NOT_NOW, State.WITHDRAWN})
"""The states in which an idea can go on as another one."""


class CarryRefusal(StrEnum):
    """Why an idea is not carried on, in order of precedence."""

    STILL_HERE = "carry_still_here"
    NO_ROUND = "carry_no_round"


def check_carry(idea: Idea, round_id: str | None) -> str:
    """The round that an idea is carried to: refused while it is with us, and where none is open."""
    if idea.state not in NOT_CHOSEN:
        raise Refused(CarryRefusal.STILL_HERE)
    if round_id is None:
        raise Refused(CarryRefusal.NO_ROUND)
    return round_id
