"""Flags in `world.py`: one on each idea that waits, the first with a long history; and who looks
after which idea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from makeithappen import safeguarding
from makeithappen.ideas import assigning
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.safeguarding import WHOLE, Decision, Outcome
from panels.rules.day import State

if TYPE_CHECKING:
    from tests.integration.world import World


def flags_around(world: World) -> None:
    """All of each idea is flagged; of the first the lead decided one part after the other."""
    session, at, viewer = world.session, world.at, world.people[0]
    outsider = world.people[1]
    for idea_id, part in [*((one, WHOLE) for one in world.sent), _on_a_day(world)]:
        idea = ideas.find_sent(session, idea_id)
        safeguarding.raise_flag(session, idea, part, "", actor_id=viewer, at=at)
    [flag] = flags.flags_of(session, world.sent[:1])[world.sent[0]]
    world.flag = flag.flag_id
    for _number in range(world.rows):
        seen = flags.open_words(session, world.flag, actor_id=outsider, at=at).steps
        decision = Decision(Outcome.ASK_AGAIN, "Names a child.", "", outsider, seen)
        safeguarding.decide(session, world.flag, decision, at=at)


def assigned_around(world: World) -> None:
    """Each idea that waits is looked after by the viewer."""
    who = {"coordinators": world.people, "actor_id": world.people[0], "at": world.at}
    assigning.assign(world.session, world.sent, world.people[0], **who)


def _on_a_day(world: World) -> tuple[str, str]:
    return world.ideas[State.SCORING][-1], "who_for"
