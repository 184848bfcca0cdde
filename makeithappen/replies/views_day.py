"""The letters of a panel day: written from its decisions, looked at one by one, sent together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, url_for
from sqlalchemy.orm import Session

from makeithappen import replying
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.kept_texts import keeps_words
from makeithappen.replies.forms import LookForm, PartsForm, PressForm
from makeithappen.replies.rules.reply import Reply
from makeithappen.replies.views_base import act_once, bp, look_form, mark
from makeithappen.replies.words import OUTCOMES

RUNNING = (Role.CHAIR, Role.COORDINATOR)


@bp.get("/days/<day_id>/replies")
@allow(*RUNNING)
def of_day(day_id: str) -> Any:
    """Each idea of a day with its letter: which were looked at, and the press that sends all."""
    found = replying.find_day(reading(), day_id)
    may_send = actor().may(Role.CHAIR) and found.waits_to_be_told
    page = {"found": found, "day": found.day, "outcomes": OUTCOMES, "may_send": may_send}
    return render_template("replies/of_day.html", form=PressForm(), **page)


@bp.route("/days/<day_id>/replies/<idea_id>", methods=["GET", "POST"])
@allow(*RUNNING)
@keeps_words
def of_idea(day_id: str, idea_id: str) -> Any:
    """One letter as it would go, and what a person writes in it."""
    found = replying.find_day(reading(), day_id)
    reply = found.find(idea_id)
    if not found.can_change:
        sent = replying.sent_letter(reading(), idea_id)
        return render_template("replies/gone.html", day=found.day, reply=reply, sent=sent)
    form = PartsForm(data=_shown(found, reply))
    form.offer(found.criteria, reply.parts.criterion)
    if not form.validate_on_submit():
        return _page(found, reply, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        replying.write_on_day(session, day_id, idea_id, form.parts(), **by)
        return url_for("replies.of_idea", day_id=day_id, idea_id=idea_id)

    try:
        return redirect(act_once(form, f"write:{day_id}:{idea_id}", act))
    except Refused as refused:
        mark(form, refused)
        return _page(found, reply, form), 409


def _shown(found: replying.DayReplies, reply: Reply) -> dict[str, str]:
    """What was written; before that, what was said about the idea on the day helps to begin."""
    parts = reply.parts
    return {
        "strengths": parts.strengths or replying.said_about(reading(), found.day, reply.idea_id),
        "criterion": parts.criterion,
        "would_help": parts.would_help,
        "elsewhere": parts.elsewhere,
    }


def _page(found: replying.DayReplies, reply: Reply, form: PartsForm) -> str:
    return render_template(
        "replies/of_idea.html",
        day=found.day,
        reply=reply,
        form=form,
        look=look_form(reply),
        outcomes=OUTCOMES,
    )


@bp.post("/days/<day_id>/replies/<idea_id>/look")
@allow(*RUNNING)
def look(day_id: str, idea_id: str) -> Any:
    """Somebody looked at this letter; go on to the next one that waits."""
    form = LookForm()
    if not form.validate_on_submit():
        abort(400)

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        following = replying.look_on_day(session, day_id, idea_id, form.seen.data or "", **by)
        if following is None:
            return url_for("replies.of_day", day_id=day_id)
        return url_for("replies.of_idea", day_id=day_id, idea_id=following)

    return redirect(act_once(form, f"look:{day_id}:{idea_id}", act))
