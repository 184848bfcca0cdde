"""Voting: for everybody with a card, without an account. Nothing here says who sent what.

A link may carry the code behind a # only: browsers keep that to themselves, so no address that
reaches a server, a log or another site ever holds one.
"""

from __future__ import annotations

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from makeithappen.core.access import Role, actor, allow_everyone
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Missing, Refused
from panels.forms_voting import BallotForm
from panels.rules.vote import VoteState, ballot_of
from panels.rules.vote_refusal import VoteRefusal
from panels.store import voting
from panels.store.voting_reading import list_votes, load_count, load_vote
from panels.store.voting_records import Vote
from panels.views_voting_base import CLOCK, bp, choices_of, mark, take, try_card
from panels.vote_results import receipt_lines, results_of


@bp.get("/vote")
@allow_everyone
def votes_open() -> ResponseReturnValue:
    """The votes that are open, and the results that are published."""
    lines = list_votes(reading(), VoteState.OPEN, VoteState.PUBLISHED)
    may_run = actor().may(Role.COORDINATOR, Role.CHAIR)
    return render_template("panels/votes_open.html", votes=lines, may_run=may_run, clock=CLOCK)


@bp.get("/vote/<vote_id>")
@allow_everyone
def ballot(vote_id: str) -> ResponseReturnValue:
    """Type the code and choose. Looking uses nothing up."""
    g.private_page = True
    vote = _shown(vote_id)
    return _ballot_page(vote, _form(vote))


@bp.post("/vote/<vote_id>")
@allow_everyone
def check_ballot(vote_id: str) -> ResponseReturnValue:
    """Read the choices back before they are sent."""
    g.private_page = True
    vote = _shown(vote_id)
    form = _form(vote)
    if not form.validate_on_submit():
        return _ballot_page(vote, form), 400
    try:
        try_card(vote_id, lambda: _check(vote, form))
    except Refused as refused:
        mark(form, refused)
        return _ballot_page(vote, form), 400
    wanted = form.chosen.data or ()
    chosen = [one for one in vote.settings.options if one.option_id in wanted]
    fresh = BallotForm(formdata=None)
    return render_template(
        "panels/ballot_check.html", vote=vote, form=form, fresh=fresh, chosen=chosen, clock=CLOCK
    )


@bp.post("/vote/<vote_id>/send")
@allow_everyone
def send_ballot(vote_id: str) -> ResponseReturnValue:
    """Take the ballot, or go back to change it."""
    g.private_page = True
    vote = _shown(vote_id)
    form = _form(vote)
    if "change" in request.form:
        return _ballot_page(vote, form)
    if not form.validate_on_submit():
        return _ballot_page(vote, form), 400
    said = (form.code.data, form.chosen.data or ())
    place = url_for("votes.ballot_sent", vote_id=vote_id)
    try:
        return try_card(
            vote_id,
            lambda: take(
                form,
                vote_id,
                lambda session, at: voting.put_ballot(session, vote_id, *said, at=at),
                person_id="",
                place=place,
            ),
        )
    except Refused as refused:
        mark(form, refused)
        return _ballot_page(vote, form), 400


@bp.get("/vote/<vote_id>/sent")
@allow_everyone
def ballot_sent(vote_id: str) -> ResponseReturnValue:
    """The vote is in."""
    g.private_page = True
    return render_template("panels/ballot_sent.html", vote=_shown(vote_id), clock=CLOCK)


@bp.get("/vote/<vote_id>/result")
@allow_everyone
def public_result(vote_id: str) -> ResponseReturnValue:
    """The result, once it is published."""
    vote = _shown(vote_id)
    if vote.state is not VoteState.PUBLISHED:
        raise Refused(VoteRefusal.NO_RESULT_YET)
    count, back = load_count(reading(), vote), url_for("votes.votes_open")
    receipt = receipt_lines(vote, count, request.args.getlist("mine"))
    shown = {"results": results_of(vote, count), "receipt": receipt, "back": back}
    return render_template("panels/vote_result.html", vote=vote, **shown)


def _shown(vote_id: str) -> Vote:
    """The vote, once it was opened: before that it is nobody's but its makers'."""
    vote = load_vote(reading(), vote_id)
    if vote.state is VoteState.SETUP:
        raise Missing(vote_id)
    return vote


def _form(vote: Vote) -> BallotForm:
    return BallotForm().offer(choices_of(vote), vote.settings.choices_max)


def _check(vote: Vote, form: BallotForm) -> None:
    voting.check_card(reading(), vote, form.code.data, at=now(reading()))
    ballot_of(vote.settings, form.chosen.data or ())


def _ballot_page(vote: Vote, form: BallotForm) -> str:
    at = now(reading())
    page = {"takes_ballots": vote.takes_ballots(at), "to_come": at < vote.settings.opens_at}
    return render_template("panels/ballot.html", vote=vote, form=form, clock=CLOCK, **page)
