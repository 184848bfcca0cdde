"""Somebody helps: a draft for another person, reading it back, and that person's own yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen import inviting, safeguarding, showing, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.ideas import attachments_store, beginning
from makeithappen.ideas import helping_store as store
from makeithappen.ideas import store as ideas
from makeithappen.ideas.entering import enter_idea, within_limits
from makeithappen.ideas.forms import PressForm
from makeithappen.ideas.helping_forms import JoinForm, YesForm
from makeithappen.ideas.helping_words import CHANNELS, WHOSE_SHOWN
from makeithappen.ideas.rules.helping import Help
from makeithappen.ideas.rules.helping import Refusal as HelpRefusal
from makeithappen.ideas.rules.idea import Idea, Refusal, check_send
from makeithappen.ideas.steps import CHILDREN, questions_of, shown_questions, shown_steps
from makeithappen.ideas.views_base import bp
from makeithappen.ideas.words_plan import PLAN_WORDS

YES_LIMIT = {"hits_max": 20, "window_seconds": 3600}
"""For one idea: how often somebody types its person's code on a helper's phone."""


@bp.route("/rounds/<round_id>/idea/help", methods=["GET", "POST"])
@allow_everyone
def begin_helping(round_id: str) -> Any:
    """What helping means, and the press that makes a draft which belongs to somebody else."""
    g.private_page, at = True, now(reading())
    invitation = inviting.find(reading(), round_id, at)
    form, scope = PressForm(), f"ideas.help:{round_id}"
    if not invitation.takes_ideas:
        return render_template("ideas/not_now.html", invitation=invitation)
    newest_id = beginning.newest_helped(round_id, at)
    valid = form.validate_on_submit()
    if not valid or beginning.is_beside(scope, newest_id):
        page = {"form": form, "invitation": invitation, "newest_id": newest_id}
        status = 409 if valid else 400 if form.is_submitted() else 200
        return render_template("ideas/help_begin.html", **page), status
    if not within_limits():
        abort(429)

    def act(session: Session, helper_id: str, at: datetime) -> str:
        if not inviting.find(session, round_id, at).takes_ideas:
            raise Refused(Refusal.ROUND_CLOSED)
        ids = {"round_id": round_id, "fund_id": invitation.fund_id}
        return store.begin_for_somebody(session, **ids, helper_id=helper_id, at=at)

    idea_id = enter_idea(form, scope, act, store.new_helper)
    return redirect(url_for("ideas.their_code", idea_id=idea_id))


def _helped(idea_id: str) -> tuple[Idea, Help]:
    """The idea that one helps with now, and how. Raises Missing, for its own person too."""
    return store.helped(reading(), idea_id, actor().person_id, now(reading()))


def _idea(idea_id: str) -> Idea:
    """An idea of one's own, or a draft that one helps with now. Raises Missing."""
    return store.find_to_write(reading(), idea_id, actor().person_id, now(reading()))


@bp.route("/ideas/<idea_id>/their-code", methods=["GET", "POST"])
@allow(*Role)
def their_code(idea_id: str) -> Any:
    """The code for the idea's person, on the helper's phone until they have it, and never again."""
    idea, help_ = _helped(idea_id)
    onward = redirect(url_for("ideas.carry_on", idea_id=idea_id))
    if help_.given_at is not None:
        return onward
    form = PressForm()
    if form.validate_on_submit():
        with transaction() as session:
            who = {"idea_id": idea_id, "helper_id": actor().person_id}
            store.note_given(session, **who, at=now(session))
        return onward
    code = welcome.comeback_code(reading(), idea.owner_id)
    facts = {"form": form, "code": code, "host": request.host}
    return render_template("ideas/their_code.html", **facts), 400 if form.is_submitted() else 200


