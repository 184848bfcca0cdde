"""Who is behind an idea: whoever began it, and who writes it with them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.models import Idea

_idea, _author = Idea.__table__.c, CoAuthor.__table__.c
# Made once: it is asked with each score sheet, and making a statement takes longer than running it.
_BEHIND = (
    select(_idea.id, _idea.owner_id, _author.person_id)
    .outerjoin(CoAuthor, _author.idea_id == _idea.id)
    .where(_idea.id.in_(bindparam("idea_ids", expanding=True)))
)


def behind(session: Session, idea_ids: Iterable[str]) -> dict[str, set[str]]:
    """The people behind these ideas: their ids by idea id. One statement."""
    found: dict[str, set[str]] = {}
    for row in session.execute(_BEHIND, {"idea_ids": list(set(idea_ids))}):
        found.setdefault(row.id, set()).update({row.owner_id, row.person_id} - {None})
    return found
