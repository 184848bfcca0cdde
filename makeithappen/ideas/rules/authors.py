"""People who write an idea together: who is one of them, and who may become one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Idea, State

CO_AUTHORS_MAX = 8
JOINABLE = frozenset({State.DRAFT, State.SENT})
"""The states in which an idea takes another author: later on its panel says how close it is."""
INVITATION_LASTS = timedelta(days=1)
CODE_LENGTH = 8
"""As for a helper: see `helping`."""


class AuthorRefusal(StrEnum):
    """Why nobody else becomes an author, in order of precedence."""

    CODE_UNKNOWN = "author_code_unknown"
    NOT_NOW = "author_not_now"
    TOO_MANY = "author_too_many"
    OWN_IDEA = "author_own_idea"
    ALREADY = "author_already"


@dataclass(frozen=True, slots=True)
class CoAuthor:
    """Somebody who writes an idea with the person who began it; or a code that waits for them.

    `ends_at` is until when the code works, None once somebody used it.
    """

    author_id: str
    idea_id: str
    person_id: str | None
    first_name: str
    ends_at: datetime | None = None

    def waits(self, at: datetime) -> bool:
        """Whether this is a code that still works."""
        return self.person_id is None and self.ends_at is not None and at < self.ends_at


def is_author(idea: Idea, person_id: str, co_authors: Collection[str]) -> bool:
    """Whether somebody is one of the people behind an idea."""
    return person_id == idea.owner_id or person_id in co_authors


def check_invite(idea: Idea, *, co_authors: int) -> None:
    """Refuse one more author once a panel has the idea, and where there are enough."""
    if idea.state not in JOINABLE:
        raise Refused(AuthorRefusal.NOT_NOW)
    if co_authors >= CO_AUTHORS_MAX:
        raise Refused(AuthorRefusal.TOO_MANY, most=CO_AUTHORS_MAX)


def check_join(
    idea: Idea, invited: CoAuthor, person_id: str, co_authors: Collection[str], at: datetime
) -> None:
    """Refuse a code that is too old, or from somebody who is an author already."""
    if not invited.waits(at):
        raise Refused(AuthorRefusal.CODE_UNKNOWN)
    check_invite(idea, co_authors=len(co_authors))
    if person_id == idea.owner_id:
        raise Refused(AuthorRefusal.OWN_IDEA)
    if person_id in co_authors:
        raise Refused(AuthorRefusal.ALREADY)


def may_end(idea: Idea, co_author: CoAuthor, person_id: str) -> bool:
    """Whether somebody may end this: who began the idea, and the co-author for themselves."""
    return person_id in {idea.owner_id, co_author.person_id}
