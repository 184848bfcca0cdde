"""Asking an idea's people about one answer, and their reply, which changes the idea."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, reaching, shortlisting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.catalogs import for_others
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import authors, follow_ups, masking, store
from makeithappen.ideas.forms import AnswerForm, FollowUpForm, PressForm, follow_up_form, reply_form
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.follow_up import FollowUp, FollowUpRefusal
from makeithappen.ideas.rules.idea import Idea, Refusal, State
from makeithappen.ideas.safeguarding_store import hidden_of
from makeithappen.ideas.steps import questions_of
from makeithappen.ideas.views_base import bp


@bp.route("/ideas/<idea_id>/ask-them", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def ask_them(idea_id: str) -> Any:
    """Ask an idea's people about one of their answers."""
    idea = store.find_sent(reading(), idea_id)
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    form = follow_up_form(questions_of(invitation))
    [shown] = masking.shown(reading(), [idea])
    page = {"idea": shown, "form": form, "invitation": invitation}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/ask_them.html", **page), status
    try:
        with transaction() as session:
            place = _once(
                session, form, f"ideas.ask_them:{idea_id}", lambda: _ask(session, idea_id, form)
            )
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/ask_them.html", **page), 409
    flash(_("Asked. Their answer will change the idea."))
    return redirect(place)


@for_others()
def _ask(session: Session, idea_id: str, form: FollowUpForm) -> str:
    at, said = now(session), {"question_id": form.about.data, "words": form.words.data or ""}
    idea = follow_ups.ask(session, idea_id=idea_id, **said, actor_id=actor().person_id, at=at)
    subject = _("We have a question about your idea")
    reaching.mail_authors(session, idea, subject=subject, body=_letter(), at=at)
    return url_for("ideas.review", idea_id=idea_id)


def _letter() -> str:
    site = current_app.extensions["settings"].public_url
    return _(
        "Hello,\n\nWe have a question about the idea that you sent in. You find it under “My "
        "ideas” here:\n%(address)s\n\nSign in with this e-mail address or with your code to come "
        "back. If you would rather talk, call the person who told you about us.\n",
        address=f"{site}{url_for('ideas.mine')}",
    )


@bp.post("/ideas/<idea_id>/ask-them/<follow_up_id>/take-back")
@allow(Role.COORDINATOR)
def take_question_back(idea_id: str, follow_up_id: str) -> Any:
    """Stop asking."""
    form = PressForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                ids = {"idea_id": idea_id, "follow_up_id": follow_up_id}
                at = now(session)
                follow_ups.take_back(session, **ids, actor_id=actor().person_id, at=at)
        except Refused as refused:
            flash(sentence(refused), "message")
    return redirect(url_for("ideas.review", idea_id=idea_id))


@bp.route("/ideas/<idea_id>/reply/<follow_up_id>", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def reply(idea_id: str, follow_up_id: str) -> Any:
    """Answer what one is asked: the answer takes the place of the one before."""
    idea = authors.find(reading(), idea_id, actor().person_id)
    asked = follow_ups.find(reading(), idea_id, follow_up_id)
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    said = store.all_answers(reading(), idea)
    areas = invitation.choices(kept=idea.ask.area_id)
    form = reply_form(QUESTIONS[asked.question_id], said, areas)
    if not form.validate_on_submit():
        return _reply_page(idea, asked, form, invitation), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            scope = f"ideas.reply:{follow_up_id}"
            place = _once(session, form, scope, lambda: _reply(session, asked, form))
    except Refused as refused:
        _mark(form, asked, refused)
        return _reply_page(idea, asked, form, invitation), 409
    flash(_("Thank you. Your idea says this now."))
    return redirect(place)


def _mark(form: AnswerForm, asked: FollowUp, refused: Refused) -> None:
    """Put the sentence at the answer where it is about what was typed."""
    if refused.code in (FollowUpRefusal.SAME_ANSWER, Refusal.SMALLEST_ABOVE_ASK):
        form[asked.question_id].errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))


def _reply(session: Session, asked: FollowUp, form: AnswerForm) -> str:
    at, who = now(session), actor().person_id
    question_id, idea_id = asked.question_id, asked.idea_id
    answer = form.answers([QUESTIONS[question_id]])[question_id]
    facts = {"idea_id": idea_id, "answer": answer, "at": at}
    idea = follow_ups.reply(session, follow_up_id=asked.follow_up_id, person_id=who, **facts)
    if idea.state is State.SHORTLISTED and idea.day_id is not None:
        shortlisting.amend(
            session, day_id=idea.day_id, question_id=question_id, actor_id=who, **facts
        )
    return url_for("ideas.sent", idea_id=idea_id)


def _reply_page(
    idea: Idea, asked: FollowUp, form: AnswerForm, invitation: inviting.Invitation
) -> str:
    about = QUESTIONS[asked.question_id]
    facts = {"idea": idea, "asked": asked, "form": form, "about": about, "invitation": invitation}
    return render_template("ideas/reply.html", **facts)


@bp.get("/ideas/<idea_id>/history")
@allow(*Role)
def history(idea_id: str) -> Any:
    """What was asked about an idea, and what each answer changed: for its people and for us."""
    idea, back = _whose(idea_id)
    asked = follow_ups.of_idea(reading(), idea_id)
    if back == "ideas.review" and idea.owner_id != actor().person_id:
        hidden = hidden_of(reading(), [idea_id]).get(idea_id, frozenset())
        idea, asked = masking.mask(idea, hidden), masking.mask_asked(asked, hidden)
    return render_template(
        "ideas/history.html",
        idea=idea,
        back=url_for(back, idea_id=idea_id),
        asked=asked,
        questions=QUESTIONS,
        invitation=inviting.find(reading(), idea.round_id, now(reading())),
    )


def _whose(idea_id: str) -> tuple[Idea, str]:
    """The idea and where its history leads back to; what was taken back is for its people alone."""
    if not actor().may(Role.COORDINATOR):
        return authors.find(reading(), idea_id, actor().person_id), "ideas.answers"
    idea = store.find_sent(reading(), idea_id)
    if idea.state is State.WITHDRAWN:
        raise Missing(idea_id)
    return idea, "ideas.review"


def _once(session: Session, form: Any, scope: str, act: Any) -> str:
    facts = {"key": form.intent.data, "body": form.body(), "act": act}
    return once(session, actor_id=actor().person_id, scope=scope, **facts)