@bp.route("/ideas/<idea_id>/read-back", methods=["GET", "POST"])
@allow(*Role)
def read_back(idea_id: str) -> Any:
    """All answers, to be read out; the helper says that it was done."""
    idea, help_ = _helped(idea_id)
    form = PressForm()
    if not form.validate_on_submit():
        page = _all_of_it("ideas/read_back.html", idea, form=form, help=help_, change=True)
        return page, 400 if form.is_submitted() else 200
    with transaction() as session:
        who = {"idea_id": idea_id, "helper_id": actor().person_id}
        store.note_read(session, **who, at=now(session))
    return redirect(url_for("ideas.their_yes", idea_id=idea_id))


@bp.route("/ideas/<idea_id>/their-yes", methods=["GET", "POST"])
@allow(*Role)
def their_yes(idea_id: str) -> Any:
    """The phone is handed over: the idea's own person sends it, with the code that they keep."""
    form = YesForm()
    if not form.validate_on_submit():
        page = _yes_page(idea_id, form)
        return (page, 400) if form.is_submitted() else page
    if not within_limit("their yes", idea_id, **YES_LIMIT):
        abort(429)

    def act() -> str:
        _send_as_its_person(session, idea_id, form.code.data)
        return url_for("ideas.their_end", idea_id=idea_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.their_yes:{idea_id}", act)
    except Refused as refused:
        _mark(form, refused)
        return _yes_page(idea_id, form), 409
    return redirect(place)


@bp.get("/ideas/<idea_id>/their-end")
@allow(*Role)
def their_end(idea_id: str) -> Any:
    """It is sent: what comes next for its person, on the phone of who helped. Nothing of the idea
    stands here, and no code: the helper's own would open nothing, and the person has theirs."""
    at = now(reading())
    round_id = store.sent_for(reading(), idea_id, actor().person_id, at)
    invitation = inviting.find(reading(), round_id, at)
    return render_template("ideas/their_end.html", invitation=invitation, host=request.host)


def _yes_page(idea_id: str, form: YesForm) -> Any:
    idea, help_ = _helped(idea_id)
    if help_.read_at is None and not form.is_submitted():
        return redirect(url_for("ideas.read_back", idea_id=idea_id))
    return _all_of_it("ideas/their_yes.html", idea, form=form)


def _once(session: Session, form: HouseForm, scope: str, act: Callable[[], str]) -> str:
    who = actor().person_id
    facts = {"key": form.intent.data, "body": form.body(), "act": act}
    return once(session, actor_id=who, scope=scope, **facts)


def _send_as_its_person(session: Session, idea_id: str, typed: str) -> None:
    at, who = now(session), actor().person_id
    idea = store.check_yes(session, idea_id=idea_id, helper_id=who, typed=typed, at=at)
    invitation = inviting.find(session, idea.round_id, at)
    asks: dict[str, Any] = {"takes_ideas": invitation.takes_ideas, "at": at}
    asks |= {"asks_where": bool(invitation.areas)}
    ideas.send(session, idea_id=idea_id, owner_id=idea.owner_id, **asks)
    safeguarding.flag_again(session, idea_id, at)


def _mark(form: YesForm, refused: Refused) -> None:
    if refused.code is HelpRefusal.NOT_THEIR_CODE:
        form.code.errors = [sentence(refused)]
    else:
        form.add_error(sentence(refused))


def _all_of_it(template: str, idea: Idea, **more: Any) -> str:
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    kept = attachments_store.of_idea(reading(), idea.idea_id)
    files = [one for one in kept if one.child_id is None]
    recorded = {one.question_id for one in files}
    not_ready = None
    try:
        asks = {"takes_ideas": invitation.takes_ideas, "asks_where": bool(invitation.areas)}
        check_send(idea, **asks, recorded=recorded)
    except Refused as refused:
        not_ready = sentence(refused)
    facts = {"idea": idea, "invitation": invitation, "not_ready": not_ready}
    facts["files"] = showing.shown(files)
    answers = ideas.all_answers(reading(), idea)
    said = {"said": answers, "questions": shown_questions(idea, invitation, answers)}
    said |= {
        "shown": shown_steps(reading(), idea.idea_id, without={CHILDREN}),
        "plan_words": PLAN_WORDS,
    }
    said["helped"] = store.helped_answers(reading(), idea.idea_id)
    return render_template(template, **facts, **said, whose_shown=WHOSE_SHOWN, **more)


@bp.route("/ideas/<idea_id>/helper", methods=["GET", "POST"])
@allow(*Role)
def helper(idea_id: str) -> Any:
    """The idea's own person lets somebody help, with a code, and sees who does."""
    form = PressForm()
    if not form.validate_on_submit():
        return _helper_page(idea_id, form), 400 if form.is_submitted() else 200
    ideas.find_own(reading(), idea_id, actor().person_id)

    def act() -> str:
        who = {"idea_id": idea_id, "owner_id": actor().person_id}
        store.invite(session, **who, at=now(session))
        return url_for("ideas.helper", idea_id=idea_id)

    try:
        with transaction() as session:
            place = _once(session, form, f"ideas.helper:{idea_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _helper_page(idea_id, form), 409
    return redirect(place)


def _helper_page(idea_id: str, form: PressForm) -> str:
    idea = ideas.find_own(reading(), idea_id, actor().person_id)
    at = now(reading())
    help_ = store.current(reading(), idea_id, at)
    invitation = inviting.find(reading(), idea.round_id, at)
    facts = {"idea": idea, "help": help_, "invitation": invitation, "form": form}
    code = store.code_of(reading(), help_) if help_ else ""
    return render_template("ideas/helper.html", **facts, code=code, host=request.host)


@bp.route("/ideas/<idea_id>/helper/end", methods=["GET", "POST"])
@allow(*Role)
def end_help(idea_id: str) -> Any:
    """Ask, then end the help with an idea: its own person may, and the helper."""
    form = PressForm()
    if not form.validate_on_submit():
        idea = _idea(idea_id)
        facts = {"form": form, "idea": idea, "own": idea.owner_id == actor().person_id}
        return render_template("ideas/help_end.html", **facts), 400 if form.is_submitted() else 200

    def act() -> str:
        who = {"idea_id": idea_id, "person_id": actor().person_id}
        own = store.end(session, **who, at=now(session)).owner_id == actor().person_id
        return url_for("ideas.helper", idea_id=idea_id) if own else url_for("ideas.mine")

    with transaction() as session:
        place = _once(session, form, f"ideas.end_help:{idea_id}", act)
    flash(_("The help has ended."))
    return redirect(place)


@bp.route("/help-with-an-idea", methods=["GET", "POST"])
@allow_everyone
def join_helping() -> Any:
    """Begin to help with the code that the idea's own person gave."""
    g.private_page = True
    form = JoinForm()
    if not form.validate_on_submit():
        return render_template(
            "ideas/help_join.html", form=form
        ), 400 if form.is_submitted() else 200
    if not within_limits():
        abort(429)

    def act(session: Session, helper_id: str, at: datetime) -> str:
        return store.join(session, typed=form.code.data, person_id=helper_id, at=at)

    try:
        idea_id = enter_idea(form, "ideas.join", act, store.new_helper)
    except Refused as refused:
        form.code.errors = [sentence(refused)]
        return render_template("ideas/help_join.html", form=form), 409
    return redirect(url_for("ideas.carry_on", idea_id=idea_id))


@bp.get("/ideas/<idea_id>/typed-by")
@allow(Role.COORDINATOR)
def typed_by(idea_id: str) -> Any:
    """Which answers of an idea a helper typed, and whose words they are in."""
    idea = ideas.find_sent(reading(), idea_id)
    invitation = inviting.find(reading(), idea.round_id, now(reading()))
    facts = {"idea": idea, "questions": questions_of(invitation), "whose_shown": WHOSE_SHOWN}
    helped = store.helped_answers(reading(), idea_id)
    return render_template("ideas/typed_by.html", **facts, helped=helped)


@bp.get("/ideas/channels")
@allow(Role.COORDINATOR)
def channels() -> Any:
    """How many ideas were begun and sent in, by the way in which they came. Nobody is asked who."""
    counted = {"counted": store.channels(reading()), "channels": CHANNELS}
    return render_template(
        "ideas/channels.html", **counted, rounds=inviting.opened_rounds(reading())
    )
