"""The door between people and ideas: nobody needs an account to begin one, and none gets lost.

Who begins to write becomes a guest. Once they sign in with the address that they gave as contact,
their ideas follow them.
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app, session
from flask_login import login_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen import keeping
from makeithappen.core.errors import Missing
from makeithappen.ideas import adopting
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import email_of
from makeithappen.people import comeback
from makeithappen.people.models import Person
from makeithappen.people.rules.comeback import spoken_comeback
from makeithappen.people.rules.sign_in import GUEST_SPAN
from makeithappen.people.sign_ins import start_sign_in, welcome_guest


def guest(db_session: Session, at: datetime) -> tuple[str, str]:
    """Make a guest with a code to come back; returns the token for their cookie, and their id."""
    token, person_id = welcome_guest(db_session, at)
    comeback.give_code(db_session, person_id, at)
    return token, person_id


def comeback_code(db_session: Session, person_id: str) -> str:
    """A guest's code as it is read out; "" for somebody who has none."""
    return spoken_comeback(code) if (code := comeback.code_of(db_session, person_id)) else ""


def known_address(db_session: Session, person_id: str) -> str:
    """The e-mail address that somebody gave with their newest idea; "" where they gave none."""
    mine = ideas.own_ideas(db_session, person_id)
    return next((email for one in mine if (email := email_of(one.words.contact))), "")


def guest_again(db_session: Session, person_id: str, at: datetime) -> str:
    """Another sign-in for a guest whose first answer got lost on the way. Never for an account."""
    person = db_session.get(Person, person_id)
    if person is None or person.email is not None:
        raise Missing(person_id)
    return start_sign_in(db_session, person_id, GUEST_SPAN, at)


def begin_session(token: str) -> None:
    """Begin a cookie session of its own for a sign-in: nothing of the old one is kept, but the
    way to what was typed when the sign-in before had ended."""
    kept = session.get(keeping.MARK)
    session.clear()
    if kept is not None:
        session[keeping.MARK] = kept
    session.permanent = True  # it outlives the browser; when it ends is decided by the sign-in
    user = current_app.login_manager._user_callback(token)  # type: ignore[attr-defined]
    login_user(user)


def adopt_ideas(db_session: Session, person_id: str) -> int:
    """Give a person the ideas that guests began with this person's own address; returns how many.

    Only who has proven the address by signing in may be passed in here.
    """
    person = db_session.get(Person, person_id)
    if person is None or person.email is None:
        return 0
    owners = adopting.owners_reached_at(db_session, person.email) - {person_id}
    guests = select(Person.id).where(Person.id.in_(owners), Person.email.is_(None))
    found = set(db_session.execute(guests).scalars())
    comeback.forget(db_session, found)
    return adopting.hand_over(
        db_session, email=person.email, from_owners=found, to_person=person_id
    )
