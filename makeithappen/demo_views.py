"""The demo's doors: enter as anybody with one press, and read the mail that would have been sent.

Registered only where the database is marked as a demo, which is served on loopback alone.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from makeithappen import demo_people, demo_rehearsal, demo_votes
from makeithappen.core.access import Role, allow_everyone
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.outbox import waiting
from makeithappen.people import factors, sign_ins, store
from makeithappen.people.forms import PressForm
from makeithappen.people.rules.sign_in import span_for
from makeithappen.people.words import ROLE_NAMES
from makeithappen.welcome import begin_session
from panels.rules.vote import VoteState
from panels.store.voting_reading import list_votes

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
@allow_everyone
def enter() -> Any:
    """Everybody in the demo, by role."""
    people = store.people_with_role(reading(), list(Role))
    roles = [
        (role, name, [person for person in people if role in person.roles and person.email])
        for role, name in ROLE_NAMES.items()
    ]
    return render_template("demo/enter.html", roles=roles, form=PressForm())


@bp.post("/enter/<person_id>")
@allow_everyone
def enter_as(person_id: str) -> Any:
    """Sign in as this person, without a code."""
    person = store.find_person(reading(), person_id)
    with transaction() as session:
        span = span_for(frozenset(person.roles))
        token = sign_ins.start_sign_in(session, person.person_id, span, now(session))
    begin_session(token)
    return redirect(url_for("people.first_page"))


@bp.get("/outbox")
@allow_everyone
def outbox() -> Any:
    """The mail that waits, the newest first."""
    return render_template("demo/outbox.html", messages=waiting(reading()))


@bp.get("/codes")
@allow_everyone
def codes() -> Any:
    """What the apps for codes of the demo's staff show now."""
    at = now(reading())
    people = store.people_with_role(reading(), demo_people.WITH_APPS)
    found = factors.present_codes(reading(), [one.person_id for one in people], at)
    shown = [(one.first_name, found[one.person_id]) for one in people if one.person_id in found]
    return render_template("demo/codes.html", codes=shown)


@bp.get("/cards")
@allow_everyone
def cards() -> Any:
    """Codes to vote with in the vote that is open."""
    lines = list_votes(reading(), VoteState.OPEN)
    mine = next((line.vote_id for line in lines if line.name == demo_votes.OPEN_NAME), None)
    return render_template("demo/cards.html", vote_id=mine, codes=demo_votes.CODES)


@bp.get("/seats")
@allow_everyone
def seats() -> Any:
    """Codes to take a seat of the rehearsal with."""
    page = {"name": demo_rehearsal.NAME, "seats": demo_rehearsal.SEATS}
    return render_template("demo/seats.html", **page)
