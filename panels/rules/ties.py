"""A tie that decides who gets the money: what it is, a vote of the room on it, parts for all.

The sealed order of ties asks the panel's vote before the lot that was drawn beforehand. Without a
vote, or where the vote ties as well, the lot stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from makeithappen.core.errors import Refused
from panels.rules.allocation import ranking
from panels.rules.allocation.ranking import TIES, Entry, Standing, before_the_vote, rank_and_fund
from panels.rules.board_notes import TieVote
from panels.rules.board_refusal import BoardRefusal
from panels.rules.conflicts import USUAL, Degree, Effects
from panels.rules.scoring import Sheet, abstains

_PASSED = frozenset({Standing.FULL, Standing.PART, Standing.DID_NOT_FIT})


@dataclass(frozen=True, slots=True)
class Tie:
    """Ideas that are equal in all but the vote and the lot, and of which not all can be had.

    `left_pence` is in the pot when the first of them has its turn. `parts` is what each can have
    from it when all get a part; None where that is not enough for all, or parts are not given.
    `by_vote`: whether the sealed order asks the room.
    """

    pitch_ids: tuple[str, ...]
    left_pence: int
    parts: Mapping[str, int] | None
    by_vote: bool = True


def ties_at_the_line(
    entries: Sequence[Entry],
    budget_pence: int,
    threshold: Fraction,
    *,
    part_funding: bool,
    order: Sequence[ranking.Tie] = TIES,
) -> tuple[Tie, ...]:
    """The ties in which what comes from the vote on decides who gets what, in their places."""
    by_id = {entry.idea: entry for entry in entries}
    given = (entries, budget_pence, threshold)
    placed = rank_and_fund(*given, part_funding=part_funding, ties=order)
    by_vote = ranking.Tie.PANEL_VOTE in order
    passed = [one for one in placed if one.standing in _PASSED]
    found: list[Tie] = []
    for _, group in groupby(passed, key=lambda one: before_the_vote(by_id[one.idea], order)):
        tied = list(group)
        if len(tied) > 1 and len({one.standing for one in tied}) > 1:
            left = tied[0].left_before_pence
            parts = parts_for_all([by_id[one.idea] for one in tied], left) if part_funding else None
            found.append(Tie(tuple(one.idea for one in tied), left, parts, by_vote))
    return tuple(found)


def parts_for_all(entries: Sequence[Entry], left_pence: int) -> dict[str, int] | None:
    """What the pot gives each when all share what is left as evenly as they can; None where it
    is less than their smallest amounts. Pence that can't be shared evenly stay in the pot."""
    if sum(entry.least_pence for entry in entries) > left_pence:
        return None

    def at(level: int) -> dict[str, int]:
        return {one.idea: max(one.least_pence, min(level, one.full_pence)) for one in entries}

    low, high = 0, left_pence
    while low < high:
        middle = (low + high + 1) // 2
        if sum(at(middle).values()) <= left_pence:
            low = middle
        else:
            high = middle - 1
    return at(low)


def panel_votes(votes: Sequence[TieVote], sheets: Mapping[str, Sequence[Sheet]]) -> dict[str, int]:
    """The votes for each pitch, by the newest vote about it.

    A vote is void when a member has stepped back from one of its ideas since: it was secret, so
    nobody can tell whose to leave out. Then it is held again.
    """
    found: dict[str, int] = {}
    for vote in votes:
        if stepped_back(vote.counts, sheets) == vote.stepped_back:
            found |= vote.counts
        else:
            found |= dict.fromkeys(vote.counts, 0)
    return found


def stepped_back(pitch_ids: Iterable[str], sheets: Mapping[str, Sequence[Sheet]]) -> int:
    """How many members stepped back from one of these pitches or more."""
    parts = (sheet for pitch_id in pitch_ids for sheet in sheets.get(pitch_id, ()))
    return len({sheet.voter_id for sheet in parts if abstains(sheet)})


def check_beginning(pitch_ids: Sequence[str], ties: Sequence[Tie]) -> None:
    """Refuse a vote on anything but a tie that decides who gets the money."""
    if set(pitch_ids) not in [set(tie.pitch_ids) for tie in ties if tie.by_vote]:
        raise Refused(BoardRefusal.NO_SUCH_TIE)


def check_tie_vote(
    tied: Sequence[str],
    choice: str,
    degrees: Mapping[str, Degree],
    effects: Effects = USUAL,
    *,
    is_present: bool,
    has_voted: bool,
) -> None:
    """Refuse a vote when none is held, of somebody away or too close to one of its ideas, or a
    second one. `degrees` is what the member declared, by pitch id."""
    if not tied:
        raise Refused(BoardRefusal.NO_TIE_VOTE)
    if not is_present:
        raise Refused(BoardRefusal.VOTER_AWAY)
    if not all(pitch_id in degrees and effects.may_score(degrees[pitch_id]) for pitch_id in tied):
        raise Refused(BoardRefusal.TOO_CLOSE_TO_VOTE)
    if choice not in tied:
        raise Refused(BoardRefusal.NOT_IN_THE_TIE)
    if has_voted:
        raise Refused(BoardRefusal.VOTED_ALREADY)
