"""What was taken back stands on no page and in no file, whoever asks but its own people."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makeithappen import safeguarding
from makeithappen.core.db import now, transaction
from makeithappen.ideas import models
from makeithappen.ideas.rules.idea import State
from tests.integration.test_hidden_words import CANARY, pages_with_the_canary, write_everywhere
from tests.integration.test_statements import app
from tests.integration.world import build

__all__ = ["app"]


def take_everything_back(session: Session) -> None:
    """All ideas that were sent in, on days of every state, as their people's press leaves them."""
    sent = models.Idea.state != State.DRAFT
    gone = {"state": State.WITHDRAWN, "contact": CANARY}
    session.execute(update(models.Idea).where(sent).values(gone))
    session.expire_all()
    for idea_id in session.scalars(select(models.Idea.id).where(sent)).all():
        safeguarding.hold_hidden(session, idea_id, now(session))


def test_no_address_shows_what_was_taken_back(app: Flask) -> None:
    """Opened by somebody with every role, on every panel: pages, print, files, JSON, polls."""
    world, viewer = build(app, 1)
    with app.app_context(), transaction() as session:
        write_everywhere(session)
        take_everything_back(session)
    assert pages_with_the_canary(app, viewer, world) == set()
