"""Signing in and out: one-time codes, and sign-ins that can be ended from here."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from makeithappen.core.access import NOBODY, Actor, Role
from makeithappen.core.db import side_transaction
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id, new_token
from makeithappen.core.keys import keys
from makeithappen.core.outbox import queue_mail
from makeithappen.people.factor_models import SecondFactor
from makeithappen.people.models import Person, RoleGrant, SignIn, SignInCode
from makeithappen.people.rules.refusals import Refusal
from makeithappen.people.rules.sign_in import (
    CODE_LENGTH,
    CODE_LETTERS,
    GUEST_SPAN,
    Asked,
    Span,
    check_code,
    span_for,
    spoken_code,
    still_signed_in,
    tidy_code,
)

SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=1)


def ask_for_code(
    session: Session, *, email: str, browser: str, link_address: str, at: datetime
) -> str:
    """Make a code for an address and queue the mail; returns the id of the request.

    Known and unknown addresses take the same steps, so that neither page nor time tells them apart.
    `link_address` has a place {token} for the secret of the link.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
    token = new_token()
    digest = keys().keyed_digest
    request_id = new_id("code")
    session.add(
        SignInCode(
            id=request_id,
            email=email,
            code_digest=digest(f"code\n{request_id}\n{code}"),
            link_digest=digest(f"link\n{token}"),
            browser_digest=digest(f"browser\n{browser}"),
            made_at=at,
            tries=0,
            used_at=None,
        )
    )
    body = _(
        "Your code is %(code)s\n\nType it on the page where you asked for it. It works for 10 "
        "minutes, once.\n\nOr open this link on the same phone or computer and press the button:\n"
        "%(link)s\n\nYou didn't ask for this? Then do nothing: nobody can get in without it.",
        code=spoken_code(code),
        link=link_address.replace("{token}", token),
    )
    queue_mail(session, to=email, subject=_("Your code to sign in"), body=body, at=at)
    return request_id


def request_of_link(session: Session, token: str) -> str | None:
    """The request that a link belongs to, if there is one. Reads only."""
    digest = keys().keyed_digest(f"link\n{token}")
    return session.execute(
        select(SignInCode.id).where(SignInCode.link_digest == digest)
    ).scalar_one_or_none()


def count_try(session: Session, request_id: str) -> bool:
    """Count one try on a code, before it is looked at; False when there is no such request."""
    counted = session.execute(
        update(SignInCode).where(SignInCode.id == request_id).values(tries=SignInCode.tries + 1)
    )
    return counted.rowcount == 1  # type: ignore[attr-defined]


def sign_in_by_code(
    session: Session, *, request_id: str, code: str, browser: str, at: datetime
) -> tuple[str, str]:
    """Use a typed code up and sign in; returns the new sign-in token and the person's id.

    Raises Refused with the reason. The try must have been counted before.
    """
    row = _locked_request(session, request_id)
    digest = keys().keyed_digest(f"code\n{request_id}\n{tidy_code(code)}")
    _check(row, digest=digest, expected=row.code_digest, browser=browser, at=at)
    return _use_up(session, row, at)


def sign_in_by_link(session: Session, *, token: str, browser: str, at: datetime) -> tuple[str, str]:
    """Use a link up and sign in; like `sign_in_by_code`. Only a POST may call this."""
    row = _locked_request(session, request_of_link(session, token) or "")
    digest = keys().keyed_digest(f"link\n{token}")
    _check(row, digest=digest, expected=row.link_digest, browser=browser, at=at)
    return _use_up(session, row, at)


