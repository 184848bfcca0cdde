"""Accounts and roles: reading them, and changing them with a second person where it matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from makeithappen.core.access import Role
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.people import factors
from makeithappen.people.letters import tell
from makeithappen.people.models import AccountChange, Person, RoleGrant
from makeithappen.people.rules.changes import (
    Change,
    check_administrators_left,
    check_second_person,
    needs_second_person,
)
from makeithappen.people.rules.refusals import Refusal
from makeithappen.people.sign_ins import end_all_sign_ins
from makeithappen.people.words import CHANGE_LETTERS

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as an administrator sees them."""

    person_id: str
    first_name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change to an account that waits for a second person."""

    change_id: str
    person_id: str
    first_name: str
    kind: str
    value: str
    asked_by: str
    asked_by_name: str


def people_with_address(session: Session, *, after: str = "") -> list[PersonRow]:
    """People who have an address, by address, one page of them."""
    people = session.execute(
        select(Person).where(Person.email > after).order_by(Person.email).limit(PER_PAGE)
    ).scalars()
    return _with_roles(session, list(people))


def people_with_role(session: Session, roles: Iterable[Role]) -> list[PersonRow]:
    """Everybody who holds one of the roles, by first name."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(list(roles)))
    people = session.execute(
        select(Person).where(Person.id.in_(held)).order_by(Person.first_name, Person.id)
    ).scalars()
    return _with_roles(session, list(people))


def find_person(session: Session, person_id: str) -> PersonRow:
    """One person. Raises Missing."""
    person = session.get(Person, person_id)
    if person is None:
        raise Missing(person_id)
    return _with_roles(session, [person])[0]


