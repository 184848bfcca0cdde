"""Household and family links that the system knows count as declared, whatever was said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from makeithappen.core.ids import new_id
from panels import models
from panels.rules.conflicts import Degree
from panels.store.reading import load_day
from panels.store.sharing_out import mend_shares

Kin = Mapping[str, Collection[str]]
"""Who is behind an idea, or family or household of whoever is: person ids by idea id."""


def note_kin(session: Session, day_id: str, kin: Kin, *, at: datetime) -> None:
    """Append "I or my family would gain" for each member who is kin and not known as such yet.

    A sheet that they sent before stays and no longer counts.
    """
    day = load_day(session, day_id, lock="to_read")
    if not day.state.is_running:
        return
    table, voter = models.Conflict, models.Voter
    near = {person_id for people in kin.values() for person_id in people}
    members = [member for member in day.members if member.person_id in near]
    whose = voter.member_id.in_([member.member_id for member in members])
    voters = session.execute(select(voter.id, voter.member_id).where(whose))
    voter_of = {row.member_id: row.id for row in voters}
    known = session.execute(
        select(
            table.pitch_id,
            table.voter_id,
            func.max(table.revision).label("newest"),
            func.max(table.is_kin).label("is_kin"),
        )
        .where(table.voter_id.in_(voter_of.values()))
        .group_by(table.pitch_id, table.voter_id)
    )
    said = {(row.pitch_id, row.voter_id): row for row in known}
    rows = [
        {
            "id": new_id("conflict"),
            "pitch_id": pitch.pitch_id,
            "voter_id": voter_id,
            "is_kin": 1,
            "revision": 1 if before is None else before.newest + 1,
            "degree": str(Degree.BENEFIT),
            "declared_at": at,
        }
        for pitch in day.pitches
        for member in members
        if member.person_id in kin.get(pitch.idea_id, ())
        for voter_id in [voter_of[member.member_id]]
        for before in [said.get((pitch.pitch_id, voter_id))]
        if before is None or not before.is_kin
    ]
    if rows:
        session.execute(insert(table), rows)
        mend_shares(session, day)
