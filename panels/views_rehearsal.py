"""Rehearsing a day: beginning, inventing what is missing, throwing it all away."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import kinship
from makeithappen.core.access import actor, allow
from makeithappen.core.db import reading
from panels import store
from panels.forms import PressForm
from panels.forms_rehearsal import INVENTED, RehearsalForm
from panels.rehearsal_content import invented
from panels.rules.rehearsal import check_counts, check_is_rehearsal
from panels.rules.settings import QUORUM_MIN
from panels.store import rehearsing
from panels.views_base import RUNNING, act_once, bp, go_once, pressed


@bp.route("/<day_id>/rehearse", methods=["GET", "POST"])
@allow(*RUNNING)
def rehearse(day_id: str) -> ResponseReturnValue:
    """Begin a rehearsal of this day."""
    found = store.load_day(reading(), day_id)
    check_counts(is_rehearsal=found.is_rehearsal)
    form = RehearsalForm().offer(has_panel=found.panel_size >= QUORUM_MIN)
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/rehearse.html", form=form, day=found), status
    made = invented(found.name, with_people=form.people.data == INVENTED)

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        rehearsal_id = rehearsing.begin_rehearsal(session, day_id, made, **by)
        return url_for("panels.day", day_id=rehearsal_id)

    return go_once(form, f"rehearse:{day_id}", act)


@bp.post("/<day_id>/rehearsal/fill")
@allow(*RUNNING)
def fill_rehearsal(day_id: str) -> ResponseReturnValue:
    """Send invented sheets for all who have not sent theirs."""

    def act(session: Session, at: datetime) -> None:
        kinship.enforce(session, day_id, at=at)
        rehearsing.fill_in(session, day_id, actor_id=actor().person_id, at=at)

    place = url_for("panels.day", day_id=day_id)
    return act_once(pressed(), f"fill_rehearsal:{day_id}", act, place)


@bp.route("/<day_id>/rehearsal/throw-away", methods=["GET", "POST"])
@allow(*RUNNING)
def throw_rehearsal_away(day_id: str) -> ResponseReturnValue:
    """Throw a rehearsal away."""
    found = store.load_day(reading(), day_id)
    check_is_rehearsal(is_rehearsal=found.is_rehearsal)
    form = PressForm()
    if not form.validate_on_submit():
        return render_template("panels/throw_away.html", form=form, day=found)

    def act(session: Session, at: datetime) -> None:
        rehearsing.throw_away(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(form, "throw_rehearsal_away", act, url_for("panels.days"))
