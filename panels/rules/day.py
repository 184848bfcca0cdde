"""The states of an investment day. What happened is a list of events; the state is their fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from makeithappen.core.errors import Refused
from panels.rules import board_notes
from panels.rules.board_notes import Boards
from panels.rules.refusal import Refusal
from panels.rules.state import State
from panels.rules.vote_criterion import VoteIn, read_vote

BOARDS = Boards()


class Move(StrEnum):
    """What takes a day from one state to the next."""

    OPEN = "open"
    ASK_CONFLICTS = "ask_conflicts"
    PITCH = "pitch"
    QUESTIONS = "questions"
    SCORE = "score"
    SCORE_ALL = "score_all"
    BREAK = "break"
    DELIBERATE = "deliberate"
    ALLOCATE = "allocate"
    CONFIRM = "confirm"
    TELL = "tell"
    RATIFY = "ratify"
    CLOSE = "close"
    REOPEN = "reopen"


class Note(StrEnum):
    """What is written down on the way, while the day stays where it is."""

    PAUSED = "paused"
    RESUMED = "resumed"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    REORDERED = "reordered"
    EXTRA_TIME = "extra_time"
    READ_BACK = "read_back"
    REOPENING_ASKED = "reopening_asked"
    TIE_VOTE = board_notes.TIE_VOTE
    TIE_COUNTED = board_notes.TIE_COUNTED
    RESERVE_UNTIL = board_notes.RESERVE_UNTIL
    RESERVE_ASKED = board_notes.RESERVE_ASKED
    RESERVE_GIVEN = board_notes.RESERVE_GIVEN
    VOTE_COUNTED = "vote_counted"


class Presence(StrEnum):
    """A member comes into the room or leaves it; a reserve member who comes is called in."""

    CAME = "member_came"
    LEFT = "member_left"


_NEXT: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.SETUP, Move.OPEN): State.OPEN,
        (State.OPEN, Move.ASK_CONFLICTS): State.CONFLICTS,
        (State.CONFLICTS, Move.PITCH): State.PITCH,
        (State.CONFLICTS, Move.SCORE_ALL): State.SCORING,
        (State.PITCH, Move.QUESTIONS): State.QUESTIONS,
        (State.PITCH, Move.SCORE): State.SCORING,
        (State.QUESTIONS, Move.SCORE): State.SCORING,
        (State.SCORING, Move.PITCH): State.PITCH,
        (State.SCORING, Move.BREAK): State.BREAK,
        (State.BREAK, Move.PITCH): State.PITCH,
        (State.BREAK, Move.DELIBERATE): State.DELIBERATION,
        (State.DELIBERATION, Move.ALLOCATE): State.ALLOCATION,
        (State.ALLOCATION, Move.CONFIRM): State.CONFIRMED,
        (State.CONFIRMED, Move.TELL): State.TOLD,
        (State.TOLD, Move.RATIFY): State.RATIFIED,
        (State.TOLD, Move.CLOSE): State.CLOSED,
        (State.RATIFIED, Move.CLOSE): State.CLOSED,
        (State.DELIBERATION, Move.REOPEN): State.BREAK,
        (State.ALLOCATION, Move.REOPEN): State.BREAK,
        (State.CONFIRMED, Move.REOPEN): State.BREAK,
        (State.TOLD, Move.REOPEN): State.BREAK,
        (State.RATIFIED, Move.REOPEN): State.BREAK,
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day. `number` orders the events; `at` is UTC."""

    number: int
    what: Move | Note | Presence
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
class Asked:
    """What one person began and a second one has to finish: `what` is a digest or a reason."""

    actor_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The fold of a day's events.

    `seated` are the members whose score is wanted: the panel, and each reserve member who was
    called in. `present` are those of them who are in the room now. `settings_digest` is what was
    sealed at opening. `order` is the running order of the pitches; `heard` those whose scoring
    has opened; `absent` those that are not heard today: nobody came when they were called a second
    time, or their people took them back (`withdrawn`).
    `links_digest` is that of the list of whose sheets are whose, once it was sealed away.
    `since` (UTC) is when the present state began, later by each pause that is over, so that a
    pause costs nobody any time; `extra_minutes` is what was added to it. `version` counts
    reopenings, from 1. `boards` is what was noted on the day's boards.
    """

    state: State
    seated: frozenset[str]
    present: frozenset[str]
    settings_digest: str | None = None
    order: tuple[str, ...] = ()
    heard: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    current: str | None = None
    came_from: State = State.SETUP
    since: datetime | None = None
    extra_minutes: int = 0
    paused_at: datetime | None = None
    version: int = 1
    read_back: Asked | None = None
    reopening: Asked | None = None
    links_digest: str | None = None
    boards: Boards = BOARDS
    vote: VoteIn | None = None

    @property
    def to_hear(self) -> tuple[str, ...]:
        """The pitches that are still to be heard, in their order."""
        return tuple(one for one in self.order if one not in self.heard | self.absent)

    @property
    def is_paused(self) -> bool:
        """Whether the day stands still until the chair goes on."""
        return self.paused_at is not None

    @property
    def shown(self) -> State | Note:
        """The state as one word, for a list."""
        return Note.PAUSED if self.is_paused else self.state


def after(state: State, move: Move) -> State:
    """The state that a move leads to; refuses a move that is not possible now."""
    following = _NEXT.get((state, move))
    if following is None:
        raise Refused(Refusal.MOVE_NOT_NOW, state=state, move=move)
    return following


def standing(
    events: Iterable[Event], members: Iterable[Member], pitch_ids: Sequence[str] = ()
) -> Standing:
    """Fold a day's events, in the order of their numbers, into how things stand."""
    seated = frozenset(member.member_id for member in members if not member.is_reserve)
    where = Standing(State.SETUP, seated, seated, order=tuple(pitch_ids))
    for event in sorted(events, key=lambda one: one.number):
        if isinstance(event.what, Move):
            where = _moved(where, event.what, event)
        elif isinstance(event.what, Note):
            where = _noted(where, event.what, event)
        else:
            where = _came_or_left(where, event.what, event.facts["member_id"])
    return where


