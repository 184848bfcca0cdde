"""Recordings in `world.py`: of a draft, of an idea that was sent, of ideas before each panel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from makeithappen.core.files import put_file
from makeithappen.core.signed_addresses import signature_for
from makeithappen.ideas import attachments_store as attachments
from makeithappen.ideas.rules.attachments import Kind
from panels.rules.day import State

if TYPE_CHECKING:
    from tests.integration.world import World


def files_around(world: World) -> None:
    """As many on each idea that has a page of its own as there are rows; one is written down."""
    for idea_id in (world.drafts[0], world.sent[0], *(one[0] for one in world.ideas.values())):
        for _number in range(min(world.rows, 15)):
            file_id = put_file(world.session, io.BytesIO(b"sound"))
            clean = attachments.Clean(Kind.SOUND, "audio/ogg", 5, 1_000)
            new = attachments.New("what", clean, file_id, "A bench")
            world.file = attachments.add(world.session, idea_id, new, **world.who)
            attachments.transcribe(world.session, world.file, "We want a bench.", **world.who)
    heard = attachments.of_idea(world.session, world.ideas[State.TOLD][0])[0]
    world.heard = {"idea_id": heard.idea_id, "attachment_id": heard.attachment_id}
    world.file = attachments.of_idea(world.session, world.sent[0])[0].attachment_id
    world.signature = signature_for(world.file, world.people[0])
