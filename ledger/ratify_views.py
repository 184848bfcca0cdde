"""Decisions that wait for the fund holder: read back, and made payable by one button."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements
from ledger.blueprint import ENTRY_READERS, WRITERS, Writing, bp, take, titles
from ledger.forms import PressForm
from makeithappen import awarding
from makeithappen.core.access import actor, allow
from makeithappen.core.db import reading


@bp.get("/ratifications")
@allow(*ENTRY_READERS)
def ratifications() -> Any:
    """The days with awards to be ratified, the oldest first."""
    days = statements.days_waiting(reading())
    names = awarding.day_names(reading(), [day.day_id for day in days]) if days else {}
    return render_template("ledger/ratifications.html", days=days, names=names)


@bp.get("/days/<day_id>/ratify")
@allow(*ENTRY_READERS)
def ratification(day_id: str) -> Any:
    """A day's awards with the money behind each, to be read back."""
    return _page(day_id, PressForm())


def _page(day_id: str, form: PressForm) -> str:
    day = statements.day(reading(), day_id)
    people = {award.ratified_by for award in day.awards if award.ratified_by}
    return render_template(
        "ledger/ratification.html",
        day=day,
        form=form,
        name=awarding.day_names(reading(), [day_id]).get(day_id) or _("A panel day"),
        titles=titles(award.idea_id for award in day.awards),
        decided=actor().person_id in day.decided_by,
        first_names=awarding.first_names(reading(), people) if people else {},
        told=awarding.is_told(reading(), day_id),
    )


@bp.post("/days/<day_id>/ratify")
@allow(*WRITERS)
def ratify(day_id: str) -> Any:
    """Make what a day decided payable, as somebody who did not decide it."""
    form = PressForm()

    def show() -> str:
        return _page(day_id, form)

    def act(writing: Writing) -> str:
        awarding.ratify_day(writing.session, writing.by(), day_id)
        return url_for("ledger.ratification", day_id=day_id)

    return take(form, f"ratify:{day_id}", act, show, _("Ratified. These awards can be paid now."))
