"""Who an award is paid to: added once, shown masked, changed with a fresh code and a day's wait."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger.blueprint import READERS, WRITERS, Writing, bp, take, title_of
from ledger.forms_paying import PAYEE_NAMES, PayeeForm
from ledger.rules.entry import PaymentMethod
from ledger.store import after_paying, facts, payees, reading
from makeithappen import paying
from makeithappen.core import db
from makeithappen.core.access import allow
from makeithappen.core.step_up import fresh_code


@bp.get("/awards/<award_id>/paying")
@allow(*READERS)
def award_paying(award_id: str) -> Any:
    """Who is paid, and what became of each payment."""
    session = db.reading()
    award = facts.find_award(session, award_id)
    lines = reading.payments_of_award(session, award_id)
    ids = [line.payment.id for line in lines]
    return render_template(
        "ledger/award_paying.html",
        award=award,
        title=title_of(award.idea_id),
        payees=[one for one in payees.payees_of_award(session, award_id) if not one.is_replaced],
        payments=lines,
        to=payees.payees_of_payments(session, ids),
        failures=after_paying.failures(session, ids),
        now=db.now(session),
        kinds=PAYEE_NAMES,
    )


@bp.route("/awards/<award_id>/payees/new", methods=["GET", "POST"])
@allow(*WRITERS)
@fresh_code()
def add_payee(award_id: str) -> Any:
    """Add somebody who can be paid."""
    return _put(award_id, None)


@bp.route("/payees/<payee_id>/change", methods=["GET", "POST"])
@allow(*WRITERS)
@fresh_code()
def change_payee(payee_id: str) -> Any:
    """Put somebody in a payee's place; what waits for the old one can't be approved any more."""
    old = payees.find_payee(db.reading(), payee_id)
    return _put(old.award_id, old)


def _put(award_id: str, old: payees.PayeeLine | None) -> Any:
    form = PayeeForm()

    def show() -> str:
        award = facts.find_award(db.reading(), award_id)
        page = {"award": award, "title": title_of(award.idea_id), "old": old}
        return render_template("ledger/put_payee.html", form=form, **page)

    def act(writing: Writing) -> str:
        what = {"award_id": award_id, "replaces_id": old.payee_id if old else None}
        method = PaymentMethod(form.method.data)
        typed = form.details
        paying.put_payee(writing.session, writing.by(), method=method, typed=typed, **what)
        return url_for("ledger.award_paying", award_id=award_id)

    said = _("Kept. From now on only the last digits are shown.")
    scope = f"payee:{award_id}:{old.payee_id if old else ''}"
    return take(form, scope, act, show, said)
