"""What the panel's views share: the blueprint, and how a form that was sent is acted on once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import awarding, pages
from makeithappen.core.access import Role, actor
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import IntentRefusal, once
from panels.forms import PressForm
from panels.rules.day import Member
from panels.store import Day, DayMoney, Pitch, load_day, money_of

bp = Blueprint("panels", __name__, url_prefix="/days")

RUNNING = (Role.CHAIR, Role.COORDINATOR)
OFFICERS = (*RUNNING, Role.FUND_HOLDER, Role.APPROVER, Role.AUDITOR)
"""Who may read the results of each day, once it is confirmed."""

Act = Callable[[Session, datetime], object]
Placed = Callable[[Session, datetime], str]


@bp.errorhandler(Refused)
def refused(error: Refused) -> ResponseReturnValue:
    """Why a rule said no, on a page that says so too where the day is a rehearsal."""
    day_id = (request.view_args or {}).get("day_id")
    return pages.refused(error, **({"day": load_day(reading(), day_id)} if day_id else {}))


def act_once(form: HouseForm, scope: str, act: Act, place: str) -> ResponseReturnValue:
    """Do what a form asks for, once per intent key, and go on to `place`. Raises Refused."""

    def placed(session: Session, at: datetime) -> str:
        act(session, at)
        return place

    return go_once(form, scope, placed)


def go_once(form: HouseForm, scope: str, act: Placed) -> ResponseReturnValue:
    """As `act_once`, where the act itself says where to go on."""
    return redirect(place_once(form, scope, act))


def place_once(form: HouseForm, scope: str, act: Placed, *, about: str = "") -> str:
    """Do what a form asks for, once per intent key; returns where to go on.

    `about` is something that the form is about and that must not stand in the scope.
    """
    with transaction() as session:
        return once(
            session,
            actor_id=actor().person_id,
            scope=f"panels.{scope}",
            key=form.intent.data,
            body=f"{about}{form.body()}",
            act=lambda: act(session, now(session)),
        )


def pressed() -> PressForm:
    """The form behind a single button, as it was sent. Refused where it was not sent whole."""
    form = PressForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    return form


def my_id() -> str:
    """The id of the person at this browser."""
    return actor().person_id


def my_seat(day: Day) -> Member:
    """The member that the person at this browser is. Raises Missing for anybody else."""
    member = day.member_of(actor().person_id)
    if member is None:
        raise Missing(day.day_id)
    return member


def day_money(session: Session, day: Day) -> DayMoney:
    """What a day could give by now."""
    return money_of(day, *awarding.money_now(session, day), is_draft=True)


def way_back(day: Day) -> str:
    """Where this person comes from to a page about the whole day."""
    if actor().may(*RUNNING):
        return url_for("panels.day", day_id=day.day_id)
    if day.member_of(actor().person_id):
        return url_for("panels.my_day", day_id=day.day_id)
    return url_for("panels.days")


def find_pitch(day: Day, pitch_id: str) -> Pitch:
    """A pitch of the day. Raises Missing."""
    pitch = day.pitch(pitch_id)
    if pitch is None:
        raise Missing(pitch_id)
    return pitch


def own_page(found: Day) -> str:
    """Where the person at this browser goes on: the chair's page, or a member's own."""
    if actor().may(Role.CHAIR):
        return url_for("panels.day", day_id=found.day_id)
    my_seat(found)
    return url_for("panels.my_day", day_id=found.day_id)
