"""Ideas on paper: the form to print, typing papers in, and the second person's check."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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
from makeithappen.ideas import child_store, masking, plan_store
from makeithappen.ideas import paper_store as store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.forms import AnswerForm
from makeithappen.ideas.paper_forms import CheckForm, PaperForm, check_form, paper_form
from makeithappen.ideas.paper_questions import numbered, of, on_paper
from makeithappen.ideas.rules.child import Child
from makeithappen.ideas.rules.idea import Idea, Refusal
from makeithappen.ideas.rules.paper import (
    ROWS,
    TYPED_TWICE,
    Paper,
    as_typed,
    figures,
    may_print_slip,
)
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.steps import questions_of
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words_plan import PLAN_WORDS


@bp.get("/rounds/<round_id>/idea/paper")
@allow_everyone
def paper(round_id: str) -> Any:
    """The questions of a round to print and fill in by hand."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    facts = {"invitation": invitation, "questions": numbered(invitation), "rows": ROWS}
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
    form = paper_form(on_paper(invitation), invitation, before=Paper({}))
    if not form.validate_on_submit():
        return _typing(form, invitation), 400 if form.is_submitted() else 200

    def act() -> str:
        if not invitation.takes_ideas:
            raise Refused(Refusal.ROUND_CLOSED)
        ids = {"round_id": round_id, "fund_id": invitation.fund_id}
        by = {"actor_id": actor().person_id, "at": now(session)}
        store.type_in(session, **ids, **_typed(form, invitation, Plan()), **by)
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


def _typed(form: PaperForm, invitation: inviting.Invitation, before: Plan) -> dict[str, Any]:
    paper = form.paper(questions_of(invitation), kept=before.outcome_ids)
    return {"paper": paper, "bands": invitation.child_bands}


def _typing(form: PaperForm, invitation: inviting.Invitation, **more: Any) -> str:
    facts = {"form": form, "invitation": invitation, "questions": numbered(invitation)}
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
    form, plan = _mending(idea, invitation)
    page = {"invitation": invitation, "differs": of(sorted(found.differs)), "mends": True}
    if not form.validate_on_submit():
        return _typing(form, **page), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            by = {"actor_id": actor().person_id, "at": now(session)}
            store.mend(session, idea_id=idea_id, **_typed(form, invitation, plan), **by)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _typing(form, **page), 409
    return redirect(url_for("ideas.papers", round_id=idea.round_id))


def _rows(idea_id: str) -> tuple[Plan, list[Child]]:
    """What stands in the rows of a paper."""
    return plan_store.plan_of(reading(), idea_id), child_store.written_down(reading(), idea_id)


def _mending(idea: Idea, invitation: inviting.Invitation) -> tuple[PaperForm, Plan]:
    """The form with all that was typed, and the plan of it."""
    plan, children = _rows(idea.idea_id)
    before = Paper(ideas.all_answers(reading(), idea), plan, as_typed(children))
    return paper_form(on_paper(invitation), invitation, before=before), plan


@bp.route("/papers/<idea_id>/check", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def check_paper(idea_id: str) -> Any:
    """The second person compares what was typed with the paper; then it is sent."""
    found, idea = store.find(reading(), idea_id)
    if found.checked_at is not None and request.method == "GET":
        return redirect(url_for("ideas.paper_slip", idea_id=idea_id))
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    rows = _rows(idea_id)
    form = check_form(numbered(invitation), figures(*rows), found.typing)
    if not form.validate_on_submit():
        return _checking(idea, form, invitation, rows), 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            compare = partial(_compare, session, form, idea, asks_where=bool(invitation.areas))
            place = _once(session, form, f"ideas.check_paper:{idea_id}", compare)
    except Refused as refused:
        form.add_error(sentence(refused))
        form["typed"].data = found.typing
        return _checking(idea, form, invitation, rows), 409
    return redirect(place)


def _compare(session: Session, form: CheckForm, idea: Idea, *, asks_where: bool) -> str:
    """Where it goes on: to the slip once it is sent."""
    ids = {"idea_id": idea.idea_id, "actor_id": actor().person_id}
    second = form.second(of(TYPED_TWICE))
    if store.check(session, **ids, second=second, asks_where=asks_where, at=now(session)):
        return url_for("ideas.papers", round_id=idea.round_id)
    return url_for("ideas.paper_slip", idea_id=idea.idea_id)


def _checking(
    idea: Idea, form: CheckForm, invitation: inviting.Invitation, rows: tuple[Plan, list[Child]]
) -> str:
    questions = numbered(invitation)
    shown = [one for one in questions if one.question_id not in TYPED_TWICE]
    twice = [one for one in questions if one.question_id in (*TYPED_TWICE, *ROWS)]
    facts = {"idea": idea, "invitation": invitation, "form": form}
    said = {"said": ideas.all_answers(reading(), idea), "shown": shown, "twice": twice}
    typed = {"plan": rows[0], "children": rows[1], "plan_words": PLAN_WORDS}
    return render_template("ideas/paper_check.html", **facts, **said, **typed)


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
