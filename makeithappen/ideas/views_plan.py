"""Pages of their own on the way: the lines of the money, other help, and the fund's outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import IntentRefusal, once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas import plan_store
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.plan_forms import HelpForm, LineForm, OutcomesForm, outcomes_form
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.steps import PAGES, back_url, for_writer, next_url, way
from makeithappen.ideas.views_answers import own_code
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words_plan import PLAN_WORDS

TEMPLATES = {
    "spending": "ideas/spending.html",
    "other_help": "ideas/other_help.html",
    "outcomes": "ideas/outcomes.html",
}
GO_ON = "go_on"
"""The name of the button that leads on, beside the one that adds a line."""


def _own(idea_id: str) -> tuple[Idea, inviting.Invitation]:
    at = now(reading())
    idea = helping.find_to_write(reading(), idea_id, actor().person_id, at)
    found = inviting.find(reading(), idea.round_id, at)
    return idea, for_writer(found, idea, actor().person_id)


def _here(endpoint: str, idea_id: str) -> str:
    return url_for(endpoint, idea_id=idea_id, back=request.args.get("back"))


def _step_page(step: str, form: Any, idea: Idea, invitation: inviting.Invitation) -> str:
    """The page of one of these steps, with all of the plan so far."""
    steps, idea_id = way(invitation), idea.idea_id
    place = {"place": steps.index(step) + 1, "places": len(steps), "about": PAGES[step].about}
    ways = {
        "back": back_url(idea, invitation, step),
        "skip": next_url(idea, invitation, step),
        "code": own_code(idea),
        "kept_back": request.args.get("back"),
    }
    plan = {"plan": plan_store.plan_of(reading(), idea_id), "plan_words": PLAN_WORDS}
    facts = {"form": form, "press": PressForm(formdata=None), "idea": idea}
    facts["invitation"] = invitation
    return render_template(TEMPLATES[step], **facts, **place, **ways, **plan)


def _adding(step: str, idea_id: str, form: Any, add: Callable[[Session], None]) -> Any:
    """The page of a list: what is typed is added once; who goes on with empty boxes adds nothing"""
    idea, invitation = _own(idea_id)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    on = next_url(idea, invitation, step) if GO_ON in request.form else None
    if on and form.is_empty():
        return redirect(on)
    if not form.validate_on_submit():
        page = _step_page(step, form, idea, invitation)
        return page, 400 if form.is_submitted() else 200

    def act() -> str:
        add(session)
        return on or _here(f"ideas.{step}", idea_id)

    try:
        with transaction() as session:
            facts = {"key": form.intent.data, "body": form.body(), "act": act}
            scope = f"ideas.{step}:{idea_id}"
            place = once(session, actor_id=actor().person_id, scope=scope, **facts)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _step_page(step, form, idea, invitation), 409
    flash(_("It is on the list."))
    return redirect(place)


@bp.route("/ideas/<idea_id>/spending", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def spending(idea_id: str) -> Any:
    """What the money would be spent on, line by line, added up."""
    form = LineForm()

    def add(session: Session) -> None:
        whose = {"idea_id": idea_id, "owner_id": actor().person_id}
        plan_store.add_line(session, **whose, line=form.line())

    return _adding("spending", idea_id, form, add)


@bp.post("/ideas/<idea_id>/spending/<line_id>/remove")
@allow(*Role)
def remove_line(idea_id: str, line_id: str) -> Any:
    """Take a line off. Pressing twice does no harm."""
    _check_pressed()
    with transaction() as session:
        whose = {"idea_id": idea_id, "owner_id": actor().person_id}
        plan_store.remove_line(session, **whose, line_id=line_id)
    return redirect(_here("ideas.spending", idea_id))


@bp.post("/ideas/<idea_id>/spending/use-sum")
@allow(*Role)
def use_sum(idea_id: str) -> Any:
    """Ask for what the lines come to. Pressing twice does no harm."""
    _check_pressed()
    try:
        with transaction() as session:
            whose = {"idea_id": idea_id, "owner_id": actor().person_id}
            plan_store.ask_for_sum(session, **whose)
    except Refused as refused:
        form = LineForm(formdata=None)
        form.add_error(sentence(refused))
        return _step_page("spending", form, *_own(idea_id)), 409
    flash(_("You ask for what your lines come to."))
    return redirect(_here("ideas.spending", idea_id))


@bp.route("/ideas/<idea_id>/other-help", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def other_help(idea_id: str) -> Any:
    """Money from elsewhere, things and hours that others give, each in its own unit."""
    form = HelpForm()

    def add(session: Session) -> None:
        whose = {"idea_id": idea_id, "owner_id": actor().person_id}
        plan_store.add_help(session, **whose, help_=form.help())

    return _adding("other_help", idea_id, form, add)


@bp.post("/ideas/<idea_id>/other-help/<help_id>/remove")
@allow(*Role)
def remove_help(idea_id: str, help_id: str) -> Any:
    """Take something that others give off. Pressing twice does no harm."""
    _check_pressed()
    with transaction() as session:
        whose = {"idea_id": idea_id, "owner_id": actor().person_id}
        plan_store.remove_help(session, **whose, help_id=help_id)
    return redirect(_here("ideas.other_help", idea_id))


@bp.route("/ideas/<idea_id>/outcomes", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def outcomes(idea_id: str) -> Any:
    """Which of the fund's outcomes an idea serves. Saving the same twice does no harm."""
    idea, invitation = _own(idea_id)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    form = _outcomes_form(idea_id, invitation)
    if not form.validate_on_submit():
        page = _step_page("outcomes", form, idea, invitation)
        return page, 400 if form.is_submitted() else 200
    try:
        with transaction() as session:
            whose = {"idea_id": idea_id, "owner_id": actor().person_id}
            plan_store.put_outcomes(session, **whose, outcome_ids=form.outcomes.data or [])
    except Refused as refused:
        form.add_error(sentence(refused))
        return _step_page("outcomes", form, idea, invitation), 409
    return redirect(next_url(idea, invitation, "outcomes"))


def _outcomes_form(idea_id: str, invitation: inviting.Invitation) -> OutcomesForm:
    """The form with the outcomes of the fund. Raises Missing where it has none."""
    if "outcomes" not in way(invitation):
        raise Missing(idea_id)
    chosen = plan_store.plan_of(reading(), idea_id).outcome_ids
    return outcomes_form(invitation.outcome_choices(kept=chosen), chosen)


def _check_pressed() -> None:
    if not PressForm().validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
