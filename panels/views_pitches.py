"""An idea before the panel is put right, or its words are taken down."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import showing
from makeithappen.core.access import allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import PressForm
from panels.forms_pitches import PitchTextForm, pitch_form
from panels.rules.pitches import check_changing
from panels.store import pitches
from panels.views_base import RUNNING, act_once, bp, find_pitch, my_id, pressed
from panels.words_pitches import TAKEN_DOWN, TAKEN_DOWN_WORDS


@bp.route("/<day_id>/ideas/<pitch_id>/change", methods=["GET", "POST"])
@allow(*RUNNING)
def amend(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Put an idea right, until its scoring opens."""
    found = store.load_day(reading(), day_id)
    form = pitch_form(find_pitch(found, pitch_id))
    if not form.validate_on_submit():
        return _page(found, pitch_id, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        pence = {
            "asked_pence": form.asked.amount_pence,
            "smallest_pence": form.smallest.amount_pence,
        }
        text, who = form.text(), my_id()
        pitches.amend_pitch(session, day_id, pitch_id, text, **pence, actor_id=who, at=at)

    try:
        place = url_for("panels.day", day_id=day_id)
        return act_once(form, f"amend:{pitch_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _page(store.load_day(reading(), day_id), pitch_id, form), 409


@bp.post("/<day_id>/ideas/<pitch_id>/take-down")
@allow(*RUNNING)
def take_down(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Take the words of an idea away for good; all else stays."""
    instead = pitches.PitchText(str(TAKEN_DOWN), str(TAKEN_DOWN_WORDS), "–")

    def act(session: Session, at: datetime) -> None:
        idea_id = find_pitch(store.load_day(session, day_id), pitch_id).idea_id
        pitches.take_down_pitch(session, day_id, pitch_id, instead, actor_id=my_id(), at=at)
        showing.take_down(session, idea_id, at)

    place = url_for("panels.day", day_id=day_id)
    return act_once(pressed(), f"take_down:{pitch_id}", act, place)


def _page(found: store.Day, pitch_id: str, form: PitchTextForm) -> str:
    closed = None
    try:
        check_changing(found.standing, pitch_id)
    except Refused as refused:
        closed = sentence(refused)
    return render_template(
        "panels/amend.html",
        day=found,
        pitch=find_pitch(found, pitch_id),
        form=form,
        press=PressForm(),
        closed=closed,
    )
