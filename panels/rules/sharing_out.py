"""Sharing the money out: what is left, what still fits, and saying why where the rule is left.

The sealed rule proposes, the panel decides. Where an idea gets another amount than the rule gives,
the reason is for everybody to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import State
from panels.rules.decisions import Decision


class Fit(StrEnum):
    """Whether what is left is enough for an idea."""

    FULL = "full"
    PART = "part"
    NOT = "not"


def left_pence(
    budget_pence: int, pledged_pence: Mapping[str, int], decisions: Mapping[str, Decision]
) -> int:
    """What the pot has left after these decisions; below 0 where they give too much.

    Money that is meant for one idea pays for that idea first, and for nothing else.
    """
    given = (
        max(0, decision.amount_pence - pledged_pence.get(pitch_id, 0))
        for pitch_id, decision in decisions.items()
    )
    return budget_pence - sum(given)


def fit(full_pence: int, least_pence: int, left: int, *, part_funding: bool) -> Fit:
    """How much of an idea fits into what is left; the amounts are what the pot has to give."""
    if full_pence <= left:
        return Fit.FULL
    return Fit.PART if part_funding and 0 < least_pence <= left else Fit.NOT


def departs(decision: Decision, by_rule_pence: int) -> bool:
    """Whether a decision gives an idea another amount than the rule does."""
    return decision.amount_pence != by_rule_pence


def check_departure(decision: Decision, by_rule_pence: int) -> None:
    """Refuse to leave the rule without a reason."""
    if departs(decision, by_rule_pence) and not decision.departure.strip():
        raise Refused(BoardRefusal.DEPARTURE_NEEDS_REASON, by_rule_pence=by_rule_pence)


def check_departures(decisions: Mapping[str, Decision], by_rule_pence: Mapping[str, int]) -> None:
    """Refuse to confirm while a decision leaves the rule without a reason.

    The rule may give something else by now than when a decision was written down.
    """
    unsaid = [
        pitch_id
        for pitch_id, one in decisions.items()
        if departs(one, by_rule_pence[pitch_id]) and not one.departure.strip()
    ]
    if unsaid:
        raise Refused(BoardRefusal.DEPARTURES_UNSAID, unsaid=len(unsaid), pitch_ids=unsaid)


def check_sharing(state: State) -> None:
    """Refuse what belongs to sharing out at any other time."""
    if state is not State.ALLOCATION:
        raise Refused(BoardRefusal.SHARING_NOT_OPEN, state=state)


def check_offers_open(state: State) -> None:
    """Refuse an offer before the day is open, and once it is confirmed."""
    if not state.is_running:
        raise Refused(BoardRefusal.OFFERS_NOT_OPEN, state=state)


def check_own_offer(offered_by: str, actor_id: str, *, is_officer: bool) -> None:
    """Refuse to take back what somebody else offers."""
    if offered_by != actor_id and not is_officer:
        raise Refused(BoardRefusal.OFFER_NOT_YOURS)


def check_no_vote_open(tied: tuple[str, ...]) -> None:
    """Refuse to confirm while the room votes on a tie."""
    if tied:
        raise Refused(BoardRefusal.TIE_VOTE_OPEN)
