"""The outcomes of a fund: a list to add to, from which old ones are archived."""

# pyright: reportArgumentType=false
# (The stubs are for an older WTForms, and want plain text where a lazy one is as good.)

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import DataRequired

from makeithappen.core.access import Role, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm, TextAreaField
from makeithappen.core.sentences import sentence
from makeithappen.funds import outcomes_store, store
from makeithappen.funds.forms import PressForm
from makeithappen.funds.views_base import bp, write


class OutcomesForm(HouseForm):
    """New outcomes."""

    names = TextAreaField(
        _l("What shall get better?"),
        description=_l("One on each line, in plain words, like “Children sleep well”."),
        validators=[DataRequired(_l("Write at least one, in a few plain words"))],
        rows=4,
        length_max=3000,
    )


@bp.route("/funds/<fund_id>/outcomes", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def outcomes(fund_id: str) -> Any:
    """The outcomes of a fund, and a box for more."""
    found = store.find_fund(reading(), fund_id)
    form = OutcomesForm()
    if not form.validate_on_submit():
        return _page(found, form), 400 if form.is_submitted() else 200

    def act(session: Session, who: dict[str, Any]) -> str:
        outcomes_store.add_outcomes(session, fund_id=fund_id, typed=form.names.data or "", **who)
        return url_for("funds.outcomes", fund_id=fund_id)

    try:
        place = write(form, f"funds.outcomes:{fund_id}", act)
    except Refused as refused:
        form.names.errors = [sentence(refused)]
        return _page(found, form), 409
    flash(_("The list is kept."))
    return redirect(place)


def _page(found: store.FundRow, form: OutcomesForm) -> str:
    rows = outcomes_store.outcomes(reading(), found.fund_id)
    return render_template("funds/outcomes.html", form=form, fund=found, outcomes=rows)


@bp.route("/funds/outcomes/<outcome_id>/archive", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def archive_outcome(outcome_id: str) -> Any:
    """Ask, then take an outcome off the list of choices."""
    outcome = outcomes_store.find_outcome(reading(), outcome_id)
    form = PressForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/archive_outcome.html", form=form, outcome=outcome), status

    def act(session: Session, who: dict[str, Any]) -> str:
        outcomes_store.archive_outcome(session, outcome_id=outcome_id, **who)
        return url_for("funds.outcomes", fund_id=outcome.fund_id)

    return redirect(write(form, f"funds.archive_outcome:{outcome_id}", act))
