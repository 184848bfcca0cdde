"""The screens of a day that nobody writes on: for the room, for observers, for the hall."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, allow, allow_everyone, polled
from makeithappen.core.db import reading
from makeithappen.core.qr import qr_svg
from panels import store
from panels.forms import PressForm
from panels.rules.live import Audience
from panels.rules.scoring import decimal_text
from panels.rules.settings import sealed
from panels.views_base import act_once, bp, my_id, pressed
from panels.views_live import answer, live_page
from panels.words import STATE_NAMES

hall = Blueprint("hall", __name__, url_prefix="/room")
"""The room's screen without signing in, behind an address that nobody can guess."""

AGAIN_SECONDS = "20"


@bp.get("/<day_id>/room")
@allow(Role.CHAIR, Role.COORDINATOR, Role.AUDITOR)
def room(day_id: str) -> ResponseReturnValue:
    """The big screen: what happens now, how long it may take, what comes, how to join."""
    return _room_page(day_id)


@bp.get("/<day_id>/observe")
@allow(Role.CHAIR, Role.COORDINATOR, Role.AUDITOR)
def observe(day_id: str) -> ResponseReturnValue:
    """What the room sees, with the criteria and the rule, for whoever watches."""
    facts = _room(day_id)
    settings = facts["day"].settings
    is_sealed = facts["day"].standing.settings_digest is not None
    return render_template(
        "panels/observe.html",
        settings=sealed(settings) if is_sealed else None,
        decimal=decimal_text,
        **facts,
    )


@bp.get("/<day_id>/screens")
@allow(Role.CHAIR, Role.COORDINATOR)
def screens(day_id: str) -> ResponseReturnValue:
    """All screens of a day, and the address for a computer in the hall."""
    found = store.load_day(reading(), day_id)
    code = store.room_code(reading(), day_id, datetime.now(UTC))
    address = code and _public(url_for("hall.hall_room", code=code))
    return render_template("panels/screens.html", day=found, address=address, press=PressForm())


@bp.post("/<day_id>/screens/make")
@allow(Role.CHAIR, Role.COORDINATOR)
def make_room_link(day_id: str) -> ResponseReturnValue:
    """Make an address for a computer in the hall; an earlier one ends."""

    def act(session: Session, at: datetime) -> None:
        store.make_room_link(session, day_id, actor_id=my_id(), at=at)

    return act_once(pressed(), f"room:{day_id}", act, url_for("panels.screens", day_id=day_id))


@bp.post("/<day_id>/screens/end")
@allow(Role.CHAIR, Role.COORDINATOR)
def end_room_link(day_id: str) -> ResponseReturnValue:
    """Take the address back."""

    def act(session: Session, at: datetime) -> None:
        store.end_room_link(session, day_id, actor_id=my_id(), at=at)

    return act_once(pressed(), f"room_end:{day_id}", act, url_for("panels.screens", day_id=day_id))


@hall.get("/<code>")
@allow_everyone
def hall_room(code: str) -> ResponseReturnValue:
    """The big screen on a computer where nobody signed in."""
    day_id = store.day_of_room(reading(), code, datetime.now(UTC))
    return _room_page(day_id, url_for("hall.live", code=code))


@hall.get("/<code>/live")
@allow_everyone
@polled
def live(code: str) -> ResponseReturnValue:
    """The live state for it."""
    day_id = store.day_of_room(reading(), code, datetime.now(UTC))
    return answer(day_id, Audience.ROOM)


def _room_page(day_id: str, url: str = "") -> ResponseReturnValue:
    """The screen. Where somebody asked for it, it loads itself again, without scripts too."""
    page = render_template("panels/room.html", **_room(day_id, url))
    return page, {"Refresh": AGAIN_SECONDS} if request.args.get("again") else {}


def _room(day_id: str, url: str = "") -> dict[str, Any]:
    """What stands on the screen of the room: no name but those of the ideas, no score."""
    found = store.load_day(reading(), day_id)
    join = _public(url_for("join.ask"))
    return {
        "day": found,
        "live": live_page(found, Audience.ROOM, url),
        "sheets": sheets_in(found),
        "join": join.split("://")[1],
        "join_code": qr_svg(join),
        "state_names": STATE_NAMES,
    }


def sheets_in(found: store.Day) -> tuple[int, int] | None:
    """How many sheets for the idea of the moment have arrived, and how many are expected."""
    where = found.standing
    if where.current is None or where.current not in where.heard:
        return None
    how = store.progress(reading(), found)[where.current]
    wanted = {one for one in where.present - how.not_theirs if not how.steps_back(one)}
    return len(wanted & how.received), len(wanted)


def _public(path: str) -> str:
    return current_app.extensions["settings"].public_url + path
