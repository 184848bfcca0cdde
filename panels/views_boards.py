"""The boards of a day between scoring and confirming: talking over, sharing out, a tie."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import pledging
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.intents import IntentRefusal
from panels import store, words_boards
from panels.boards import deliberation
from panels.forms import PressForm
from panels.forms_boards import TieBallotForm, TieForm
from panels.rules.board_refusal import BoardRefusal
from panels.rules.design import check_revealed
from panels.rules.scoring import decimal_text
from panels.sharing import sharing_of
from panels.views_base import act_once, bp, day_money, own_page, pressed
from panels.words import OUTCOME_NAMES


@bp.get("/<day_id>/board")
@allow(Role.CHAIR, Role.PANEL_MEMBER)
@for_seats
def board(day_id: str) -> ResponseReturnValue:
    """What to talk about: how far the sheets lie apart, what was written, what the rule gives."""
    found = store.load_day(reading(), day_id)
    _check_reader(found)
    money = day_money(reading(), found)
    return render_template(
        "panels/board.html",
        day=found,
        back=own_page(found),
        board=deliberation(reading(), found, actor().person_id, money),
        words=words_boards,
        decimal=decimal_text,
    )


@bp.get("/<day_id>/sharing")
@allow(Role.CHAIR, Role.PANEL_MEMBER)
@for_seats
def sharing(day_id: str) -> ResponseReturnValue:
    """The money, what the sealed rule gives each idea, and what the panel decides."""
    found = store.load_day(reading(), day_id)
    _check_reader(found)
    money = day_money(reading(), found)
    return render_template(
        "panels/sharing.html",
        day=found,
        back=own_page(found),
        sharing=sharing_of(reading(), found, actor().person_id, money),
        may_chair=actor().may(Role.CHAIR),
        form=TieForm(),
        words=words_boards,
        condition_words=pledging.condition_words,
        outcome_names=OUTCOME_NAMES,
        decimal=decimal_text,
    )


def _check_reader(found: store.Day) -> None:
    """Refuse a member before the moment from which members see the count."""
    if not actor().may(Role.CHAIR):
        check_revealed(found.state, found.settings.design.reveal)


@bp.post("/<day_id>/tie/begin")
@allow(Role.CHAIR)
def begin_tie_vote(day_id: str) -> ResponseReturnValue:
    """Let the room vote on a tie."""
    form = TieForm()
    if not form.validate_on_submit():
        raise Refused(IntentRefusal.KEY_MISSING)
    pitch_ids = (form.pitch_ids.data or "").split()

    def act(session: Session, at: datetime) -> None:
        money = day_money(session, store.load_day(session, day_id))
        by = {"actor_id": actor().person_id, "at": at}
        store.begin_tie_vote(session, day_id, pitch_ids, money=money, **by)

    return act_once(form, f"tie_begun:{day_id}", act, url_for("panels.tie", day_id=day_id))


@bp.route("/<day_id>/tie", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.PANEL_MEMBER)
@for_seats
def tie(day_id: str) -> ResponseReturnValue:
    """Vote on a tie; the chair sees how many have voted, never for what."""
    found = store.load_day(reading(), day_id)
    place = own_page(found)
    if not found.standing.boards.tied:
        raise Refused(BoardRefusal.NO_TIE_VOTE)
    form = TieBallotForm().offer(found)
    if not form.validate_on_submit():
        return _tie_page(found, form, place), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        who = actor().person_id
        store.cast_tie_vote(session, day_id, form.choice.data or "", person_id=who)

    return act_once(form, f"tie:{day_id}", act, url_for("panels.tie", day_id=day_id))


def _tie_page(found: store.Day, form: TieBallotForm, back: str) -> str:
    voted, mine = store.tie_progress(reading(), found, actor().person_id)
    return render_template(
        "panels/tie.html",
        day=found,
        form=form,
        back=back,
        voted=voted,
        mine=mine,
        is_member=found.member_of(actor().person_id) is not None,
        may_chair=actor().may(Role.CHAIR),
        press=PressForm(formdata=None),
    )


@bp.post("/<day_id>/tie/count")
@allow(Role.CHAIR)
def count_tie_vote(day_id: str) -> ResponseReturnValue:
    """Close the vote on a tie and count it."""

    def act(session: Session, at: datetime) -> None:
        store.count_tie_vote(session, day_id, actor_id=actor().person_id, at=at)

    place = url_for("panels.sharing", day_id=day_id)
    return act_once(pressed(), f"tie_counted:{day_id}", act, place)
