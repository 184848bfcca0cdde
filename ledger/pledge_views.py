"""Pledges: offered, then confirmed, then received; or taken back, or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements, store
from ledger.blueprint import (
    READERS,
    WRITERS,
    Writing,
    bp,
    fund_name,
    pot_choices,
    take,
    titles,
)
from ledger.forms import (
    DateForm,
    PledgeForm,
    PressForm,
    ReasonForm,
    choices,
    condition_choices,
    pledge_choices,
)
from ledger.rules.refusal import Refusal
from ledger.statement_lines import Statement
from makeithappen import awarding, pledging
from makeithappen.core.access import actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused


@bp.route("/funds/<fund_id>/pledges/new", methods=["GET", "POST"])
@allow(*WRITERS)
def offer_pledge(fund_id: str) -> Any:
    """Record what a funder offers: towards a pot of theirs, or for one idea alone."""
    name = fund_name(fund_id)
    statement = statements.fund_pots(reading(), fund_id)
    funders = store.funders(reading())
    form = _pledge_form(statement, funders)

    def show() -> str:
        page = {"form": form, "fund_id": fund_id, "name": name}
        return render_template("ledger/offer_pledge.html", funders=funders, **page)

    def act(writing: Writing) -> str:
        pledge_id = _offer(writing, form, statement)
        return url_for("ledger.pledge", pledge_id=pledge_id)

    return take(form, f"pledge:{fund_id}", act, show, _("The offer is recorded."))


def _pledge_form(statement: Statement, funders: list[store.FunderLine]) -> PledgeForm:
    form = PledgeForm()
    named = [(funder.funder_id, funder.name) for funder in funders]
    form.funder.choices = choices(_("Choose a funder"), named)
    common = [pot for pot in statement.pots if pot.idea_id is None]
    ideas = awarding.ideas_of_fund(reading(), statement.fund_id)
    purposes = pledge_choices(pot_choices(common), ideas)
    form.towards.choices = choices(_("Choose what it is for"), purposes)
    form.asks.choices = condition_choices(pledging.areas(reading(), statement.fund_id))
    return form


def _offer(writing: Writing, form: PledgeForm, statement: Statement) -> str:
    amount_pence, funder_id = form.amount.amount_pence, form.funder.data or ""
    if form.idea_id is not None:
        return store.offer_pledge_for_idea(
            writing.session,
            writing.by(),
            fund_id=statement.fund_id,
            funder_id=funder_id,
            idea_id=form.idea_id,
            amount_pence=amount_pence,
            name=_("For one idea"),
            restriction=_("Only this idea."),
            asked=form.asked,
        )
    pot = next(pot for pot in statement.pots if pot.pot_id == form.pot_id)
    if pot.funder_id != funder_id:
        raise Refused(Refusal.WRONG_POT, pot_id=pot.pot_id)
    what = {"pot_id": pot.pot_id, "amount_pence": amount_pence, "asked": form.asked}
    return store.offer_pledge(writing.session, writing.by(), **what)


@bp.get("/pledges/<pledge_id>")
@allow(*READERS)
def pledge(pledge_id: str) -> Any:
    """One pledge: how far it has come, and the next step."""
    return _pledge_page(pledge_id)


def _pledge_page(
    pledge_id: str,
    press: PressForm | None = None,
    dated: DateForm | None = None,
    reason: ReasonForm | None = None,
) -> str:
    """The page with the form that was sent, and fresh ones for the rest."""
    page = statements.pledge(reading(), pledge_id)
    return render_template(
        "ledger/pledge.html",
        pledge=page.pledge,
        came_to=page.came_to,
        lines=page.lines,
        press_form=press or PressForm(formdata=None),
        date_form=dated or DateForm(formdata=None),
        reason_form=reason or ReasonForm(formdata=None),
        titles=titles([page.pledge.idea_id]),
        area=pledging.about(reading(), page.pledge.condition),
    )


@bp.post("/pledges/<pledge_id>/met")
@allow(*WRITERS)
def meet_condition(pledge_id: str) -> Any:
    """Say that what the funder asks for is so, and why."""
    form = ReasonForm()

    def act(writing: Writing) -> str:
        _meet(writing, pledge_id, form.reason.data or "")
        return url_for("ledger.pledge", pledge_id=pledge_id)

    def show() -> str:
        return _pledge_page(pledge_id, reason=form)

    return take(form, f"met:{pledge_id}", act, show, _("The condition is met."))


@bp.post("/pledges/<pledge_id>/half")
@allow(*WRITERS)
def check_half(pledge_id: str) -> Any:
    """Work out whether the panel gives at least half."""
    said = _("The condition is met.")
    return _press("half", pledge_id, lambda writing: _meet(writing, pledge_id, ""), said)


def _meet(writing: Writing, pledge_id: str, reason: str) -> None:
    who = {"actor_id": actor().person_id, "at": writing.at, "intent_key": writing.key}
    pledging.meet(writing.session, pledge_id, reason=reason, **who)


@bp.post("/pledges/<pledge_id>/confirm")
@allow(*WRITERS)
def confirm_pledge(pledge_id: str) -> Any:
    """The funder stands by the offer."""

    def post(writing: Writing) -> None:
        store.confirm_pledge(writing.session, writing.by(), pledge_id)

    return _press("confirm", pledge_id, post, _("Confirmed."))


@bp.post("/pledges/<pledge_id>/withdraw")
@allow(*WRITERS)
def withdraw_pledge(pledge_id: str) -> Any:
    """The funder takes an offer back."""

    def post(writing: Writing) -> None:
        store.withdraw_pledge(writing.session, writing.by(), pledge_id)

    return _press("withdraw", pledge_id, post, _("Taken back."))


@bp.post("/pledges/<pledge_id>/lose")
@allow(*WRITERS)
def lose_pledge(pledge_id: str) -> Any:
    """What was confirmed won't come in."""

    def post(writing: Writing) -> None:
        store.lose_pledge(writing.session, writing.by(), pledge_id)

    said = _("Recorded. The fund's page shows what is at risk now.")
    return _press("lose", pledge_id, post, said)


def _press(step: str, pledge_id: str, post: Callable[[Writing], None], said: str) -> Any:
    """One step of a pledge that takes nothing but a button."""
    form = PressForm()

    def act(writing: Writing) -> str:
        post(writing)
        return url_for("ledger.pledge", pledge_id=pledge_id)

    def show() -> str:
        return _pledge_page(pledge_id, press=form)

    return take(form, f"{step}:{pledge_id}", act, show, said)


@bp.post("/pledges/<pledge_id>/receive")
@allow(*WRITERS)
def receive_pledge(pledge_id: str) -> Any:
    """The whole confirmed amount came in."""
    form = DateForm()

    def act(writing: Writing) -> str:
        by = writing.by(form.received_on.data)
        store.receive_pledge(writing.session, by, pledge_id)
        return url_for("ledger.pledge", pledge_id=pledge_id)

    def show() -> str:
        return _pledge_page(pledge_id, dated=form)

    return take(form, f"receive:{pledge_id}", act, show, _("Recorded."))
