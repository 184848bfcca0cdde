"""Seats for people without an account, for whoever runs a day: who sits there, and their codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import segno
from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from makeithappen import kinship
from makeithappen.core.access import actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.intents import once
from panels import store
from panels.forms import PressForm
from panels.forms_seats import NewMemberForm
from panels.rules.day import check_setting_up
from panels.rules.seats import check_giving_codes, spoken_seat_code
from panels.store import seats
from panels.views_base import RUNNING, act_once, bp, pressed
from panels.words_seats import spelled


@bp.get("/<day_id>/seats")
@allow(*RUNNING)
def day_seats(day_id: str) -> ResponseReturnValue:
    """The seats of a day: who has a code, and how many phones it opened."""
    found = store.load_day(reading(), day_id)
    check_giving_codes(found.state, held=0, more=0)
    lines = seats.list_seats(reading(), found, now(reading()))
    return render_template("panels/seats.html", day=found, seats=lines, press=PressForm())


@bp.route("/<day_id>/panel/new", methods=["GET", "POST"])
@allow(*RUNNING)
def new_member(day_id: str) -> ResponseReturnValue:
    """Put somebody without an e-mail address on the panel."""
    found = store.load_day(reading(), day_id)
    check_setting_up(found.state)
    form = NewMemberForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/new_member.html", form=form, day=found), status
    name = form.first_name.data or ""

    def act(session: Session, at: datetime) -> None:
        by = {"actor_id": actor().person_id, "at": at}
        added = kinship.add_panel_person(session, name, **by)
        member = store.NewMember(added.person_id, name, is_reserve=False)
        store.add_member(session, day_id, member, **by)

    return act_once(form, f"new_member:{day_id}", act, url_for("panels.day", day_id=day_id))


@bp.post("/<day_id>/seats")
@allow(*RUNNING)
def print_seats(day_id: str) -> ResponseReturnValue:
    """Slips for all who have no code yet. Codes are shown once, here, and kept nowhere."""

    def wanted(found: store.Day) -> list[str]:
        lines = seats.list_seats(reading(), found, now(reading()))
        return [line.member.member_id for line in lines if not line.has_code]

    return _slips(day_id, f"seats:{day_id}", wanted)


@bp.post("/<day_id>/seats/<member_id>")
@allow(*RUNNING)
def new_seat_code(day_id: str, member_id: str) -> ResponseReturnValue:
    """A new code for one seat: the old one dies, and with it the phones that it opened."""
    return _slips(day_id, f"seat:{member_id}", lambda _day: [member_id])


def _slips(
    day_id: str, scope: str, wanted: Callable[[store.Day], list[str]]
) -> ResponseReturnValue:
    """Give codes and show them; sent a second time, the form shows nothing and changes nothing."""
    form, who = pressed(), actor().person_id
    codes: dict[str, str] = {}

    def act() -> str:
        member_ids = wanted(store.load_day(session, day_id))
        given = seats.give_codes(session, day_id, member_ids, actor_id=who, at=now(session))
        codes.update(given)
        return day_id

    with transaction() as session:
        sent = {"key": form.intent.data, "body": form.body(), "act": act}
        once(session, actor_id=who, scope=f"panels.{scope}", **sent)
    if not codes:
        flash(_("Codes are shown once. For a slip that was lost, give a new code."), "message")
        return redirect(url_for("panels.day_seats", day_id=day_id))
    g.private_page = True
    return _print_page(store.load_day(reading(), day_id), codes)


def _print_page(found: store.Day, codes: dict[str, str]) -> str:
    site = current_app.extensions["settings"].public_url
    address = site + url_for("join.ask")
    slips = [
        (
            member.first_name,
            spoken_seat_code(codes[member.member_id]),
            spelled(codes[member.member_id]),
            _picture(f"{address}#{spoken_seat_code(codes[member.member_id])}"),
        )
        for member in found.members
        if member.member_id in codes
    ]
    shown = address.partition("://")[2]
    return render_template("panels/seats_print.html", day=found, slips=slips, address=shown)


def _picture(link: str) -> Markup:
    """A link as a picture for a phone's camera."""
    return Markup(segno.make(link, error="m").svg_inline(scale=3))  # noqa: S704 (numbers only)
