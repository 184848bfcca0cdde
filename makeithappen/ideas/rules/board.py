"""Who has to do something about an idea that was sent in, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Idea, State


class WaitsFor(StrEnum):
    """Whose turn it is."""

    US = "us"
    PEOPLE = "people"
    PANEL = "panel"


class BoardRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    NOTHING_TICKED = "board_nothing_ticked"
    NO_COORDINATOR = "board_no_coordinator"


@dataclass(frozen=True, slots=True)
class Wait:
    """Whose turn it is, and for how many whole days."""

    whom: WaitsFor
    days: int


def wait_of(idea: Idea, asked_at: datetime | None, at: datetime) -> Wait | None:
    """What an idea waits for; None where it waits for nothing. `asked_at` is since when its own
    people are asked something."""
    if idea.state not in {State.SENT, State.SHORTLISTED}:
        return None
    if asked_at is not None:
        return Wait(WaitsFor.PEOPLE, _days(asked_at, at))
    if idea.state is State.SHORTLISTED:
        return Wait(WaitsFor.PANEL, _days(idea.decided_at, at))
    return Wait(WaitsFor.US, _days(idea.sent_at, at))


def _days(since: datetime | None, at: datetime) -> int:
    return 0 if since is None else max(0, (at - since).days)


def check_assign(*, ticked: int, to: str, coordinators: frozenset[str]) -> None:
    """Refuse to give nothing, or to give it to somebody who doesn't answer ideas. "" is nobody."""
    if not ticked:
        raise Refused(BoardRefusal.NOTHING_TICKED)
    if to and to not in coordinators:
        raise Refused(BoardRefusal.NO_COORDINATOR)
