"""Coming back to one's idea with a code, and seeing or changing that code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from makeithappen import welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.people import comeback
from makeithappen.people.forms import ComebackForm, PressForm
from makeithappen.people.rules.comeback import spoken_comeback

bp = Blueprint("comeback", __name__, url_prefix="/come-back")
NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""
WHOLE_LIMIT = {"hits_max": 2000, "window_seconds": 3600}
"""For all networks together, so that nobody guesses from many of them."""


def _within_limits() -> bool:
    network = within_limit("comeback network", request.remote_addr or "", **NETWORK_LIMIT)
    return within_limit("comeback", "", **WHOLE_LIMIT) and network


@bp.get("")
@allow_everyone
def enter() -> Any:
    """Ask for the code."""
    g.private_page = True
    return render_template("people/come_back.html", form=ComebackForm())


@bp.post("")
@allow_everyone
def use() -> Any:
    """Sign in with the code, and see one's ideas."""
    g.private_page = True
    form = ComebackForm()
    if not form.validate_on_submit():
        return render_template("people/come_back.html", form=form), 400
    if not _within_limits():
        abort(429)
    try:
        with transaction() as session:
            token = comeback.come_back(session, form.code.data, now(session))
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return render_template("people/come_back.html", form=form), 400
    welcome.begin_session(token)
    return redirect(url_for("ideas.mine"))


def _own_code() -> str:
    code = comeback.code_of(reading(), actor().person_id)
    if not code:
        raise Missing("comeback")
    return spoken_comeback(code)


@bp.get("/mine")
@allow(*Role)
def mine() -> Any:
    """One's own code, to write down or to print."""
    g.private_page = True
    return render_template("people/comeback_code.html", code=_own_code(), form=PressForm())


@bp.post("/mine")
@allow(*Role)
def change() -> Any:
    """Another code in the place of this one."""
    form, code = PressForm(), _own_code()
    if not form.validate_on_submit():
        return render_template("people/comeback_code.html", code=code, form=form), 400
    with transaction() as session:
        token = comeback.change_code(session, actor().person_id, now(session))
    welcome.begin_session(token)
    flash(_("You have a new code. The one before no longer works."))
    return redirect(url_for("comeback.mine"))