def _locked_request(session: Session, request_id: str) -> SignInCode:
    row = session.execute(
        select(SignInCode).where(SignInCode.id == request_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise Refused(Refusal.CODE_WRONG)
    return row


def _check(row: SignInCode, *, digest: str, expected: str, browser: str, at: datetime) -> None:
    tries_before = max(row.tries - 1, 0)
    asked = Asked(expected, row.browser_digest, row.made_at, tries_before, row.used_at is not None)
    browser_digest = keys().keyed_digest(f"browser\n{browser}")
    check_code(asked, digest=digest, browser_digest=browser_digest, now=at)


def _use_up(session: Session, row: SignInCode, at: datetime) -> tuple[str, str]:
    row.used_at = at
    person = session.execute(select(Person).where(Person.email == row.email)).scalar_one_or_none()
    if person is None:
        person = Person(id=new_id("person"), first_name="", email=row.email, created_at=at)
        session.add(person)
        session.flush()
        _give(session, person.id, Role.APPLICANT, at)
    held = select(RoleGrant.role).where(RoleGrant.person_id == person.id)
    span = span_for(frozenset(session.execute(held).scalars()))
    record(session, at=at, actor_id=person.id, what="signed_in", subject_id=person.id)
    return start_sign_in(session, person.id, span, at), person.id


def _give(session: Session, person_id: str, role: Role, at: datetime) -> None:
    session.add(RoleGrant(person_id=person_id, role=role, given_at=at, given_by=person_id))


def start_sign_in(session: Session, person_id: str, span: Span, at: datetime) -> str:
    """Start a sign-in and return its token, which is kept nowhere but in the cookie."""
    token = new_token()
    session.add(
        SignIn(
            token_digest=keys().keyed_digest(f"sign-in\n{token}"),
            person_id=person_id,
            made_at=at,
            last_seen_at=at,
            idle_seconds=int(span.idle.total_seconds()),
            ends_at=at + span.whole,
            proven_at=None,
        )
    )
    session.flush()
    return token


def welcome_guest(session: Session, at: datetime) -> tuple[str, str]:
    """Make somebody who has just begun to write an idea; returns the token and the person's id."""
    guest_id = add_guest(session, at)
    return start_sign_in(session, guest_id, GUEST_SPAN, at), guest_id


def add_guest(session: Session, at: datetime) -> str:
    """Make somebody without an address, who is signed in nowhere; returns their id."""
    guest = Person(id=new_id("person"), first_name="", email=None, created_at=at)
    session.add(guest)
    session.flush()
    _give(session, guest.id, Role.APPLICANT, at)
    return guest.id


_tables = (SignIn, Person, RoleGrant, SecondFactor)
_sign_in, _person, _grant, _factor = (one.__table__ for one in _tables)
_HOLDER = (
    select(
        _sign_in.c.person_id,
        _sign_in.c.last_seen_at,
        _sign_in.c.idle_seconds,
        _sign_in.c.ends_at,
        _sign_in.c.proven_at,
        _factor.c.sealed.is_not(None).label("has_factor"),
        _person.c.first_name,
        _grant.c.role,
    )
    .join_from(_sign_in, _person, _person.c.id == _sign_in.c.person_id)
    .outerjoin(_grant, _grant.c.person_id == _person.c.id)
    .outerjoin(_factor, _factor.c.person_id == _person.c.id)
    .where(_sign_in.c.token_digest == bindparam("digest"))
)
"""Made once, since each request asks it: making a statement takes longer than running it."""


def load_actor(
    session: Session, token: str, at: datetime, *, is_sign_of_life: bool = True
) -> Actor:
    """Who holds this sign-in token now; NOBODY once it ended. Notes that they were seen.

    A page that asks by itself is no sign of life: a phone that was left behind is signed out.
    """
    digest = keys().keyed_digest(f"sign-in\n{token}")
    rows = session.execute(_HOLDER, {"digest": digest}).all()
    if not rows:
        return NOBODY
    found = rows[0]
    idle, seen = timedelta(seconds=found.idle_seconds), found.last_seen_at
    if not still_signed_in(now=at, last_seen_at=seen, idle=idle, ends_at=found.ends_at):
        return NOBODY
    if is_sign_of_life and at - seen >= SEEN_EVERY:
        with side_transaction() as side:
            side.execute(
                update(SignIn).where(SignIn.token_digest == digest).values(last_seen_at=at)
            )
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    return Actor(
        found.person_id,
        found.first_name,
        roles,
        signed_in=True,
        has_factor=found.has_factor,
        proven_at=found.proven_at,
    )


def sweep(session: Session, at: datetime) -> None:
    """Forget codes that are long past their time, and sign-ins that have ended."""
    session.execute(delete(SignInCode).where(SignInCode.made_at < at - KEPT_FOR))
    session.execute(delete(SignIn).where(SignIn.ends_at < at))


def note_proof(session: Session, token: str, at: datetime) -> None:
    """Keep with a sign-in that its person has just proven who they are."""
    digest = keys().keyed_digest(f"sign-in\n{token}")
    session.execute(update(SignIn).where(SignIn.token_digest == digest).values(proven_at=at))


def end_sign_in(session: Session, token: str) -> None:
    """End one sign-in: from the next request on its cookie is worth nothing."""
    digest = keys().keyed_digest(f"sign-in\n{token}")
    session.execute(delete(SignIn).where(SignIn.token_digest == digest))


def end_all_sign_ins(session: Session, person_id: str) -> None:
    """End all sign-ins of a person, on every device. Raises Missing for nobody."""
    if session.get(Person, person_id) is None:
        raise Missing(person_id)
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
