"""Leaving for good: by oneself, or asked for by an administrator and agreed to by another."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from sqlalchemy.orm import Session

from makeithappen import erasing
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.people import store
from makeithappen.people.forms import EraseForm, PressForm
from makeithappen.people.views import bp, once_for

__all__ = ["bp"]


@bp.route("/me/erase", methods=["GET", "POST"])
@allow(*Role)
def erase_me() -> Any:
    """Say what goes and what stays; then erase whoever asks, and sign them out."""
    g.private_page = True
    form = EraseForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("people/erase_me.html", form=form), status
    me = actor().person_id
    try:
        with transaction() as db_session:
            by = {"actor_id": me, "at": now(db_session), "intent_key": form.intent.data or ""}
            erasing.erase(db_session, me, **by)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("people/erase_me.html", form=form), 409
    erasing.wipe_log()
    return _gone()


def _gone() -> Any:
    """Forget the sign-in in the browser, too."""
    logout_user()
    session.clear()
    flash(_("You are erased. Nothing here leads to you any more."), "success")
    response = redirect(url_for("public.home"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.route("/people/<person_id>/erase", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def ask_erase(person_id: str) -> Any:
    """Ask a second person to agree that somebody is erased."""
    form = PressForm()

    def show() -> str:
        found = store.find_person(reading(), person_id)
        return render_template("people/ask_erase.html", form=form, person=found)

    def act(db_session: Session) -> str:
        erasing.check(db_session, person_id)
        asked = {"kind": "erase", "value": "", "actor_id": actor().person_id}
        store.ask_change(db_session, person_id=person_id, at=now(db_session), **asked)
        return url_for("people.people")

    if not form.validate_on_submit():
        return show(), 400 if form.is_submitted() else 200
    try:
        place = once_for(form, f"people.erase:{person_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return show(), 409
    flash(_("A second person must agree. It is on the list of people."))
    return redirect(place)