def possible_moves(where: Standing) -> tuple[Move, ...]:
    """The moves that a day can make now, in the order of a calm day."""
    if where.is_paused:
        return ()
    useless = Move.DELIBERATE if where.to_hear else Move.PITCH
    return tuple(move for move in Move if (where.state, move) in _NEXT and move is not useless)


def check_move(where: Standing, move: Move, pitch_id: str | None = None) -> None:
    """Refuse a move that is not possible now, or that would leave an idea behind."""
    if where.is_paused:
        raise Refused(Refusal.DAY_PAUSED)
    after(where.state, move)
    if move is Move.PITCH and pitch_id not in where.to_hear:
        raise Refused(Refusal.NOT_TO_HEAR)
    if move is Move.DELIBERATE and where.to_hear:
        raise Refused(Refusal.IDEAS_UNHEARD, unheard=len(where.to_hear))


def check_note(where: Standing, note: Note, pitch_ids: Sequence[str] = ()) -> None:
    """Refuse a note that makes no sense now. `pitch_ids` are those that it speaks of."""
    if where.is_paused != (note is Note.RESUMED):
        raise Refused(Refusal.DAY_PAUSED if where.is_paused else Refusal.DAY_NOT_PAUSED)
    if note is Note.NO_SHOW and (pitch_ids != (where.current,) or where.state is not State.PITCH):
        raise Refused(Refusal.NOT_CALLED)
    if note is Note.REORDERED and sorted(pitch_ids) != sorted(where.order):
        raise Refused(Refusal.ORDER_INCOMPLETE)
    if note is Note.EXTRA_TIME and not where.state.is_running:
        raise Refused(Refusal.MOVE_NOT_NOW, state=where.state, move=note)


def check_second(asked: Asked | None, actor_id: str) -> None:
    """Refuse to finish alone what takes two people."""
    if asked is None:
        raise Refused(Refusal.FIRST_PERSON_MISSING)
    if asked.actor_id == actor_id:
        raise Refused(Refusal.SECOND_PERSON_IS_FIRST)


def check_read_back(where: Standing, actor_id: str, digest: str) -> None:
    """Refuse a second signature where nobody read back, or what they read is not so any more."""
    check_second(where.read_back, actor_id)
    if where.read_back is None or where.read_back.what != digest:
        raise Refused(Refusal.READ_BACK_STALE)


def check_setting_up(state: State) -> None:
    """Refuse to change criteria, members, pitches, quorum or rule once they are sealed."""
    if state is not State.SETUP:
        raise Refused(Refusal.SETTINGS_SEALED, state=state)


def check_asking_to_reopen(where: Standing, reason: str) -> None:
    """Refuse to ask for reopening at the wrong moment or without saying why."""
    check_move(where, Move.REOPEN)
    if where.state.is_confirmed and where.links_digest is None:
        raise Refused(Refusal.LINKS_DESTROYED)
    if not reason.strip():
        raise Refused(Refusal.REOPENING_NEEDS_REASON)


def check_closing(where: Standing, reserved_pence: int) -> None:
    """Refuse to close a day while money that it reserved waits for the fund holder."""
    check_move(where, Move.CLOSE)
    if reserved_pence:
        raise Refused(Refusal.AWARDS_NOT_RATIFIED, amount_pence=reserved_pence)


