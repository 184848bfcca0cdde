"""What a member has typed and not sent: kept so that nothing is lost, and never counted.

A draft is gone when its sheet is sent, when its member throws it away, and when scoring closes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from makeithappen.core.db import Base
from makeithappen.core.errors import Missing
from panels.models_sheets import Draft
from panels.rules.scoring import check_may_score
from panels.store.reading import load_day
from panels.store.records import Day
from panels.store.scoring import degree_of
from panels.store.sharing_out import check_given

_draft = Base.metadata.tables["sheet_drafts"]
_DROP = delete(_draft).where(
    _draft.c.pitch_id == bindparam("of_pitch"), _draft.c.member_id == bindparam("of_member")
)
"""Made once: making a statement takes longer than running it."""


def save_draft(
    session: Session,
    day_id: str,
    pitch_id: str,
    *,
    person_id: str,
    answers: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep what was typed, by the name of its field, beside what was kept of other fields.

    Refused where the sheet could not be sent now. The day is locked, so that a draft can't come
    in while the close throws all of them away.
    """
    day = load_day(session, day_id, lock="to_read")
    member = day.member_of(person_id)
    if member is None or day.pitch(pitch_id) is None:
        raise Missing(pitch_id)
    degree = degree_of(session, day, pitch_id, person_id)
    effects = day.settings.design.effects
    check_may_score(day.standing, pitch_id, member.member_id, degree, effects)
    check_given(session, day, pitch_id, member.member_id)
    typed = {**find_draft(session, pitch_id, member.member_id), **answers}
    kept = {"answers": json.dumps(typed, sort_keys=True), "saved_at": at}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(Draft).values(pitch_id=pitch_id, member_id=member.member_id, **kept)
    place = ["pitch_id", "member_id"]
    session.execute(row.on_conflict_do_update(index_elements=place, set_=kept))


def find_draft(session: Session, pitch_id: str, member_id: str) -> dict[str, str]:
    """What was typed, by the name of its field; empty where nothing was kept."""
    mine = (Draft.pitch_id == pitch_id) & (Draft.member_id == member_id)
    kept = session.execute(select(Draft.answers).where(mine)).scalar_one_or_none()
    return json.loads(kept) if kept else {}


def drop_draft(session: Session, pitch_id: str, member_id: str) -> None:
    """Throw a draft away."""
    session.execute(_DROP, {"of_pitch": pitch_id, "of_member": member_id})


def drop_drafts(session: Session, day: Day) -> None:
    """Throw all drafts of a day away."""
    pitch_ids = [pitch.pitch_id for pitch in day.pitches]
    session.execute(delete(Draft).where(Draft.pitch_id.in_(pitch_ids)))


def drafts_begun(session: Session, day: Day) -> dict[str, int]:
    """How many sheets each member has begun and not sent, by member id. Never what stands there."""
    rows = session.execute(
        select(Draft.member_id, func.count().label("begun"))
        .where(Draft.pitch_id.in_([pitch.pitch_id for pitch in day.pitches]))
        .group_by(Draft.member_id)
    )
    return {row.member_id: row.begun for row in rows}
