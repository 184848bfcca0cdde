"""Codes to come back with: for guests, who have no address that a sign-in code could go to."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Refused
from makeithappen.core.events import record
from makeithappen.core.keys import keys
from makeithappen.people.models import ComebackCode, Person
from makeithappen.people.rules.comeback import COMEBACK_LENGTH, meant_comeback
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
    """Give a guest another code, since somebody else saw theirs: other phones are signed out.

    Returns the token of a new sign-in, for the phone that asked.
    """
    give_code(session, person_id, at)
    end_all_sign_ins(session, person_id)
    record(session, at=at, actor_id=person_id, what="comeback_changed", subject_id=person_id)
    return start_sign_in(session, person_id, GUEST_SPAN, at)


def code_of(session: Session, person_id: str) -> str:
    """A guest's code; "" for somebody who has none."""
    sealed = session.scalar(select(ComebackCode.sealed).where(ComebackCode.person_id == person_id))
    return keys().cipher().decrypt(sealed.encode()).decode() if sealed else ""


def forget(session: Session, person_ids: Iterable[str]) -> None:
    """Take the codes of these people away: they open nothing any more."""
    session.execute(delete(ComebackCode).where(ComebackCode.person_id.in_(set(person_ids))))


def come_back(session: Session, typed: str, at: datetime) -> str:
    """Sign a guest in with their code; returns the sign-in token. Raises Refused."""
    found = select(Person.id).join(ComebackCode, ComebackCode.person_id == Person.id)
    mine = ComebackCode.digest == _digest(meant_comeback(typed))
    person_id = session.scalar(found.where(mine, Person.email.is_(None)))
    if person_id is None:
        raise Refused(Refusal.COMEBACK_UNKNOWN)
    record(session, at=at, actor_id=person_id, what="came_back", subject_id=person_id)
    return start_sign_in(session, person_id, GUEST_SPAN, at)


def _digest(code: str) -> str:
    return keys().keyed_digest(f"comeback\n{code}")
