"""Setting a fund up: who answers for it, its areas, and its rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.funds import outcomes_store, store
from makeithappen.funds.forms import (
    AreaForm,
    DueForm,
    FundForm,
    PressForm,
    RoundForm,
    StructureForm,
)
from makeithappen.funds.rules.rounds import Refusal
from makeithappen.funds.views_base import READERS, bp, write
from makeithappen.funds.words import CONSENTS, PARTS, STANDINGS, TELLINGS


@bp.get("/funds")
@allow(*READERS)
def funds() -> Any:
    """All funds."""
    may_change = actor().may(Role.ADMINISTRATOR)
    return render_template("funds/funds.html", funds=store.funds(reading()), may_change=may_change)


@bp.route("/funds/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add() -> Any:
    """Add a fund."""
    form = FundForm()
    if not form.validate_on_submit():
        return render_template("funds/add.html", form=form), 400 if form.is_submitted() else 200

    def act(session: Session, who: dict[str, Any]) -> str:
        words = {"name": form.name.data, "purpose": form.purpose.data}
        return url_for("funds.structure", fund_id=store.add_fund(session, **words, **who))

    return redirect(write(form, "funds.add", act))


@bp.get("/funds/<fund_id>")
@allow(*READERS)
def fund(fund_id: str) -> Any:
    """One fund: who answers for it, its areas, its rounds."""
    session = reading()
    at = now(session)
    rounds = [(row, row.standing(at)) for row in store.rounds(session, fund_id)]
    areas, outcomes = outcomes_store.areas_and_outcomes(session, [fund_id])
    return render_template(
        "funds/fund.html",
        fund=store.find_fund(session, fund_id),
        parts=PARTS,
        tellings=TELLINGS,
        consents=CONSENTS,
        areas=[area for area in areas if not area.archived],
        outcomes=[outcome for outcome in outcomes if not outcome.archived],
        rounds=rounds,
        standings=STANDINGS,
        may_change=actor().may(Role.ADMINISTRATOR),
        may_write=actor().may(Role.COORDINATOR),
    )


@bp.route("/funds/<fund_id>/structure", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def structure(fund_id: str) -> Any:
    """Say what a fund is for and who answers for it."""
    found = store.find_fund(reading(), fund_id)
    form = StructureForm(obj=found, data=_parts_of(found))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/structure.html", form=form, fund=found), status

    def act(session: Session, who: dict[str, Any]) -> str:
        words = {name: form[name].data for name in ("name", "purpose", "zone")}
        parts = {"fund_id": fund_id, "structure": form.structure()}
        store.change_fund(session, **parts, **words, **who)
        return url_for("funds.fund", fund_id=fund_id)

    try:
        place = write(form, f"funds.structure:{fund_id}", act)
    except Refused as refused:
        _mark_missing(form, refused)
        return render_template("funds/structure.html", form=form, fund=found), 409
    flash(_("Kept."))
    return redirect(place)


def _parts_of(found: store.FundRow) -> dict[str, str]:
    parts = {part: getattr(found.structure, part) for part in PARTS}
    return {"name": found.name, "purpose": found.purpose, "zone": found.zone, **parts}


def _mark_missing(form: StructureForm, refused: Refused) -> None:
    """Put the sentence at each part that is still empty, so that the summary leads there."""
    if refused.code is not Refusal.STRUCTURE_INCOMPLETE:
        raise refused
    for part in PARTS:
        if not (form[part].data or "").strip():
            form[part].errors = [_("A round is open, so this can't be empty")]


@bp.route("/funds/<fund_id>/areas", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def areas(fund_id: str) -> Any:
    """The areas of a fund, and a box for one more."""
    found = store.find_fund(reading(), fund_id)
    form = AreaForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        rows = store.areas(reading(), [fund_id])
        return render_template("funds/areas.html", form=form, fund=found, areas=rows), status

    def act(session: Session, who: dict[str, Any]) -> str:
        store.add_area(session, fund_id=fund_id, name=form.name.data or "", **who)
        return url_for("funds.areas", fund_id=fund_id)

    place = write(form, f"funds.areas:{fund_id}", act)
    flash(_("The area is on the list."))
    return redirect(place)


@bp.route("/funds/areas/<area_id>/archive", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def archive_area(area_id: str) -> Any:
    """Ask, then take an area off the list of choices."""
    area = store.find_area(reading(), area_id)
    form = PressForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/archive_area.html", form=form, area=area), status

    def act(session: Session, who: dict[str, Any]) -> str:
        store.archive_area(session, area_id=area_id, **who)
        return url_for("funds.areas", fund_id=area.fund_id)

    return redirect(write(form, f"funds.archive_area:{area_id}", act))


@bp.route("/funds/<fund_id>/rounds/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add_round(fund_id: str) -> Any:
    """Prepare a round."""
    found = store.find_fund(reading(), fund_id)
    form = RoundForm()
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/add_round.html", form=form, fund=found), status

    def act(session: Session, who: dict[str, Any]) -> str:
        opens_on, closes_on = form.days()
        words = {"name": form.name.data, "criteria_words": form.criteria_words.data}
        days = {"opens_on": opens_on, "closes_on": closes_on}
        round_id = store.add_round(session, fund_id=fund_id, **days, **words, **who)
        return url_for("funds.round_", round_id=round_id)

    try:
        return redirect(write(form, f"funds.add_round:{fund_id}", act))
    except Refused as refused:
        form.closes_on.errors = [sentence(refused)]
        return render_template("funds/add_round.html", form=form, fund=found), 409


@bp.get("/funds/rounds/<round_id>")
@allow(*READERS)
def round_(round_id: str) -> Any:
    """One round, with the button that opens or closes it."""
    return _round_page(round_id, PressForm())


def _round_page(round_id: str, form: PressForm) -> str:
    session = reading()
    row = store.find_round(session, round_id)
    return render_template(
        "funds/round.html",
        form=form,
        round=row,
        standing=row.standing(now(session)),
        standings=STANDINGS,
        missing=store.find_fund(session, row.fund_id).structure.missing(),
        parts=PARTS,
        may_change=actor().may(Role.ADMINISTRATOR),
        may_promise=actor().may(Role.ADMINISTRATOR, Role.COORDINATOR),
    )


@bp.route("/funds/rounds/<round_id>/answers", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR, Role.COORDINATOR)
def answers_due(round_id: str) -> Any:
    """Promise a day by which everybody has an answer, or another one."""
    row = store.find_round(reading(), round_id)
    form = DueForm(data={"due_on": row.answers_due_on})
    page = {"form": form, "round": row}
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("funds/answers_due.html", **page), status

    def act(session: Session, who: dict[str, Any]) -> str:
        store.promise_answers(session, round_id=round_id, due_on=form.day(), **who)
        return url_for("funds.round_", round_id=round_id)

    try:
        return redirect(write(form, f"funds.answers_due:{round_id}", act))
    except Refused as refused:
        form.due_on.errors = [sentence(refused)]
        return render_template("funds/answers_due.html", **page), 409


@bp.post("/funds/rounds/<round_id>/open")
@allow(Role.ADMINISTRATOR)
def open_round(round_id: str) -> Any:
    """Open a round."""
    return _turn(round_id, "open_round", store.open_round, _("The round is open."))


@bp.post("/funds/rounds/<round_id>/close")
@allow(Role.ADMINISTRATOR)
def close_round(round_id: str) -> Any:
    """Close a round."""
    return _turn(round_id, "close_round", store.close_round, _("The round is closed."))


def _turn(round_id: str, scope: str, turn: Callable[..., None], done: str) -> Any:
    form = PressForm()
    if not form.validate_on_submit():
        return _round_page(round_id, form), 400

    def act(session: Session, who: dict[str, Any]) -> str:
        turn(session, round_id=round_id, **who)
        return url_for("funds.round_", round_id=round_id)

    try:
        place = write(form, f"funds.{scope}:{round_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _round_page(round_id, form), 409
    flash(done)
    return redirect(place)
