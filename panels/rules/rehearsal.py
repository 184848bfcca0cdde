"""A rehearsal of a day: all of it can be tried, and nothing of it counts.

A rehearsal is one from its first moment to its last: no rule turns it into a day or back. Its ideas
are invented and say so in their ids, so that a real idea can't get into one, nor the other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.decisions import Ask
from panels.rules.settings import quorum_least

INVENTED = "rehearsal-"
"""How the ids of invented ideas and people begin."""


class RehearsalRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    COUNTS_FOR_NOTHING = "rehearsal_counts_for_nothing"
    NOT_A_REHEARSAL = "not_a_rehearsal"
    IDEAS_DO_NOT_MIX = "rehearsal_ideas_do_not_mix"


def check_counts(*, is_rehearsal: bool) -> None:
    """Refuse to take anything out of a rehearsal: to the ledger, to an idea, to anybody's pay."""
    if is_rehearsal:
        raise Refused(RehearsalRefusal.COUNTS_FOR_NOTHING)


def check_is_rehearsal(*, is_rehearsal: bool) -> None:
    """Refuse to invent scores for a day, or to throw it away."""
    if not is_rehearsal:
        raise Refused(RehearsalRefusal.NOT_A_REHEARSAL)


def check_idea(idea_id: str, *, is_rehearsal: bool) -> None:
    """Refuse a real idea in a rehearsal, and an invented one on a day."""
    if idea_id.startswith(INVENTED) != is_rehearsal:
        raise Refused(RehearsalRefusal.IDEAS_DO_NOT_MIX)


def pot_pence(asks: Iterable[Ask]) -> int:
    """The invented pot, in pence: three quarters of all asks, so that something has to give."""
    return sum(ask.asked_pence for ask in asks) * 3 // 4


def rehearsal_quorum(quorum: int | None, panel_size: int) -> int:
    """The day's own quorum where it fits this panel, else the least that does."""
    least = quorum_least(panel_size)
    return quorum if quorum is not None and least <= quorum <= panel_size else least


def invented_value(values: Sequence[int], member: int, pitch: int, criterion: int) -> int:
    """One score of an invented sheet: different for each, and the same in each rehearsal."""
    return values[(member + 2 * pitch + criterion) % len(values)]
