"""A vote of the room on a tie: begun by the chair, one secret ballot each, counted by the chair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Refused
from panels.models import Voter
from panels.models_boards import TieBallot
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import Note, check_note
from panels.rules.refusal import Refusal
from panels.rules.scoring import abstains
from panels.rules.sharing_out import check_no_vote_open, check_sharing
from panels.rules.ties import check_beginning, check_tie_vote, stepped_back
from panels.store.bundling import DayMoney
from panels.store.deciding import recount
from panels.store.reading import load_day
from panels.store.records import Day
from panels.store.running import append
from panels.store.scoring import said_by, sheets_that_count
from panels.store.tie_ballots import drop_ballots
from panels.store.voters import lock_voter, voter_id_of


def begin_tie_vote(
    session: Session,
    day_id: str,
    pitch_ids: Sequence[str],
    *,
    money: DayMoney,
    actor_id: str,
    at: datetime,
) -> None:
    """Let the members who are present vote on a tie that decides who gets the money."""
    day = _sharing(session, day_id)
    check_note(day.standing, Note.TIE_VOTE)
    check_no_vote_open(day.standing.boards.tied)
    check_beginning(pitch_ids, recount(session, day, money).ties())
    drop_ballots(session, day)
    facts = {"pitch_ids": " ".join(pitch_ids)}
    append(session, day, Note.TIE_VOTE, actor_id=actor_id, at=at, facts=facts)


def cast_tie_vote(session: Session, day_id: str, choice: str, *, person_id: str) -> None:
    """Take a member's one ballot."""
    day = load_day(session, day_id, lock="to_read")
    member = day.member_of(person_id)
    if member is None:
        raise Refused(Refusal.NOT_A_MEMBER)
    lock_voter(session, member.member_id)
    check_tie_vote(
        day.standing.boards.tied,
        choice,
        said_by(session, day, person_id),
        day.settings.design.effects,
        is_present=member.member_id in day.standing.present,
        has_voted=tie_progress(session, day, person_id)[1],
    )
    voter_id = voter_id_of(session, member)
    row = {"voter_id": voter_id, "day_id": day_id, "pitch_id": choice}
    session.execute(insert(TieBallot).values(**row))


def count_tie_vote(session: Session, day_id: str, *, actor_id: str, at: datetime) -> None:
    """Count the ballots, and keep nothing but how many each idea has.

    Whoever stepped back from one of the ideas after voting is left out.
    """
    day = _sharing(session, day_id)
    check_note(day.standing, Note.TIE_COUNTED)
    if not day.standing.boards.tied:
        raise Refused(BoardRefusal.NO_TIE_VOTE)
    sheets = sheets_that_count(session, day)
    tied = day.standing.boards.tied
    barred = {one.voter_id for pitch in tied for one in sheets[pitch] if abstains(one)}
    ballots = session.execute(
        select(TieBallot.voter_id, TieBallot.pitch_id).where(TieBallot.day_id == day_id)
    )
    counts = Counter(row.pitch_id for row in ballots if row.voter_id not in barred)
    facts = {pitch_id: str(counts[pitch_id]) for pitch_id in tied}
    facts["stepped_back"] = str(stepped_back(tied, sheets))
    drop_ballots(session, day)
    append(session, day, Note.TIE_COUNTED, actor_id=actor_id, at=at, facts=facts)


def tie_progress(session: Session, day: Day, person_id: str) -> tuple[int, bool]:
    """How many have voted, and whether this person has. Never what. One statement."""
    member = day.member_of(person_id)
    mine = Voter.member_id == (member.member_id if member else "")
    row = session.execute(
        select(func.count(), func.count().filter(mine))
        .select_from(TieBallot)
        .join(Voter, Voter.id == TieBallot.voter_id)
        .where(TieBallot.day_id == day.day_id)
    ).one()
    return row[0], bool(row[1])


def _sharing(session: Session, day_id: str) -> Day:
    day = load_day(session, day_id, lock="to_move")
    check_sharing(day.state)
    return day
