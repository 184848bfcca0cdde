"""A community vote from its opening on: how many voted, paper cards, the count, the result."""

from __future__ import annotations

from datetime import datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels.forms import PressForm
from panels.forms_voting import CloseForm, PaperForm
from panels.rules.vote import VoteState, check_paper
from panels.rules.vote_refusal import VoteRefusal
from panels.store import voting
from panels.store.voting_reading import (
    cards_used_by_phone,
    load_count,
    load_vote,
    unsettled_papers,
)
from panels.store.voting_records import Vote
from panels.views_base import act_once, pressed
from panels.views_voting_base import CLOCK, bp, choices_of, mark, option_name, take, try_card
from panels.vote_results import results_of

STAFF = (Role.COORDINATOR, Role.CHAIR)


@bp.get("/votes/<vote_id>")
@allow(*STAFF)
def vote(vote_id: str) -> ResponseReturnValue:
    """A vote that is open: how many voted, never what. Others lead to their own page."""
    found = load_vote(reading(), vote_id)
    if found.state is not VoteState.OPEN:
        step = "set_up" if found.state is VoteState.SETUP else "result"
        return redirect(url_for(f"votes.{step}", vote_id=vote_id))
    differing, waiting = unsettled_papers(reading(), vote_id)
    return render_template(
        "panels/vote.html",
        vote=found,
        used=cards_used_by_phone(reading(), vote_id),
        differing=len(differing),
        waiting=waiting,
        clock=CLOCK,
    )


@bp.route("/votes/<vote_id>/paper", methods=["GET", "POST"])
@allow(*STAFF)
def paper(vote_id: str) -> ResponseReturnValue:
    """Type a paper card in. Two persons do so, each by themselves."""
    g.private_page = True
    found = load_vote(reading(), vote_id)
    check_paper(found.state, found.settings, now(reading()))
    form = PaperForm().offer(choices_of(found), found.settings.choices_max)
    if not form.validate_on_submit():
        return _paper_page(found, form), 400 if form.is_submitted() else 200
    try:
        answer = try_card(vote_id, lambda: _take_paper(form, vote_id))
    except Refused as refused:
        mark(form, refused)
        return _paper_page(found, form), 400
    flash(_("Paper %(number)s is typed in.", number=form.number.data), "success")
    return answer


def _take_paper(form: PaperForm, vote_id: str) -> ResponseReturnValue:
    who = actor().person_id
    said = (form.code.data, form.chosen.data or ())
    number = form.number.data or 0

    def act(session: Session, at: datetime) -> int:
        whose = {"number": number, "person_id": who, "at": at}
        return voting.put_paper(session, vote_id, *said, **whose)

    place = url_for("votes.paper", vote_id=vote_id)
    return take(form, vote_id, act, person_id=who, place=place)


def _paper_page(found: Vote, form: PaperForm) -> str:
    """The form, and the papers that were read differently: theirs to look at once more."""
    differing, waiting = unsettled_papers(reading(), found.vote_id)
    names = {one.place: option_name(one) for one in found.settings.options}
    page = {"differing": differing, "waiting": waiting, "names": names}
    return render_template("panels/vote_paper.html", vote=found, form=form, **page)


@bp.route("/votes/<vote_id>/close", methods=["GET", "POST"])
@allow(*STAFF)
def close_vote(vote_id: str) -> ResponseReturnValue:
    """Count the vote and destroy what ties a ballot to a card."""
    found = load_vote(reading(), vote_id)
    if found.state is not VoteState.OPEN:
        raise Refused(VoteRefusal.MOVE_NOT_NOW)
    form = CloseForm()
    if not form.validate_on_submit():
        return _close_page(found, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        who, reason = actor().person_id, form.reason.data or ""
        voting.close_vote(session, vote_id, reason=reason, actor_id=who, at=at)

    try:
        place = url_for("votes.result", vote_id=vote_id)
        return act_once(form, f"close_vote:{vote_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _close_page(found, form), 409


def _close_page(found: Vote, form: CloseForm) -> str:
    differing, waiting = unsettled_papers(reading(), found.vote_id)
    early = now(reading()) < found.settings.closes_at
    page = {"differing": len(differing), "waiting": waiting, "early": early, "clock": CLOCK}
    return render_template("panels/vote_close.html", vote=found, form=form, **page)


@bp.get("/votes/<vote_id>/result")
@allow(*STAFF)
def result(vote_id: str) -> ResponseReturnValue:
    """The result, before everybody can see it."""
    found = load_vote(reading(), vote_id)
    results = results_of(found, load_count(reading(), found))
    page = {"press": PressForm(), "back": url_for("votes.votes")}
    return render_template("panels/vote_result.html", vote=found, results=results, **page)


@bp.post("/votes/<vote_id>/publish")
@allow(*STAFF)
def publish_vote(vote_id: str) -> ResponseReturnValue:
    """Let everybody see the result."""

    def act(session: Session, at: datetime) -> None:
        voting.publish_vote(session, vote_id, actor_id=actor().person_id, at=at)

    place = url_for("votes.result", vote_id=vote_id)
    return act_once(pressed(), f"publish_vote:{vote_id}", act, place)
