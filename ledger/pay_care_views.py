"""What else there is to do about payments: limits of a fund, what did not arrive, vouchers."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _

from ledger.blueprint import (
    ENTRY_READERS,
    WRITERS,
    Writing,
    bp,
    fund_name,
    take,
    title_of,
)
from ledger.forms import ApproveForm
from ledger.forms_paying import FailureForm, LimitsForm, VoucherForm
from ledger.store import after_paying, limits
from ledger.store import reading as lines
from makeithappen import awarding
from makeithappen.core import db
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.errors import Refused
from makeithappen.core.forms import HouseForm
from makeithappen.core.step_up import fresh_code


@bp.get("/funds/<fund_id>/limits")
@allow(*ENTRY_READERS)
def limits_(fund_id: str) -> Any:
    """How much a fund lets go at once, and what waits for a second person."""
    return _limits_page(fund_id, LimitsForm(formdata=None))


def _limits_page(fund_id: str, form: HouseForm) -> str:
    session = db.reading()
    waiting = limits.waiting_limits(session, fund_id)
    people = [waiting.asked_by] if waiting else []
    return render_template(
        "ledger/limits.html",
        form=form,
        fund_id=fund_id,
        name=fund_name(fund_id),
        limits=limits.limits_of(session, fund_id),
        waiting=waiting,
        is_own=waiting is not None and waiting.asked_by == actor().person_id,
        first_names=awarding.first_names(session, people) if people else {},
    )


@bp.post("/funds/<fund_id>/limits")
@allow(Role.APPROVER, *WRITERS)
@fresh_code()
def propose_limits(fund_id: str) -> Any:
    """Propose limits; they hold once another person agrees."""
    form = LimitsForm()

    def act(writing: Writing) -> str:
        fields = {"payment": form.payment, "run": form.run, "day": form.day, "light": form.light}
        pence = {f"{name}_pence": field.amount_pence for name, field in fields.items()}
        limits.propose_limits(writing.session, writing.by(), fund_id, **pence)
        return url_for("ledger.limits_", fund_id=fund_id)

    said = _("A second person must agree to these limits.")
    return take(form, f"limits:{fund_id}", act, lambda: _limits_page(fund_id, form), said)


@bp.post("/funds/<fund_id>/limits/<limit_id>/<word>")
@allow(Role.APPROVER, *WRITERS)
@fresh_code(lambda: True)
def decide_limits(fund_id: str, limit_id: str, word: str) -> Any:
    """Agree to limits that somebody else proposed, or turn them down."""
    form = ApproveForm()

    def act(writing: Writing) -> str:
        agree = word == "agree"
        limits.decide_limits(writing.session, writing.by(), limit_id, agree=agree)
        return url_for("ledger.limits_", fund_id=fund_id)

    def show() -> str:
        shown = LimitsForm(formdata=None)
        shown.form_errors = form.form_errors
        shown.one_time_code.errors = form.one_time_code.errors
        return _limits_page(fund_id, shown)

    return take(form, f"limits:{limit_id}:{word}", act, show, _("Your decision is kept."))


@bp.route("/payments/<payment_id>/failed", methods=["GET", "POST"])
@allow(*WRITERS)
def record_failure(payment_id: str) -> Any:
    """Record that a payment did not arrive: its money is back, and promised as before."""
    form = FailureForm()
    line = lines.find_payment_line(db.reading(), payment_id)

    def show() -> str:
        page = {"line": line, "title": title_of(line.award.idea_id)}
        return render_template("ledger/record_failure.html", form=form, **page)

    def act(writing: Writing) -> str:
        why = form.why.data or ""
        after_paying.record_failure(writing.session, writing.by(), payment_id, why)
        return url_for("ledger.award_paying", award_id=line.award.id)

    said = _("Recorded. The money is back; you can pay it again, to a corrected payee.")
    return take(form, f"failed:{payment_id}", act, show, said)


@bp.post("/payments/<payment_id>/voucher")
@allow(*WRITERS)
@fresh_code()
def issue_voucher(payment_id: str) -> Any:
    """A fresh code for a voucher, shown this once; the one before is void."""
    form = ApproveForm()
    line = lines.find_payment_line(db.reading(), payment_id)
    g.private_page = True
    if not form.validate_on_submit():
        return render_template("ledger/voucher.html", form=form, line=line, code=""), 400
    try:
        with db.transaction() as session:
            by = Writing(session, db.now(session), form.intent.data or "").by()
            code = after_paying.issue_voucher(session, by, payment_id)
    except Refused as refused:
        form.refuse(refused)
        return render_template("ledger/voucher.html", form=form, line=line, code=""), 409
    return render_template("ledger/voucher.html", form=form, line=line, code=code)


@bp.route("/vouchers", methods=["GET", "POST"])
@allow(*ENTRY_READERS)
def check_voucher() -> Any:
    """Whether a code that somebody shows is good."""
    form = VoucherForm()
    good = None
    if form.validate_on_submit():
        good = after_paying.is_good_voucher(db.reading(), form.code.data or "")
    return render_template("ledger/check_voucher.html", form=form, good=good)
