"""Setting a day up: name and date, criteria, panel. Everything here ends when the day opens."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import (
    CriterionForm,
    DayForm,
    PanelForm,
    PressForm,
    ScrutineerForm,
    criterion_fields,
)
from panels.rules.criteria import Criterion
from panels.rules.day import check_setting_up
from panels.views_base import act_once, bp, go_once, pressed


@bp.route("/new/<round_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def new_day(round_id: str) -> ResponseReturnValue:
    """Begin a day in a round."""
    form = DayForm()
    round_ = inviting.find(reading(), round_id, now(reading()))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/new_day.html", form=form, round=round_), status

    def act(session: Session, at: datetime) -> str:
        ids = {"fund_id": round_.fund_id, "round_id": round_id}
        basics = _basics(form)
        day_id = store.add_day(session, **ids, **basics, actor_id=actor().person_id, at=at)
        return url_for("panels.day", day_id=day_id)

    return go_once(form, f"new_day:{round_id}", act)


@bp.route("/<day_id>/change", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def change_day(day_id: str) -> ResponseReturnValue:
    """Change name, date, quorum, the line, and whether parts may be given."""
    found = _still_setting_up(day_id)
    form = DayForm(data=_basics_shown(found))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/change_day.html", form=form, day=found), status

    def act(session: Session, at: datetime) -> None:
        basics = _basics(form)
        store.change_day(session, day_id, **basics, actor_id=actor().person_id, at=at)

    return act_once(form, f"change_day:{day_id}", act, url_for("panels.day", day_id=day_id))


@bp.route("/<day_id>/criteria/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def new_criterion(day_id: str) -> ResponseReturnValue:
    """Write a criterion."""
    found = _still_setting_up(day_id)
    return _criterion_page(found, CriterionForm(), None)


@bp.route("/<day_id>/criteria/<criterion_id>", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def criterion(day_id: str, criterion_id: str) -> ResponseReturnValue:
    """Change a criterion."""
    found = _still_setting_up(day_id)
    known = {one.criterion_id: one for one in found.settings.criteria}.get(criterion_id)
    if known is None:
        raise Missing(criterion_id)
    return _criterion_page(found, CriterionForm(data=criterion_fields(known)), known)


def _criterion_page(
    found: store.Day, form: CriterionForm, known: Criterion | None
) -> ResponseReturnValue:
    """Show a criterion's form, or keep what was typed; a rule's refusal goes on the page."""
    status = 200
    day_id, criterion_id = found.day_id, known.criterion_id if known else ""

    def act(session: Session, at: datetime) -> None:
        written = form.criterion(criterion_id)
        store.put_criterion(session, day_id, written, actor_id=actor().person_id, at=at)

    if form.validate_on_submit():
        try:
            return act_once(
                form,
                f"criterion:{day_id}:{criterion_id}",
                act,
                url_for("panels.day", day_id=day_id),
            )
        except Refused as refused:
            form.add_error(sentence(refused))
            status = 409
    elif form.is_submitted():
        status = 400
    page = render_template(
        "panels/criterion.html", form=form, day=found, known=known, press=PressForm()
    )
    return page, status


@bp.post("/<day_id>/criteria/<criterion_id>/remove")
@allow(Role.COORDINATOR, Role.CHAIR)
def remove_criterion(day_id: str, criterion_id: str) -> ResponseReturnValue:
    """Take a criterion away."""

    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        store.remove_criterion(session, day_id, criterion_id, actor_id=who, at=at)

    place = url_for("panels.day", day_id=day_id)
    return act_once(pressed(), f"remove_criterion:{criterion_id}", act, place)


@bp.route("/<day_id>/panel", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def panel(day_id: str) -> ResponseReturnValue:
    """Say who is on the panel and in reserve."""
    from makeithappen import kinship

    found = _still_setting_up(day_id)
    names = {one.person_id: one.first_name for one in kinship.panel_people(reading())}
    form = PanelForm(data=_panel_shown(found)).offer(list(names.items()))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/panel.html", form=form, day=found), status
    chosen = [(one, False) for one in form.panel.data or ()]
    chosen += [(one, True) for one in form.reserve.data or ()]
    members = [store.NewMember(one, names[one], is_reserve) for one, is_reserve in chosen]

    def act(session: Session, at: datetime) -> None:
        store.put_members(session, day_id, members, actor_id=actor().person_id, at=at)

    return act_once(form, f"panel:{day_id}", act, url_for("panels.day", day_id=day_id))


@bp.route("/<day_id>/scrutineer", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def scrutineer(day_id: str) -> ResponseReturnValue:
    """Say for whom the list of whose sheets are whose is sealed."""
    found = _still_setting_up(day_id)
    form = ScrutineerForm(data={"public_key": found.settings.scrutineer_key})
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/scrutineer.html", form=form, day=found), status

    def act(session: Session, at: datetime) -> None:
        key = form.public_key.data or None
        store.put_scrutineer(session, day_id, key, actor_id=actor().person_id, at=at)

    place = url_for("panels.day", day_id=day_id)
    try:
        return act_once(form, f"scrutineer:{day_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("panels/scrutineer.html", form=form, day=found), 409


@bp.post("/<day_id>/open")
@allow(Role.COORDINATOR, Role.CHAIR)
def open_day(day_id: str) -> ResponseReturnValue:
    """Seal the settings and open the day."""

    def act(session: Session, at: datetime) -> None:
        store.open_day(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(pressed(), f"open:{day_id}", act, url_for("panels.day", day_id=day_id))


def _still_setting_up(day_id: str) -> store.Day:
    """The day, as long as its settings can be changed; the page says so where they can't."""
    found = store.load_day(reading(), day_id)
    check_setting_up(found.state)
    return found


def _basics(form: DayForm) -> dict[str, Any]:
    percent = form.threshold_percent.data
    return {
        "name": form.name.data,
        "held_on": form.held_on.data,
        "quorum": form.quorum.data,
        "threshold": None if percent is None else Fraction(percent, 100),
        "part_funding": form.part_funding.data == "yes",
    }


def _basics_shown(found: store.Day) -> dict[str, Any]:
    threshold = found.settings.threshold
    return {
        "name": found.name,
        "held_on": found.held_on,
        "quorum": found.settings.quorum,
        "threshold_percent": None if threshold is None else int(threshold * 100),
        "part_funding": "yes" if found.settings.part_funding else "no",
    }


def _panel_shown(found: store.Day) -> dict[str, list[str]]:
    return {
        "panel": [one.person_id for one in found.members if not one.is_reserve],
        "reserve": [one.person_id for one in found.members if one.is_reserve],
    }