def check_presence(state: State) -> None:
    """People come and go until the day is confirmed; before opening nobody is in the room."""
    if not state.is_running:
        raise Refused(Refusal.MOVE_NOT_NOW, state=state)


def moved_up(where: Standing, pitch_id: str) -> tuple[str, ...]:
    """The running order with a pitch one place earlier among those that are still to be heard."""
    if pitch_id not in where.to_hear[1:]:
        return where.order
    ahead = where.to_hear[where.to_hear.index(pitch_id) - 1]
    swapped = {ahead: pitch_id, pitch_id: ahead}
    return tuple(swapped.get(one, one) for one in where.order)


def _moved(where: Standing, move: Move, event: Event) -> Standing:
    heard = where.heard
    if move is Move.SCORE and where.current is not None:
        heard |= {where.current}
    if move is Move.SCORE_ALL:
        heard |= set(where.order) - where.absent
    return replace(
        where,
        state=after(where.state, move),
        settings_digest=event.facts.get("settings_digest", where.settings_digest),
        links_digest=event.facts.get("links_digest", where.links_digest),
        heard=heard,
        current=_current(where, move, event),
        came_from=where.state,
        since=event.at,
        extra_minutes=0,
        version=where.version + (move is Move.REOPEN),
        read_back=None,
        reopening=None,
        boards=BOARDS if move is Move.REOPEN else replace(where.boards, tied=()),
    )


def _current(where: Standing, move: Move, event: Event) -> str | None:
    """Whose turn it is: called by its pitch, and over when the day goes on from its scoring."""
    if move is Move.PITCH:
        return event.facts["pitch_id"]
    return where.current if move in (Move.QUESTIONS, Move.SCORE) else None


def _noted(where: Standing, note: Note, event: Event) -> Standing:
    facts = event.facts
    if note in (Note.PAUSED, Note.RESUMED):
        return _paused(where, note, event.at)
    if note is Note.REORDERED:
        return replace(where, order=tuple(facts["pitch_ids"].split()))
    if note is Note.EXTRA_TIME:
        return replace(where, extra_minutes=where.extra_minutes + int(facts["minutes"]))
    if note is Note.NO_SHOW:
        return _not_there(where, facts["pitch_id"], event.at)
    if note is Note.WITHDRAWN:
        return _taken_back(where, facts["pitch_id"], event.at)
    return _kept(where, note, event)


def _kept(where: Standing, note: Note, event: Event) -> Standing:
    """What only has to be known. A vote that is counted may change what was read back."""
    if note is Note.READ_BACK:
        return replace(where, read_back=Asked(event.actor_id, event.facts["digest"]))
    if note is Note.REOPENING_ASKED:
        return replace(where, reopening=Asked(event.actor_id, event.facts["reason"]))
    if note is Note.VOTE_COUNTED:
        return replace(where, vote=read_vote(event.facts["vote"]), read_back=None)
    boards = board_notes.noted(where.boards, note, event.actor_id, event.facts)
    read_back = None if note is Note.TIE_COUNTED else where.read_back
    return replace(where, boards=boards, read_back=read_back)


def _paused(where: Standing, note: Note, at: datetime) -> Standing:
    """The day stands still, or goes on as if no time had passed."""
    if note is Note.PAUSED:
        return replace(where, paused_at=at)
    since = where.since and where.since + (at - (where.paused_at or at))
    return replace(where, since=since, paused_at=None)


def _not_there(where: Standing, pitch_id: str, at: datetime) -> Standing:
    """Whoever misses their turn goes to the end of the queue; the second time, to another day."""
    twice = pitch_id in where.missed
    return replace(
        where,
        state=where.came_from,
        order=(*(one for one in where.order if one != pitch_id), pitch_id),
        missed=where.missed | {pitch_id},
        absent=where.absent | ({pitch_id} if twice else set()),
        current=None,
        since=at,
        extra_minutes=0,
    )


def _taken_back(where: Standing, pitch_id: str, at: datetime) -> Standing:
    """An idea that its people take back is not heard; if it was its turn, there is a break."""
    gone = {"absent": where.absent | {pitch_id}, "withdrawn": where.withdrawn | {pitch_id}}
    where = replace(where, **gone)
    if where.current != pitch_id:
        return where
    since = where.paused_at or at
    return replace(where, state=State.BREAK, current=None, since=since, extra_minutes=0)


def _came_or_left(where: Standing, presence: Presence, member_id: str) -> Standing:
    if presence is Presence.LEFT:
        return replace(where, present=where.present - {member_id})
    return replace(where, seated=where.seated | {member_id}, present=where.present | {member_id})
