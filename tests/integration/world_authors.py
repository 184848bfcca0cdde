"""Ideas that several people write in the world of `world.py`: of the viewer, and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from makeithappen.core.ids import new_id
from makeithappen.ideas import authors, merging
from makeithappen.ideas import store as ideas
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.rules.authors import CO_AUTHORS_MAX
from makeithappen.ideas.rules.idea import Ask, Words

if TYPE_CHECKING:
    from tests.integration.world import World


def authors_around(world: World) -> None:
    """The viewer writes a draft and a sent idea of somebody else; others write one of theirs."""
    ids = {"round_id": world.rounds[0], "fund_id": world.funds[0], "owner_id": world.people[1]}
    said = {"answers": {"what": "A slide", "who_for": "All"}, "at": world.at}
    draft = ideas.begin(world.session, **ids, **said)
    words, ask = Words("A slide", "All", "0123"), Ask(1_000, 1, world.areas[0], "A slide")
    sent = ideas.add_sent(world.session, **ids, words=words, ask=ask, at=world.at)
    for idea_id in (draft, sent):
        _write(world, idea_id, [world.people[0]])
        world.together.append(idea_id)
    authors.invite(world.session, idea_id=world.drafts[0], owner_id=world.people[0], at=world.at)
    both = [world.sent[0], world.together[1]]
    world.merge = merging.propose(world.session, both, "They are much alike.", **world.who)
    two, why = ["A slide", "A swing"], "Each could be built alone."
    words = Words("A slide, and a swing", "All", "0123")
    world.split_idea = ideas.add_sent(world.session, **ids, words=words, ask=ask, at=world.at)
    _write(world, world.split_idea, [world.people[0]])
    world.split = merging.propose_split(world.session, world.split_idea, two, why, **world.who)
    _write(world, world.drafts[0], world.people[1 : 1 + min(world.rows, CO_AUTHORS_MAX)])


def _write(world: World, idea_id: str, person_ids: list[str]) -> None:
    for person_id in person_ids:
        row = {"person_id": person_id, "first_name": "Bo", "made_at": world.at}
        world.session.add(CoAuthor(id=new_id("author"), idea_id=idea_id, **row))
    world.session.flush()
