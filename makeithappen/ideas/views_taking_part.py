"""For coordinators: what people asked for to take part, and noting that it is arranged."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from makeithappen import coordinating, inviting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.ideas import store
from makeithappen.ideas import taking_part as parts
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.questions import ARRANGEMENTS
from makeithappen.ideas.rules.taking_part import counts
from makeithappen.ideas.views_base import bp


@bp.get("/rounds/<round_id>/taking-part")
@allow(Role.COORDINATOR)
def taking_part(round_id: str) -> Any:
    """What people asked for to take part, day by day, with how many of each."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    asked = parts.of_round(reading(), round_id)
    days = [list(these) for _day, these in groupby(asked, lambda one: one.idea.day_id)]
    return render_template(
        "ideas/taking_part.html",
        invitation=invitation,
        days=[(counts(one.wanted for one in these), these) for these in days],
        names=coordinating.coordinators(reading()),
        arrangements=ARRANGEMENTS,
        press=PressForm(formdata=None),
    )


@bp.post("/ideas/<idea_id>/arranged")
@allow(Role.COORDINATOR)
def arrange(idea_id: str) -> Any:
    """Note that what its people asked for is arranged; or not after all."""
    round_id = store.find_sent(reading(), idea_id).round_id
    form = request.form
    how = {"yes": form.get("arranged") == "yes", "read": form.get("read", "")}
    if PressForm().validate_on_submit():
        try:
            with transaction() as session:
                who = {"actor_id": actor().person_id, "at": now(session)}
                parts.arrange(session, idea_id, **how, **who)
            flash(_("Noted."))
        except Refused as refused:
            flash(sentence(refused), "message")
    return redirect(url_for("ideas.taking_part", round_id=round_id))