def first_names(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """First names by person id, for those that are known."""
    wanted = select(Person.id, Person.first_name).where(Person.id.in_(set(person_ids)))
    return {row.id: row.first_name for row in session.execute(wanted)}


def addresses(session: Session, person_ids: Iterable[str]) -> list[str]:
    """The e-mail addresses of these people's accounts, each once; a guest has none."""
    wanted = select(Person.email).where(Person.id.in_(set(person_ids)), Person.email.is_not(None))
    return sorted({email.lower() for (email,) in session.execute(wanted) if email})


def _with_roles(session: Session, people: list[Person]) -> list[PersonRow]:
    grants = session.execute(
        select(RoleGrant.person_id, RoleGrant.role)
        .where(RoleGrant.person_id.in_([person.id for person in people]))
        .order_by(RoleGrant.role)
    ).all()
    roles: dict[str, list[str]] = {}
    for person_id, role in grants:
        roles.setdefault(person_id, []).append(role)
    return [
        PersonRow(person.id, person.first_name, person.email or "", tuple(roles.get(person.id, ())))
        for person in people
    ]


def add_person(
    session: Session, *, first_name: str, email: str | None, actor_id: str, at: datetime
) -> str:
    """Add somebody; returns their id. Who has no address can't sign in.

    Raises Refused(ADDRESS_TAKEN).
    """
    if email is not None:
        _check_address_free(session, email)
    person = Person(id=new_id("person"), first_name=first_name, email=email, created_at=at)
    session.add(person)
    session.flush()
    record(session, at=at, actor_id=actor_id, what="person_added", subject_id=person.id)
    return person.id


def find_by_email(session: Session, email: str) -> str | None:
    """The id of the person with this address, however it is written."""
    wanted = email.strip().lower()
    return session.execute(select(Person.id).where(Person.email == wanted)).scalar_one_or_none()


def _check_address_free(session: Session, email: str) -> None:
    taken = session.execute(select(Person.id).where(Person.email == email)).first()
    if taken is not None:
        raise Refused(Refusal.ADDRESS_TAKEN)


def give_role(session: Session, *, person_id: str, role: str, actor_id: str, at: datetime) -> None:
    """Give a role at once, with nobody's agreement. For set-up and for decided changes."""
    held = session.get(RoleGrant, (person_id, role))
    if held is None:
        session.add(RoleGrant(person_id=person_id, role=role, given_at=at, given_by=actor_id))
        facts = {"role": role}
        record(
            session, at=at, actor_id=actor_id, what="role_given", subject_id=person_id, facts=facts
        )


def ask_change(
    session: Session, *, person_id: str, kind: str, value: str, actor_id: str, at: datetime
) -> bool:
    """Change an account, or ask for a second person; returns whether it was done at once."""
    person = find_person(session, person_id)
    if kind == "address":
        _check_address_free(session, value)
    change = AccountChange(
        id=new_id("change"),
        person_id=person_id,
        kind=kind,
        value=value,
        asked_by=actor_id,
        asked_at=at,
        decided_by=None,
        decided_at=None,
        outcome=None,
    )
    session.add(change)
    roles = frozenset(person.roles)
    record(session, at=at, actor_id=actor_id, what="change_asked", subject_id=person_id)
    if needs_second_person(kind=kind, value=value, roles=roles):
        return False
    _settle(session, change, outcome="agreed", actor_id=actor_id, at=at)
    return True


def decide_change(
    session: Session, *, change_id: str, agree: bool, actor_id: str, at: datetime
) -> AccountChange:
    """Agree to a change or turn it down; gives it. Refused unless a second person does it.

    What was agreed is done here; erasing somebody is for the caller, who knows the other slices.
    """
    change = session.execute(
        select(AccountChange).where(AccountChange.id == change_id).with_for_update()
    ).scalar_one_or_none()
    if change is None:
        raise Missing(change_id)
    asked = Change(change.asked_by, change.person_id, change.decided_at is not None)
    check_second_person(asked, decided_by=actor_id)
    if agree and change.kind == "address":
        _check_address_free(session, change.value)
    outcome = "agreed" if agree else "turned_down"
    _settle(session, change, outcome=outcome, actor_id=actor_id, at=at)
    return change


def _settle(
    session: Session, change: AccountChange, *, outcome: str, actor_id: str, at: datetime
) -> None:
    change.outcome, change.decided_by, change.decided_at = outcome, actor_id, at
    what = f"change_{outcome}"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=change.person_id)
    if outcome != "agreed":
        return
    tell(session, change.person_id, CHANGE_LETTERS[change.kind], at)
    if change.kind == "give_role":
        give_role(session, person_id=change.person_id, role=change.value, actor_id=actor_id, at=at)
    elif change.kind == "take_role":
        _take_role(session, change.person_id, change.value)
    elif change.kind == "reset_factor":
        factors.take_away(session, change.person_id)
        end_all_sign_ins(session, change.person_id)
    elif change.kind == "address":
        person = session.get_one(Person, change.person_id)
        person.email = change.value
        end_all_sign_ins(session, person.id)


def _take_role(session: Session, person_id: str, role: str) -> None:
    administrators = frozenset(
        session.execute(
            select(RoleGrant.person_id)
            .where(RoleGrant.role == Role.ADMINISTRATOR)
            .with_for_update()
        ).scalars()
    )
    check_administrators_left(
        kind="take_role", value=role, administrators=administrators, person_id=person_id
    )
    session.execute(
        delete(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role)
    )


def find_change(session: Session, change_id: str) -> WaitingChange:
    """A change that still waits. Raises Missing."""
    found = _waiting(session, AccountChange.id == change_id)
    if not found:
        raise Missing(change_id)
    return found[0]


def waiting_changes(session: Session) -> list[WaitingChange]:
    """The changes that wait for a second person, the oldest first."""
    return _waiting(session)


def _waiting(session: Session, *which: ColumnElement[bool]) -> list[WaitingChange]:
    rows = session.execute(
        select(AccountChange, Person.first_name)
        .join(Person, Person.id == AccountChange.person_id)
        .where(AccountChange.decided_at.is_(None), *which)
        .order_by(AccountChange.asked_at)
        .limit(PER_PAGE)
    ).all()
    names = first_names(session, [change.asked_by for change, _name in rows])
    return [
        WaitingChange(
            change.id,
            change.person_id,
            name,
            change.kind,
            change.value,
            change.asked_by,
            names.get(change.asked_by, ""),
        )
        for change, name in rows
    ]
