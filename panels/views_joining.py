"""Joining a day from any phone with the code of a seat: without an account, for that day only.

A slip's link has the code behind its #, which browsers keep to themselves. Opening it joins
nothing, since previews open links too: somebody has to press who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user
from sqlalchemy.orm import Session

from makeithappen.core.access import actor, allow_everyone, for_seats
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.limits import limit_used_up, within_limit
from makeithappen.core.sentences import sentence
from makeithappen.welcome import begin_session
from panels.forms_seats import JoinForm
from panels.rules.seats import NETWORK_BUDGET, SITE_BUDGET, SeatRefusal
from panels.store import seats

bp = Blueprint("join", __name__, url_prefix="/join")

Answer = TypeVar("Answer")


@bp.get("")
@allow_everyone
@for_seats
def ask() -> ResponseReturnValue:
    """Ask for the code."""
    g.private_page = True
    return _page(JoinForm())


@bp.post("")
@allow_everyone
@for_seats
def who() -> ResponseReturnValue:
    """Ask who is holding the phone, once the code is right. Nobody has joined yet."""
    g.private_page = True
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        seat = _try_code(lambda: seats.find_seat(reading(), form.code.data, now(reading())))
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return _page(form), 400
    return render_template("panels/join_who.html", form=form, seat=seat, **_on_this_phone())


@bp.post("/enter")
@allow_everyone
@for_seats
def enter() -> ResponseReturnValue:
    """Join: from now on this phone is at that seat, and at no other."""
    g.private_page = True
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        token, seat = _try_code(lambda: _join(form.code.data))
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return _page(form), 400
    begin_session(token)
    return redirect(url_for("panels.my_day", day_id=seat.day_id))


@bp.post("/hand-on")
@allow_everyone
@for_seats
def hand_on() -> ResponseReturnValue:
    """Leave the seat, so that the next person can join. Sheets that wait for a signal stay: they
    are bound to their member, who can come back to this phone."""
    return _left('"cache"')


@bp.post("/leave")
@allow_everyone
@for_seats
def leave() -> ResponseReturnValue:
    """Leave the seat, and let this phone forget what it kept."""
    return _left('"cache", "storage"')


def _page(form: JoinForm) -> str:
    return render_template("panels/join.html", form=form, **_on_this_phone())


def _on_this_phone() -> dict[str, str]:
    """Who this phone is signed in as now, and where they go on; nothing where it is nobody."""
    me = actor()
    if not (me.signed_in and me.first_name):
        return {"now_here": "", "go_on": ""}
    day = url_for("panels.my_day", day_id=me.only_day) if me.only_day else ""
    return {"now_here": me.first_name, "go_on": day or url_for("people.first_page")}


def _try_code(act: Callable[[], Answer]) -> Answer:
    """Do what needs a code. A wrong one is counted; 429 once there were too many."""
    limits = (
        ("seat network", request.remote_addr or "", asdict(NETWORK_BUDGET)),
        ("seat site", "", asdict(SITE_BUDGET)),
    )
    if any(limit_used_up(reading(), what, whose, **limit) for what, whose, limit in limits):
        abort(429)
    try:
        return act()
    except Refused as refused:
        if refused.code is SeatRefusal.SEAT_CODE_UNKNOWN:
            for what, whose, limit in limits:
                within_limit(what, whose, **limit)
        raise


def _join(code: str) -> tuple[str, seats.Seat]:
    """Join the seat of a code, and leave the one that this phone was at."""
    with transaction() as writing:
        _leave_seat(writing)
        return seats.join(writing, code, at=now(writing))


def _leave_seat(writing: Session) -> None:
    if current_user.is_authenticated and current_user.id.startswith(seats.TOKEN_MARK):
        seats.leave(writing, current_user.id)


def _left(forget: str) -> ResponseReturnValue:
    with transaction() as writing:
        _leave_seat(writing)
    logout_user()
    session.clear()
    response = redirect(url_for("join.ask"))
    response.headers["Clear-Site-Data"] = forget
    return response
