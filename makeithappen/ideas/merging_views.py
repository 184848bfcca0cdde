"""Ideas become one: the coordinator asks, each author answers, the last yes makes it so. One that
becomes two is asked about in `parting_views`, and answered here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import reaching, safeguarding
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.catalogs import for_others
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words
from makeithappen.core.sentences import sentence
from makeithappen.ideas import authors, masking, merging, store
from makeithappen.ideas.behind import behind
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.merging_forms import MergeAnswerForm, MergeForm, answer_form, merge_form
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.merging import may_read
from makeithappen.ideas.views_base import bp


@bp.route("/ideas/<idea_id>/merge", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
@keeps_words
def merge(idea_id: str) -> Any:
    """Ask the people of several ideas whether they become one; this one comes first."""
    idea = store.find_sent(reading(), idea_id)
    waiting = store.all_sent(reading(), state=State.SENT, round_id=idea.round_id, assigned_to=None)
    named = masking.shown(reading(), [idea, *(one for one in waiting if one.idea_id != idea_id)])
    form = merge_form(named[1:])
    page: dict[str, Any] = {"idea": named[0], "form": form, "press": PressForm(formdata=None)}
    page["asked"] = merging.open_ones(reading(), [idea_id]).get(idea_id)
    if not form.validate_on_submit():
        return render_template("ideas/merge.html", **page), 400 if form.is_submitted() else 200
    try:
        place = act(form, f"ideas.merge:{idea_id}", lambda session: _ask(session, idea_id, form))
    except Refused as refused:
        form.add_error(sentence(refused))
        return render_template("ideas/merge.html", **page), 409
    flash(_("Asked. Once all of them say yes, the ideas become one."))
    return redirect(place)


@for_others()
def _ask(session: Session, idea_id: str, form: MergeForm) -> str:
    at, ids = now(session), [idea_id, *sorted(set(form.others.data or ()) - {idea_id})]
    merging.propose(session, ids, form.why.data or "", actor_id=actor().person_id, at=at)
    body = _(
        "Hello,\n\nAnother idea is much like yours. We ask you and its people: shall they become "
        "one idea? You find the question under “My ideas”:\n%(address)s\n\nIf one of you says no, "
        "nothing changes.\n",
        address=address_of_mine(),
    )
    tell(session, ids, _("A question about your idea and another one"), body, at)
    return url_for("ideas.review", idea_id=idea_id)


def address_of_mine() -> str:
    """Where authors find the question, as it stands in a mail."""
    return f"{current_app.extensions['settings'].public_url}{url_for('ideas.mine')}"


@for_others()
def tell(session: Session, idea_ids: Sequence[str], subject: str, body: str, at: datetime) -> None:
    """Mail to the people of these ideas."""
    for one in idea_ids:
        reaching.mail_authors(
            session, store.find_sent(session, one), subject=subject, body=body, at=at
        )


@bp.post("/merges/<merge_id>/take-back")
@allow(Role.COORDINATOR)
def take_merge_back(merge_id: str) -> Any:
    """Stop asking whether ideas become one, or one becomes two."""
    first = merging.find(reading(), merge_id).idea_ids[0]
    if PressForm().validate_on_submit():
        try:
            with transaction() as session:
                who = {"actor_id": actor().person_id, "at": now(session)}
                merging.take_back(session, merge_id, **who)
        except Refused as refused:
            flash(sentence(refused), "message")
    return redirect(url_for("ideas.review", idea_id=first))


@bp.route("/merges/<merge_id>", methods=["GET", "POST"])
@allow(*Role)
def answer_merge(merge_id: str) -> Any:
    """An author's own yes or no. The last yes makes one idea of them, or two of one."""
    proposal = merging.find(reading(), merge_id)
    form = answer_form(proposal.names)
    if not form.validate_on_submit():
        return _answer_page(proposal, form), 400 if form.is_submitted() else 200
    try:
        place = act(form, f"ideas.answer_merge:{merge_id}", lambda s: _say(s, merge_id, form))
    except Refused as refused:
        form.add_error(sentence(refused))
        return _answer_page(merging.find(reading(), merge_id), form), 409
    flash(_("Thank you. Your answer is kept."))
    return redirect(place)


def _say(session: Session, merge_id: str, form: MergeAnswerForm) -> str:
    at, yes = now(session), form.answer.data == "yes"
    made = merging.answer(session, merge_id, yes=yes, person_id=actor().person_id, at=at)
    old = merging.find(session, merge_id).idea_ids
    for new in made:
        safeguarding.flag_like(session, new, old, at)
    return url_for("ideas.mine")


def _answer_page(proposal: merging.Proposal, form: MergeAnswerForm) -> str:
    me = actor().person_id
    persons = behind(reading(), proposal.idea_ids)
    if not any(me in here for here in persons.values()):
        raise Missing(proposal.merge_id)
    ideas = merging.ideas_of(reading(), proposal)
    seen = masking.shown(reading(), ideas)
    said = merging.said(reading(), proposal.merge_id)
    shown: list[Idea | None] = []
    for own, other in zip(ideas, seen, strict=True):
        its = persons[own.idea_id]
        may = may_read(me, its, said, proposal.standing)
        shown.append((own if me in its else other) if may else None)
    facts = {"proposal": proposal, "ideas": shown, "form": form, "mine": said.get(me)}
    made = [one for one in authors.ideas_of(reading(), me) if one.idea_id in proposal.made]
    return render_template("ideas/merge_answer.html", **facts, made=made)


def act(form: HouseForm, scope: str, do: Callable[[Session], str]) -> str:
    """What a form asks for, once; returns where to go on."""
    with transaction() as session:
        who = actor().person_id
        facts = {"key": form.intent.data, "body": form.body()}
        return once(session, actor_id=who, scope=scope, **facts, act=lambda: do(session))
