"""Questions about an idea that was sent in: asked, answered, and what each answer changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id
from makeithappen.ideas import arranging, authors, store
from makeithappen.ideas import follow_up_models as models
from makeithappen.ideas import helping_store as helping
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.follow_up import FollowUp, check_ask, check_end, check_reply
from makeithappen.ideas.rules.helping import typed_by_co_author
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.taking_part import TO_ARRANGE


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the answer said before and after; both None until it was answered."""

    follow_up: FollowUp
    before: str | None
    after: str | None


def of_idea(session: Session, idea_id: str) -> list[Asked]:
    """What was asked about an idea, the newest first. One statement."""
    wanted = (
        select(models.FollowUp, models.AnswerVersion)
        .outerjoin(models.AnswerVersion, models.AnswerVersion.follow_up_id == models.FollowUp.id)
        .where(models.FollowUp.idea_id == idea_id)
        .order_by(models.FollowUp.asked_at.desc(), models.FollowUp.id)
    )
    return [
        Asked(
            _as_follow_up(row),
            version.words_before if version else None,
            version.words_after if version else None,
        )
        for row, version in session.execute(wanted)
    ]


def open_ones(session: Session, idea_ids: Iterable[str]) -> dict[str, FollowUp]:
    """What the people of these ideas are asked now, by idea. One statement."""
    asked = select(models.FollowUp).where(models.FollowUp.open_for.in_(set(idea_ids)))
    return {row.idea_id: _as_follow_up(row) for row in session.scalars(asked)}


def find(session: Session, idea_id: str, follow_up_id: str) -> FollowUp:
    """A question about an idea. Raises Missing."""
    return _as_follow_up(_row(session, idea_id, follow_up_id))


def ask(
    session: Session, *, idea_id: str, question_id: str, words: str, actor_id: str, at: datetime
) -> Idea:
    """Ask an idea's people about one of its answers; returns the idea."""
    idea = store.find_sent(session, idea_id, lock=True)
    is_asked = bool(open_ones(session, [idea_id]))
    check_ask(idea, is_asked=is_asked, words=words)
    follow_up_id = new_id("followup")
    session.add(
        models.FollowUp(
            id=follow_up_id,
            idea_id=idea_id,
            question_id=question_id,
            open_for=idea_id,
            words=words,
            asked_by=actor_id,
            asked_at=at,
        )
    )
    session.flush()
    record(session, at=at, actor_id=actor_id, what="follow_up_asked", subject_id=idea_id)
    return idea


def take_back(
    session: Session, *, idea_id: str, follow_up_id: str, actor_id: str, at: datetime
) -> None:
    """Stop asking: there is an answer from elsewhere, or none is wanted any more."""
    store.find_sent(session, idea_id, lock=True)
    row = _row(session, idea_id, follow_up_id)
    check_end(_as_follow_up(row))
    row.open_for, row.taken_back_at = None, at
    session.flush()
    record(session, at=at, actor_id=actor_id, what="follow_up_taken_back", subject_id=idea_id)


def reply(
    session: Session,
    *,
    idea_id: str,
    follow_up_id: str,
    person_id: str,
    answer: Answer,
    at: datetime,
) -> Idea:
    """Answer what is asked: the idea says so from now on; returns the idea as it is then.

    What the answer said before is kept beside it.
    """
    idea = authors.find(session, idea_id, person_id, lock=True)
    row = _row(session, idea_id, follow_up_id)
    before = store.all_answers(session, idea).get(row.question_id)
    check_reply(idea, _as_follow_up(row), before=before, after=answer)
    version = models.AnswerVersion(
        follow_up_id=row.id, words_before=_words(before), words_after=_words(answer)
    )
    session.add(version)
    row.open_for, row.answered_at = None, at
    store.amend_answers(session, idea_id, {row.question_id: answer})
    if row.question_id in TO_ARRANGE:
        arranging.ask_anew(session, idea_id)
    if idea.owner_id != person_id:
        helping.keep_typed(session, idea_id, *typed_by_co_author({row.question_id}), {})
    facts = {"question_id": row.question_id}
    what = "follow_up_answered"
    record(session, at=at, actor_id=person_id, what=what, subject_id=idea_id, facts=facts)
    return authors.find(session, idea_id, person_id)


def _words(answer: Answer) -> str:
    """An answer as text: pence stay digits."""
    return "" if answer is None else str(answer)


def _row(session: Session, idea_id: str, follow_up_id: str) -> models.FollowUp:
    row = session.get(models.FollowUp, follow_up_id, populate_existing=True)
    if row is None or row.idea_id != idea_id:
        raise Missing(follow_up_id)
    return row


def _as_follow_up(row: models.FollowUp) -> FollowUp:
    return FollowUp(
        follow_up_id=row.id,
        idea_id=row.idea_id,
        question_id=row.question_id,
        words=row.words,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        taken_back_at=row.taken_back_at,
    )
