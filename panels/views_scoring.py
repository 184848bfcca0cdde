"""A member's own day, on their phone: the ideas, how close they are, their score sheets."""

from __future__ import annotations

from datetime import datetime

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import kinship
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import CANT_SAY, ConflictForm, SheetForm, score_name, sheet_form
from panels.rules.conflicts import Degree, may_score
from panels.rules.scoring import check_may_score
from panels.views_base import act_once, bp, find_pitch, my_seat
from panels.views_care import around_my_day
from panels.words import DEGREE_NAMES, STATE_NAMES


@bp.get("/mine")
@allow(Role.PANEL_MEMBER)
def my_days() -> ResponseReturnValue:
    """The days on whose panel the member is."""
    rows = store.list_days_of(reading(), actor().person_id)
    return render_template("panels/my_days.html", days=rows, state_names=STATE_NAMES)


@bp.get("/<day_id>/mine")
@allow(Role.PANEL_MEMBER)
def my_day(day_id: str) -> ResponseReturnValue:
    """The ideas of a day, and what the member still has to do about each."""
    found = store.load_day(reading(), day_id)
    member = my_seat(found)
    return render_template(
        "panels/my_day.html",
        day=found,
        parts=store.my_parts(reading(), found, member),
        here=member.member_id in found.standing.present,
        may_score=may_score,
        degree_names=DEGREE_NAMES,
        state_names=STATE_NAMES,
        **around_my_day(found),
    )


@bp.route("/<day_id>/ideas/<pitch_id>/conflict", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
def conflict(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Say how close one is to an idea."""
    found = store.load_day(reading(), day_id)
    member, pitch = my_seat(found), find_pitch(found, pitch_id)
    said = store.my_parts(reading(), found, member)[pitch_id].degree
    form = ConflictForm(data={"degree": said and str(said)})
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/conflict.html", form=form, day=found, pitch=pitch), status
    degree, who = Degree(form.degree.data), actor().person_id

    def act(session: Session, at: datetime) -> None:
        kinship.enforce(session, day_id, at=at)
        store.declare(session, day_id, pitch_id, person_id=who, degree=degree, at=at)

    place = url_for("panels.my_day", day_id=day_id)
    if may_score(degree):
        place = url_for("panels.sheet", day_id=day_id, pitch_id=pitch_id)
    return act_once(form, f"conflict:{pitch_id}", act, place)


@bp.route("/<day_id>/ideas/<pitch_id>/sheet", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
def sheet(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Score an idea, or change the score while scoring is open."""
    found = store.load_day(reading(), day_id)
    member, pitch = my_seat(found), find_pitch(found, pitch_id)
    part = store.my_parts(reading(), found, member)[pitch_id]
    criteria = found.settings.criteria
    form = sheet_form(criteria, values=part.values, comment=part.comment)
    if not form.validate_on_submit():
        return _sheet_page(found, pitch, part, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        who, values = actor().person_id, form.values(criteria)
        kinship.enforce(session, day_id, at=at)
        said = {"values": values, "comment": form.comment.data or ""}
        store.put_sheet(session, day_id, pitch_id, person_id=who, at=at, **said)

    place = url_for("panels.my_day", day_id=day_id)
    try:
        answer = act_once(form, f"sheet:{pitch_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _sheet_page(found, pitch, part, form), 409
    flash(_("Your sheet for “%(title)s” is saved.", title=pitch.title))
    return answer


def _sheet_page(found: store.Day, pitch: store.Pitch, part: store.MyPart, form: SheetForm) -> str:
    """The sheet, or why it can't be filled in now with what was scored before."""
    reason = ""
    try:
        check_may_score(found.standing, pitch.pitch_id, my_seat(found).member_id, part.degree)
    except Refused as refused:
        reason = sentence(refused)
    return render_template(
        "panels/sheet.html",
        day=found,
        pitch=pitch,
        part=part,
        form=form,
        reason=reason,
        cant_say=CANT_SAY,
        score_name=score_name,
    )
