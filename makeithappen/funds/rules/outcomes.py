"""The outcomes of a fund: what it wants to get better, in a few plain words each."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from makeithappen.core.errors import Refused

OUTCOMES_MAX = 20
LENGTH_MAX = 120


class OutcomeRefusal(StrEnum):
    """Why outcomes are not put on the list, in order of precedence."""

    NOTHING_NEW = "outcome_nothing_new"
    TOO_LONG = "outcome_too_long"
    TOO_MANY = "outcome_too_many"


def read_outcomes(typed: str, known: Collection[str]) -> tuple[str, ...]:
    """The outcomes that were typed, one on each line, without those on the list already."""
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    new = tuple(dict.fromkeys(line for line in lines if line and line not in known))
    if not new:
        raise Refused(OutcomeRefusal.NOTHING_NEW)
    if any(len(line) > LENGTH_MAX for line in new):
        raise Refused(OutcomeRefusal.TOO_LONG, most=LENGTH_MAX)
    if len(known) + len(new) > OUTCOMES_MAX:
        raise Refused(OutcomeRefusal.TOO_MANY, most=OUTCOMES_MAX)
    return new
