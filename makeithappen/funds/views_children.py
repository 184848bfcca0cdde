"""Which children a fund asks: its ages, how they are asked, and whose yes it takes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.funds import store
from makeithappen.funds.forms_children import BandsForm, bands_form
from makeithappen.funds.views_base import bp, write

__all__ = ["bp", "children"]


@bp.route("/funds/<fund_id>/children", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def children(fund_id: str) -> Any:
    """The bands of ages. A fund that asks nobody yet sees a suggestion, which is not kept."""
    fund = store.find_fund(reading(), fund_id)
    form = bands_form(fund.child_bands or SUGGESTED)
    if not form.validate_on_submit():
        return _page(fund, form), 400 if form.is_submitted() else 200

    def act(session: Session, who: dict[str, Any]) -> str:
        store.put_child_bands(session, fund_id=fund_id, bands=form.bands(), **who)
        return url_for("funds.fund", fund_id=fund_id)

    try:
        place = write(form, f"funds.children:{fund_id}", act)
    except Refused as refused:
        form.add_error(sentence(refused))
        return _page(fund, form), 409
    flash(_("Kept."))
    return redirect(place)


def _page(fund: store.FundRow, form: BandsForm) -> str:
    return render_template("funds/children.html", fund=fund, form=form)
