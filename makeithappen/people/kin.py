"""Who is family or household of whom: known for conflicts of interest, shown to administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing, Refused
from makeithappen.core.events import record
from makeithappen.people.models import KinLink, Person
from makeithappen.people.rules.refusals import Refusal

_link = KinLink.__table__.c
_WANTED = bindparam("wanted", expanding=True)
# Made once: it is asked with each score sheet, and making a statement takes longer than running it.
_KIN_OF = select(_link.person_id, _link.kin_id).where(
    _link.ended_at.is_(None), or_(_link.person_id.in_(_WANTED), _link.kin_id.in_(_WANTED))
)


def add_kin(session: Session, *, person_id: str, email: str, actor_id: str, at: datetime) -> None:
    """Note that a person and whoever has this address are of one household or family."""
    kin = session.execute(select(Person.id).where(Person.email == email)).scalar_one_or_none()
    if kin is None:
        raise Refused(Refusal.NOBODY_WITH_ADDRESS)
    if kin == person_id:
        raise Refused(Refusal.KIN_OF_ONESELF)
    if session.get(Person, person_id) is None:
        raise Missing(person_id)
    first, second = sorted((person_id, kin))
    link = session.get(KinLink, (first, second))
    if link is None:
        session.add(KinLink(person_id=first, kin_id=second, made_at=at, made_by=actor_id))
    elif link.ended_at is not None:
        link.ended_at = None
    session.flush()
    record(session, at=at, actor_id=actor_id, what="kin_added", subject_id=person_id)


def end_kin(session: Session, *, person_id: str, kin_id: str, actor_id: str, at: datetime) -> None:
    """Note that it is so no longer. Raises Missing where it never was."""
    first, second = sorted((person_id, kin_id))
    same = (KinLink.person_id == first) & (KinLink.kin_id == second) & KinLink.ended_at.is_(None)
    ended = session.execute(
        update(KinLink).where(same).values(ended_at=at).returning(KinLink.person_id)
    )
    if ended.first() is None:
        raise Missing(kin_id)
    record(session, at=at, actor_id=actor_id, what="kin_ended", subject_id=person_id)


def kin_of(session: Session, person_ids: Iterable[str]) -> dict[str, set[str]]:
    """Who is family or household of each of these people, by person id."""
    wanted = set(person_ids)
    rows = session.execute(_KIN_OF, {"wanted": list(wanted)})
    found: dict[str, set[str]] = {person_id: set() for person_id in wanted}
    for first, second in rows:
        for one, other in ((first, second), (second, first)):
            if one in wanted:
                found[one].add(other)
    return found
