"""What somebody flagged stays hidden where recordings are written down."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.files import put_file
from makeithappen.ideas import attachments_store as attachments
from makeithappen.ideas.rules.attachments import Kind
from tests.integration.ideas.given import Place, open_round, send_ideas
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def test_writing_a_recording_down_does_not_tell_a_flagged_name(
    app: Flask, place: Place, enter: Enter
) -> None:
    """Without a title the first words are the name; here they are flagged, the recording is not."""
    leanne, morag = enter(Role.APPLICANT), enter(Role.COORDINATOR)
    [idea_id] = send_ideas(app, place, leanne.person_id)
    with app.app_context(), transaction() as session:
        sound = attachments.Clean(Kind.SOUND, "audio/ogg", 5, 1_000)
        new = attachments.New("who_for", sound, put_file(session, BytesIO(b"sound")), "")
        who = {"actor_id": leanne.person_id, "at": now(session)}
        attachment_id = attachments.add(session, idea_id, new, **who)
    path = f"/ideas/{idea_id}/files/{attachment_id}/transcript"
    assert "A bench by the pond" in morag.open(path).text
    morag.send(f"/ideas/{idea_id}/flag", part="what")
    page = morag.open(path)
    assert (page.status, "A bench by the pond" in page.text) == (200, False)
