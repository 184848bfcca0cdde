"""Back makes no second idea: a page on which an idea was begun leads to what was said there.

Who wants another idea says so, and the address of its first page names the newest that they have.
Once there is a newer one, that page has had its effect; so has the plain one, once there is any.
What is sent from the page that began one changes that one, whatever came after it. Other words from
a first page that had been open beside it are not put in the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import request

from makeithappen.core.access import actor
from makeithappen.core.db import reading
from makeithappen.core.intents import place_of
from makeithappen.ideas import store
from makeithappen.ideas.helping_store import helped_by
from makeithappen.ideas.rules.idea import State

ANOTHER = "another"
YES = "1"
"""What a link says that asks for another idea, without knowing which one is the newest."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """What somebody has begun in a round, and whether this address asks for another idea."""

    own_ids: tuple[str, ...]
    newest_id: str | None
    draft_id: str | None
    is_asked_for: bool


def find(round_id: str) -> WayIn:
    """How whoever makes this request stands to a round."""
    who, asked = actor(), request.args.get(ANOTHER)
    begun = store.begun_in(reading(), who.person_id, round_id) if who.signed_in else []
    own_ids = tuple(idea_id for idea_id, _state in begun)
    newest_id = own_ids[0] if own_ids else None
    draft_id = next((idea_id for idea_id, state in begun if state is State.DRAFT), None)
    is_asked_for = asked is not None and asked in (YES, newest_id)
    return WayIn(own_ids, newest_id, draft_id, is_asked_for)


def scope(round_id: str) -> str:
    """Under what it is noted which first page began which idea."""
    return f"ideas.begin:{round_id}"


def begun_here(scope: str) -> str | None:
    """What the very page that was sent has begun before; None for a page that was not sent yet."""
    return place_of(reading(), scope=scope, key=request.form.get("intent", ""))


def newest_helped(round_id: str, at: datetime) -> str | None:
    """The newest draft of a round that whoever makes this request helps with now."""
    who = actor()
    helped = helped_by(reading(), who.person_id, at) if who.signed_in else []
    return next((idea.idea_id for idea in helped if idea.round_id == round_id), None)


def is_beside(scope: str, newest_id: str | None) -> bool:
    """Whether a page was sent that began nothing yet and, as far as it knows, is the first one."""
    is_known = newest_id is None or request.args.get(ANOTHER) == newest_id
    return not is_known and begun_here(scope) is None
