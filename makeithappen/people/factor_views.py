"""One's own app for codes: setting it up, and new recovery codes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.proof import ProofRefusal
from makeithappen.core.qr import qr_svg
from makeithappen.core.sentences import sentence
from makeithappen.core.step_up import fresh_code
from makeithappen.people import factors
from makeithappen.people.forms import FactorForm, NewFactorForm

bp = Blueprint("factors", __name__, url_prefix="/me")


@bp.get("/codes")
@allow(*Role)
def factor() -> Any:
    """Whether there is an app for codes, and a button to set one up."""
    return _page(FactorForm())


def _page(form: HouseForm) -> str:
    g.private_page = True
    left = factors.codes_left(reading(), actor().person_id) if actor().has_factor else 0
    return render_template("people/factor.html", form=form, codes_left=left)


@bp.post("/codes")
@allow(*Role)
@fresh_code(lambda: actor().has_factor)
def begin() -> Any:
    """Make a new secret. Who has an app already shows a code of it first."""
    form = FactorForm()
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        with transaction() as session:
            factors.begin(session, actor().person_id)
    except Refused as refused:
        form.mark(refused)
        return _page(form), 409
    return redirect(url_for("factors.new"))


@bp.get("/codes/new")
@allow(*Role)
def new() -> Any:
    """The secret, as a picture and as text, to be taken into the app."""
    return _new_page(NewFactorForm())


def _new_page(form: NewFactorForm) -> Any:
    g.private_page = True
    waiting = factors.waiting_secret(reading(), actor().person_id)
    if waiting is None:
        return redirect(url_for("factors.factor"))
    secret, address = waiting
    picture = qr_svg(address)
    return render_template("people/new_factor.html", form=form, secret=secret, picture=picture)


@bp.post("/codes/new")
@allow(*Role)
@fresh_code(lambda: actor().has_factor)
def confirm() -> Any:
    """Take the app into use and show the recovery codes, this once."""
    form = NewFactorForm()
    if not form.validate_on_submit():
        return _new_page(form), 400
    try:
        with transaction() as session:
            mine = (session, actor().person_id, form.code.data)
            codes = factors.confirm(*mine, now(session))
    except Refused as refused:
        if refused.code in {ProofRefusal.FACTOR_MISSING, ProofRefusal.FACTOR_CODE_NEEDED}:
            flash(_("That took a while. Please begin again."), "message")
            return redirect(url_for("factors.factor"))
        form.code.errors = [sentence(refused)]
        return _new_page(form), 409
    g.private_page = True
    return render_template("people/recovery_codes.html", codes=codes)
