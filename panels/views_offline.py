"""Without a signal: a page that says so, a worker that shows it, the key for what a phone keeps."""

from __future__ import annotations

import json
from pathlib import Path

from flask import current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from makeithappen.core.access import Role, allow, allow_everyone, for_seats
from makeithappen.core.db import reading
from makeithappen.core.errors import Missing
from makeithappen.core.keys import keys
from panels import store
from panels.views_base import bp, my_seat


def phone_name(found: store.Day) -> str:
    """Tells a shared phone whose sheets it keeps, without saying who that is."""
    mine = f"panels.phone\n{found.day_id}\n{my_seat(found).member_id}"
    return keys().keyed_digest(mine)[:16]


@bp.get("/<day_id>/mine/phone-key")
@allow(Role.PANEL_MEMBER)
@for_seats
def phone_key(day_id: str) -> ResponseReturnValue:
    """The key with which this member's phone encrypts sheets that wait for the signal."""
    found = store.load_day(reading(), day_id)
    key = store.phone_key(reading(), found, my_seat(found).member_id)
    if not (key and found.state.is_hearing):
        raise Missing(day_id)
    return jsonify(key=key)


@bp.get("/offline-worker.js")
@allow_everyone
def offline_worker() -> Response:
    """The script that answers for the pages of days when there is no signal. It has to lie here:
    it may only answer for what lies beside it."""
    names = ("css/mih.css", "js/mih.js", "js/sheet.js", "img/favicon.svg")
    kept = [url_for(".offline"), *(url_for("static", filename=name) for name in names)]
    script = Path(str(current_app.static_folder), "js", "offline-worker.js").read_text()
    return Response(f"const KEPT = {json.dumps(kept)};\n{script}", mimetype="text/javascript")


@bp.get("/offline")
@allow_everyone
def offline() -> ResponseReturnValue:
    """What is shown without a signal: what waits on this phone, and nothing about anybody."""
    return render_template("panels/offline.html")
