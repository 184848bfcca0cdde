"""The way through the questions: one a page, or all on one long page. Each press is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from makeithappen import inviting, welcome
from makeithappen.core.access import Role, actor, allow, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.intents import once
from makeithappen.core.kept_texts import keeps_words, typed_fields
from makeithappen.core.limits import within_limit
from makeithappen.core.sentences import sentence
from makeithappen.ideas import authors, beginning, store
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas.attachments_store import recorded_questions
from makeithappen.ideas.forms import AnswerForm, answer_form
from makeithappen.ideas.helping_forms import whose_field, whose_words
from makeithappen.ideas.questions import Question, of, on_page
from makeithappen.ideas.rules.answers import asked_amounts, said, step_after
from makeithappen.ideas.rules.idea import Idea, Refusal, State
from makeithappen.ideas.steps import (
    back_url,
    carry_on_url,
    for_writer,
    next_url,
    questions_of,
    step_url,
    way,
)
from makeithappen.ideas.views_base import bp

GUEST_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""
INSTEAD = "instead"
"""The button that leads to a recording or a picture; what was typed is kept."""
ASK_BELOW = _l("It is less than the smallest amount that would still work. Change that first.")
ALL = "all"
"""What stands in the place of a question's id where all of them are asked on one page."""


@bp.get("/rounds/<round_id>/idea")
@allow_everyone
def begin(round_id: str) -> Any:
    """What to know before the first question. Whoever has begun already goes on from there."""
    g.private_page = True
    invitation = inviting.find(reading(), round_id, now(reading()))
    way_in = beginning.find(round_id)
    if way_in.draft_id and not way_in.is_asked_for:
        return redirect(url_for("ideas.carry_on", idea_id=way_in.draft_id))
    page = "ideas/begin.html" if invitation.takes_ideas else "ideas/not_now.html"
    another, asked = way_in.newest_id, len(way(invitation))
    return render_template(page, invitation=invitation, asked=asked, another=another)


@bp.route("/rounds/<round_id>/idea/<any(first, all):pages>", methods=["GET", "POST"])
@allow_everyone
@keeps_words
def first(round_id: str, pages: str) -> Any:
    """The first question, or all of them. Its press makes the draft; nobody needs an account.

    Once it has, this page leads to what was said there, and so does whatever is sent from it.
    """
    g.private_page = True
    if (begun := _begun_here(round_id, pages)) is not None:
        return begun
    invitation = inviting.find(reading(), round_id, now(reading()))
    if request.method == "GET" and not invitation.takes_ideas:
        return render_template("ideas/not_now.html", invitation=invitation)
    questions = questions_of(invitation)
    questions = questions if pages == ALL else questions[:1]
    form = answer_form(questions, {}, invitation.choices(kept=None), recorded=_left_open(questions))
    if not form.validate_on_submit():
        return _page(form, questions, invitation), 400 if form.is_submitted() else 200
    try:
        if not invitation.takes_ideas:
            raise Refused(Refusal.ROUND_CLOSED)
        return _begun(form, questions, invitation)
    except Refused as refused:
        _mark(form, refused)
        return _page(form, questions, invitation), 409


def _begun_here(round_id: str, pages: str) -> Any:
    """Where a first page leads once its idea is begun, with what is sent from it; None before."""
    way_in = beginning.find(round_id)
    if request.args.get(beginning.ANOTHER) == beginning.YES:
        beside = {"pages": pages, beginning.ANOTHER: way_in.newest_id}
        return redirect(url_for("ideas.first", round_id=round_id, **beside))
    if way_in.newest_id is None or way_in.is_asked_for:
        return None
    newest_id, question_id = way_in.newest_id, ALL if pages == ALL else "what"
    if request.method != "POST":
        return redirect(url_for("ideas.answer", idea_id=newest_id, question_id=question_id))
    begun_id = beginning.begun_here(beginning.scope(round_id))
    if begun_id is not None and begun_id in way_in.own_ids:
        return answer(begun_id, question_id)
    return _two_ideas(round_id, pages, newest_id, question_id) or answer(newest_id, question_id)


def _two_ideas(round_id: str, pages: str, idea_id: str, question_id: str) -> Any:
    """Ask whose words came from a page beside the one that began their idea, and are others;
    None where there is nothing to ask."""
    idea = store.find_own(reading(), idea_id, actor().person_id)
    form = answer_form(of(["what"]), {}, ())
    typed, pressed = form["what"].data or "", _instead(of(["what"]))
    nothing_new = typed == idea.words.what or not (typed or pressed)
    if nothing_new:
        return None
    one_url = url_for("ideas.answer", idea_id=idea_id, question_id=question_id)
    two_url = url_for("ideas.first", round_id=round_id, pages=pages, another=idea_id)
    facts = {"form": form, "idea": idea, "typed": typed, "fields": typed_fields()}
    places = {"one_url": one_url, "two_url": two_url}
    return render_template("ideas/two_ideas.html", **facts, **places), 409


def _begun(form: AnswerForm, questions: Sequence[Question], invitation: inviting.Invitation) -> Any:
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
        answers = form.answers(questions)
        return store.begin(session, **ids, owner_id=owner_id, answers=answers, at=at)

    with transaction() as session:
        at = now(session)
        facts = {"key": form.intent.data, "body": form.body(), "act": act}
        scope = beginning.scope(invitation.round_id)
        # Nobody's: whoever sends it again may be signed in by the first time, with the answer lost.
        idea_id = once(session, actor_id="", scope=scope, **facts)
        if not who.signed_in and token is None:
            owner_id = store.owner_of_new_draft(session, idea_id, at)
            token = welcome.guest_again(session, owner_id, at)
    if token is not None:
        welcome.begin_session(token)
    if pressed := _instead(questions):
        return redirect(_files_url(idea_id, pressed, questions))
    return redirect(step_url(idea_id, step_after(way(invitation), questions[-1].page)))


