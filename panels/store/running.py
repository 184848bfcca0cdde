"""Moving a day on. Each move is checked by the rules and appended as an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from panels.rules.day import (
    Move,
    Note,
    Presence,
    State,
    check_asking_to_reopen,
    check_closing,
    check_move,
    check_note,
    check_presence,
    check_second,
)
from panels.rules.settings import seal
from panels.store.appending import append
from panels.store.bundling import draw_lots
from panels.store.drafts import drop_drafts
from panels.store.pitches import pitches_digest, pitches_now
from panels.store.reading import load_day
from panels.store.receipts import make_secret
from panels.store.sharing_out import mend_shares, share_out
from panels.store.taking_votes import check_vote, take_counted_vote
from panels.store.voters import make_voters, restore_links

PLAIN_MOVES = frozenset(
    {
        Move.ASK_CONFLICTS,
        Move.PITCH,
        Move.QUESTIONS,
        Move.SCORE,
        Move.SCORE_ALL,
        Move.BREAK,
        Move.DELIBERATE,
        Move.ALLOCATE,
    }
)
"""Moves behind one button; opening, confirming and all that comes after it do more."""


def open_day(session: Session, day_id: str, *, actor_id: str, at: datetime) -> str:
    """Seal the settings, draw the lots and open the day; returns the digest of what was sealed.

    The lots are the last word on an exact tie, so they are drawn before anybody can score.
    """
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.OPEN)
    settings = seal(day.settings, panel_size=day.panel_size, pitches=len(day.pitches))
    digest = settings.digest()
    make_voters(session, day)
    facts = {"settings_digest": digest, "lots": draw_lots(day)}
    facts["pitches_digest"] = pitches_digest(pitches_now(day))
    if settings.design.ideas_max is not None:
        facts["ideas_max"] = str(settings.design.ideas_max)
    check_vote(session, day)
    append(session, day, Move.OPEN, actor_id=actor_id, at=at, facts=facts)
    take_counted_vote(session, day_id, actor_id=actor_id, at=at)
    make_secret(session, day_id)
    return digest


def move_day(
    session: Session,
    day_id: str,
    move: Move,
    *,
    pitch_id: str | None = None,
    actor_id: str,
    at: datetime,
) -> None:
    """Make one of the moves that need nothing else; a pitch is called by its id."""
    day = load_day(session, day_id, lock="to_move")
    if move not in PLAIN_MOVES:
        raise Missing(day_id)
    check_move(day.standing, move, pitch_id)
    if move is Move.DELIBERATE:
        drop_drafts(session, day)
    if day.state is State.CONFLICTS:
        share_out(session, day)
    facts = {"pitch_id": pitch_id} if move is Move.PITCH and pitch_id else {}
    append(session, day, move, actor_id=actor_id, at=at, facts=facts)


def pause(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Stop the day where it is."""
    _note(session, day_id, Note.PAUSED, {}, actor_id=actor_id, at=at)


def resume(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Go on after a pause."""
    _note(session, day_id, Note.RESUMED, {}, actor_id=actor_id, at=at)


def note_no_show(
    session: Session, day_id: str, pitch_id: str, *, actor_id: str, at: datetime
) -> None:
    """Nobody came when the idea was called: to the end of the queue, or to another day."""
    _note(session, day_id, Note.NO_SHOW, {"pitch_id": pitch_id}, actor_id=actor_id, at=at)


def reorder(
    session: Session, day_id: str, pitch_ids: Sequence[str], *, actor_id: str, at: datetime
) -> None:
    """Hear the ideas in another order."""
    facts = {"pitch_ids": " ".join(pitch_ids)}
    _note(session, day_id, Note.REORDERED, facts, actor_id=actor_id, at=at)


def give_extra_time(
    session: Session, day_id: str, minutes: int, *, actor_id: str, at: datetime
) -> None:
    """Give what happens now some more minutes."""
    facts = {"minutes": str(minutes)}
    _note(session, day_id, Note.EXTRA_TIME, facts, actor_id=actor_id, at=at)


def ask_to_reopen(
    session: Session, day_id: str, *, reason: str, actor_id: str, at: datetime
) -> None:
    """The first of two people wants scoring open once more, with a reason that is kept."""
    day = load_day(session, day_id, lock="to_move")
    check_asking_to_reopen(day.standing, reason)
    facts = {"reason": reason}
    append(session, day, Note.REOPENING_ASKED, actor_id=actor_id, at=at, facts=facts)


def reopen(session: Session, day_id: str, *, links: str = "", actor_id: str, at: datetime) -> None:
    """The second person agrees: scoring is open again, as a new version of the day.

    Once the day was confirmed it takes `links` as well, the list that its scrutineer has opened.
    """
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.REOPEN)
    check_second(day.standing.reopening, actor_id)
    if day.state.is_confirmed:
        restore_links(session, day, links, day.standing.links_digest)
    append(session, day, Move.REOPEN, actor_id=actor_id, at=at)


def tell(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Everybody who sent in an idea was told: the result may be public now."""
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.TELL)
    append(session, day, Move.TELL, actor_id=actor_id, at=at)


def ratify(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """The fund holder made the day's awards payable. For the ledger's door."""
    day = load_day(session, day_id, lock="to_move")
    check_move(day.standing, Move.RATIFY)
    append(session, day, Move.RATIFY, actor_id=actor_id, at=at)


def close_day(
    session: Session, day_id: str, *, reserved_pence: int, actor_id: str, at: datetime
) -> None:
    """Nothing more is to come, or refused while `reserved_pence` waits. For the ledger's door."""
    day = load_day(session, day_id, lock="to_move")
    check_closing(day.standing, reserved_pence)
    append(session, day, Move.CLOSE, actor_id=actor_id, at=at)


def note_presence(
    session: Session,
    day_id: str,
    member_id: str,
    presence: Presence,
    *,
    actor_id: str,
    at: datetime,
) -> None:
    """A member came in or left. Saying what is known already changes nothing."""
    day = load_day(session, day_id, lock="to_move")
    if member_id not in {member.member_id for member in day.members}:
        raise Missing(member_id)
    check_presence(day.state)
    if (member_id in day.standing.present) == (presence is Presence.CAME):
        return
    append(session, day, presence, actor_id=actor_id, at=at, facts={"member_id": member_id})
    mend_shares(session, day)


def _note(
    session: Session,
    day_id: str,
    note: Note,
    facts: Mapping[str, str],
    *,
    actor_id: str,
    at: datetime,
) -> None:
    day = load_day(session, day_id, lock="to_move")
    spoken_of = facts.get("pitch_id") or facts.get("pitch_ids") or ""
    check_note(day.standing, note, tuple(spoken_of.split()))
    append(session, day, note, actor_id=actor_id, at=at, facts=facts)
