"""The public page of receipts: a code in, one word out, never scores, idea or name."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from makeithappen.core.access import allow_everyone
from makeithappen.core.db import reading
from makeithappen.core.limits import within_limit
from panels import store
from panels.forms_sheets import CodeForm
from panels.rules.receipts import tidy_code
from panels.words_sheets import SHEET_STATE_NAMES, SHEET_STATE_SENTENCES

bp = Blueprint("receipts", __name__, url_prefix="/receipts")
NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""A whole panel shares one wifi and has some codes each."""


@bp.get("")
@allow_everyone
def ask() -> ResponseReturnValue:
    """Ask for a code."""
    return render_template("panels/ask_receipt.html", form=CodeForm())


@bp.post("")
@allow_everyone
def look_up() -> ResponseReturnValue:
    """Say what became of the sheet. An unknown code and one whose day is not told look the same."""
    form = CodeForm()
    g.private_page = True
    if not form.validate_on_submit():
        return render_template("panels/ask_receipt.html", form=form), 400
    if not within_limit("receipts", request.remote_addr or "", **NETWORK_LIMIT):
        return render_template("errors/too_many.html"), 429
    state = store.look_up(reading(), tidy_code(form.code.data))
    names = {"sheet_state_names": SHEET_STATE_NAMES, "sheet_state_sentences": SHEET_STATE_SENTENCES}
    return render_template("panels/shown_receipt.html", state=state, **names)