def _instead(questions: Sequence[Question]) -> str | None:
    """The question whose people pressed the button to say it, film it or draw it instead."""
    pressed = request.form.get(INSTEAD)
    return pressed if pressed in {one.question_id for one in questions if one.recordable} else None


def _left_open(questions: Sequence[Question]) -> set[str]:
    """Who goes off to record something is asked for the rest of the page when they are back."""
    return {one.question_id for one in questions} if _instead(questions) else set()


def _files_url(idea_id: str, question_id: str, questions: Sequence[Question]) -> str:
    back = ALL if len(questions) > 1 else None
    return url_for("ideas.files", idea_id=idea_id, question_id=question_id, back=back)


@bp.route("/ideas/<idea_id>/answer/<question_id>", methods=["GET", "POST"])
@allow(*Role)
@keeps_words
def answer(idea_id: str, question_id: str) -> Any:
    """One question of a draft, or all. Saving the same twice does no harm."""
    at, who = now(reading()), actor().person_id
    idea = helping.find_to_write(reading(), idea_id, who, at)
    if idea.state is not State.DRAFT and request.method == "GET":
        return redirect(url_for("ideas.sent", idea_id=idea_id))
    invitation = _asked_of(idea, at)
    questions = _questions(invitation, question_id)
    form = _form(questions, invitation, idea)
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return _page(form, questions, invitation, idea), status
    try:
        with transaction() as session:
            said = {"answers": form.answers(questions), "whose": whose_words(form, questions)}
            helping.save(session, idea_id=idea_id, person_id=who, **said, at=now(session))
    except Refused as refused:
        _mark(form, refused)
        return _page(form, questions, invitation, idea), 409
    if pressed := _instead(questions):
        return redirect(_files_url(idea_id, pressed, questions))
    saved = replace(idea, ask=asked_amounts(form.answers(questions), idea.ask))
    return redirect(next_url(saved, invitation, questions[-1].page))


@bp.get("/ideas/<idea_id>/carry-on")
@allow(*Role)
def carry_on(idea_id: str) -> Any:
    """Where somebody stopped: the question after the last one that they answered."""
    at = now(reading())
    idea = helping.find_to_write(reading(), idea_id, actor().person_id, at)
    invitation = _asked_of(idea, at)
    done = said(store.all_answers(reading(), idea)) | recorded_questions(reading(), idea_id)
    return redirect(carry_on_url(idea, invitation, done))


def _asked_of(idea: Idea, at: datetime) -> inviting.Invitation:
    return for_writer(inviting.find(reading(), idea.round_id, at), idea, actor().person_id)


def _form(questions: Sequence[Question], invitation: inviting.Invitation, idea: Idea) -> AnswerForm:
    """The form with what was said so far; it asks a helper whose words they type."""
    more: dict[str, Any] = {}
    if _helps(idea):
        more["more"] = whose_field(questions, helping.helped_answers(reading(), idea.idea_id))
    areas = invitation.choices(kept=idea.ask.area_id)
    more["recorded"] = recorded_questions(reading(), idea.idea_id) | _left_open(questions)
    return answer_form(questions, store.all_answers(reading(), idea), areas, **more)


def _helps(idea: Idea) -> bool:
    """Whether somebody types here who is no author."""
    me = actor().person_id
    return idea.owner_id != me and not authors.is_co_author(reading(), idea.idea_id, me)


def _questions(invitation: inviting.Invitation, question_id: str) -> list[Question]:
    questions = questions_of(invitation)
    wanted = questions if question_id == ALL else on_page(questions, question_id)
    if not wanted:
        raise Missing(question_id)
    return wanted


def _page(
    form: AnswerForm,
    questions: Sequence[Question],
    invitation: inviting.Invitation,
    idea: Idea | None = None,
) -> str:
    """The page of a question, or the long one; without an idea nothing is kept yet."""
    step, steps = questions[0].question_id, way(invitation)
    facts = {"form": form, "questions": questions, "invitation": invitation, "idea": idea}
    place = {"place": steps.index(step) + 1, "places": len(steps)}
    another = request.args.get(beginning.ANOTHER)
    begin_url = url_for("ideas.begin", round_id=invitation.round_id, another=another)
    ways = {
        "back": back_url(idea, invitation, step) if idea else begin_url,
        "skip": next_url(idea, invitation, step) if idea else None,
        "code": own_code(idea),
    }
    is_one = questions[-1].page == step
    template = "ideas/answer.html" if is_one else "ideas/answers.html"
    return render_template(template, **facts, **place, **ways)


def own_code(idea: Idea | None) -> str:
    """The code to come back, for the idea's own person; a helper's would only mislead."""
    own = idea is not None and idea.owner_id == actor().person_id
    return welcome.comeback_code(reading(), actor().person_id) if own else ""


def _mark(form: AnswerForm, refused: Refused) -> None:
    """Put the sentence at the field that it is about, where that is on this page."""
    if refused.code is Refusal.SMALLEST_ABOVE_ASK and "smallest" in form:
        form["smallest"].errors = [sentence(refused)]
    elif refused.code is Refusal.SMALLEST_ABOVE_ASK and "ask" in form:
        form["ask"].errors = [str(ASK_BELOW)]
    else:
        form.add_error(sentence(refused))
