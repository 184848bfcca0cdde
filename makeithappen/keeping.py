"""The door between signing in and what people write: no word is lost when a sign-in ends.

Whoever sends a page and is signed in no more is asked to come back, and then finds the page with
their words in it. Nothing is saved by that: they press the button once more. The words are found
with this browser's cookie alone, and are shown on the page itself, to whoever may open it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import abort, current_app, flash, g, jsonify, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from makeithappen.core import kept_texts
from makeithappen.core.access import EVERYONE, Role, actor
from makeithappen.core.addresses import safe_path
from makeithappen.core.db import now, reading, side_transaction, transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.ids import new_token
from makeithappen.core.intents import IntentRefusal
from makeithappen.core.kept_texts import is_writing
from makeithappen.core.limits import within_limit
from makeithappen.ideas.helping_store import find_to_write

MARK = "kept"
"""What the cookie says: the secret with which words are found again, and of which page."""
PLACE_LETTERS_MAX = 300
NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""
WHOLE_LIMIT = {"hits_max": 2000, "window_seconds": 3600}
"""For all networks together, so that nobody fills the database."""


def before() -> Any:
    """Before access is looked at: keep what nobody any more sends, show it to who came back."""
    if not is_writing():
        return None
    if request.method == "POST" and not actor().signed_in and not _is_open():
        return _ask_to_come_back()
    if request.method == "GET" and actor().signed_in and MARK in session:
        g.typed_before = _kept_on(request.path)
    return None


def after(response: Any) -> Any:
    """What was saved needs no keeping any more. (A view that saved leads on with 302.)"""
    if request.method != "POST" or not is_writing() or response.location is None:
        return response
    saved = response.status_code == HTTPStatus.FOUND
    if saved and actor().signed_in and MARK in session:
        with side_transaction() as side:
            kept_texts.forget(side, session[MARK]["browser"])
    if request.accept_mimetypes.best == "application/json":  # words.js asks where to go
        return jsonify(place=response.location, saved=saved)
    return response


def shown_again() -> Any:
    """The page of a form that belongs to another sign-in, with what was typed; None for others.

    Its view looks at the token itself and refuses; that nothing is written is made sure of here.
    """
    if not is_writing():
        return None
    g.unproven = Refused(IntentRefusal.KEY_MISSING)
    try:
        return current_app.view_functions[request.endpoint or ""](**request.view_args or {})
    except Missing:
        del g.unproven
        return None if _is_open() else _ask_to_come_back()


def _is_open() -> bool:
    view = current_app.view_functions[request.endpoint or ""]
    return getattr(view, "allowed", None) is EVERYONE


def _ask_to_come_back() -> Any:
    network = within_limit("kept texts network", request.remote_addr or "", **NETWORK_LIMIT)
    if not (within_limit("kept texts", "", **WHOLE_LIMIT) and network):
        abort(429)  # before the form is read: there may be a film in it
    fields = kept_texts.typed_fields()
    if sum(len(word) for said in fields.values() for word in said) > kept_texts.LETTERS_MAX:
        abort(400)
    place = _keep(fields)
    if any(file.filename for file in request.files.values()):
        flash(_("A file can't be kept. Choose it again when you are back."), "message")
    if _is_for_families(request.endpoint):
        flash(
            _(
                "You were signed out, so nothing is saved yet. What you typed is kept for a day. "
                "Come back on this phone, and you find it on the page."
            ),
            "message",
        )
        return redirect(url_for("comeback.enter"), HTTPStatus.SEE_OTHER)
    flash(
        _(
            "You were signed out, so nothing is saved yet. What you typed is kept for a day. Sign "
            "in again in this browser, and you find it on the page."
        ),
        "message",
    )
    return redirect(url_for("people.sign_in", next=place), HTTPStatus.SEE_OTHER)


def _is_for_families(endpoint: str | None) -> bool:
    """Whether those who write here come back with a code; others sign in with their address."""
    view = current_app.view_functions[endpoint or ""]
    return getattr(view, "allowed", None) in (EVERYONE, frozenset(Role))


def _keep(fields: dict[str, list[str]]) -> str:
    """Keep what was typed for this browser; gives the address of its page."""
    idea_id = (request.view_args or {}).get("idea_id", "")
    browser = session[MARK]["browser"] if MARK in session else new_token()
    with transaction() as writing:
        whose = {"idea_id": idea_id, "fields": fields}
        kept_texts.keep(writing, browser, **whose, at=now(writing))
    asked = safe_path(request.full_path.rstrip("?"))
    place = asked if len(asked) <= PLACE_LETTERS_MAX else request.path
    session[MARK] = {"browser": browser, "idea_id": idea_id, "place": place}
    return place


def way_back() -> str:
    """Where whoever has just signed in had been writing; "" where that was somebody else."""
    kept = session.get(MARK)
    return kept["place"] if kept is not None and _is_own(kept["idea_id"]) else ""


def way_to_words() -> str:
    """The same, as long as words are kept there."""
    place = way_back()
    return place if place and _kept_on(place.partition("?")[0]) is not None else ""


def _kept_on(path: str) -> Any:
    return kept_texts.find(reading(), session[MARK]["browser"], path, now(reading()))


def own_page(path: str) -> str:
    """A page that somebody wanted before they signed in, where it is one of an idea of theirs."""
    try:
        endpoint, named = current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return ""
    own = "idea_id" in named and _is_for_families(endpoint) and _is_own(named["idea_id"])
    return path if own else ""


def _is_own(idea_id: str) -> bool:
    """Whether whoever has just signed in may write in this idea."""
    try:
        find_to_write(reading(), idea_id, current_user.actor.person_id, now(reading()))
    except Missing:
        return False
    return True
