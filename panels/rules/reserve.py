"""The reserve list: ideas that passed but were put off, in order, and the money that comes free.

Until the date that the panel said, money that comes free may go to them: to the first one for which
it is enough, by the same order and the same smallest amounts as on the day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from makeithappen.core.errors import Refused
from panels.rules.allocation.ranking import Placed, Standing
from panels.rules.board_notes import ReserveStep
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import State
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.sharing_out import check_sharing

_PASSED = frozenset({Standing.FULL, Standing.PART, Standing.DID_NOT_FIT})


@dataclass(frozen=True, slots=True)
class Next:
    """Who is next, and how much there is for them."""

    pitch_id: str
    amount_pence: int


def reserve_order(
    placed: Iterable[Placed], decisions: Mapping[str, Decision], given: Sequence[ReserveStep]
) -> tuple[str, ...]:
    """The pitches that passed and were put off, best first, without those that got money since."""
    served = {step.pitch_id for step in given}
    return tuple(
        one.idea
        for one in placed
        if one.standing in _PASSED
        and decisions[one.idea].outcome is Outcome.DEFER
        and one.idea not in served
    )


def next_of(
    order: Sequence[str],
    asks: Mapping[str, Ask],
    pot_pence: int,
    pledged_pence: Mapping[str, int],
    *,
    part_funding: bool,
) -> Next | None:
    """The first idea for which there is enough; what it asks for, or a part that would work."""
    for pitch_id in order:
        ask = asks[pitch_id]
        there = max(0, pot_pence) + pledged_pence.get(pitch_id, 0)
        if there >= ask.asked_pence:
            return Next(pitch_id, ask.asked_pence)
        if part_funding and there >= max(1, ask.smallest_pence):
            return Next(pitch_id, there)
    return None


def check_date(state: State, until: date, today: date) -> None:
    """Refuse a date for the list after the decisions stand, or one that is over."""
    check_sharing(state)
    if until <= today:
        raise Refused(BoardRefusal.RESERVE_DATE_OVER)


def check_reserve(state: State, until: date | None, today: date) -> None:
    """Refuse a step while people wait to be told, without a list, and once its date is over."""
    if state not in (State.TOLD, State.RATIFIED):
        raise Refused(BoardRefusal.RESERVE_NOT_OPEN, state=state)
    if until is None:
        raise Refused(BoardRefusal.NO_RESERVE)
    if today > until:
        raise Refused(BoardRefusal.RESERVE_OVER)


def check_going_on(state: State, until: date | None, today: date) -> None:
    """Refuse another day to an idea that was put off while its own day may still give it money."""
    if state is not State.CLOSED and until is not None and today <= until:
        raise Refused(BoardRefusal.STILL_ON_RESERVE)


def check_none_went_on(went_on: int) -> None:
    """Refuse to open a day again of which an idea went on to another day since."""
    if went_on:
        raise Refused(BoardRefusal.WENT_ON)


def check_next(found: Next | None, asked: ReserveStep | None = None) -> Next:
    """Who is next, refused where nobody is, or where somebody else is than was asked for."""
    if found is None:
        raise Refused(BoardRefusal.NOBODY_IS_NEXT)
    if asked and (asked.pitch_id, asked.amount_pence) != (found.pitch_id, found.amount_pence):
        raise Refused(BoardRefusal.NEXT_HAS_CHANGED)
    return found


def reserve_digest(day_id: str, bundle_digest: str, step: ReserveStep) -> str:
    """The SHA-256, in hex, that stands in the ledger for an award from the reserve list."""
    body = {
        "amount_pence": step.amount_pence,
        "bundle_digest": bundle_digest,
        "day_id": day_id,
        "pitch_id": step.pitch_id,
        "v": 1,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return sha256(f"makeithappen reserve v1\n{text}".encode()).hexdigest()
