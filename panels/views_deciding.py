"""After scoring: writing each decision down, reading them all back, confirming, telling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from makeithappen import awarding, telling
from makeithappen.core.access import Role, actor, allow, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from panels import store
from panels.boards import comments_of
from panels.forms import DecisionForm, PressForm
from panels.rules.day import Move, check_move
from panels.rules.decisions import Outcome, check_deciding, total_pence
from panels.rules.recount import Recount
from panels.rules.scoring import decimal_text
from panels.rules.seats import check_may_sign
from panels.rules.settings import sealed
from panels.views_base import act_once, bp, day_money, find_pitch, go_once, own_page, pressed
from panels.words import OUTCOME_NAMES
from panels.words_boards import STANDING_NAMES


@bp.route("/<day_id>/ideas/<pitch_id>/decide", methods=["GET", "POST"])
@allow(Role.CHAIR)
def decide(day_id: str, pitch_id: str) -> ResponseReturnValue:
    """Write down what the panel decided about an idea, and why."""
    found = store.load_day(reading(), day_id)
    pitch = find_pitch(found, pitch_id)
    degree = store.degree_of(reading(), found, pitch_id, actor().person_id)
    check_deciding(found.state, degree, found.settings.design.effects)
    form = DecisionForm(data=_decision_shown(found, pitch_id))
    form.offer(part_funding=found.settings.part_funding)
    if not form.validate_on_submit():
        return _decide_page(found, pitch, form), 400 if form.is_submitted() else 200

    def act(session: Session, at: datetime) -> None:
        said = {**_decision(form), "money": day_money(session, found), "at": at}
        store.put_decision(session, day_id, pitch_id, **said, actor_id=actor().person_id)

    try:
        place = url_for("panels.sharing", day_id=day_id, _anchor=pitch_id)
        return act_once(form, f"decide:{pitch_id}", act, place)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _decide_page(found, pitch, form), 409


def _decide_page(found: store.Day, pitch: store.Pitch, form: DecisionForm) -> str:
    parts = store.sheets_with_words(reading(), found)
    sheets = {one: [sheet for sheet, _ in each] for one, each in parts.items()}
    money = day_money(reading(), found)
    count = Recount(store.draft_record(found, sheets, money))
    return render_template(
        "panels/decide.html",
        day=found,
        pitch=pitch,
        form=form,
        settings=sealed(found.settings),
        tally=count.tallies[pitch.pitch_id],
        comments=comments_of(parts[pitch.pitch_id]),
        proposal=count.proposals()[pitch.pitch_id],
        standing_names=STANDING_NAMES,
        decimal=decimal_text,
    )


def _decision(form: DecisionForm) -> dict[str, Any]:
    return {
        "outcome": Outcome(form.outcome.data),
        "amount_pence": form.amount.amount_pence_or_none if "amount" in form else None,
        "reason": form.reason.data or "",
        "departure": form.departure.data or "",
    }


def _decision_shown(found: store.Day, pitch_id: str) -> dict[str, Any]:
    known = store.latest_decisions(reading(), found).get(pitch_id)
    if known is None:
        return {}
    amount_pence = known.amount_pence if known.outcome is Outcome.PART else None
    said = {"reason": known.reason, "departure": known.departure}
    return {"outcome": str(known.outcome), "amount": amount_pence, **said}


@bp.route("/<day_id>/read-back", methods=["GET", "POST"])
@allow(Role.CHAIR)
def read_back(day_id: str) -> ResponseReturnValue:
    """Read all decisions back, so that a second person can sign them."""
    found = store.load_day(reading(), day_id)
    form = PressForm()
    if not form.validate_on_submit():
        check_move(found.standing, Move.CONFIRM)
        return render_template("panels/read_back.html", form=form, **_decided(found))

    def act(session: Session, at: datetime) -> None:
        awarding.read_back_day(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(form, f"read_back:{day_id}", act, url_for("panels.read_back", day_id=day_id))


@bp.route("/<day_id>/sign", methods=["GET", "POST"])
@allow(Role.CHAIR, Role.PANEL_MEMBER)
@for_seats
def sign(day_id: str) -> ResponseReturnValue:
    """The second signature, on that person's own device: decisions become awards with it."""
    found = store.load_day(reading(), day_id)
    check_may_sign(at_seat=bool(actor().only_day), is_rehearsal=found.is_rehearsal)
    place = own_page(found)
    form = PressForm()
    if not form.validate_on_submit():
        check_move(found.standing, Move.CONFIRM)
        return render_template("panels/sign.html", form=form, back=place, **_decided(found))

    def act(session: Session, at: datetime) -> str:
        awarding.confirm_day(session, day_id, actor_id=actor().person_id, at=at)
        return place

    return go_once(form, f"confirm:{day_id}", act)


def _decided(found: store.Day) -> dict[str, Any]:
    """What is read back and signed: each decision, the sum, and what is in the way."""
    money = awarding.money_now(reading(), found)
    decisions = store.latest_decisions(reading(), found)
    read = found.standing.read_back
    return {
        "day": found,
        "decisions": decisions,
        "total_pence": total_pence(store.rule_decisions(decisions).values()),
        "to_commit_pence": money[0],
        "in_the_way": _in_the_way(found, decisions, money),
        "outcome_names": OUTCOME_NAMES,
        "read_back_by_me": read is not None and read.actor_id == actor().person_id,
    }


def _in_the_way(
    found: store.Day,
    decisions: dict[str, store.DecisionRecord],
    money: tuple[int, dict[str, int]],
) -> str:
    """What keeps the day from being confirmed, in a sentence; nothing where nothing does."""
    wanted = store.rule_decisions(decisions)
    try:
        to_commit_pence, for_ideas_pence = money
        given = store.money_of(found, to_commit_pence, for_ideas_pence)
        store.check_holding(reading(), found, wanted, given, to_commit_pence)
    except Refused as refused:
        return sentence(refused)
    return ""


@bp.post("/<day_id>/told")
@allow(Role.CHAIR)
def tell(day_id: str) -> ResponseReturnValue:
    """Note that everybody was told."""

    def act(session: Session, at: datetime) -> None:
        telling.tell_day(session, day_id, actor_id=actor().person_id, at=at)

    return act_once(pressed(), f"told:{day_id}", act, url_for("panels.day", day_id=day_id))
