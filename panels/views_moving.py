"""Moving a day on: the chair's buttons, and what takes the consent of a second person."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import awarding, kinship, reopening
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import IntentRefusal
from panels import store
from panels.forms import ExtraTimeForm, LinksForm, MoveForm, PitchForm, PressForm, ReasonForm
from panels.rules.day import Move, check_move, moved_up
from panels.views_base import act_once, bp, own_page, pressed


@bp.post("/<day_id>/move")
@allow(Role.CHAIR)
def move(day_id: str) -> ResponseReturnValue:
    """Go on to what comes next."""
    form = MoveForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    if form.move.data not in set(store.PLAIN_MOVES):
        raise Missing(day_id)
    wanted, pitch_id = Move(form.move.data), form.pitch_id.data or None

    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        kinship.enforce(session, day_id, at=at)
        store.move_day(session, day_id, wanted, pitch_id=pitch_id, actor_id=who, at=at)

    return act_once(form, f"move:{day_id}", act, _console(day_id))


@bp.post("/<day_id>/pause")
@allow(Role.CHAIR)
def pause(day_id: str) -> ResponseReturnValue:
    """Stop the day where it is, for whatever reason."""

    def act(session: Session, at: datetime) -> None:
        store.pause(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(pressed(), f"pause:{day_id}", act, _console(day_id))


@bp.post("/<day_id>/resume")
@allow(Role.CHAIR)
def resume(day_id: str) -> ResponseReturnValue:
    """Go on after a pause."""

    def act(session: Session, at: datetime) -> None:
        store.resume(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(pressed(), f"resume:{day_id}", act, _console(day_id))


@bp.post("/<day_id>/extra-time")
@allow(Role.CHAIR)
def extra_time(day_id: str) -> ResponseReturnValue:
    """Give what happens now some more minutes."""
    form = ExtraTimeForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    minutes = form.minutes.data or 0

    def act(session: Session, at: datetime) -> None:
        store.give_extra_time(session, day_id, minutes, actor_id=actor().person_id, at=at)

    return act_once(form, f"extra_time:{day_id}", act, _console(day_id))


@bp.post("/<day_id>/no-show")
@allow(Role.CHAIR)
def no_show(day_id: str) -> ResponseReturnValue:
    """Nobody came when the idea was called."""
    form = _about_a_pitch()

    def act(session: Session, at: datetime) -> None:
        pitch_id, who = form.pitch_id.data or "", actor().person_id
        store.note_no_show(session, day_id, pitch_id, actor_id=who, at=at)

    return act_once(form, f"no_show:{day_id}", act, _console(day_id))


@bp.post("/<day_id>/earlier")
@allow(Role.CHAIR)
def earlier(day_id: str) -> ResponseReturnValue:
    """Hear an idea one place earlier."""
    form = _about_a_pitch()

    def act(session: Session, at: datetime) -> None:
        order = moved_up(store.load_day(session, day_id).standing, form.pitch_id.data or "")
        store.reorder(session, day_id, order, actor_id=actor().person_id, at=at)

    return act_once(form, f"earlier:{day_id}", act, _console(day_id))


@bp.route("/<day_id>/reopen", methods=["GET", "POST"])
@allow(Role.CHAIR)
def reopen(day_id: str) -> ResponseReturnValue:
    """Ask for scoring to be opened once more, with a reason; another person has to agree."""
    found = store.load_day(reading(), day_id)
    check_move(found.standing, Move.REOPEN)
    form = ReasonForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/reopen.html", form=form, day=found), status

    def act(session: Session, at: datetime) -> None:
        who, reason = actor().person_id, form.reason.data or ""
        store.ask_to_reopen(session, day_id, reason=reason, actor_id=who, at=at)

    return act_once(form, f"reopen:{day_id}", act, _console(day_id))


@bp.route("/<day_id>/agree", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.PANEL_MEMBER)
def agree(day_id: str) -> ResponseReturnValue:
    """The second person's yes to opening scoring once more, on their own device."""
    found = store.load_day(reading(), day_id)
    place = own_page(found)
    form = LinksForm() if found.state.is_confirmed else PressForm()
    if not form.validate_on_submit():
        page = render_template("panels/agree.html", form=form, day=found, back=place)
        return page, 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        links = (form.links.data or "") if isinstance(form, LinksForm) else ""
        reopening.reopen_day(session, day_id, links=links, actor_id=actor().person_id, at=at)

    return act_once(form, f"agree:{day_id}", act, place)


@bp.post("/<day_id>/close")
@allow(Role.CHAIR)
def close(day_id: str) -> ResponseReturnValue:
    """Nothing more is to come: the day is over."""

    def act(session: Session, at: datetime) -> None:
        awarding.close_day(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(pressed(), f"close:{day_id}", act, _console(day_id))


def _about_a_pitch() -> PitchForm:
    form = PitchForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    return form


def _console(day_id: str) -> str:
    return url_for("panels.day", day_id=day_id)
