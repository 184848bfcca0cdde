"""The door from the people to the panels: who may sit there, who is too close, who is who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from makeithappen.core.access import Role
from makeithappen.ideas.behind import behind
from makeithappen.people import kin
from makeithappen.people import store as people
from panels import store as panels


@dataclass(frozen=True, slots=True)
class PanelPerson:
    """Somebody who may sit on a panel, by the name they go by in the room."""

    person_id: str
    first_name: str


def panel_people(session: Session) -> list[PanelPerson]:
    """Everybody with the role of a panel member, by first name."""
    found = people.people_with_role(session, [Role.PANEL_MEMBER])
    return [PanelPerson(person.person_id, person.first_name) for person in found]


def add_panel_person(
    session: Session, first_name: str, *, actor_id: str, at: datetime
) -> PanelPerson:
    """Add somebody without an address. They can sit on panels, and join with a seat's code only."""
    by = {"actor_id": actor_id, "at": at}
    person_id = people.add_person(session, first_name=first_name, email=None, **by)
    people.give_role(session, person_id=person_id, role=Role.PANEL_MEMBER, **by)
    return PanelPerson(person_id, first_name)


def first_names(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """First names by person id, for those that are known."""
    return people.first_names(session, person_ids)


def is_near(session: Session, idea_id: str, person_id: str) -> bool:
    """Whether a person is behind an idea, or family or household of whoever is."""
    return person_id in _near(session, [idea_id]).get(idea_id, ())


def enforce(session: Session, day_id: str, *, at: datetime) -> None:
    """Let each household and family link that is known count as a conflict of the day.

    Called when members declare, when the sheet of somebody near comes in, and again before
    anything is counted.
    """
    day = panels.known_day(session, day_id)
    near = _near(session, [pitch.idea_id for pitch in day.pitches])
    if any(day.member_of(person_id) for persons in near.values() for person_id in persons):
        panels.note_kin(session, day_id, near, at=at)


def _near(session: Session, idea_ids: Iterable[str]) -> dict[str, set[str]]:
    """All authors of these ideas with their family and household, by idea. Two statements."""
    authors = behind(session, idea_ids)
    kin_of = kin.kin_of(session, {one for persons in authors.values() for one in persons})
    return {
        idea_id: persons.union(*(kin_of[one] for one in persons))
        for idea_id, persons in authors.items()
    }
