"""Back makes no second idea: a page on which an idea was begun leads to what was said there.

Who wants another idea says so, and the address of its first page names the newest that they have.
Once there is a newer one, that page has had its effect; so has the plain one, once there is any.
Other words from a first page that had been open beside it are not put in the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from makeithappen.core.access import actor
from makeithappen.core.db import reading
from makeithappen.core.intents import place_of
from makeithappen.ideas import store
from makeithappen.ideas.rules.idea import State

ANOTHER = "another"
YES = "1"
"""What a link says that asks for another idea, without knowing which one is the newest."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """What somebody has begun in a round, and whether this address asks for another idea."""

    newest_id: str | None
    draft_id: str | None
    is_asked_for: bool


def find(round_id: str) -> WayIn:
    """How whoever makes this request stands to a round."""
    who, asked = actor(), request.args.get(ANOTHER)
    begun = store.begun_in(reading(), who.person_id, round_id) if who.signed_in else []
    newest_id = begun[0][0] if begun else None
    draft_id = next((idea_id for idea_id, state in begun if state is State.DRAFT), None)
    return WayIn(newest_id, draft_id, asked is not None and asked in (YES, newest_id))


def scope(round_id: str) -> str:
    """Under what it is noted which first page began which idea."""
    return f"ideas.begin:{round_id}"


def was_begun_here(round_id: str, idea_id: str) -> bool:
    """Whether the page that was sent is the one that began this idea: not another one beside it."""
    key = request.form.get("intent", "")
    return place_of(reading(), scope=scope(round_id), key=key) == idea_id
