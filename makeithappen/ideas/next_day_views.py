"""An idea that a panel put off goes before another panel day of its round."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, shortlisting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import masking, store
from makeithappen.ideas.forms import NextDayForm, next_day_form
from makeithappen.ideas.rules.idea import State
from makeithappen.ideas.views_base import bp


@bp.route("/ideas/<idea_id>/next-day", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def next_day(idea_id: str) -> Any:
    """Put an idea that was put off before another panel day, with a reason."""
    idea = store.find_sent(reading(), idea_id)
    form = next_day_form(shortlisting.open_days(reading(), idea.round_id))
    [shown] = masking.shown(reading(), [idea])
    page = {"idea": shown, "form": form, "has_days": len(list(form.day.iter_choices())) > 1}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/next_day.html", **page), status
    try:
        with transaction() as session:
            place = once(
                session,
                actor_id=actor().person_id,
                scope=f"ideas.next_day:{idea_id}",
                key=form.intent.data,
                body=form.body(),
                act=lambda: _go_on(session, idea_id, form),
            )
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/next_day.html", **page), 409
    flash(_("Kept. The people behind the idea can read your answer now."))
    return redirect(place)


def _go_on(session: Session, idea_id: str, form: NextDayForm) -> str:
    at, day_id = now(session), form.day.data
    before = store.find_sent(session, idea_id, lock=True)
    days = dict(shortlisting.open_days(session, before.round_id))
    said = {"day_id": day_id, "day_name": days.get(day_id, ""), "reason": form.reason.data or ""}
    who = {"actor_id": actor().person_id, "at": at}
    idea = store.shortlist(session, idea_id=idea_id, **said, **who, waits=State.DEFERRED)
    today = inviting.find(session, idea.round_id, at).on(at)
    shortlisting.leave(session, day_id=before.day_id or "", today=today)
    pitched = shortlisting.for_panel(session, idea)
    shortlisting.shortlist(session, pitched, day_id=day_id, at=at)
    return url_for("ideas.review", idea_id=idea_id)
