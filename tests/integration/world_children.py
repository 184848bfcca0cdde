"""Children say something with the ideas of the world: a part of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from makeithappen.child_bands import SUGGESTED
from makeithappen.core.files import put_file
from makeithappen.core.ids import new_id
from makeithappen.funds import store as funds
from makeithappen.ideas.attachments_models import Attachment
from makeithappen.ideas.child_models import ChildYes, IdeaChild
from makeithappen.ideas.rules.child import CHILDREN_MAX, Who
from makeithappen.ideas.rules.safeguarding import CHILDREN
from panels.rules.day import State

if TYPE_CHECKING:
    from tests.integration.world import World


def children_around(world: World) -> None:
    """As many children as there may be, each with many a yes, in a draft and in ideas sent in."""
    ids = {"fund_id": world.funds[0], "bands": SUGGESTED}
    funds.put_child_bands(world.session, **ids, **world.who)
    days = [world.ideas[state][0] for state in (State.SCORING, State.DELIBERATION, State.TOLD)]
    for idea_id in (world.sent[0], *days, world.drafts[0]):
        for place in range(min(world.rows, CHILDREN_MAX)):
            world.child = new_id("child")
            asked = {"telling": "simple", "consent": "both", "version": 1}
            facts = {"idea_id": idea_id, "place": place, "age": 7, "words": "A slide!"}
            world.session.add(IdeaChild(id=world.child, **facts, **asked))
            file = {"kind": "picture", "media_type": "image/jpeg", "size_bytes": 1}
            kept = put_file(world.session, io.BytesIO(b"drawing"))
            said = {"description": "", "transcript": "", "file_id": kept}
            by = {"added_by": world.people[0], "added_at": world.at, "child_id": world.child}
            part = {"idea_id": idea_id, "question_id": CHILDREN}
            world.session.flush()
            world.session.add(Attachment(id=new_id("file"), **part, **file, **said, **by))
            for who in list(Who) * world.rows:
                said = {"child_id": world.child, "version": 1, "who": str(who), "yes": 1}
                by = {"at": world.at, "actor_id": world.people[0]}
                world.session.add(ChildYes(**said, **by))
    world.session.flush()
