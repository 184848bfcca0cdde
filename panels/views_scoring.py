"""A member's own day, on their phone: the ideas, how close they are, their score sheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import kinship, showing
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import CANT_SAY, ConflictForm, PressForm, SheetForm, score_name, sheet_form
from panels.rules.conflicts import Degree
from panels.rules.live import Audience
from panels.views_base import act_once, bp, find_pitch, my_seat, place_once
from panels.views_care import around_my_day
from panels.views_drafts import note_all_at_once, one_by_one, step_place, why_not
from panels.views_live import live_page
from panels.views_offline import phone_name
from panels.views_sheets import (
    answer_sent,
    receipt_place,
    refused_json,
    scales,
    wants_json,
)
from panels.words import DEGREE_NAMES, STATE_NAMES
from panels.words_design import EFFECT_HINTS, REVEAL_NAMES


@bp.get("/mine")
@allow(Role.PANEL_MEMBER)
def my_days() -> ResponseReturnValue:
    """The days on whose panel the member is."""
    rows = store.list_days_of(reading(), actor().person_id)
    return render_template("panels/my_days.html", days=rows, state_names=STATE_NAMES)


@bp.get("/<day_id>/mine")
@allow(Role.PANEL_MEMBER)
@for_seats
def my_day(day_id: str) -> ResponseReturnValue:
    """The ideas of a day, and what the member still has to do about each."""
    found = store.load_day(reading(), day_id)
    member = my_seat(found)
    return render_template(
        "panels/my_day.html",
        day=found,
        live=live_page(found, Audience.MEMBER),
        parts=store.my_parts(reading(), found, member),
        here=member.member_id in found.standing.present,
        who=phone_name(found),
        effects=found.settings.design.effects,
        degree_names=DEGREE_NAMES,
        effect_hints=EFFECT_HINTS,
        reveal_names=REVEAL_NAMES,
        state_names=STATE_NAMES,
        **around_my_day(found),
    )


@bp.route("/<day_id>/ideas/<pitch_id>/conflict", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
@for_seats
def conflict(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Say how close one is to an idea."""
    found = store.load_day(reading(), day_id)
    member, pitch = my_seat(found), find_pitch(found, pitch_id)
    said = store.my_parts(reading(), found, member)[pitch_id].degree
    effects = found.settings.design.effects
    form = ConflictForm(data={"degree": said and str(said)}).offer(effects)
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/conflict.html", form=form, day=found, pitch=pitch), status
    degree, who = Degree(form.degree.data), actor().person_id

    def act(session: Session, at: datetime) -> None:
        kinship.enforce(session, day_id, at=at)
        store.declare(session, day_id, pitch_id, person_id=who, degree=degree, at=at)

    place = url_for("panels.my_day", day_id=day_id)
    if effects.may_score(degree):
        place = url_for("panels.sheet", day_id=day_id, pitch_id=pitch_id)
    return act_once(form, f"conflict:{pitch_id}", act, place)


@bp.route("/<day_id>/ideas/<pitch_id>/sheet", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
@for_seats
def sheet(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Score an idea, or change the score while scoring is open."""
    found = (store.known_day if request.method == "POST" else store.load_day)(reading(), day_id)
    my_seat(found)
    pitch = find_pitch(found, pitch_id)
    sent = sheet_form(scales(found), values=None, comment="")
    if sent.validate_on_submit():
        return _take(found, pitch, sent)
    part, typed = _mine(found, pitch)
    if sent.is_submitted():
        return _sheet_page(found, pitch, part, sent, typed), 400
    if one_by_one() and not why_not(found, pitch, part):
        return redirect(step_place(found, pitch))
    form = sheet_form(scales(found), values=part.values, comment=part.comment, typed=typed)
    return _sheet_page(found, pitch, part, form, typed)


def _take(found: store.Day, pitch: store.Pitch, form: SheetForm) -> ResponseReturnValue:
    """Take a whole sheet; show it again with the reason where it is refused."""
    day_id, pitch_id = found.day_id, pitch.pitch_id
    # Asked before the queue of writers, which has to be quick, and of all again on the count.
    near = kinship.is_near(reading(), pitch.idea_id, actor().person_id)

    def act(session: Session, at: datetime) -> str:
        who, values = actor().person_id, form.values(scales(found))
        if near:
            kinship.enforce(session, day_id, at=at)
        said = {"values": values, "comment": form.comment.data or "", "person_id": who}
        note_all_at_once()
        return receipt_place(day_id, store.put_sheet(session, day_id, pitch_id, **said, at=at))

    try:
        return answer_sent(found, place_once(form, f"sheet:{pitch_id}", act))
    except Refused as refused:
        form.add_error(sentence(refused))
        if wants_json():
            return refused_json(refused)
        part, typed = _mine(found, pitch)
        return _sheet_page(found, pitch, part, form, typed), 409


def _mine(found: store.Day, pitch: store.Pitch) -> tuple[store.MyPart, dict[str, str]]:
    """What a member said about an idea before, and what they have typed since, while they can."""
    member = my_seat(found)
    part = store.my_parts(reading(), found, member)[pitch.pitch_id]
    if why_not(found, pitch, part):
        return part, {}
    return part, store.find_draft(reading(), pitch.pitch_id, member.member_id)


def _sheet_page(
    found: store.Day,
    pitch: store.Pitch,
    part: store.MyPart,
    form: SheetForm,
    typed: Mapping[str, str],
) -> str:
    """The sheet, or why it can't be filled in now with what was scored before."""
    member_id, reason = my_seat(found).member_id, why_not(found, pitch, part)
    children, files = showing.heard(reading(), pitch.idea_id)
    return render_template(
        "panels/sheet.html",
        day=found,
        live=live_page(found, Audience.MEMBER),
        pitch=pitch,
        children=children,
        files=files,
        part=part,
        form=form,
        one_place=step_place(found, pitch),
        reason=reason,
        has_draft=bool(typed),
        late=store.late_sheets(reading(), pitch.pitch_id, member_id) if reason else (),
        press=PressForm(formdata=None),
        who=phone_name(found),
        cant_say=CANT_SAY,
        score_name=score_name,
    )
