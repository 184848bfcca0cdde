"""A day takes its community vote in once that was counted; from then on it is one more criterion.

What is taken in stands in an event of the day, so that each count has it at hand. A day's row is
locked before its vote's, here and at the close of the vote: so neither misses the other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panels.models_voting import Vote as VoteRow
from panels.rules.day import Note, State
from panels.rules.design import check_vote_fits
from panels.rules.vote import VoteState
from panels.rules.vote_criterion import VoteIn, vote_in
from panels.store.appending import append
from panels.store.reading import load_day
from panels.store.records import Day
from panels.store.voting_reading import load_count, load_vote


def check_vote(session: Session, day: Day) -> None:
    """Refuse to open a day whose vote is about other ideas. Locks the vote until it is open."""
    chosen = day.settings.design.vote
    if chosen is not None:
        options = load_vote(session, chosen.vote_id, lock="to_read").settings.options
        voted_on = [one.pitch_id for one in options if one.pitch_id is not None]
        check_vote_fits(day.settings.design, voted_on, [one.pitch_id for one in day.pitches])


def lock_day_of_vote(session: Session, vote_id: str) -> None:
    """Lock the day that a vote is for, so that it is locked before the vote is."""
    day_of = select(VoteRow.day_id).where(VoteRow.id == vote_id)
    day_id = session.execute(day_of).scalar_one_or_none()
    if day_id is not None:
        load_day(session, day_id, lock="to_move")


def take_counted_vote(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Take the vote in that the day has chosen, where the day is open and the vote was counted."""
    day = load_day(session, day_id, lock="to_move")
    taken = day.state is State.SETUP or day.standing.vote is not None
    found = None if taken else counted_vote(session, day)
    if found is not None:
        facts = {"vote": found.text()}
        append(session, day, Note.VOTE_COUNTED, actor_id=actor_id, at=at, facts=facts)


def counted_vote(session: Session, day: Day) -> VoteIn | None:
    """What the rows of the day's vote give now; None without one, and until it was counted."""
    chosen = day.settings.design.vote
    if chosen is None:
        return None
    vote = load_vote(session, chosen.vote_id)
    if vote.state not in (VoteState.CLOSED, VoteState.PUBLISHED):
        return None
    return vote_in(vote.vote_id, vote.settings, load_count(session, vote))
