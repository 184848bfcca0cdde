"""Ideas on paper: the form to print, typing papers in, and the second person's check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import masking
from makeithappen.ideas import paper_store as store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.forms import AnswerForm, answer_form
from makeithappen.ideas.helping_forms import check_form
from makeithappen.ideas.questions import Question, of
from makeithappen.ideas.rules.idea import Idea, Refusal
from makeithappen.ideas.rules.paper import TYPED_TWICE, may_print_slip
from makeithappen.ideas.steps import questions_of
from makeithappen.ideas.views_base import bp


@bp.get("/rounds/<round_id>/idea/paper")
@allow_everyone
def paper(round_id: str) -> Any:
    """The questions of a round to print and fill in by hand."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    facts = {"invitation": invitation, "questions": questions_of(invitation)}
    return render_template("ideas/paper.html", **facts, host=request.host)


@bp.get("/rounds/<round_id>/papers")
@allow(Role.COORDINATOR)
def papers(round_id: str) -> Any:
    """The papers of a round that were typed in and are not sent yet."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    waiting = store.papers(reading(), round_id)
    facts = {"invitation": invitation, "papers": waiting, "me": actor().person_id}
    return render_template("ideas/papers.html", **facts)


@bp.route("/rounds/<round_id>/papers/next", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def type_paper(round_id: str) -> Any:
    """Type one paper after the other."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    questions = questions_of(invitation)
    form = answer_form(questions, {}, invitation.choices(kept=None))
    if not form.validate_on_submit():
        return _typing(form, invitation), 400 if form.is_submitted() else 200

    def act() -> str:
        if not invitation.takes_ideas:
            raise Refused(Refusal.ROUND_CLOSED)
        ids = {"round_id": round_id, "fund_id": invitation.fund_id}
        by = {"actor_id": actor().person_id, "at": now(session)}
        store.type_in(session, **ids, answers=form.answers(questions), **by)
        return url_for("ideas.type_paper", round_id=round_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.paper:{round_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _typing(form, invitation), 409
    flash(_("Kept. It waits for a second person to compare it. Here is room for the next paper."))
    return redirect(place)


def _once(session: Session, form: AnswerForm, scope: str, act: Callable[[], str]) -> str:
    facts = {"key": form.intent.data, "body": form.body(), "act": act}
    return once(session, actor_id=actor().person_id, scope=scope, **facts)


def _typing(form: AnswerForm, invitation: inviting.Invitation, **more: Any) -> str:
    facts = {"form": form, "invitation": invitation, "questions": questions_of(invitation)}
    return render_template(
        "ideas/paper_type.html", **{"differs": (), "mends": False, **facts, **more}
    )


@bp.route("/papers/<idea_id>/mend", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def mend_paper(idea_id: str) -> Any:
    """Look at a paper again where two people differed."""
    found, idea = store.find(reading(), idea_id)
    if found.checked_at is not None and request.method == "GET":
        raise Missing(idea_id)
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    questions, areas = questions_of(invitation), invitation.choices(kept=idea.ask.area_id)
    form = answer_form(questions, ideas.all_answers(reading(), idea), areas)
    page = {"invitation": invitation, "differs": of(sorted(found.differs)), "mends": True}
    if not form.validate_on_submit():
        return _typing(form, **page), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by = {"actor_id": actor().person_id, "at": now(session)}
            store.mend(session, idea_id=idea_id, answers=form.answers(questions), **by)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _typing(form, **page), 409
    return redirect(url_for("ideas.papers", round_id=idea.round_id))


@bp.route("/papers/<idea_id>/check", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def check_paper(idea_id: str) -> Any:
    """The second person compares what was typed with the paper; then it is sent."""
    found, idea = store.find(reading(), idea_id)
    if found.checked_at is not None and request.method == "GET":
        return redirect(url_for("ideas.paper_slip", idea_id=idea_id))
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    form = check_form(_numbered(invitation))
    if not form.validate_on_submit():
        return _checking(idea, form, invitation), 400 if form.is_submitted() else 200

    def act() -> str:
        second = {"second": form.answers(of(TYPED_TWICE)), "wrong": form.differing()}
        by = {"actor_id": actor().person_id, "at": now(session)}
        asks = {"asks_where": bool(invitation.areas)}
        differ = store.check(session, idea_id=idea_id, **second, **asks, **by)
        back = url_for("ideas.papers", round_id=idea.round_id)
        return back if differ else url_for("ideas.paper_slip", idea_id=idea_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.check_paper:{idea_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _checking(idea, form, invitation), 409
    return redirect(place)


def _numbered(invitation: inviting.Invitation) -> list[Question]:
    """The questions with the numbers that they have on the paper."""
    questions = enumerate(questions_of(invitation), 1)
    return [replace(one, label=f"{number}. {one.label}") for number, one in questions]


def _checking(idea: Idea, form: AnswerForm, invitation: inviting.Invitation) -> str:
    questions = _numbered(invitation)
    shown = [one for one in questions if one.question_id not in TYPED_TWICE]
    twice = [one for one in questions if one.question_id in TYPED_TWICE]
    facts = {"idea": idea, "invitation": invitation, "form": form, "shown": shown}
    said = {"said": ideas.all_answers(reading(), idea), "twice": twice}
    return render_template("ideas/paper_check.html", **facts, **said)


@bp.get("/papers/<idea_id>/slip")
@allow(Role.COORDINATOR)
def paper_slip(idea_id: str) -> Any:
    """The slip for the family, with the code to come back; for who checked it, for one day."""
    found, idea = store.find(reading(), idea_id)
    if not may_print_slip(found, actor().person_id, now(reading())):
        raise Missing(idea_id)
    code = welcome.comeback_code(reading(), idea.owner_id)
    [shown] = masking.shown(reading(), [idea])
    return render_template("ideas/paper_slip.html", idea=shown, code=code, host=request.host)
