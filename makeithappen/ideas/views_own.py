"""An idea's own people: look it over, send it, see what becomes of it, take it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, reviewing, safeguarding, shortlisting, showing, welcome
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from makeithappen.ideas import (
    attachments_store,
    authors,
    follow_ups,
    merging,
    safeguarding_store,
    store,
    taking_part,
)
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.questions import ASKED_BY
from makeithappen.ideas.rules.carrying import NOT_CHOSEN
from makeithappen.ideas.rules.idea import TOLD, Idea, State, check_send
from makeithappen.ideas.safeguarding_words import part_name
from makeithappen.ideas.steps import CHILDREN, shown_questions, shown_steps
from makeithappen.ideas.views_answers import own_code
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words import STATES
from makeithappen.ideas.words_plan import PLAN_WORDS


def _own(idea_id: str) -> Idea:
    return store.find_own(reading(), idea_id, actor().person_id)


def _code() -> str:
    return welcome.comeback_code(reading(), actor().person_id)


def _invitation(idea: Idea) -> inviting.Invitation:
    return inviting.find(reading(), idea.round_id, now(reading()))


@bp.get("/ideas/<idea_id>/check")
@allow(*Role)
def check(idea_id: str) -> Any:
    """All answers, each with a way to change it, and the button that sends them.

    A helper reads them out instead: only their own person sends them.
    """
    me = actor().person_id
    try:
        idea = authors.find(reading(), idea_id, me)
    except Missing:
        helping.find_to_write(reading(), idea_id, me, now(reading()))
        return redirect(url_for("ideas.read_back", idea_id=idea_id))
    if idea.state is not State.DRAFT:
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    return _check_page(idea, PressForm())


def _check_page(idea: Idea, form: PressForm) -> str:
    invitation = _invitation(idea)
    shown, not_ready = _shown(idea, invitation), None
    try:
        asks = {"takes_ideas": invitation.takes_ideas, "asks_where": bool(invitation.areas)}
        check_send(idea, **asks, recorded=shown["recorded"])
    except Refused as refused:
        not_ready = sentence(refused)
    page = {"form": form, "not_ready": not_ready, "change": True, "code": own_code(idea)}
    return render_template("ideas/check.html", **shown, **page)


def _shown(idea: Idea, invitation: inviting.Invitation) -> dict[str, Any]:
    """An idea with all that its people answered, for a page that lists it."""
    kept = attachments_store.of_idea(reading(), idea.idea_id)
    files = showing.shown([one for one in kept if one.child_id is None])
    said = store.all_answers(reading(), idea)
    facts = {"idea": idea, "invitation": invitation, "said": said}
    facts |= {"files": files, "recorded": {one.file.question_id for one in files}}
    began = idea.owner_id == actor().person_id
    steps = shown_steps(reading(), idea.idea_id, without=() if began else {CHILDREN})
    shown = {"shown": steps, "plan_words": PLAN_WORDS, "own": True, "began": began}
    return {**facts, "questions": shown_questions(idea, invitation, said), **shown}


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
        invitation = inviting.find(session, idea.round_id, at)
        asks: dict[str, Any] = {"takes_ideas": invitation.takes_ideas}
        asks |= {"asks_where": bool(invitation.areas), "at": at}
        store.send(session, idea_id=idea_id, owner_id=actor().person_id, **asks)
        safeguarding.flag_again(session, idea_id, at)
        return url_for("ideas.sent", idea_id=idea_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.send:{idea_id}", act)
    except Refused as refused:
        asked = ASKED_BY.get(refused.code)
        form.add_error(sentence(refused), at=asked and f"change-{asked}")
        return _check_page(_own(idea_id), form), 409
    return redirect(place)


def _once(session: Session, form: PressForm, scope: str, act: Any) -> str:
    who = actor().person_id
    facts = {"key": form.intent.data, "body": form.body(), "act": act}
    return once(session, actor_id=who, scope=scope, **facts)


@bp.get("/ideas/<idea_id>")
@allow(*Role)
def sent(idea_id: str) -> Any:
    """The receipt: when it was sent in, and what became of it."""
    idea = authors.find(reading(), idea_id, actor().person_id)
    if idea.state is State.DRAFT:
        return redirect(url_for("ideas.check", idea_id=idea_id))
    if idea.owner_id != actor().person_id:
        return _together_page(idea)
    return sent_page(idea, PressForm())


def _together_page(idea: Idea) -> str:
    """The page of an idea that was sent in, for those who write it with its own person."""
    facts = {"idea": idea, "invitation": _invitation(idea), "states": STATES}
    facts |= {"flags": safeguarding_store.told_flags(reading(), idea), "part_name": part_name}
    facts["is_going"] = taking_part.is_going(reading(), idea)
    asked = follow_ups.open_ones(reading(), [idea.idea_id]).get(idea.idea_id)
    return render_template("ideas/together.html", **facts, follow_up=asked)


def sent_page(idea: Idea, form: PressForm) -> str:
    """The page of an idea that was sent in; with the form that carries it on, where it can."""
    idea_id = idea.idea_id
    facts = {"form": form, "may_carry": idea.state in NOT_CHOSEN}
    facts |= {"idea": idea, "invitation": _invitation(idea), "code": _code()}
    facts |= {"flags": safeguarding_store.told_flags(reading(), idea), "part_name": part_name}
    facts["is_going"] = taking_part.is_going(reading(), idea)
    asked = {"reviews": reviewing.of_idea(reading(), idea_id), "outcomes": reviewing.OUTCOMES}
    told = idea.state in TOLD
    if not told:
        facts["follow_up"] = follow_ups.open_ones(reading(), [idea_id]).get(idea_id)
    return render_template("ideas/sent.html", states=STATES, told=told, **asked, **facts)


@bp.get("/ideas/<idea_id>/answers")
@allow(*Role)
def answers(idea_id: str) -> Any:
    """What was sent in, in its people's own words."""
    idea = authors.find(reading(), idea_id, actor().person_id)
    if idea.state is State.DRAFT:
        return redirect(url_for("ideas.check", idea_id=idea_id))
    return render_template("ideas/own_answers.html", **_shown(idea, _invitation(idea)))


@bp.get("/ideas")
@allow(*Role)
def mine() -> Any:
    """One's own ideas, in plain words."""
    me = actor().person_id
    ideas = authors.ideas_of(reading(), me)
    rounds, at = {idea.round_id for idea in ideas}, now(reading())
    known = {"ideas": ideas, "invitations": inviting.find_many(reading(), rounds, at)}
    known |= {"helped": helping.helped_by(reading(), me, at), "states": STATES}
    ids = [idea.idea_id for idea in ideas]
    known["follow_ups"] = follow_ups.open_ones(reading(), ids)
    known["merges"] = merging.open_ones(reading(), ids)
    links = merging.links(reading(), ids)
    known["became"] = {one.old_id: one.merge_id for one in links}
    known["made_from"] = {one.new_id: one.merge_id for one in links if one.old_id in ids}
    known |= {"me": me, "others": authors.of_ideas(reading(), ids), "code": _code()}
    return render_template("ideas/mine.html", **known)


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
        merging.take_back_with(session, idea_id, owner_id=who, at=at)
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
