"""What is flagged stands on no page, in no file and in no answer to a poll, whoever asks."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from makeithappen import safeguarding
from makeithappen.core.db import now, transaction
from makeithappen.ideas import models
from makeithappen.ideas import store as ideas
from makeithappen.ideas.attachments_models import Attachment
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.child_models import IdeaChild
from makeithappen.ideas.follow_up_models import AnswerVersion, FollowUp
from makeithappen.ideas.models import Answer
from makeithappen.ideas.plan_models import IdeaHelp, IdeaLine
from makeithappen.ideas.rules.safeguarding import WHOLE
from makeithappen.ideas.rules.taking_part import ELSE, LANGUAGE, SIGNED
from panels import models as panel_models
from panels.models_holding import HeldWords
from panels.store.holding import PARTS
from tests.integration.test_statements import addresses, app, endpoint
from tests.integration.world import build

__all__ = ["app"]

CANARY = "canaryzwq"


def write_everywhere(session: Session) -> None:
    """The canary in all words of all ideas that were sent, and of all pitches but invented ones."""
    sent = models.Idea.state != "draft"
    mine: dict[str, Any] = {"what": CANARY, "who_for": CANARY, "title": CANARY}
    mine["owner_id"] = "somebody"  # its own people read it as they wrote it
    session.execute(update(models.Idea).where(sent).values(mine))
    session.execute(delete(CoAuthor))
    real = panel_models.Pitch.idea_id.not_like("rehearsal-%")
    said = dict.fromkeys(PARTS, CANARY)
    session.execute(update(panel_models.Pitch).where(real).values(said))
    session.execute(delete(HeldWords))
    theirs = select(models.Idea.id).where(sent)
    session.execute(delete(Answer).where(Answer.idea_id.in_(theirs)))
    idea_ids = session.scalars(theirs).all()
    for question_id in ("drops", LANGUAGE, ELSE, SIGNED):
        said = {"question_id": question_id, "words": CANARY}
        session.add_all(Answer(idea_id=idea_id, **said) for idea_id in idea_ids)
    session.execute(update(FollowUp).values(question_id="drops"))
    files = update(Attachment).where(Attachment.idea_id.in_(theirs))
    session.execute(files.values(description=CANARY, transcript=CANARY))
    for table in (IdeaChild, IdeaLine, IdeaHelp):
        session.execute(update(table).where(table.idea_id.in_(theirs)).values(words=CANARY))
    session.execute(update(AnswerVersion).values(words_before=CANARY, words_after=CANARY))


def flag_everything(session: Session) -> None:
    for idea_id in session.scalars(select(models.Idea.id).where(models.Idea.state != "draft")):
        idea = ideas.find_sent(session, idea_id)
        safeguarding.raise_flag(session, idea, WHOLE, "", actor_id="test", at=now(session))


def unpacked(data: bytes) -> bytes:
    """All bytes of an answer; of a workbook or an archive those of each file in it."""
    if not data.startswith(b"PK"):
        return data
    with ZipFile(BytesIO(data)) as files:
        return b"".join(files.read(name) for name in files.namelist())


def pages_with_the_canary(app: Flask, viewer: Any, world: Any) -> set[str]:
    found = set[str]()
    for page, address in addresses(app, world).items():
        answer = viewer.get(address)
        assert answer.status_code in {200, 302, 404}, page
        if CANARY.encode() in unpacked(answer.data) + str(answer.headers).encode():
            found.add(endpoint(page))
        answer.close()
    return found


def test_no_address_shows_what_is_hidden(app: Flask) -> None:
    """Opened by somebody with every role, on every panel: pages, print, files, JSON, polls."""
    world, viewer = build(app, 1)
    with app.app_context(), transaction() as session:
        write_everywhere(session)
    before = pages_with_the_canary(app, viewer, world)
    assert len(before) > 40
    with app.app_context(), transaction() as session:
        flag_everything(session)
    assert pages_with_the_canary(app, viewer, world) == set()
