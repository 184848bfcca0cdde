"""Somebody comes in with a press, or with a code: as a guest unless they are signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from makeithappen import welcome
from makeithappen.core.access import actor
from makeithappen.core.db import now, transaction
from makeithappen.core.forms import HouseForm
from makeithappen.core.intents import once
from makeithappen.core.limits import within_limit

NETWORK_LIMIT = {"hits_max": 200, "window_seconds": 3600}
"""For one network: a hall full of families is behind one address."""
WHOLE_LIMIT = {"hits_max": 2000, "window_seconds": 3600}
"""For all networks together, so that nobody guesses from many of them."""


def within_limits() -> bool:
    """Whether this network, and all of them, may try once more."""
    network = within_limit("helper network", request.remote_addr or "", **NETWORK_LIMIT)
    return within_limit("helper", "", **WHOLE_LIMIT) and network


def enter_idea(
    form: HouseForm,
    scope: str,
    act: Callable[[Session, str, datetime], str],
    again: Callable[[Session, str, datetime], str],
) -> str:
    """Let `act` run once for whoever makes the request, who becomes a guest unless signed in.

    Gives the idea. `again` says who came in with an idea that was given before, in a press whose
    answer got lost on the way.
    """
    who, token = actor(), None

    def begin() -> str:
        nonlocal token
        person_id = who.person_id
        if not who.signed_in:
            token, person_id = welcome.guest(session, at)
        return act(session, person_id, at)

    with transaction() as session:
        at = now(session)
        facts = {"key": form.intent.data, "body": form.body(), "act": begin}
        idea_id = once(session, actor_id=who.person_id, scope=scope, **facts)
        if not who.signed_in and token is None:
            token = welcome.guest_again(session, again(session, idea_id, at), at)
    if token is not None:
        welcome.begin_session(token)
    return idea_id
