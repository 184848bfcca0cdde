"""What is noted on a day's boards: votes on ties, and the reserve list with the steps from it.

Folded here, for `day.py`, which knows these notes by their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

TIE_VOTE = "tie_vote"
TIE_COUNTED = "tie_counted"
RESERVE_UNTIL = "reserve_until"
RESERVE_ASKED = "reserve_asked"
RESERVE_GIVEN = "reserve_given"


@dataclass(frozen=True, slots=True)
class TieVote:
    """A counted vote: how many chose each pitch, and how many members had stepped back by then."""

    counts: Mapping[str, int]
    stepped_back: int


@dataclass(frozen=True, slots=True)
class ReserveStep:
    """Money for an idea of the reserve list, as one person asked for it."""

    pitch_id: str
    amount_pence: int
    asked_by: str


@dataclass(frozen=True, slots=True)
class Boards:
    """`tied` are the pitches on which the room votes now, `tie_votes` what was counted before.

    `reserve_until` is the last day of the reserve list. `asked` waits for a second person, `given`
    was agreed to.
    """

    tied: tuple[str, ...] = ()
    tie_votes: tuple[TieVote, ...] = ()
    reserve_until: date | None = None
    asked: ReserveStep | None = None
    given: tuple[ReserveStep, ...] = ()


def noted(boards: Boards, note: str, actor_id: str, facts: Mapping[str, str]) -> Boards:
    """The boards after a note."""
    if note == TIE_VOTE:
        return replace(boards, tied=tuple(facts["pitch_ids"].split()))
    if note == TIE_COUNTED:
        counts = {pitch_id: int(facts[pitch_id]) for pitch_id in boards.tied}
        counted = TieVote(counts, int(facts["stepped_back"]))
        return replace(boards, tied=(), tie_votes=(*boards.tie_votes, counted))
    if note == RESERVE_UNTIL:
        return replace(boards, reserve_until=date.fromisoformat(facts["until"]))
    if note == RESERVE_ASKED:
        step = ReserveStep(facts["pitch_id"], int(facts["amount_pence"]), actor_id)
        return replace(boards, asked=step)
    given = () if boards.asked is None else (boards.asked,)
    return replace(boards, asked=None, given=(*boards.given, *given))
