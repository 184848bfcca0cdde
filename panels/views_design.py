"""The rules of a day, chosen beforehand and sealed when it opens."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import kinship
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms_design import design_form
from panels.rules.day import check_setting_up
from panels.views_base import RUNNING, act_once, bp, my_seat, way_back


@bp.route("/<day_id>/rules", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def design(day_id: str) -> ResponseReturnValue:
    """Choose what conflicts do, what settles a tie, who sees the count when, and the pot."""
    found = store.load_day(reading(), day_id)
    check_setting_up(found.state)
    votes = store.votes_for(reading(), day_id)
    form, status = design_form(found.settings.design, votes), 200

    def act(session: Session, at: datetime) -> None:
        chosen = form.design(votes)
        store.put_design(session, day_id, chosen, actor_id=actor().person_id, at=at)

    if form.validate_on_submit():
        try:
            place = url_for("panels.day", day_id=day_id)
            return act_once(form, f"design:{day_id}", act, place)
        except Refused as refused:
            form.add_error(sentence(refused))
            status = 409
    elif form.is_submitted():
        status = 400
    return render_template("panels/design.html", form=form, day=found), status


@bp.get("/<day_id>/criteria/history")
@allow(*RUNNING, Role.PANEL_MEMBER)
def criteria_history(day_id: str) -> ResponseReturnValue:
    """Each version of each criterion: what it said, who wrote it, who saved it and when."""
    found = store.load_day(reading(), day_id)
    if not actor().may(*RUNNING):
        my_seat(found)
    versions = store.criterion_versions(reading(), day_id)
    names = kinship.first_names(reading(), {one.saved_by for one in versions if one.saved_by})
    page = {"day": found, "versions": versions, "names": names, "back": way_back(found)}
    return render_template("panels/criteria_history.html", **page)
