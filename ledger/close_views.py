"""Closing the months of a fund: one person asks, another one agrees."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import store
from ledger.blueprint import READERS, WRITERS, Writing, bp, fund_name, take
from ledger.forms import PressForm
from ledger.forms_books import CloseForm
from makeithappen import awarding
from makeithappen.core.access import Role, actor, allow
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing

AGREEING = (*WRITERS, Role.APPROVER)


def _page(fund_id: str, form: CloseForm, press: PressForm) -> str:
    lines = store.closes(reading(), fund_id)
    asked = store.asked_close(reading(), fund_id)
    people = {one for line in lines for one in (line.asked_by, line.closed_by)}
    if asked is not None:
        people.add(asked.asked_by)
    return render_template(
        "ledger/closes.html",
        fund_id=fund_id,
        name=fund_name(fund_id),
        form=form,
        press=press,
        lines=lines,
        asked=asked,
        first_names=awarding.first_names(reading(), people),
        my_id=actor().person_id,
        may_agree=actor().may(*AGREEING),
    )


@bp.route("/funds/<fund_id>/closes", methods=["GET", "POST"])
@allow(*READERS)
def closes(fund_id: str) -> Any:
    """The closed months; a fund holder asks to close one more."""
    form = CloseForm()
    if form.is_submitted() and not actor().may(*WRITERS):
        raise Missing(fund_id)

    def show() -> str:
        return _page(fund_id, form, PressForm(formdata=None))

    def act(writing: Writing) -> str:
        what: dict[str, Any] = {"fund_id": fund_id, "closes_on": form.closes_on.data}
        store.ask_close(writing.session, writing.by(), **what)
        return url_for("ledger.closes", fund_id=fund_id)

    return take(form, f"close:{fund_id}", act, show, _("Somebody else must agree now."))


@bp.post("/funds/<fund_id>/closes/agree")
@allow(*AGREEING)
def agree_close(fund_id: str) -> Any:
    """A second person closes the month."""
    form = PressForm()

    def show() -> str:
        return _page(fund_id, CloseForm(formdata=None), form)

    def act(writing: Writing) -> str:
        store.close_period(writing.session, writing.by(), fund_id=fund_id)
        return url_for("ledger.closes", fund_id=fund_id)

    return take(form, f"agree_close:{fund_id}", act, show, _("The month is closed."))


@bp.post("/funds/<fund_id>/closes/drop")
@allow(*AGREEING)
def drop_close(fund_id: str) -> Any:
    """Leave the month open after all."""
    form = PressForm()

    def show() -> str:
        return _page(fund_id, CloseForm(formdata=None), form)

    def act(writing: Writing) -> str:
        store.drop_close(writing.session, fund_id)
        return url_for("ledger.closes", fund_id=fund_id)

    return take(form, f"drop_close:{fund_id}", act, show, _("The month stays open."))
