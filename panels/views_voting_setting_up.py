"""Setting a community vote up: what is asked, what can be chosen, the printed cards."""

from __future__ import annotations

from datetime import datetime

import segno
from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from makeithappen import inviting
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing
from makeithappen.core.intents import once
from makeithappen.core.sentences import sentence
from panels.forms import PressForm
from panels.forms_voting import NO_AREA, CardsForm, OptionForm, VoteForm, vote_fields
from panels.rules.vote import AreaCards, VoteState, check_setting_up, opening_problems
from panels.rules.vote_cards import spoken_card_code
from panels.store import voting
from panels.store.voting_reading import days_for_votes, list_votes, load_vote
from panels.store.voting_records import Vote
from panels.views_base import act_once, go_once, pressed
from panels.views_voting_base import CLOCK, bp

STAFF = (Role.COORDINATOR, Role.CHAIR)


@bp.get("/votes")
@allow(*STAFF)
def votes() -> ResponseReturnValue:
    """All votes, the newest first."""
    rounds = inviting.opened_rounds(reading())
    lines = list_votes(reading())
    return render_template("panels/votes.html", votes=lines, rounds=rounds, clock=CLOCK)


@bp.route("/votes/new/<round_id>", methods=["GET", "POST"])
@allow(*STAFF)
def new_vote(round_id: str) -> ResponseReturnValue:
    """Begin a vote in a round."""
    invitation = inviting.find(reading(), round_id, now(reading()))
    form = VoteForm().offer(days_for_votes(reading(), round_id))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/vote_form.html", form=form, vote=None), status

    def act(session: Session, at: datetime) -> str:
        ids = {"fund_id": invitation.fund_id, "round_id": round_id, "zone": invitation.zone}
        new = form.new_vote(invitation.zone)
        vote_id = voting.add_vote(session, new, **ids, actor_id=actor().person_id, at=at)
        return url_for("votes.set_up", vote_id=vote_id)

    return go_once(form, f"new_vote:{round_id}", act)


@bp.get("/votes/<vote_id>/set-up")
@allow(*STAFF)
def set_up(vote_id: str) -> ResponseReturnValue:
    """What is set up, and what is still missing."""
    vote = load_vote(reading(), vote_id)
    if vote.state is not VoteState.SETUP:
        return redirect(url_for("votes.vote", vote_id=vote_id))
    problems = opening_problems(vote.settings, now(reading()))
    return render_template(
        "panels/vote_setting_up.html",
        vote=vote,
        sentences=[sentence(problem) for problem in problems],
        press=PressForm(),
        clock=CLOCK,
    )


@bp.route("/votes/<vote_id>/change", methods=["GET", "POST"])
@allow(*STAFF)
def change_vote(vote_id: str) -> ResponseReturnValue:
    """Change what is said about a vote."""
    vote = _unprinted(vote_id)
    form = VoteForm(data=vote_fields(vote)).offer(days_for_votes(reading(), vote.round_id))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/vote_form.html", form=form, vote=vote), status

    def act(session: Session, at: datetime) -> None:
        new = form.new_vote(vote.zone)
        voting.change_vote(session, vote_id, new, actor_id=actor().person_id, at=at)

    return act_once(form, f"change_vote:{vote_id}", act, url_for("votes.set_up", vote_id=vote_id))


@bp.route("/votes/<vote_id>/options/new", methods=["GET", "POST"])
@allow(*STAFF)
def new_option(vote_id: str) -> ResponseReturnValue:
    """Write down one more thing to choose from."""
    return _option_page(_unprinted(vote_id), OptionForm(), "")


@bp.route("/votes/<vote_id>/options/<option_id>", methods=["GET", "POST"])
@allow(*STAFF)
def option(vote_id: str, option_id: str) -> ResponseReturnValue:
    """Change one of the things to choose from."""
    vote = _unprinted(vote_id)
    known = vote.option(option_id)
    if known is None:
        raise Missing(option_id)
    fields = {"title": known.title, "words": known.words, "price": known.price_pence}
    return _option_page(vote, OptionForm(data=fields), option_id)


