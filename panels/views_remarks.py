"""The scribe's page: what was said about each idea while it was talked over, without names."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import PressForm
from panels.forms_remarks import RemarkForm
from panels.rules.live import Audience
from panels.views_base import act_once, bp, find_pitch, my_id, pressed
from panels.views_live import live_page
from panels.words import STATE_NAMES


@bp.get("/<day_id>/remarks")
@allow(Role.CHAIR, Role.COORDINATOR)
def remarks(day_id: str) -> ResponseReturnValue:
    """All remarks of a day, idea by idea."""
    found = store.load_day(reading(), day_id)
    return render_template(
        "panels/remarks.html",
        day=found,
        live=live_page(found, Audience.CHAIR),
        remarks=store.remarks(reading(), day_id),
        state_names=STATE_NAMES,
    )


@bp.route("/<day_id>/ideas/<pitch_id>/remarks", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.COORDINATOR)
def remark(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Write a sentence about one idea, and see what was written before."""
    found = store.load_day(reading(), day_id)
    find_pitch(found, pitch_id)
    form = RemarkForm()
    if not form.validate_on_submit():
        return _remark_page(found, pitch_id, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        words = form.words.data or ""
        store.add_remark(session, day_id, pitch_id, words, actor_id=my_id(), at=at)

    try:
        place = url_for("panels.remark", day_id=day_id, pitch_id=pitch_id)
        return act_once(form, f"remark:{pitch_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _remark_page(found, pitch_id, form), 409


@bp.post("/<day_id>/remarks/<remark_id>/remove")
@allow(Role.CHAIR, Role.COORDINATOR)
def remove_remark(day_id: str, remark_id: str) -> ResponseReturnValue:
    """Take a sentence away for good."""

    def act(session: Session, at: datetime) -> None:
        store.remove_remark(session, day_id, remark_id, actor_id=my_id(), at=at)

    return act_once(
        pressed(), f"remark_gone:{remark_id}", act, url_for("panels.remarks", day_id=day_id)
    )


def _remark_page(found: store.Day, pitch_id: str, form: RemarkForm) -> str:
    return render_template(
        "panels/remark.html",
        day=found,
        pitch=find_pitch(found, pitch_id),
        form=form,
        press=PressForm(),
        live=live_page(found, Audience.CHAIR),
        written=store.remarks(reading(), found.day_id).get(pitch_id, []),
    )
