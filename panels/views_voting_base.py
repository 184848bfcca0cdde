"""What the views of community votes share: the blueprint, and how a card's code is tried.

Wrong codes are counted for the network and for the vote as a whole. Right ones cost nothing, so a
hall behind one address can vote; once the limit is reached no code is looked at for a while.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.intents import once
from makeithappen.core.limits import limit_used_up, within_limit
from makeithappen.core.money import format_pence
from makeithappen.core.sentences import sentence
from panels.forms_voting import BallotForm
from panels.rules.vote import Option, Use
from panels.rules.vote_refusal import VoteRefusal
from panels.store import voting
from panels.store.voting_records import Vote
from panels.words_voting import RULE_NAMES, USE_NAMES, VOTE_STATE_NAMES

bp = Blueprint("votes", __name__)
bp.context_processor(
    lambda: {
        "vote_state_names": VOTE_STATE_NAMES,
        "use_names": USE_NAMES,
        "rule_names": RULE_NAMES,
        "option_name": option_name,
    }
)
NETWORK_LIMIT = {"hits_max": 60, "window_seconds": 900}
VOTE_LIMIT = {"hits_max": 2000, "window_seconds": 900}
CLOCK = "d MMMM y, HH:mm"

Answer = TypeVar("Answer")


def option_name(option: Option) -> str:
    """What an option is called; an idea that was taken back or erased has no words of its own."""
    return option.title or _("An idea that was taken back")


def choices_of(vote: Vote) -> list[tuple[str, str, str]]:
    """What a ballot offers: id, name, and words, which begin with the price where a pot pays."""
    is_pot = vote.settings.use is Use.POT
    return [
        (
            one.option_id,
            option_name(one),
            f"{format_pence(one.price_pence or 0)}. {one.words}" if is_pot else one.words,
        )
        for one in vote.settings.options
    ]


def try_card(vote_id: str, act: Callable[[], Answer]) -> Answer:
    """Do what needs a card's code. A wrong code is counted; 429 once there were too many."""
    limits = (
        ("card network", request.remote_addr or "", NETWORK_LIMIT),
        ("card vote", vote_id, VOTE_LIMIT),
    )
    if any(limit_used_up(reading(), what, who, **limit) for what, who, limit in limits):
        abort(429)
    try:
        return act()
    except Refused as refused:
        if refused.code is VoteRefusal.CARD_UNKNOWN:
            for what, who, limit in limits:
                within_limit(what, who, **limit)
        raise


def take(
    form: BallotForm,
    vote_id: str,
    act: Callable[[Session, datetime], object],
    *,
    person_id: str,
    place: str,
) -> ResponseReturnValue:
    """Act on a form with a code once, and go on to `place`.

    What the form held is remembered by the vote's own key: after the close it says nothing. Who
    sent it is not remembered where nobody has to know (`person_id` is empty).
    """
    said = [*(form.chosen.data or ()), str(form.data.get("number", ""))]

    def placed() -> str:
        act(session, now(session))
        return place

    with transaction() as session:
        once(
            session,
            actor_id=person_id,
            scope=f"votes.take:{vote_id}",
            key=form.intent.data,
            body=voting.form_body(session, vote_id, form.code.data, said),
            act=placed,
        )
    return redirect(place)


def mark(form: BallotForm, refused: Refused) -> None:
    """Put a refusal where it belongs on the form; one that belongs to no field is raised."""
    if refused.code is VoteRefusal.CARD_UNKNOWN:
        form.code.errors = [sentence(refused)]
    elif refused.code in (
        VoteRefusal.NO_CHOICE,
        VoteRefusal.NOT_AN_OPTION,
        VoteRefusal.TOO_MANY_CHOICES,
    ):
        form.chosen.errors = [sentence(refused)]
    else:
        raise refused
