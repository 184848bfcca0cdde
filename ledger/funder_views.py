"""Funders, and the address that signed fingerprints are mailed to; shown masked."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from ledger import head_letters, store
from ledger.blueprint import READERS, WRITERS, Writing, bp, take
from ledger.forms_funders import FunderAddressForm
from ledger.store import funder_addresses
from makeithappen.core.access import allow
from makeithappen.core.db import reading
from makeithappen.core.emails import masked_email
from makeithappen.core.errors import Missing


@bp.get("/funders")
@allow(*READERS)
def funders() -> Any:
    """All funders, and whether signed fingerprints go to them."""
    known = funder_addresses.addresses(reading())
    masked = {funder_id: masked_email(address) for funder_id, address in known.items()}
    return render_template("ledger/funders.html", funders=store.funders(reading()), masked=masked)


@bp.route("/funders/<funder_id>/address", methods=["GET", "POST"])
@allow(*WRITERS)
def funder_address(funder_id: str) -> Any:
    """Say where a funder gets signed fingerprints. The address before is told."""
    names = {one.funder_id: one.name for one in store.funders(reading())}
    if funder_id not in names:
        raise Missing(funder_id)
    form, back = FunderAddressForm(), url_for("ledger.funders")

    def show() -> str:
        page = {"heading": _("Where fingerprints are mailed"), "press": _("Save the address")}
        lede = _("Whoever has our signed fingerprints can tell if an entry was changed later.")
        shown = {"caption": names[funder_id], "lede": lede, "back": back}
        return render_template("ledger/record_form.html", form=form, **page, **shown)

    def act(writing: Writing) -> str:
        session, typed = writing.session, form.email.data or ""
        before = funder_addresses.put_address(session, writing.by(), funder_id, typed)
        if before:
            head_letters.tell_moved(session, before, writing.at)
        return back

    return take(form, f"address:{funder_id}", act, show, _("Saved."))
