"""The door from the people to the panels: who may sit on a panel."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from makeithappen.core.access import Role
from makeithappen.people import store


@dataclass(frozen=True, slots=True)
class PanelPerson:
    """Somebody who may sit on a panel, by the name they go by in the room."""

    person_id: str
    first_name: str


def panel_people(session: Session) -> list[PanelPerson]:
    """Everybody with the role of a panel member, by first name."""
    people = store.people_with_role(session, [Role.PANEL_MEMBER])
    return [PanelPerson(person.person_id, person.first_name) for person in people]
