"""One award: its money, and what the fund holder records about it."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements, store
from ledger.blueprint import READERS, WRITERS, Writing, bp, pot_choices, take, title_of
from ledger.forms import CoverForm, PressForm, ReturnForm, choices
from ledger.forms_paying import PaymentForm, payee_words
from ledger.store import payees
from makeithappen import awarding
from makeithappen.core.access import allow
from makeithappen.core.db import reading
from makeithappen.core.forms import HouseForm


@bp.get("/awards/<award_id>")
@allow(*READERS)
def award(award_id: str) -> Any:
    """An award: amounts, who bears them, and what happened in order."""
    found = statements.award(reading(), award_id)
    lines = statements.award_entries(reading(), award_id)
    title = title_of(found.idea_id)
    people = [found.ratified_by] if found.ratified_by else []
    shown = {"award": found, "lines": lines, "title": title}
    names = awarding.first_names(reading(), people) if people else {}
    return render_template("ledger/award.html", **shown, first_names=names)


def _page(template: str, award_id: str, form: HouseForm) -> str:
    found = statements.award(reading(), award_id)
    return render_template(template, form=form, award=found, title=title_of(found.idea_id))


@bp.route("/awards/<award_id>/payments/new", methods=["GET", "POST"])
@allow(*WRITERS)
def prepare_payment(award_id: str) -> Any:
    """Propose an instalment to a payee, for somebody else to approve."""
    form = PaymentForm()
    known = payees.payees_of_award(reading(), award_id)
    named = [(one.payee_id, payee_words(one)) for one in known if not one.is_replaced]
    form.payee.choices = choices(_("Choose who is paid"), named)

    def show() -> str:
        return _page("ledger/prepare_payment.html", award_id, form)

    def act(writing: Writing) -> str:
        to = {"payee_id": form.payee.data or "", "invoice": form.invoice.data or ""}
        what = {"amount_pence": form.amount.amount_pence, **to}
        store.prepare_payment(writing.session, writing.by(), award_id=award_id, **what)
        return url_for("ledger.award", award_id=award_id)

    return take(form, f"prepare:{award_id}", act, show, _("An approver sees it now."))


@bp.route("/awards/<award_id>/returns/new", methods=["GET", "POST"])
@allow(*WRITERS)
def record_return(award_id: str) -> Any:
    """Record what the recipient gave back."""
    form = ReturnForm()

    def show() -> str:
        return _page("ledger/record_return.html", award_id, form)

    def act(writing: Writing) -> str:
        by, amount_pence = writing.by(form.returned_on.data), form.amount.amount_pence
        store.record_return(writing.session, by, award_id=award_id, amount_pence=amount_pence)
        return url_for("ledger.award", award_id=award_id)

    return take(form, f"return:{award_id}", act, show, _("Recorded."))


@bp.route("/awards/<award_id>/delivery", methods=["GET", "POST"])
@allow(*WRITERS)
def record_delivery(award_id: str) -> Any:
    """Ask, then record that the idea was carried out."""
    form = PressForm()

    def show() -> str:
        return _page("ledger/record_delivery.html", award_id, form)

    def act(writing: Writing) -> str:
        store.record_delivery(writing.session, writing.by(), award_id)
        return url_for("ledger.award", award_id=award_id)

    return take(form, f"delivery:{award_id}", act, show, _("Recorded."))


@bp.route("/awards/<award_id>/cancel", methods=["GET", "POST"])
@allow(*WRITERS)
def cancel(award_id: str) -> Any:
    """Ask, then free what was promised and not paid."""
    form = PressForm()

    def show() -> str:
        return _page("ledger/cancel.html", award_id, form)

    def act(writing: Writing) -> str:
        store.cancel(writing.session, writing.by(), award_id)
        return url_for("ledger.award", award_id=award_id)

    return take(form, f"cancel:{award_id}", act, show, _("The rest is free again."))


@bp.route("/awards/<award_id>/cover", methods=["GET", "POST"])
@allow(*WRITERS)
def cover(award_id: str) -> Any:
    """Let free money of a pot stand in for what is at risk."""
    found = statements.award(reading(), award_id)
    pots = statements.fund_pots(reading(), found.fund_id).pots
    form = CoverForm()
    fit = [pot for pot in pots if pot.sums.to_commit_pence and pot.idea_id in {None, found.idea_id}]
    form.pot.choices = choices(_("Choose a pot"), pot_choices(fit))

    def show() -> str:
        title = title_of(found.idea_id)
        return render_template("ledger/cover.html", form=form, award=found, title=title)

    def act(writing: Writing) -> str:
        what = {"pot_id": form.pot.data or "", "amount_pence": form.amount.amount_pence}
        store.cover(writing.session, writing.by(), award_id, **what)
        return url_for("ledger.award", award_id=award_id)

    return take(form, f"cover:{award_id}", act, show, _("Covered."))
