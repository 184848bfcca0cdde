"""Pledges: offered, then confirmed, then received. Three different amounts."""

from __future__ import annotations

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
from ledger.forms import DateForm, PledgeForm, PressForm, choices, pledge_choices
from ledger.rules.refusal import Refusal
from ledger.statement_lines import Statement
from makeithappen import awarding
from makeithappen.core.access import allow
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
        )
    pot = next(pot for pot in statement.pots if pot.pot_id == form.pot_id)
    if pot.funder_id != funder_id:
        raise Refused(Refusal.WRONG_POT, pot_id=pot.pot_id)
    by = writing.by()
    return store.offer_pledge(writing.session, by, pot_id=pot.pot_id, amount_pence=amount_pence)


@bp.get("/pledges/<pledge_id>")
@allow(*READERS)
def pledge(pledge_id: str) -> Any:
    """One pledge: how far it has come, and the next step."""
    return _pledge_page(pledge_id, PressForm(), DateForm())


def _pledge_page(pledge_id: str, press_form: PressForm, date_form: DateForm) -> str:
    page = statements.pledge(reading(), pledge_id)
    return render_template(
        "ledger/pledge.html",
        pledge=page.pledge,
        came_to=page.came_to,
        lines=page.lines,
        press_form=press_form,
        date_form=date_form,
        titles=titles([page.pledge.idea_id]),
    )


@bp.post("/pledges/<pledge_id>/confirm")
@allow(*WRITERS)
def confirm_pledge(pledge_id: str) -> Any:
    """The funder stands by the offer."""
    form = PressForm()

    def act(writing: Writing) -> str:
        store.confirm_pledge(writing.session, writing.by(), pledge_id)
        return url_for("ledger.pledge", pledge_id=pledge_id)

    def show() -> str:
        return _pledge_page(pledge_id, form, DateForm(formdata=None))

    return take(form, f"confirm:{pledge_id}", act, show, _("Confirmed."))


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
        return _pledge_page(pledge_id, PressForm(formdata=None), form)

    return take(form, f"receive:{pledge_id}", act, show, _("Recorded."))
