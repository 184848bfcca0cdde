"""The letters of a fund: one for each way in which an idea can end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import replying
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.replies import store
from makeithappen.replies.forms import TemplateForm
from makeithappen.replies.rules.letter import Outcome, needed, placeholders
from makeithappen.replies.views_base import act_once, bp
from makeithappen.replies.words import OUTCOMES, PLACEHOLDERS


@bp.get("/funds/<fund_id>/letters")
@allow(Role.COORDINATOR)
def letters(fund_id: str) -> Any:
    """All letters of a fund."""
    fund_name = replying.fund_name(reading(), fund_id)
    own = store.templates(reading(), fund_id)
    shown = {outcome: replying.template_of(own, outcome) for outcome in Outcome}
    ids = {"fund_id": fund_id, "fund_name": fund_name}
    return render_template("replies/letters.html", **ids, letters=shown, outcomes=OUTCOMES)


@bp.route("/funds/<fund_id>/letters/<outcome>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def letter(fund_id: str, outcome: str) -> Any:
    """Change one letter."""
    if outcome not in list(Outcome):
        raise Missing(outcome)
    kind = Outcome(outcome)
    own = store.templates(reading(), fund_id)
    form = TemplateForm(data={"words": replying.template_of(own, kind)})
    if not form.validate_on_submit():
        return _page(fund_id, kind, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        store.put_template(session, fund_id=fund_id, outcome=kind, words=form.words.data, **by)
        return url_for("replies.letters", fund_id=fund_id)

    try:
        place = act_once(form, f"letter:{fund_id}:{kind}", act)
    except Refused as refused:
        form.words.errors = [sentence(refused)]
        return _page(fund_id, kind, form), 409
    flash(_("The letter is kept. Letters that wait to be sent have to be looked at again."))
    return redirect(place)


def _page(fund_id: str, kind: Outcome, form: TemplateForm) -> str:
    return render_template(
        "replies/letter.html",
        fund_id=fund_id,
        fund_name=replying.fund_name(reading(), fund_id),
        form=form,
        title=OUTCOMES[kind],
        needed=needed(kind),
        known={name: PLACEHOLDERS[name] for name in placeholders(kind)},
    )
