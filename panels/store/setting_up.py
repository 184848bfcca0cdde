"""Writing a day's settings, its panel and its pitches, until they are sealed at opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from makeithappen.core.envelopes import check_public_key
from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from panels import models
from panels.rules.criteria import Criterion, check_criterion
from panels.rules.day import check_setting_up
from panels.rules.rehearsal import check_idea
from panels.store.criterion_versions import keep_version
from panels.store.holding import put_under
from panels.store.reading import load_day
from panels.store.records import Day, NewMember


def add_day(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    *,
    fund_id: str,
    round_id: str,
    name: str,
    held_on: date,
    quorum: int | None,
    threshold: Fraction | None,
    part_funding: bool = True,
    is_rehearsal: bool = False,
    actor_id: str,
    at: datetime,
) -> str:
    """Begin a day in a round; returns its id. `threshold` is a share of the top of the scale."""
    day_id = new_id("day")
    row = {"id": day_id, "fund_id": fund_id, "round_id": round_id, "created_at": at}
    basics = _basics(name, held_on, quorum, threshold, part_funding=part_funding)
    basics["is_rehearsal"] = int(is_rehearsal)
    session.execute(insert(models.Day).values(**row, **basics))
    what = "rehearsal_added" if is_rehearsal else "day_added"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=day_id)
    return day_id


def change_day(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    *,
    name: str,
    held_on: date,
    quorum: int | None,
    threshold: Fraction | None,
    part_funding: bool = True,
    actor_id: str,
    at: datetime,
) -> None:
    """Change what a day is called, when it is and how it decides. Refused once sealed."""
    _day_in_setup(session, day_id)
    basics = _basics(name, held_on, quorum, threshold, part_funding=part_funding)
    session.execute(update(models.Day).where(models.Day.id == day_id).values(**basics))
    record(session, at=at, actor_id=actor_id, what="day_changed", subject_id=day_id)


def put_criterion(
    session: Session, day_id: str, criterion: Criterion, *, actor_id: str, at: datetime
) -> str:
    """Write a criterion; returns its id. An empty `criterion_id` means a new one, at the end.

    A change makes a new version, and the earlier ones are kept. Refused once sealed, or where the
    criterion could never be sealed beside the others.
    """
    criteria = _day_in_setup(session, day_id).settings.criteria
    known = {one.criterion_id: one for one in criteria}
    others = [one for one in criteria if one.criterion_id != criterion.criterion_id]
    check_criterion(criterion, others)
    if not criterion.criterion_id:
        last = max((one.position for one in criteria), default=0)
        fresh = {"criterion_id": new_id("criterion"), "position": last + 1, "version": 1}
        criterion = replace(criterion, **fresh)
        session.execute(insert(models.Criterion).values(**_criterion_row(day_id, criterion)))
    elif criterion.criterion_id in known:
        before = known[criterion.criterion_id]
        criterion = replace(criterion, position=before.position, version=before.version + 1)
        if criterion == replace(before, version=criterion.version):
            return criterion.criterion_id
        _forget_scale(session, criterion.criterion_id)
        session.execute(
            update(models.Criterion)
            .where(models.Criterion.id == criterion.criterion_id)
            .values(**_criterion_row(day_id, criterion))
        )
    else:
        raise Missing(criterion.criterion_id)
    session.execute(insert(models.ScalePoint), _scale_rows(criterion))
    keep_version(session, day_id, criterion, actor_id=actor_id, at=at)
    facts = {"criterion_id": criterion.criterion_id, "weight": criterion.weight}
    record(session, at=at, actor_id=actor_id, what="criterion_put", subject_id=day_id, facts=facts)
    return criterion.criterion_id


def remove_criterion(
    session: Session, day_id: str, criterion_id: str, *, actor_id: str, at: datetime
) -> None:
    """Take a criterion away. Refused once sealed."""
    criteria = _day_in_setup(session, day_id).settings.criteria
    known = {one.criterion_id: one for one in criteria}.get(criterion_id)
    if known is None:
        raise Missing(criterion_id)
    last = replace(known, version=known.version + 1)
    keep_version(session, day_id, last, is_removed=True, actor_id=actor_id, at=at)
    _forget_scale(session, criterion_id)
    session.execute(delete(models.Criterion).where(models.Criterion.id == criterion_id))
    facts = {"criterion_id": criterion_id}
    record(
        session, at=at, actor_id=actor_id, what="criterion_removed", subject_id=day_id, facts=facts
    )


def put_members(
    session: Session, day_id: str, members: Sequence[NewMember], *, actor_id: str, at: datetime
) -> None:
    """Say who is on the panel and on its reserve; who stays keeps their id. Refused once sealed."""
    day = _day_in_setup(session, day_id)
    kept = {member.person_id: member.member_id for member in day.members}
    session.execute(delete(models.Member).where(models.Member.day_id == day_id))
    rows = [
        {
            "id": kept.get(member.person_id) or new_id("member"),
            "day_id": day_id,
            "person_id": member.person_id,
            "first_name": member.first_name,
            "is_reserve": int(member.is_reserve),
        }
        for member in {one.person_id: one for one in members}.values()
    ]
    if rows:
        session.execute(insert(models.Member), rows)
    facts = {"members": len(rows)}
    record(session, at=at, actor_id=actor_id, what="panel_put", subject_id=day_id, facts=facts)


def add_member(
    session: Session, day_id: str, member: NewMember, *, actor_id: str, at: datetime
) -> None:
    """Put one more person on the panel or its reserve. Refused once sealed."""
    kept = [
        NewMember(one.person_id, one.first_name, one.is_reserve)
        for one in _day_in_setup(session, day_id).members
    ]
    put_members(session, day_id, [*kept, member], actor_id=actor_id, at=at)


def put_pitch(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    day_id: str,
    *,
    idea_id: str,
    title: str,
    words: str,
    who_for: str,
    asked_pence: int,
    smallest_pence: int,
    how_many: str = "",
    drops: str = "",
    at: datetime,
) -> str:
    """Put an idea before the panel, or a new version of it; returns the pitch's id.

    For the door from the ideas. Refused once the day is open.
    """
    day = _day_in_setup(session, day_id)
    check_idea(idea_id, is_rehearsal=day.is_rehearsal)
    text = {"title": title, "words": words, "who_for": who_for}
    text |= {"how_many": how_many, "drops": drops}
    row: dict[str, Any] = {**text, "asked_pence": asked_pence, "smallest_pence": smallest_pence}
    known = next((pitch for pitch in day.pitches if pitch.idea_id == idea_id), None)
    if known is not None:
        changed = update(models.Pitch).where(models.Pitch.id == known.pitch_id)
        row |= put_under(session, known, text)
        session.execute(changed.values(**row, version=known.version + 1))
        return known.pitch_id
    pitch_id = new_id("pitch")
    place = {"position": max((pitch.position for pitch in day.pitches), default=0) + 1}
    about = {"id": pitch_id, "day_id": day_id, "idea_id": idea_id, "version": 1, "created_at": at}
    session.execute(insert(models.Pitch).values(**about, **place, **row))
    return pitch_id


def remove_pitch(session: Session, day_id: str, idea_id: str) -> None:
    """Take an idea off the day, where it is on it. Refused once the day is open."""
    _day_in_setup(session, day_id)
    session.execute(
        delete(models.Pitch).where(models.Pitch.day_id == day_id, models.Pitch.idea_id == idea_id)
    )


def put_scrutineer(
    session: Session, day_id: str, public_key: str | None, *, actor_id: str, at: datetime
) -> None:
    """Say for whom the list of whose sheets are whose is sealed; None: it is destroyed."""
    _day_in_setup(session, day_id)
    if public_key:
        check_public_key(public_key)
    key = public_key.strip() if public_key else None
    session.execute(update(models.Day).where(models.Day.id == day_id).values(scrutineer_key=key))
    record(session, at=at, actor_id=actor_id, what="day_scrutineer_changed", subject_id=day_id)


def _day_in_setup(session: Session, day_id: str) -> Day:
    day = load_day(session, day_id, lock="to_move")
    check_setting_up(day.state)
    return day


def _basics(
    name: str, held_on: date, quorum: int | None, threshold: Fraction | None, *, part_funding: bool
) -> dict[str, str | date | int | None]:
    return {
        "name": name,
        "held_on": held_on,
        "quorum": quorum,
        "threshold_numerator": None if threshold is None else threshold.numerator,
        "threshold_denominator": None if threshold is None else threshold.denominator,
        "part_funding": int(part_funding),
    }


def _criterion_row(day_id: str, criterion: Criterion) -> dict[str, str | int]:
    return {
        "id": criterion.criterion_id,
        "day_id": day_id,
        "position": criterion.position,
        "name": criterion.name,
        "question": criterion.question,
        "value_words": criterion.value_words,
        "weight": criterion.weight,
        "written_by": criterion.written_by,
        "version": criterion.version,
    }


def _scale_rows(criterion: Criterion) -> list[dict[str, str | int]]:
    owner = {"criterion_id": criterion.criterion_id}
    return [
        {**owner, "id": new_id("point"), "value": point.value, "words": point.words}
        for point in criterion.scale
    ]


def _forget_scale(session: Session, criterion_id: str) -> None:
    points = models.ScalePoint
    session.execute(delete(points).where(points.criterion_id == criterion_id))
