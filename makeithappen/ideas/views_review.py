"""The coordinator's side: one idea, and an answer to it with a reason."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, shortlisting, showing
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import follow_ups, masking, store
from makeithappen.ideas import safeguarding_store as flags_store
from makeithappen.ideas.forms import PressForm, ReviewForm, review_form
from makeithappen.ideas.rules.idea import Idea, Refusal, State
from makeithappen.ideas.rules.safeguarding import WHOLE, hidden_parts
from makeithappen.ideas.safeguarding_words import part_name
from makeithappen.ideas.steps import questions_of, shown_steps
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words import STATES
from makeithappen.ideas.words_plan import PLAN_WORDS


@bp.route("/ideas/<idea_id>/review", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def review(idea_id: str) -> Any:
    """One idea, and the form to answer it."""
    idea = store.find_sent(reading(), idea_id)
    asked = idea.state is State.SENT or request.method == "POST"
    form = review_form(shortlisting.open_days(reading(), idea.round_id) if asked else [])
    if not form.validate_on_submit():
        return _review_page(idea, form), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            once(
                session,
                actor_id=actor().person_id,
                scope=f"ideas.review:{idea_id}",
                key=form.intent.data,
                body=form.body(),
                act=lambda: _decide(session, idea_id, form),
            )
    except Refused as refused:
        _mark(form, refused)
        return _review_page(store.find_sent(reading(), idea_id), form), 409
    flash(_("Kept. The people behind the idea can read your answer now."))
    return redirect(url_for("ideas.board"))


def _decide(session: Session, idea_id: str, form: ReviewForm) -> str:
    who = {"actor_id": actor().person_id, "at": now(session)}
    reason = form.reason.data or ""
    if form.outcome.data == State.NOT_THIS_TIME:
        store.turn_down(session, idea_id=idea_id, reason=reason, **who)
        return url_for("ideas.board")
    day_id = form.day.data or ""
    name = dict(shortlisting.open_days(session, store.find_sent(session, idea_id).round_id))
    day = {"day_id": day_id, "day_name": name.get(day_id, "")}
    idea = store.shortlist(session, idea_id=idea_id, reason=reason, **day, **who)
    shortlisting.shortlist(session, _for_the_panel(idea), day_id=day_id, at=who["at"])
    return url_for("ideas.board")


def _for_the_panel(idea: Idea) -> shortlisting.ShortlistedIdea:
    ask_pence, smallest_pence = idea.ask.ask_pence, idea.ask.smallest_pence
    if ask_pence is None or smallest_pence is None:
        raise ValueError(f"{idea.idea_id} was sent without its amounts")
    words = idea.words
    return shortlisting.ShortlistedIdea(
        idea.idea_id, idea.name, words.what, words.who_for, ask_pence, smallest_pence
    )


def _mark(form: ReviewForm, refused: Refused) -> None:
    if refused.code is Refusal.DAY_MISSING:
        form.day.errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))


def _review_page(idea: Idea, form: ReviewForm) -> str:
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    flags = flags_store.flags_of(reading(), [idea.idea_id]).get(idea.idea_id, [])
    hidden = hidden_parts(flags)
    return render_template(
        "ideas/review.html",
        idea=masking.mask(idea, hidden),
        flags=flags,
        part_name=part_name,
        form=form,
        has_days=len(list(form.day.iter_choices())) > 1,
        invitation=invitation,
        states=STATES,
        questions=questions_of(invitation),
        said=masking.mask_answers(store.all_answers(reading(), idea), hidden),
        files=showing.said(reading(), idea.idea_id),
        press=PressForm(),
        asked=follow_ups.of_idea(reading(), idea.idea_id),
    )


@bp.get("/ideas/<idea_id>/more")
@allow(Role.COORDINATOR)
def more(idea_id: str) -> Any:
    """What an idea's people said on pages of their own: the money, other help, children."""
    idea = store.find_sent(reading(), idea_id)
    hidden = hidden_parts(flags_store.flags_of(reading(), [idea_id]).get(idea_id, []))
    away = WHOLE in hidden or idea.state is State.WITHDRAWN
    return render_template(
        "ideas/more.html",
        idea=masking.mask(idea, hidden),
        invitation=inviting.find(reading(), idea.round_id, now(reading())),
        shown=[] if away else shown_steps(reading(), idea_id),
        plan_words=PLAN_WORDS,
        own=False,
    )
