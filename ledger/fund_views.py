"""What a fund holder records about a fund: funders, pots, and money that came in."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements, store
from ledger.blueprint import WRITERS, Writing, bp, fund_name, pot_choices, take
from ledger.forms import FunderForm, ReceiptForm, choices
from ledger.forms_records import RuledPotForm
from ledger.rules.accounts import FunderKind
from makeithappen import awarding
from makeithappen.core.access import allow
from makeithappen.core.db import reading


@bp.route("/funds/<fund_id>/funders/new", methods=["GET", "POST"])
@allow(*WRITERS)
def add_funder(fund_id: str) -> Any:
    """Name somebody who gives."""
    name = fund_name(fund_id)
    form = FunderForm()

    def show() -> str:
        page = {"form": form, "fund_id": fund_id, "name": name}
        return render_template("ledger/add_funder.html", **page)

    def act(writing: Writing) -> str:
        words = {"name": form.name.data or "", "kind": FunderKind(form.kind.data)}
        store.add_funder(writing.session, writing.by(), **words)
        return url_for("ledger.fund", fund_id=fund_id)

    return take(form, f"funder:{fund_id}", act, show, _("Saved. You can open a pot for it now."))


@bp.route("/funds/<fund_id>/pots/new", methods=["GET", "POST"])
@allow(*WRITERS)
def open_pot(fund_id: str) -> Any:
    """Open a pot for the money of one funder."""
    name = fund_name(fund_id)
    funders = store.funders(reading())
    form = RuledPotForm()
    form.areas.choices = awarding.areas(reading(), fund_id)
    named = [(funder.funder_id, funder.name) for funder in funders]
    form.funder.choices = choices(_("Choose a funder"), named)

    def show() -> str:
        page = {"form": form, "fund_id": fund_id, "name": name}
        return render_template("ledger/open_pot.html", funders=funders, **page)

    def act(writing: Writing) -> str:
        words = {"name": form.name.data or "", "restriction": form.restriction.data or ""}
        ids = {"fund_id": fund_id, "funder_id": form.funder.data or ""}
        store.open_pot(writing.session, writing.by(), **ids, **words, rule=form.rule)
        return url_for("ledger.fund", fund_id=fund_id)

    return take(form, f"pot:{fund_id}", act, show, _("The pot is open."))


@bp.route("/funds/<fund_id>/receipts/new", methods=["GET", "POST"])
@allow(*WRITERS)
def record_receipt(fund_id: str) -> Any:
    """Record money that came in without a pledge."""
    name = fund_name(fund_id)
    statement = statements.fund_pots(reading(), fund_id)
    form = ReceiptForm()
    form.pot.choices = choices(_("Choose a pot"), pot_choices(statement.pots))

    def show() -> str:
        page = {"form": form, "fund_id": fund_id, "name": name}
        return render_template("ledger/record_receipt.html", **page)

    def act(writing: Writing) -> str:
        by = writing.by(form.received_on.data)
        amount_pence = form.amount.amount_pence
        store.receive(writing.session, by, pot_id=form.pot.data or "", amount_pence=amount_pence)
        return url_for("ledger.fund", fund_id=fund_id)

    return take(form, f"receipt:{fund_id}", act, show, _("Recorded."))
