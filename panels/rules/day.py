"""The states of an investment day. What happened is a list of events; the state is their fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from makeithappen.core.errors import Refused
from panels.rules.refusal import Refusal


class State(StrEnum):
    """Where a day is, in the order in which a calm day goes."""

    SETUP = "setup"
    OPEN = "open"
    DECIDING = "deciding"
    CONFIRMED = "confirmed"
    TOLD = "told"


class Move(StrEnum):
    """What takes a day from one state to the next."""

    OPEN = "open"
    CLOSE_SCORING = "close_scoring"
    REOPEN_SCORING = "reopen_scoring"
    CONFIRM = "confirm"
    TELL = "tell"


class Presence(StrEnum):
    """A member comes into the room or leaves it; a reserve member who comes is called in."""

    CAME = "member_came"
    LEFT = "member_left"


_NEXT: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.SETUP, Move.OPEN): State.OPEN,
        (State.OPEN, Move.CLOSE_SCORING): State.DECIDING,
        (State.DECIDING, Move.REOPEN_SCORING): State.OPEN,
        (State.DECIDING, Move.CONFIRM): State.CONFIRMED,
        (State.CONFIRMED, Move.TELL): State.TOLD,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day. `number` orders the events; `at` is UTC."""

    number: int
    what: Move | Presence
    actor_id: str
    at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the panel. A reserve member waits until they are called in."""

    member_id: str
    person_id: str
    first_name: str
    is_reserve: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The fold of a day's events.

    `seated` are the members whose score is wanted: the panel, and each reserve member who was
    called in. `present` are those of them who are in the room now. `settings_digest` is what was
    sealed at opening.
    """

    state: State
    seated: frozenset[str]
    present: frozenset[str]
    settings_digest: str | None


def after(state: State, move: Move) -> State:
    """The state that a move leads to; refuses a move that is not possible now."""
    following = _NEXT.get((state, move))
    if following is None:
        raise Refused(Refusal.MOVE_NOT_NOW, state=state, move=move)
    return following


def standing(events: Iterable[Event], members: Iterable[Member]) -> Standing:
    """Fold a day's events, in the order of their numbers, into how things stand."""
    state = State.SETUP
    digest: str | None = None
    seated = {member.member_id for member in members if not member.is_reserve}
    present = set(seated)
    for event in sorted(events, key=lambda one: one.number):
        if isinstance(event.what, Move):
            state = after(state, event.what)
            digest = event.facts.get("settings_digest", digest)
        elif event.what is Presence.CAME:
            seated.add(event.facts["member_id"])
            present.add(event.facts["member_id"])
        else:
            present.discard(event.facts["member_id"])
    return Standing(state, frozenset(seated), frozenset(present), digest)


def check_setting_up(state: State) -> None:
    """Refuse to change criteria, members, pitches, quorum or rule once they are sealed."""
    if state is not State.SETUP:
        raise Refused(Refusal.SETTINGS_SEALED, state=state)


def check_reopening(state: State, reason: str) -> None:
    """Refuse to reopen scoring at the wrong moment or without saying why."""
    after(state, Move.REOPEN_SCORING)
    if not reason.strip():
        raise Refused(Refusal.REOPENING_NEEDS_REASON)


def check_presence(state: State) -> None:
    """People come and go until the day is confirmed; before opening nobody is in the room."""
    if state not in (State.OPEN, State.DECIDING):
        raise Refused(Refusal.MOVE_NOT_NOW, state=state)
