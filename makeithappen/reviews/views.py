"""Asking for a review, answering it, and saying who answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import reviewing
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.reviews import store
from makeithappen.reviews.forms import (
    AnswerForm,
    AskAsChildForm,
    AskForm,
    AskPubliclyForm,
    route_form,
)
from makeithappen.reviews.rules.review import Outcome
from makeithappen.reviews.store import Said
from makeithappen.reviews.words import OUTCOMES

bp = Blueprint("reviews", __name__)

LIMIT = {"hits_max": 30, "window_seconds": 3600}
"""For one network address, in an hour: a hall full of families is behind one."""


@bp.route("/ideas/<idea_id>/ask-for-review", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def ask(idea_id: str) -> Any:
    """Ask for a review of what was decided about one's own idea."""
    who = actor().person_id
    subject = reviewing.of_own_idea(reading(), idea_id, who, now(reading()))
    form = AskAsChildForm() if request.args.get("by") == "child" else AskForm()
    if not form.validate_on_submit():
        return _ask_page(subject, form), 400 if form.is_submitted() else 200

    def act(session: Session) -> None:
        at = now(session)
        own = reviewing.of_own_idea(session, idea_id, who, at, lock=True)
        reviewing.ask(session, own, Said(form.words.data or ""), asked_by=who, at=at)

    return _asked(subject, form, act, url_for("ideas.sent", idea_id=idea_id))


@bp.route("/rounds/<round_id>/ask-for-review", methods=["GET", "POST"])
@allow_everyone
@keeps_words
def ask_publicly(round_id: str) -> Any:
    """Ask for a review of any decision of a round, without an account."""
    g.private_page = True
    subject = reviewing.of_round(reading(), round_id, now(reading()))
    form = AskPubliclyForm()
    if not form.validate_on_submit():
        return _ask_page(subject, form), 400 if form.is_submitted() else 200
    said = Said(form.words.data or "", form.about.data or "", form.contact.data or "")

    def act(session: Session) -> None:
        at = now(session)
        again = reviewing.of_round(session, round_id, at)
        reviewing.ask(session, again, said, asked_by=actor().person_id, at=at)

    return _asked(subject, form, act, url_for("public.register"))


def _asked(subject: reviewing.Subject, form: HouseForm, act: Any, place: str) -> Any:
    """Keep a review, or say on the page why not, with the words still in it."""
    if not within_limit("review", request.remote_addr or "", **LIMIT):
        form.add_error(_("Too many reviews came from your network. Wait an hour, then try again."))
        return _ask_page(subject, form), 429
    promised = reviewing.promise(reading(), subject, actor().person_id)
    try:
        _write(form, f"reviews.ask:{subject.matter.idea_id or subject.matter.round_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _ask_page(subject, form), 409
    if promised is not None:
        day = format_date(promised.due_on, "d MMMM y")
        flash(_("We have what you wrote. You get an answer by %(day)s.", day=day))
    return redirect(place)


def _write(form: HouseForm, scope: str, act: Any) -> None:
    who, key, body = actor().person_id, form.intent.data, form.body()
    with transaction() as session:
        once(
            session,
            actor_id=who,
            scope=scope,
            key=key,
            body=body,
            act=lambda: act(session) or "",
        )


def _ask_page(subject: reviewing.Subject, form: HouseForm) -> str:
    promised = reviewing.promise(reading(), subject, actor().person_id)
    name = reviewing.first_name(reading(), promised.person_id) if promised else ""
    return render_template(
        "reviews/ask.html", subject=subject, form=form, promised=promised, first_name=name
    )


@bp.get("/reviews")
@allow(*reviewing.ANSWERING)
def waiting() -> Any:
    """The reviews that wait for the person at this browser, and what they answered before."""
    mine, done = reviewing.for_answerer(reading(), actor().person_id, now(reading()))
    return render_template("reviews/waiting.html", waiting=mine, done=done, outcomes=OUTCOMES)


@bp.route("/reviews/<review_id>", methods=["GET", "POST"])
@allow(*reviewing.ANSWERING)
@keeps_words
def answer(review_id: str) -> Any:
    """One review, and the form to answer it."""
    who = actor().person_id
    line = reviewing.find_for(reading(), review_id, who, now(reading()))
    form = AnswerForm()
    page = {"line": line, "form": form, "outcomes": OUTCOMES}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("reviews/answer.html", **page), status

    def act(session: Session) -> None:
        at = now(session)
        again = reviewing.find_for(session, review_id, who, at)
        said = {"outcome": Outcome(form.outcome.data), "reply": form.reply.data or ""}
        reviewing.answer(session, again, **said, actor_id=who, at=at)

    try:
        _write(form, f"reviews.answer:{review_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("reviews/answer.html", **page), 409
    flash(_("Your answer is on its way."))
    return redirect(url_for("reviews.waiting"))


@bp.route("/funds/<fund_id>/reviews", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def who_answers(fund_id: str) -> Any:
    """Say who answers a fund's reviews, and within how many days."""
    name = reviewing.fund_name(reading(), fund_id)
    form = route_form(reviewing.candidates(reading()), store.route(reading(), fund_id))
    page = {"form": form, "fund_name": name, "fund_id": fund_id}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("reviews/who_answers.html", **page), status

    def act(session: Session) -> None:
        by = {"actor_id": actor().person_id, "at": now(session)}
        store.put_route(session, fund_id=fund_id, route=form.route(), **by)

    try:
        _write(form, f"reviews.who:{fund_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("reviews/who_answers.html", **page), 409
    flash(_("Kept."))
    return redirect(url_for("funds.fund", fund_id=fund_id))
