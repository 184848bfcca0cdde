"""To the result: what was spent, with receipts, and what is missing before an award closes."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from ledger.blueprint import READERS, Writing, bp, take, title_of
from ledger.forms_spending import SpendForm
from ledger.rules.entry import Award
from ledger.rules.spending import SpendRefusal, needs_photo
from ledger.store import facts, limits, spending
from makeithappen import paying
from makeithappen.core import db
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.files import get_file
from makeithappen.core.photos import BYTES_MAX, BadPhoto, Flaw, clean_photo
from makeithappen.safety import takes_bytes

SEERS = (*READERS, Role.COORDINATOR)
SPENDERS = (Role.FUND_HOLDER, Role.COORDINATOR)
FLAWS = {
    Flaw.TOO_LARGE: SpendRefusal.PHOTO_TOO_LARGE,
    Flaw.UNREADABLE: SpendRefusal.PHOTO_UNREADABLE,
    Flaw.TWO_THINGS: SpendRefusal.PHOTO_TWO_THINGS,
}


def _known(award_id: str, *roles: Role) -> Award:
    """The award, for these roles and for whoever is behind its idea. Raises Missing for others."""
    award = facts.find_award(db.reading(), award_id)
    is_own = paying.is_recipient(db.reading(), award.idea_id, actor().person_id)
    if not (actor().may(*roles) or is_own):
        raise Missing(award_id)
    return award


@bp.get("/awards/<award_id>/spends")
@allow(*SEERS, Role.APPLICANT)
def spends(award_id: str) -> Any:
    """What was spent of an award, and what is missing."""
    award = _known(award_id, *SEERS)
    session = db.reading()
    lines = spending.spend_lines(session, award_id)
    result = spending.result_of(session, award_id)
    page = {"award": award, "title": title_of(award.idea_id), "lines": lines, "result": result}
    return render_template("ledger/spends.html", is_own=not actor().may(*SEERS), **page)


@bp.route("/awards/<award_id>/spends/new", methods=["GET", "POST"])
@allow(*SPENDERS, Role.APPLICANT)
@takes_bytes(BYTES_MAX + 100_000)
def record_spend(award_id: str) -> Any:
    """Record one thing that was bought."""
    award = _known(award_id, *SPENDERS)
    form = SpendForm()

    def show() -> str:
        light_pence = limits.limits_of(db.reading(), award.fund_id).light_pence
        result = spending.result_of(db.reading(), award_id)
        page = {"award": award, "title": title_of(award.idea_id), "open_pence": result.open_pence}
        light = light_pence if light_pence and not needs_photo(0, light_pence) else 0
        return render_template("ledger/record_spend.html", form=form, light_pence=light, **page)

    def act(writing: Writing) -> str:
        what = {"award_id": award_id, "amount_pence": form.amount.amount_pence}
        bought = _bought(form)
        spending.record_spend(writing.session, writing.by(), bought=bought, **what)
        return url_for("ledger.spends", award_id=award_id)

    return take(form, f"spend:{award_id}", act, show, _("Kept. Thank you."))


def _bought(form: SpendForm) -> spending.Bought:
    """What was typed, with the photo drawn anew. Raises Refused for one that can't be read."""
    photo = None
    if form.photo.data is not None:
        try:
            photo = clean_photo(form.photo.data.stream.read(BYTES_MAX + 1))
        except BadPhoto as bad:
            raise Refused(FLAWS[bad.flaw]) from bad
    words = (form.what.data or "", form.supplier.data or "")
    if form.spent_on.data is None:
        raise ValueError("the form is not valid")
    return spending.Bought(*words, form.spent_on.data, photo)


@bp.get("/spends/<spend_id>/photo")
@allow(*SEERS, Role.APPLICANT)
def spend_photo(spend_id: str) -> Any:
    """The photo of a receipt, for whoever may see the award."""
    award_id, name = spending.photo_of(db.reading(), spend_id)
    _known(award_id, *SEERS)
    return Response(get_file(name), mimetype="image/jpeg")
