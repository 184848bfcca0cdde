"""The reserve list of a day: until when, who is next, and the two persons that a step takes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import reserving
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from panels import store
from panels.forms import PressForm
from panels.forms_boards import LookForm, UntilForm
from panels.rules.sharing_out import check_sharing
from panels.views_base import RUNNING, act_once, bp, pressed


@bp.route("/<day_id>/reserve/until", methods=["GET", "POST"])
@allow(Role.CHAIR)
def reserve_until(day_id: str) -> ResponseReturnValue:
    """Say until when the reserve list holds."""
    found = store.load_day(reading(), day_id)
    check_sharing(found.state)
    form = UntilForm(data={"until": found.standing.boards.reserve_until})
    if not form.validate_on_submit():
        page = render_template("panels/reserve_until.html", day=found, form=form)
        return page, 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        assert form.until.data is not None
        today = reserving.today_of(session, found.fund_id, at)
        by: dict[str, Any] = {"today": today, "actor_id": actor().person_id, "at": at}
        store.put_reserve_until(session, day_id, form.until.data, **by)

    place = url_for("panels.sharing", day_id=day_id)
    return act_once(form, f"reserve_until:{day_id}", act, place)


@bp.get("/<day_id>/reserve")
@allow(*RUNNING)
def reserve(day_id: str) -> ResponseReturnValue:
    """Who waits, who is next, and the step that two persons take."""
    found = store.load_day(reading(), day_id)
    money = reserving.free_money(reading(), found)
    asked = found.standing.boards.asked
    return render_template(
        "panels/reserve.html",
        day=found,
        money=money,
        reserve=store.reserve_of(reading(), found, money),
        boards=found.standing.boards,
        asked_by_me=asked is not None and asked.asked_by == actor().person_id,
        form=PressForm(),
    )


@bp.post("/<day_id>/reserve/ask")
@allow(*RUNNING)
def ask_reserve(day_id: str) -> ResponseReturnValue:
    """Ask for the money that came free to go to who is next."""

    def act(session: Session, at: datetime) -> None:
        reserving.ask(session, day_id, actor_id=actor().person_id, at=at)

    place = url_for("panels.reserve", day_id=day_id)
    return act_once(pressed(), f"reserve_asked:{day_id}", act, place)


@bp.route("/<day_id>/reserve/agree", methods=["GET", "POST"])
@allow(*RUNNING)
def agree_reserve(day_id: str) -> ResponseReturnValue:
    """The second person reads the letter and says yes: the award is made, its people are told."""
    form = LookForm()
    if form.validate_on_submit():

        def act(session: Session, at: datetime) -> None:
            seen = form.seen.data or ""
            reserving.agree(session, day_id, seen=seen, actor_id=actor().person_id, at=at)

        place = url_for("panels.reserve", day_id=day_id)
        return act_once(form, f"reserve_agreed:{day_id}", act, place)
    found = store.load_day(reading(), day_id)
    asked = found.standing.boards.asked
    if asked is None or asked.asked_by == actor().person_id:
        raise Missing(day_id)
    letter = reserving.letter(reading(), found, asked)
    page = {"day": found, "asked": asked, "letter": letter, "form": form}
    return render_template("panels/reserve_agree.html", **page)
