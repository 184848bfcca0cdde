"""The co-funder's pad: money offered in the room, under a condition, and what became of it."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import pledging
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import IntentRefusal
from makeithappen.pledging import FunderKind, Offer
from panels import store
from panels.forms import PressForm
from panels.forms_boards import MetForm, PadForm
from panels.rules.rehearsal import check_counts
from panels.rules.sharing_out import check_offers_open, check_own_offer
from panels.views_base import act_once, bp, pressed
from panels.words import STATE_NAMES

SETTLE = (Role.CHAIR, Role.FUND_HOLDER)
"""Who says that a condition is met and that an offer stands."""


@bp.get("/offers")
@allow(Role.COFUNDER)
def pads() -> ResponseReturnValue:
    """The days on which money can be offered now."""
    lines = [one for one in store.list_days(reading()) if one.state.is_running]
    return render_template("panels/pads.html", days=lines, state_names=STATE_NAMES)


@bp.route("/<day_id>/offers", methods=["GET", "POST"])
@allow(Role.COFUNDER, *SETTLE)
def pad(day_id: str) -> ResponseReturnValue:
    """Offer money, and see what became of all that was offered."""
    found = store.load_day(reading(), day_id)
    areas = pledging.areas(reading(), found.fund_id)
    form = PadForm().offer(found, areas)
    if not form.validate_on_submit():
        return _pad_page(found, form, dict(areas)), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        day = store.load_day(session, day_id, lock="to_read")
        check_offers_open(day.state)
        check_counts(is_rehearsal=day.is_rehearsal)
        _offer(session, day, form, at)

    return act_once(form, f"offer:{day_id}", act, url_for("panels.pad", day_id=day_id))


def _offer(session: Session, day: store.Day, form: PadForm, at: datetime) -> None:
    pitch = day.pitch(form.pitch_id.data or "")
    pledging.offer(
        session,
        fund_id=day.fund_id,
        funder_name=form.funder_name.data or "",
        funder_kind=FunderKind(form.funder_kind.data),
        amount_pence=form.amount.amount_pence,
        idea_id=None if pitch is None else pitch.idea_id,
        asked=pledging.asked_of(form.asks.data or "", form.words.data or ""),
        actor_id=actor().person_id,
        at=at,
        intent_key=form.intent.data or "",
    )


def _pad_page(found: store.Day, form: PadForm, areas: dict[str, str]) -> str:
    ids = {pitch.idea_id for pitch in found.pitches} | {None}
    offers = pledging.offers(reading(), found.fund_id)
    return render_template(
        "panels/pad.html",
        day=found,
        form=form,
        press=PressForm(formdata=None),
        met=MetForm(formdata=None),
        offers=[one for one in offers if one.idea_id in ids],
        titles={pitch.idea_id: pitch.title for pitch in found.pitches},
        areas=areas,
        may_settle=actor().may(*SETTLE),
        reader_id=actor().person_id,
        pledging=pledging,
    )


@bp.post("/<day_id>/offers/<pledge_id>/withdraw")
@allow(Role.COFUNDER, *SETTLE)
def withdraw_offer(day_id: str, pledge_id: str) -> ResponseReturnValue:
    """Take back what is only an offer."""
    form = pressed()

    def act(session: Session, at: datetime) -> None:
        offered_by, who = _offer_of_day(session, day_id, pledge_id).offered_by, actor()
        check_own_offer(offered_by, who.person_id, is_officer=who.may(*SETTLE))
        by = {"actor_id": who.person_id, "at": at, "intent_key": form.intent.data or ""}
        pledging.withdraw(session, pledge_id, **by)

    place = url_for("panels.pad", day_id=day_id)
    return act_once(form, f"offer_withdrawn:{pledge_id}", act, place)


@bp.post("/<day_id>/offers/<pledge_id>/met")
@allow(*SETTLE)
def meet_offer(day_id: str, pledge_id: str) -> ResponseReturnValue:
    """Say that what the funder asks for is so, or have it worked out."""
    form = MetForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)

    def act(session: Session, at: datetime) -> None:
        _offer_of_day(session, day_id, pledge_id)
        by = {"actor_id": actor().person_id, "at": at, "intent_key": form.intent.data or ""}
        pledging.meet(session, pledge_id, reason=form.reason.data or "", **by)

    return act_once(form, f"offer_met:{pledge_id}", act, url_for("panels.pad", day_id=day_id))


@bp.post("/<day_id>/offers/<pledge_id>/confirm")
@allow(*SETTLE)
def confirm_offer(day_id: str, pledge_id: str) -> ResponseReturnValue:
    """The funder stands by it: from now on the panel can give this money."""
    form = pressed()

    def act(session: Session, at: datetime) -> None:
        _offer_of_day(session, day_id, pledge_id)
        by = {"actor_id": actor().person_id, "at": at, "intent_key": form.intent.data or ""}
        pledging.confirm(session, pledge_id, **by)

    place = url_for("panels.pad", day_id=day_id)
    return act_once(form, f"offer_confirmed:{pledge_id}", act, place)


def _offer_of_day(session: Session, day_id: str, pledge_id: str) -> Offer:
    """An offer for a day that runs, which is locked to read. Raises Missing or Refused."""
    day = store.load_day(session, day_id, lock="to_read")
    check_offers_open(day.state)
    ids = {pitch.idea_id for pitch in day.pitches} | {None}
    for one in pledging.offers(session, day.fund_id):
        if one.pledge_id == pledge_id and one.idea_id in ids:
            return one
    raise Missing(pledge_id)
