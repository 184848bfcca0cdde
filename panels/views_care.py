"""Care for the panel: what a day offers, what a member takes, what the fund pays."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import history, inviting, kinship
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.forms import PressForm
from panels.forms_care import MyCareForm, my_care_form, offer_form
from panels.rules.care import assignments
from panels.rules.day import check_setting_up
from panels.rules.running_order import Slot, running_order
from panels.rules.settings import quorum_least
from panels.store import care
from panels.views_base import act_once, bp, my_seat, pressed
from panels.words_care import BECAME


@bp.route("/<day_id>/care", methods=["GET", "POST"])
@allow(Role.COORDINATOR, Role.CHAIR)
def care_offer(day_id: str) -> ResponseReturnValue:
    """Say what the day offers its members: pay, a cap on ideas, breaks."""
    found = store.load_day(reading(), day_id)
    check_setting_up(found.state)
    known = care.offer_of(reading(), day_id)
    form = offer_form(known)
    page = {"form": form, "day": found, "problem": _cap_problem(found, known)}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/care_offer.html", **page), status

    def act(session: Session, at: datetime) -> None:
        offer = form.offer(inviting.find(session, found.round_id, at).zone)
        care.put_offer(session, day_id, offer, actor_id=actor().person_id, at=at)

    try:
        answer = act_once(form, f"care:{day_id}", act, url_for("panels.care_offer", day_id=day_id))
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("panels/care_offer.html", **page), 409
    flash(_("Kept. Members see it on their own page."))
    return answer


def _cap_problem(day: store.Day, offer: care.Offer | None) -> str:
    """Why the cap can't work even if nobody were too close to any idea; empty where it can."""
    members = [one.member_id for one in day.members if not one.is_reserve]
    quorum = day.settings.quorum or quorum_least(len(members))
    pitches = [one.pitch_id for one in day.pitches]
    cap = None if offer is None else offer.terms.ideas_max
    try:
        assignments(members, pitches, frozenset(), quorum=quorum, ideas_max=cap)
    except Refused as refused:
        return sentence(refused)
    return ""


@bp.route("/<day_id>/mine/care", methods=["GET", "POST"])
@allow(Role.PANEL_MEMBER)
def my_care(day_id: str) -> ResponseReturnValue:
    """Take the pay or not, and claim what the day has cost: nobody else sees who says no."""
    found = store.load_day(reading(), day_id)
    my_seat(found)
    offer = care.offer_of(reading(), day_id)
    mine = care.my_care(reading(), day_id, actor().person_id)
    form = None if offer is None or mine.paid else my_care_form(offer, mine)
    page = {"form": form, "day": found, "offer": offer, "mine": mine}
    if form is None:
        status = 200 if request.method == "GET" else 409
        return render_template("panels/my_care.html", **page), status
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/my_care.html", **page), status
    try:
        answer = _keep_answer(day_id, form)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("panels/my_care.html", **page), 409
    flash(_("Kept. You can change it until it is paid."))
    return answer


def _keep_answer(day_id: str, form: MyCareForm) -> ResponseReturnValue:
    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        care.put_answer(session, day_id, person_id=who, answer=form.answer(), at=at)

    place = url_for("panels.my_day", day_id=day_id)
    return act_once(form, f"my_care:{day_id}", act, place)


@bp.get("/care")
@allow(Role.FUND_HOLDER)
def care_to_pay() -> ResponseReturnValue:
    """Whom there is something to pay to, and what was paid."""
    paid = care.paid(reading())
    names = kinship.first_names(reading(), {one.marked_by for one in paid})
    waiting = care.to_pay(reading())
    page = {"waiting": waiting, "paid": paid, "names": names, "press": PressForm()}
    return render_template("panels/care_to_pay.html", **page)


@bp.post("/<day_id>/care/<person_id>/<int:revision>/paid")
@allow(Role.FUND_HOLDER)
def care_paid(day_id: str, person_id: str, revision: int) -> ResponseReturnValue:
    """Note that a member was paid what stood on the list."""

    def act(session: Session, at: datetime) -> None:
        who = {"revision": revision, "actor_id": actor().person_id, "at": at}
        care.mark_paid(session, day_id, person_id, **who)

    scope = f"care_paid:{day_id}:{person_id}:{revision}"
    answer = act_once(pressed(), scope, act, url_for("panels.care_to_pay"))
    flash(_("Marked as paid."))
    return answer


def around_my_day(day: store.Day) -> dict[str, Any]:
    """What stands around the ideas on a member's page: the day's times, and what went before."""
    offer = care.offer_of(reading(), day.day_id)
    scores = not day.state.is_scored
    return {
        "offer": offer,
        "slots": _slots(day, offer),
        "titles": {pitch.pitch_id: pitch.title for pitch in day.pitches},
        "before": history.before(reading(), day.fund_id) if scores else None,
        "became": BECAME,
    }


def _slots(day: store.Day, offer: care.Offer | None) -> tuple[Slot, ...]:
    if offer is None:
        return ()
    pitches = [pitch.pitch_id for pitch in day.pitches]
    return running_order(day.held_on, offer.timetable, pitches, ZoneInfo(offer.zone))
