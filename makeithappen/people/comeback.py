"""Codes to come back with: for guests, who have no address that a sign-in code could go to."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_token
from makeithappen.core.keys import keys
from makeithappen.core.outbox import queue_mail
from makeithappen.people.models import ComebackCode, ComebackLink, Person
from makeithappen.people.rules.comeback import COMEBACK_LENGTH, LINK_SPAN, meant_comeback
from makeithappen.people.rules.refusals import Refusal
from makeithappen.people.rules.sign_in import CODE_LETTERS, GUEST_SPAN
from makeithappen.people.sign_ins import end_all_sign_ins, start_sign_in


def give_code(session: Session, person_id: str, at: datetime) -> str:
    """Give a guest a new code; the one before, if there was one, opens nothing any more."""
    code = "".join(secrets.choice(CODE_LETTERS) for _place in range(COMEBACK_LENGTH))
    row = session.get(ComebackCode, person_id) or ComebackCode(person_id=person_id)
    row.digest, row.sealed = _digest(code), keys().cipher().encrypt(code.encode()).decode()
    row.made_at = at
    session.add(row)
    session.flush()
    return code


def change_code(session: Session, person_id: str, at: datetime) -> str:
    """Give a guest another code, since somebody else saw theirs: other phones are signed out,
    and links that were mailed end.

    Returns the token of a new sign-in, for the phone that asked.
    """
    give_code(session, person_id, at)
    session.execute(delete(ComebackLink).where(ComebackLink.person_id == person_id))
    end_all_sign_ins(session, person_id)
    record(session, at=at, actor_id=person_id, what="comeback_changed", subject_id=person_id)
    return start_sign_in(session, person_id, GUEST_SPAN, at)


def code_of(session: Session, person_id: str) -> str:
    """A guest's code; "" for somebody who has none."""
    sealed = session.scalar(select(ComebackCode.sealed).where(ComebackCode.person_id == person_id))
    return keys().cipher().decrypt(sealed.encode()).decode() if sealed else ""


def forget(session: Session, person_ids: Iterable[str]) -> None:
    """Take the codes and links of these people away: they open nothing any more."""
    for table in (ComebackCode, ComebackLink):
        session.execute(delete(table).where(table.person_id.in_(set(person_ids))))


def come_back(session: Session, typed: str, at: datetime) -> str:
    """Sign a guest in with their code; returns the sign-in token. Raises Refused."""
    person_id = holder(session, typed)
    if person_id is None:
        raise Refused(Refusal.COMEBACK_UNKNOWN)
    record(session, at=at, actor_id=person_id, what="came_back", subject_id=person_id)
    return start_sign_in(session, person_id, GUEST_SPAN, at)


def holder(session: Session, typed: str) -> str | None:
    """The guest who comes back with this code, however it was typed."""
    found = select(Person.id).join(ComebackCode, ComebackCode.person_id == Person.id)
    mine = ComebackCode.digest == _digest(meant_comeback(typed))
    return session.scalar(found.where(mine, Person.email.is_(None)))


def mail_link(
    session: Session, person_id: str, *, email: str, link_address: str, at: datetime
) -> None:
    """Mail a guest a link to come back. No word of their idea stands in it, nor how many there are.

    `link_address` has a place {token} for the secret of the link.
    """
    session.execute(delete(ComebackLink).where(ComebackLink.made_at <= at - LINK_SPAN))
    token = new_token()
    session.add(ComebackLink(digest=_link_digest(token), person_id=person_id, made_at=at))
    body = _(
        "Hello,\n\nyou asked for this link on our site. Open it on any phone or computer and press "
        "the button:\n%(link)s\n\nIt works for %(days)s days. Keep it to yourself: whoever has it "
        "can read and change what you wrote.\n\nYou didn't ask for this? Then do nothing.\n",
        link=link_address.replace("{token}", token),
        days=LINK_SPAN.days,
    )
    queue_mail(session, to=email, subject=_("Your link to come back"), body=body, at=at)


def come_back_by_link(session: Session, token: str, at: datetime) -> str:
    """Sign a guest in with a link; returns the sign-in token. Raises Refused. Only for a POST."""
    found = select(Person.id).join(ComebackLink, ComebackLink.person_id == Person.id)
    mine = (ComebackLink.digest == _link_digest(token)) & (ComebackLink.made_at > at - LINK_SPAN)
    person_id = session.scalar(found.where(mine, Person.email.is_(None)))
    if person_id is None:
        raise Refused(Refusal.COMEBACK_LINK_OVER)
    record(session, at=at, actor_id=person_id, what="came_back", subject_id=person_id)
    return start_sign_in(session, person_id, GUEST_SPAN, at)


def _link_digest(token: str) -> str:
    return keys().keyed_digest(f"comeback link\n{token}")


def _digest(code: str) -> str:
    return keys().keyed_digest(f"comeback\n{code}")