def _option_page(vote: Vote, form: OptionForm, option_id: str) -> ResponseReturnValue:
    vote_id = vote.vote_id
    if vote.settings.day_id is not None:
        raise Missing(option_id)
    if not form.validate_on_submit():
        page = {"form": form, "vote": vote, "option_id": option_id, "press": PressForm()}
        return render_template("panels/vote_option.html", **page), 400 if form.errors else 200

    def act(session: Session, at: datetime) -> None:
        said = form.option(option_id)
        voting.put_option(session, vote_id, said, actor_id=actor().person_id, at=at)

    place = url_for("votes.set_up", vote_id=vote_id)
    return act_once(form, f"option:{vote_id}:{option_id}", act, place)


@bp.post("/votes/<vote_id>/options/<option_id>/remove")
@allow(*STAFF)
def remove_option(vote_id: str, option_id: str) -> ResponseReturnValue:
    """Take one of the things to choose from away."""

    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        voting.remove_option(session, vote_id, option_id, actor_id=who, at=at)

    place = url_for("votes.set_up", vote_id=vote_id)
    return act_once(pressed(), f"remove_option:{option_id}", act, place)


@bp.route("/votes/<vote_id>/cards", methods=["GET", "POST"])
@allow(*STAFF)
def cards(vote_id: str) -> ResponseReturnValue:
    """Print cards for an area. Their codes are shown once, here, and kept nowhere."""
    vote = load_vote(reading(), vote_id)
    check_setting_up(vote.state)
    invitation = inviting.find(reading(), vote.round_id, now(reading()))
    areas = dict(invitation.choices(kept=None))
    form = CardsForm().offer(list(areas.items()))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("panels/vote_cards.html", form=form, vote=vote), status
    area_id = "" if form.area.data == NO_AREA else form.area.data
    area = AreaCards(area_id, areas.get(area_id, _("Everybody")), form.cards.data or 0)
    codes = _make_cards(form, vote_id, area)
    if codes:
        g.private_page = True
        return _print_page(load_vote(reading(), vote_id), area, codes)
    flash(_("These cards were shown once. If they are lost, throw all cards away."), "message")
    return redirect(url_for("votes.set_up", vote_id=vote_id))


def _make_cards(form: CardsForm, vote_id: str, area: AreaCards) -> list[str]:
    """The codes of fresh cards; none where the same form was sent before."""
    codes: list[str] = []
    who = actor().person_id

    def act() -> str:
        made = voting.make_cards(session, vote_id, area, actor_id=who, at=now(session))
        codes.extend(made)
        return vote_id

    with transaction() as session:
        sent = {"key": form.intent.data, "body": form.body(), "act": act}
        once(session, actor_id=who, scope=f"votes.cards:{vote_id}", **sent)
    return codes


def _print_page(vote: Vote, area: AreaCards, codes: list[str]) -> str:
    site = current_app.extensions["settings"].public_url
    link = site + url_for("votes.ballot", vote_id=vote.vote_id)
    printed = [
        (spoken_card_code(code), _picture(f"{link}#{spoken_card_code(code)}")) for code in codes
    ]
    address = (site + url_for("votes.votes_open")).partition("://")[2]
    page = {"cards": printed, "area": area, "address": address, "clock": CLOCK}
    return render_template("panels/vote_print.html", vote=vote, **page)


def _picture(link: str) -> Markup:
    """A link as a picture for a phone's camera."""
    return Markup(segno.make(link, error="m").svg_inline(scale=3))  # noqa: S704 (numbers only)


@bp.post("/votes/<vote_id>/cards/discard")
@allow(*STAFF)
def discard_cards(vote_id: str) -> ResponseReturnValue:
    """Throw all cards of a vote away."""

    def act(session: Session, at: datetime) -> None:
        voting.discard_cards(session, vote_id, actor_id=actor().person_id, at=at)

    place = url_for("votes.set_up", vote_id=vote_id)
    return act_once(pressed(), f"discard_cards:{vote_id}", act, place)


@bp.post("/votes/<vote_id>/open")
@allow(*STAFF)
def open_vote(vote_id: str) -> ResponseReturnValue:
    """Seal the vote and open it."""

    def act(session: Session, at: datetime) -> None:
        voting.open_vote(session, vote_id, actor_id=actor().person_id, at=at)

    place = url_for("votes.vote", vote_id=vote_id)
    return act_once(pressed(), f"open_vote:{vote_id}", act, place)


def _unprinted(vote_id: str) -> Vote:
    """The vote, as long as it can be changed; the page says so where it can't."""
    vote = load_vote(reading(), vote_id)
    check_setting_up(vote.state, cards=vote.settings.cards)
    return vote
