"""Who may enter. Each view says so itself; what says nothing lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import current_app, g, request

from makeithappen.core.errors import Missing

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a person may do. A role is data: it is given and taken back by an administrator."""

    APPLICANT = "applicant"
    COORDINATOR = "coordinator"
    PANEL_MEMBER = "panel_member"
    CHAIR = "chair"
    FUND_HOLDER = "fund_holder"
    APPROVER = "approver"
    AUDITOR = "auditor"
    COFUNDER = "cofunder"
    ADMINISTRATOR = "administrator"
    SAFEGUARDING_LEAD = "safeguarding_lead"


EVERYONE = frozenset({"everyone"})
"""The mark of a view that needs no role."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever makes the request: a plain value, no database row.

    `only_day` names the panel day of somebody who joined with the code of a seat: on its pages
    they are the member who sits there, and nobody anywhere else. `proven_at` is when a one-time
    code of their second factor was last right in this sign-in.
    """

    person_id: str = ""
    first_name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset[Role])
    signed_in: bool = False
    only_day: str = ""
    has_factor: bool = False
    proven_at: datetime | None = None

    def may(self, *roles: Role) -> bool:
        """Whether this person holds one of the roles."""
        return bool(self.roles & set(roles))


NOBODY = Actor()


def actor() -> Actor:
    """The person behind the current request; NOBODY when nobody is signed in."""
    return g.get("actor", NOBODY)


def allow(*roles: Role) -> Callable[[View], View]:
    """Declare that a view is for people who hold one of the roles."""

    def declare(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def allow_everyone(view: View) -> View:
    """Declare that a view needs no role."""
    view.allowed = EVERYONE  # type: ignore[attr-defined]
    return view


def for_seats(view: View) -> View:
    """Declare that a view is also for a phone that joined a seat: of this day, or of any."""
    view.for_seats = True  # type: ignore[attr-defined]
    return view


def known_here(who: Actor) -> Actor:
    """Who this is for the view. A phone at a seat is nobody off the pages of its day."""
    if not who.only_day:
        return who
    view = current_app.view_functions.get(request.endpoint or "")
    day_id = (request.view_args or {}).get("day_id", who.only_day)
    return who if getattr(view, "for_seats", False) and day_id == who.only_day else NOBODY


def polled(view: View) -> View:
    """Declare that a page asks for this view again and again: asking is no sign of life."""
    view.polled = True  # type: ignore[attr-defined]
    return view


def is_polled() -> bool:
    """Whether a page asks by itself, and not the person before it."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "polled", False) or request.headers.get("X-Asked-By") == "page"


def check_access() -> None:
    """Before each request: deny is the default, and it looks just like a page that is not there."""
    if request.endpoint is None or request.endpoint == "static":
        return
    view = current_app.view_functions[request.endpoint]
    allowed: frozenset[Any] = getattr(view, "allowed", frozenset())
    if allowed is not EVERYONE and not actor().may(*allowed):
        raise Missing(request.endpoint)
