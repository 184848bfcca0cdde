"""An idea's own people: begin, say how much, look it over, send it, take it back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, reviewing, shortlisting, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import once
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.ideas import store
from makeithappen.ideas.forms import AskForm, PressForm, WordsForm, ask_form
from makeithappen.ideas.questions import QUESTIONS
from makeithappen.ideas.rules.idea import TOLD, Idea, Refusal, State, check_send
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words import STATES

GUEST_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""


def _own(idea_id: str) -> Idea:
    return store.find_own(reading(), idea_id, actor().person_id)


def _code() -> str:
    return welcome.comeback_code(reading(), actor().person_id)


def _invitation(idea: Idea) -> inviting.Invitation:
    return inviting.find(reading(), idea.round_id, now(reading()))


@bp.route("/rounds/<round_id>/idea", methods=["GET", "POST"])
@allow_everyone
def begin(round_id: str) -> Any:
    """The three questions. The first press keeps the words; nobody needs an account for it."""
    g.private_page = True
    invitation = inviting.find(reading(), round_id, now(reading()))
    draft = store.latest_draft(reading(), actor().person_id, round_id)
    if draft and request.method == "GET" and "another" not in request.args:
        return redirect(url_for("ideas.change", idea_id=draft))
    form = WordsForm()
    page = {"form": form, "invitation": invitation, "questions": QUESTIONS}
    if not form.is_submitted() and not invitation.takes_ideas:
        return render_template("ideas/not_now.html", invitation=invitation)
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/begin.html", **page), status
    if not invitation.takes_ideas:
        form.add_error(sentence(Refused(Refusal.ROUND_CLOSED)))
        return render_template("ideas/begin.html", **page), 409
    return _keep_first_words(form, invitation)


def _keep_first_words(form: WordsForm, invitation: inviting.Invitation) -> Any:
    who = actor()
    if not who.signed_in and not within_limit("guest", request.remote_addr or "", **GUEST_LIMIT):
        abort(429)
    token = None

    def act() -> str:
        nonlocal token
        owner_id = who.person_id
        if not who.signed_in:
            token, owner_id = welcome.guest(session, at)
        ids = {"round_id": invitation.round_id, "fund_id": invitation.fund_id}
        return store.begin(session, **ids, owner_id=owner_id, words=form.words(), at=at)

    with transaction() as session:
        at = now(session)
        facts = {"key": form.intent.data, "body": form.body(), "act": act}
        scope = f"ideas.begin:{invitation.round_id}"
        idea_id = once(session, actor_id=who.person_id, scope=scope, **facts)
        if not who.signed_in and token is None:
            owner_id = store.owner_of_new_draft(session, idea_id, at)
            token = welcome.guest_again(session, owner_id, at)
    if token is not None:
        welcome.begin_session(token)
    return redirect(url_for("ideas.ask", idea_id=idea_id))


@bp.route("/ideas/<idea_id>/words", methods=["GET", "POST"])
@allow(*Role)
def change(idea_id: str) -> Any:
    """The three answers of a draft again. Saving them twice does no harm."""
    idea = _own(idea_id)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    form = WordsForm(obj=idea.words)
    page = {"form": form, "idea": idea, "questions": QUESTIONS}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/change.html", **page), status
    try:
        with transaction() as session:
            whose = {"idea_id": idea_id, "owner_id": actor().person_id}
            store.change_words(session, words=form.words(), **whose)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/change.html", **page), 409
    next_page = "ideas.check" if idea.ask.ask_pence else "ideas.ask"
    return redirect(url_for(next_page, idea_id=idea_id))


@bp.route("/ideas/<idea_id>/ask", methods=["GET", "POST"])
@allow(*Role)
def ask(idea_id: str) -> Any:
    """How much the idea needs, and two questions that may be skipped."""
    idea = _own(idea_id)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    form = ask_form(idea, _invitation(idea).choices(kept=idea.ask.area_id))
    page = {"form": form, "idea": idea, "questions": QUESTIONS, "code": _code()}
    if not form.validate_on_submit():
        return render_template("ideas/ask.html", **page), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            whose = {"idea_id": idea_id, "owner_id": actor().person_id}
            store.change_ask(session, ask=form.answers(), **whose)
    except Refused as refused:
        _mark(form, refused)
        return render_template("ideas/ask.html", **page), 409
    return redirect(url_for("ideas.check", idea_id=idea_id))


def _mark(form: AskForm, refused: Refused) -> None:
    if refused.code is Refusal.SMALLEST_ABOVE_ASK:
        form.smallest.errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))


@bp.get("/ideas/<idea_id>/check")
@allow(*Role)
def check(idea_id: str) -> Any:
    """All answers, each with a way to change it, and the button that sends them."""
    idea = _own(idea_id)
    if idea.state is not State.DRAFT:
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    return _check_page(idea, PressForm())


def _check_page(idea: Idea, form: PressForm) -> str:
    invitation = _invitation(idea)
    not_ready = None
    try:
        check_send(idea, takes_ideas=invitation.takes_ideas)
    except Refused as refused:
        not_ready = sentence(refused)
    facts = {"idea": idea, "invitation": invitation, "questions": QUESTIONS, "code": _code()}
    return render_template("ideas/check.html", form=form, not_ready=not_ready, **facts)


@bp.post("/ideas/<idea_id>/send")
@allow(*Role)
def send(idea_id: str) -> Any:
    """Send an idea in."""
    idea = _own(idea_id)
    form = PressForm()
    if not form.validate_on_submit():
        return _check_page(idea, form), 400

    def act() -> str:
        at = now(session)
        takes_ideas = inviting.find(session, idea.round_id, at).takes_ideas
        whose = {"idea_id": idea_id, "owner_id": actor().person_id}
        store.send(session, takes_ideas=takes_ideas, at=at, **whose)
        return url_for("ideas.sent", idea_id=idea_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.send:{idea_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _check_page(_own(idea_id), form), 409
    return redirect(place)


def _once(session: Session, form: PressForm, scope: str, act: Any) -> str:
    who = actor().person_id
    facts = {"key": form.intent.data, "body": form.body(), "act": act}
    return once(session, actor_id=who, scope=scope, **facts)


@bp.get("/ideas/<idea_id>")
@allow(*Role)
def sent(idea_id: str) -> Any:
    """The receipt: what was sent in, when, and what became of it."""
    idea = _own(idea_id)
    if idea.state is State.DRAFT:
        return redirect(url_for("ideas.check", idea_id=idea_id))
    facts = {"idea": idea, "invitation": _invitation(idea), "questions": QUESTIONS}
    facts["code"] = _code()
    asked = {"reviews": reviewing.of_idea(reading(), idea_id), "outcomes": reviewing.OUTCOMES}
    told = idea.state in TOLD
    return render_template("ideas/sent.html", states=STATES, told=told, **asked, **facts)


@bp.get("/ideas")
@allow(*Role)
def mine() -> Any:
    """One's own ideas, in plain words."""
    ideas = store.own_ideas(reading(), actor().person_id)
    rounds = {idea.round_id for idea in ideas}
    invitations = inviting.find_many(reading(), rounds, now(reading()))
    known = {"ideas": ideas, "invitations": invitations, "states": STATES}
    return render_template("ideas/mine.html", **known, code=_code())


@bp.route("/ideas/<idea_id>/withdraw", methods=["GET", "POST"])
@allow(*Role)
def withdraw(idea_id: str) -> Any:
    """Ask, then take an idea back."""
    idea = _own(idea_id)
    form = PressForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("ideas/withdraw.html", form=form, idea=idea), status

    def act() -> str:
        who, at = actor().person_id, now(session)
        before = store.withdraw(session, idea_id=idea_id, owner_id=who, at=at)
        if (day_id := before.day_id) is not None:
            shortlisting.withdraw(session, idea_id=idea_id, day_id=day_id, actor_id=who, at=at)
        return url_for("ideas.mine")

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.withdraw:{idea_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/withdraw.html", form=form, idea=_own(idea_id)), 409
    flash(_("You took your idea back."))
    return redirect(place)
