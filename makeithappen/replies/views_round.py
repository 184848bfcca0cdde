"""The coordinator's letters of a round: looked at one by one, sent together."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import replying, telling
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.kept_texts import keeps_words
from makeithappen.replies.forms import AnswerForm, LookForm, PressForm
from makeithappen.replies.rules.letter import Outcome
from makeithappen.replies.rules.reply import Reply
from makeithappen.replies.views_base import act_once, bp, look_form, mark
from makeithappen.replies.words import OUTCOMES


@bp.get("/rounds/<round_id>/replies")
@allow(Role.COORDINATOR)
def of_round(round_id: str) -> Any:
    """Each idea of a round that waits to hear, with its letter, and the press that sends all."""
    found = replying.of_round(reading(), round_id)
    return render_template(
        "replies/of_round.html", found=found, outcomes=OUTCOMES, form=PressForm()
    )


@bp.route("/ideas/<idea_id>/letter", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def answer(idea_id: str) -> Any:
    """A coordinator's answer to one idea, and the letter as it would go."""
    idea = replying.find_idea(reading(), idea_id)
    found = replying.of_round(reading(), idea.round_id)
    reply = found.known(idea_id)
    form = AnswerForm(data=_shown(found, reply))
    form.offer(
        replying.criteria_of(reading(), idea.round_id), reply.parts.criterion if reply else ""
    )
    form.offer_days(tuple(found.days.items()))
    page = {"idea": idea, "found": found, "reply": reply, "form": form, "outcomes": OUTCOMES}
    page["look"] = look_form(reply) if reply else None
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("replies/answer.html", **page), status
    try:
        return redirect(_write(idea_id, form))
    except Refused as refused:
        mark(form, refused)
        return render_template("replies/answer.html", **page), 409


def _shown(found: replying.RoundReplies, reply: Reply | None) -> dict[str, str]:
    if reply is None:
        return {"elsewhere": "\n".join(found.start.signposts)}
    return {"outcome": str(reply.outcome), "day": reply.day_id or "", **asdict(reply.parts)}


def _write(idea_id: str, form: AnswerForm) -> str:
    def act(session: Session, at: datetime) -> str:
        said = {"outcome": Outcome(form.outcome.data), "day_id": form.day.data or None}
        said["parts"] = form.parts(form.reason.data or "")
        replying.answer(session, idea_id, **said, actor_id=actor().person_id, at=at)
        return url_for("replies.answer", idea_id=idea_id)

    return act_once(form, f"answer:{idea_id}", act)


@bp.post("/ideas/<idea_id>/letter/look")
@allow(Role.COORDINATOR)
def look_at_answer(idea_id: str) -> Any:
    """Somebody looked at this letter; go on to the next one that waits."""
    form = LookForm()
    if not form.validate_on_submit():
        abort(400)

    def act(session: Session, at: datetime) -> str:
        by = {"actor_id": actor().person_id, "at": at}
        round_id, following = replying.look_in_round(session, idea_id, form.seen.data or "", **by)
        if following is None:
            return url_for("replies.of_round", round_id=round_id)
        return url_for("replies.answer", idea_id=following)

    return redirect(act_once(form, f"look:{idea_id}", act))


@bp.post("/rounds/<round_id>/replies/send")
@allow(Role.COORDINATOR)
def send(round_id: str) -> Any:
    """Send all letters of a round at once."""
    form = PressForm()
    if not form.validate_on_submit():
        abort(400)

    def act(session: Session, at: datetime) -> str:
        telling.tell_round(session, round_id, actor_id=actor().person_id, at=at)
        return url_for("ideas.board", round=round_id)

    place = act_once(form, f"send:{round_id}", act)
    flash(_("All letters are sent. Everybody can read theirs now."))
    return redirect(place)
