"""What a fund says before an idea is begun: its page for whoever looks after the fund."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.funds import start_store, store
from makeithappen.funds.forms_start import StartForm, start_form
from makeithappen.funds.rules.start import StartRefusal
from makeithappen.funds.views_base import READERS, bp, write


@bp.route("/funds/<fund_id>/start", methods=["GET", "POST"])
@allow(*READERS)
def start(fund_id: str) -> Any:
    """Say who the fund is for, what to ask first, and where else to go."""
    found = store.find_fund(reading(), fund_id)
    form = start_form(found.start)
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/start.html", form=form, fund=found), status

    def act(session: Session, who: dict[str, Any]) -> str:
        start_store.put_start(session, fund_id=fund_id, start=form.start(), **who)
        return url_for("funds.fund", fund_id=fund_id)

    try:
        place = write(form, f"funds.start:{fund_id}", act)
    except Refused as refused:
        _mark(form, refused)
        return render_template("funds/start.html", form=form, fund=found), 409
    flash(_("Kept."))
    return redirect(place)


def _mark(form: StartForm, refused: Refused) -> None:
    """Put the sentence at the half of a question that is missing, or at the number of days."""
    if refused.code is StartRefusal.TALK_DAYS:
        form.talk_days.errors = [sentence(refused)]
        return
    for number in (1, 2, 3):
        asks, says_no = form[f"asks_{number}"], form[f"says_no_{number}"]
        if bool(asks.data) != bool(says_no.data):
            (says_no if asks.data else asks).errors = [sentence(refused)]
