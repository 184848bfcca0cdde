"""Erasing people from the days: what they wrote, and what was written about their ideas.

Scores, decisions and digests stay: they hold ids, pence and counts, no words. Whose sheet a comment
stood on nobody can tell once a day is confirmed, so a member's own comments go with the ideas.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from panels import models
from panels.models_sheets import LateSheet, Paper, PaperEntry, SheetReason
from panels.rules.state import State
from panels.store.holding import PARTS, forget_held
from panels.store.reading import list_days, list_days_of


def sits_on_panel(session: Session, person_id: str) -> bool:
    """Whether somebody is on the panel of a real day that is not confirmed yet."""
    days = list_days_of(session, person_id)
    return any(not (day.is_rehearsal or day.state.is_confirmed) for day in days)


def hears(session: Session, idea_id: str, person_id: str) -> bool:
    """Whether somebody is on the panel of a day on which this idea is heard."""
    days = select(models.Pitch.day_id).where(models.Pitch.idea_id == idea_id)
    seats = select(models.Member.id).where(models.Member.person_id == person_id)
    return session.scalars(seats.where(models.Member.day_id.in_(days))).first() is not None


def states_of_ideas(session: Session, idea_ids: Collection[str]) -> list[tuple[str, str, State]]:
    """On which days these ideas are, and how far each day is: idea, day, state."""
    pitch = models.Pitch
    found = session.execute(
        select(pitch.idea_id, pitch.day_id).where(pitch.idea_id.in_(idea_ids))
    ).all()
    states = {day.day_id: day.state for day in list_days(session)} if found else {}
    return [(idea_id, day_id, states[day_id]) for idea_id, day_id in found]


def forget_member(session: Session, person_id: str) -> None:
    """Take somebody's name off the panels that they were on."""
    mine = models.Member.person_id == person_id
    session.execute(update(models.Member).where(mine).values(first_name=""))


def forget_ideas(session: Session, idea_ids: Collection[str]) -> None:
    """Wipe what was said in these ideas and about them, on every day."""
    mine = list(session.scalars(select(models.Pitch.id).where(models.Pitch.idea_id.in_(idea_ids))))
    if not mine:
        return
    blank = dict.fromkeys(PARTS, "")
    session.execute(update(models.Pitch).where(models.Pitch.id.in_(mine)).values(**blank))
    forget_held(session, mine)
    for table in (models.Sheet, LateSheet):
        session.execute(update(table).where(table.pitch_id.in_(mine)).values(comment=""))
    said = {"reason": "", "departure": ""}
    session.execute(update(models.Decision).where(models.Decision.pitch_id.in_(mine)).values(said))
    for table in (models.Remark, SheetReason):
        session.execute(delete(table).where(table.pitch_id.in_(mine)))
    _forget_papers(session, mine)


def _forget_papers(session: Session, pitch_ids: list[str]) -> None:
    """Wipe the comments that were typed in from paper, and leave the scores."""
    papers = select(Paper.id).where(Paper.pitch_id.in_(pitch_ids))
    for row in session.scalars(select(PaperEntry).where(PaperEntry.paper_id.in_(papers))):
        body = json.loads(row.said)
        if body is not None:
            row.said = json.dumps({**body, "comment": ""}, sort_keys=True, ensure_ascii=False)
        row.reason = ""
    session.flush()
