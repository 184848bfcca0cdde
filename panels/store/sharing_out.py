"""Which ideas each member scores, where the day has a cap: shared out once conflicts are said.

It goes by the voters' random ids, so that the outcome tells nobody which voter a member is once
the list of voters is taken away. Nothing of it is written to the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panels import models
from panels.rules.care import fair_shares, stand_in
from panels.rules.day import State
from panels.rules.scoring import check_is_given
from panels.rules.settings import sealed
from panels.store.reading import load_day
from panels.store.records import Day
from panels.store.voters import voters_of


def share_out(session: Session, day: Day) -> None:
    """Give each seated voter their ideas, as the day leaves the conflicts. Without a cap, all."""
    settings, pitch_ids = sealed(day.settings), [one.pitch_id for one in day.pitches]
    ideas_max = settings.design.ideas_max
    if ideas_max is None or ideas_max >= len(pitch_ids):
        return
    voters, degrees = voters_of(session, day)
    effects = settings.design.effects
    shares = fair_shares(
        [one.voter_id for one in voters if one.is_seated],
        pitch_ids,
        {(who, one) for (one, who), degree in degrees.items() if not effects.may_score(degree)},
        quorum=settings.quorum,
        ideas_max=ideas_max,
    )
    whose = {
        voter.voter_id: [one for one in pitch_ids if voter.voter_id in shares[one]]
        for voter in voters
    }
    _write(session, whose)


def mend_shares(session: Session, before: Day) -> None:
    """Find others for an idea that too few can still score: somebody stepped back, or has left.

    As long as scoring is open. Whoever has sent a sheet has done their part.
    """
    if before.settings.design.ideas_max is None:
        return
    day = load_day(session, before.day_id)
    voters, degrees = voters_of(session, day)
    known = {one.voter_id: one.ideas for one in voters if one.ideas is not None}
    if not known or day.state.is_scored or day.state is State.CONFLICTS:
        return
    effects = day.settings.design.effects
    ideas = {who: set(given) for who, given in known.items()}
    here = {one.voter_id for one in voters if one.member_id in day.standing.present}
    sent = _sent(session, list(ideas))
    for one in [pitch.pitch_id for pitch in day.pitches]:
        stepped_back = {
            who for (idea, who), found in degrees.items()
            if idea == one and not effects.may_score(found)
        }  # fmt: skip
        given = {who for who in ideas if one in ideas[who]} - stepped_back
        able = {who for who in given if who in here or (who, one) in sent}
        free = [who for who in sorted(here & set(ideas)) if who not in given | stepped_back]
        load = {who: len(ideas[who]) for who in free}
        quorum = day.settings.quorum or 0
        for who in stand_in(one, able, free, load, quorum=quorum):
            ideas[who].add(one)
    _write(session, {who: sorted(now) for who, now in ideas.items() if now != known[who]})


def check_given(session: Session, day: Day, pitch_id: str, member_id: str) -> None:
    """Refuse an idea that others score. One statement, on a day with a cap."""
    if day.settings.design.ideas_max is not None:
        check_is_given(ideas_given(session, member_id), pitch_id)


def ideas_given(session: Session, member_id: str) -> frozenset[str] | None:
    """The pitches that a member scores; None: all. One statement."""
    mine = select(models.Voter.ideas).where(models.Voter.member_id == member_id)
    ideas = session.execute(mine).scalar_one_or_none()
    return None if ideas is None else frozenset(ideas.split())


def _sent(session: Session, voter_ids: list[str]) -> set[tuple[str, str]]:
    sheet = models.Sheet
    rows = select(sheet.voter_id, sheet.pitch_id).where(sheet.voter_id.in_(voter_ids))
    return {(row.voter_id, row.pitch_id) for row in session.execute(rows)}


def _write(session: Session, ideas: Mapping[str, list[str]]) -> None:
    for voter_id, given in ideas.items():
        session.execute(
            update(models.Voter).where(models.Voter.id == voter_id).values(ideas=" ".join(given))
        )
