"""What becomes of a sheet: it counts, or it comes too late, or it is changed once with a reason.

Scoring closes when the chair leaves the last break. What arrives later is kept and shown to its
member, and never counted. While the panel talks an idea over, a member may change their sheet for
it once, with a reason that the panel reads without a name.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from makeithappen.core.errors import Refused
from panels.rules.conflicts import Degree, Effects
from panels.rules.day import Standing, State
from panels.rules.refusal import Refusal
from panels.rules.scoring import check_may_score
from panels.rules.sheet_refusal import SheetRefusal


class SheetState(StrEnum):
    """What a receipt tells about a sheet. It never tells the scores."""

    COUNTED = "counted"
    REPLACED = "replaced"
    VOID = "void"
    LATE = "late"


def comes_late(
    where: Standing, pitch_id: str, member_id: str, degree: Degree | None, effects: Effects
) -> bool:
    """Whether a sheet that arrives now is kept without being counted.

    Raises Refused where it would have been refused in time as well. Whoever has left the room
    since may still have sent it before.
    """
    if where.state.is_confirmed:
        raise Refused(SheetRefusal.SHEET_NOT_KEPT)
    if not where.state.is_deciding:
        check_may_score(where, pitch_id, member_id, degree, effects)
        return False
    in_time = replace(where, state=State.BREAK, present=where.present | {member_id})
    check_may_score(in_time, pitch_id, member_id, degree, effects)
    return True


def check_may_revise(
    where: Standing,
    member_id: str,
    degree: Degree | None,
    effects: Effects,
    *,
    has_sheet: bool,
    revised: bool,
) -> None:
    """Refuse to change a sheet at the wrong moment, without one that counts, or a second time."""
    if where.state is not State.DELIBERATION:
        raise Refused(SheetRefusal.REVISING_NOT_OPEN, state=where.state)
    if member_id not in where.present:
        raise Refused(Refusal.MEMBER_AWAY)
    if degree is None or not has_sheet:
        raise Refused(SheetRefusal.NOTHING_TO_REVISE)
    if not effects.may_score(degree):
        raise Refused(Refusal.CONFLICT_BARS_SCORING, degree=degree)
    if revised:
        raise Refused(SheetRefusal.REVISED_ALREADY)


def check_reason(reason: str) -> None:
    """Refuse a change without its reason."""
    if not reason.strip():
        raise Refused(SheetRefusal.REVISION_NEEDS_REASON)


def sheet_state(degree: Degree | None, effects: Effects, *, is_newest: bool) -> SheetState:
    """What became of a sheet that was taken in time."""
    if not is_newest:
        return SheetState.REPLACED
    stepped_back = degree is not None and not effects.may_score(degree)
    return SheetState.VOID if stepped_back else SheetState.COUNTED
