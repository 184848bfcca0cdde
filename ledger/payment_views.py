"""Payments that wait for a second person, and that person's word on them."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import statements, store
from ledger.blueprint import ENTRY_READERS, WRITERS, Writing, bp, take, title_of, titles
from ledger.forms import ApproveForm
from ledger.store import payees, runs
from makeithappen import awarding, paying
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import now, reading
from makeithappen.core.forms import HouseForm
from makeithappen.core.step_up import fresh_code


@bp.get("/payments")
@allow(*ENTRY_READERS)
def payments_waiting() -> Any:
    """The payments that wait, the oldest first."""
    found = statements.payments_waiting(reading())
    people = {payment.prepared_by for payment in found}
    return render_template(
        "ledger/payments_waiting.html",
        payments=found,
        runs=runs.runs_waiting(reading()),
        funds=awarding.fund_names(reading()),
        titles=titles(payment.idea_id for payment in found),
        first_names=awarding.first_names(reading(), people) if people else {},
    )


@bp.get("/payments/<payment_id>")
@allow(*ENTRY_READERS)
def payment(payment_id: str) -> Any:
    """One payment, to be read back before somebody decides."""
    return _payment_page(payment_id, ApproveForm())


def _payment_page(payment_id: str, form: HouseForm) -> str:
    found = statements.payment(reading(), payment_id)
    return render_template(
        "ledger/payment.html",
        payment=found,
        payee=payees.payees_of_payments(reading(), [payment_id]).get(payment_id),
        invoice=payees.invoices(reading(), [payment_id]).get(payment_id),
        run=runs.run_of_payment(reading(), payment_id),
        now=now(reading()),
        form=form,
        title=title_of(found.idea_id),
        is_own=found.prepared_by == actor().person_id,
        first_names=awarding.first_names(reading(), [found.prepared_by]),
    )


@bp.post("/payments/<payment_id>/approve")
@allow(Role.APPROVER)
@fresh_code()
def approve_payment(payment_id: str) -> Any:
    """Let a payment go, as another person than who prepared it."""
    form = ApproveForm()

    def show() -> str:
        return _payment_page(payment_id, form)

    def act(writing: Writing) -> str:
        paying.approve_payment(writing.session, writing.by(), payment_id)
        return url_for("ledger.payment", payment_id=payment_id)

    return take(
        form,
        f"approve:{payment_id}",
        act,
        show,
        _("Approved, and recorded as paid. Now send the money: see below."),
    )


@bp.post("/payments/<payment_id>/refuse")
@allow(Role.APPROVER, *WRITERS)
def refuse_payment(payment_id: str) -> Any:
    """Close a payment without paying it; whoever prepared it may do so too."""
    form = ApproveForm()

    def show() -> str:
        return _payment_page(payment_id, form)

    def act(writing: Writing) -> str:
        store.refuse_payment(writing.session, writing.by(), payment_id)
        return url_for("ledger.payments_waiting")

    return take(form, f"refuse:{payment_id}", act, show, _("Not paid. The money stays promised."))
