"""The door from the people to the ideas: who answers them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from makeithappen.core.access import Role
from makeithappen.people import store as people


def coordinators(session: Session) -> dict[str, str]:
    """Who answers ideas: first names by person, by name."""
    found = people.people_with_role(session, [Role.COORDINATOR])
    return {person.person_id: person.first_name for person in found}
