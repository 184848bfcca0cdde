"""What was taken back stands on no page and in no file, whoever asks but its own people."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makeithappen import safeguarding
from makeithappen.core.db import now, transaction
from makeithappen.ideas import merging, models
from makeithappen.ideas import store as ideas
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.behind import behind
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


def take_back_what_was_made(session: Session, merge_id: str) -> list[State]:
    """All say yes; then who began what was made takes it back. How the old ones stand then."""
    proposal, at = merging.find(session, merge_id), now(session)
    persons = set[str]().union(*behind(session, proposal.idea_ids).values())
    for person_id in sorted(persons):
        merging.answer(session, merge_id, yes=True, person_id=person_id, at=at)
    for made in merging.find(session, merge_id).made:
        whose = {"idea_id": made, "owner_id": ideas.find_sent(session, made).owner_id, "at": at}
        ideas.withdraw(session, **whose)
        merging.take_back_with(session, **whose)
    return [idea.state for idea in merging.ideas_of(session, proposal)]


def test_no_address_shows_what_it_was_made_of(app: Flask) -> None:
    """Two ideas that were one, and one that was two: what their people took back is gone."""
    world, viewer = build(app, 1)
    with app.app_context(), transaction() as session:
        made = [take_back_what_was_made(session, one) for one in (world.merge, world.split)]
        assert made == [[State.WITHDRAWN, State.SENT], [State.WITHDRAWN]]
        gone = models.Idea.state == State.WITHDRAWN
        words = dict.fromkeys(("what", "who_for", "title", "contact"), CANARY)
        session.execute(update(models.Idea).where(gone).values(owner_id="somebody", **words))
        session.execute(delete(CoAuthor))
    assert pages_with_the_canary(app, viewer, world) == set()
