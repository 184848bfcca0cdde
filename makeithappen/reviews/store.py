"""Reviews in the database: asked and answered once each, and never changed after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import record
from makeithappen.core.ids import new_id, new_token
from makeithappen.core.keys import keys
from makeithappen.reviews import models
from makeithappen.reviews.rules.review import (
    Outcome,
    Promise,
    Route,
    check_answer,
    check_ask,
    check_route,
)

ANSWERED_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Matter:
    """What a review is about: one idea, or (without one) a decision of a round."""

    fund_id: str
    round_id: str
    idea_id: str | None = None
    day_id: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What was said. `about` and `contact` are empty where the idea says both."""

    words: str
    about: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review. `said` is None once its words were erased; `outcome` is None while it waits."""

    review_id: str
    matter: Matter
    asked_by: str
    asked_at: datetime
    due_on: date
    said: Said | None
    outcome: Outcome | None
    answered_by: str
    answered_at: datetime | None
    reply: str


def route(session: Session, fund_id: str) -> Route | None:
    """Who answers a fund's reviews now; None while nobody was named."""
    return routes(session, [fund_id]).get(fund_id)


def routes(session: Session, fund_ids: Iterable[str] | None = None) -> dict[str, Route]:
    """Who answers now, by fund: of these funds or of all."""
    table = models.ReviewRoute
    newest = select(table.fund_id, func.max(table.revision).label("revision"))
    newest = newest.group_by(table.fund_id).subquery()
    wanted = select(table).join(
        newest, (table.fund_id == newest.c.fund_id) & (table.revision == newest.c.revision)
    )
    if fund_ids is not None:
        wanted = wanted.where(table.fund_id.in_(set(fund_ids)))
    found = session.execute(wanted.order_by(table.fund_id)).scalars()
    return {row.fund_id: Route(row.person_id, row.stand_in_id, row.reply_days) for row in found}


def put_route(session: Session, *, fund_id: str, route: Route, actor_id: str, at: datetime) -> None:
    """Say who answers from now on, also what waits already. What was promised before stays."""
    check_route(route)
    table = models.ReviewRoute
    before = select(func.max(table.revision)).where(table.fund_id == fund_id)
    revision = (session.execute(before).scalar_one() or 0) + 1
    parts = {
        "person_id": route.person_id,
        "stand_in_id": route.stand_in_id,
        "reply_days": route.reply_days,
    }
    session.add(table(fund_id=fund_id, revision=revision, **parts))
    session.flush()
    facts = {"revision": revision, **parts}
    record(session, at=at, actor_id=actor_id, what="review_route", subject_id=fund_id, facts=facts)


def ask(
    session: Session,
    matter: Matter,
    said: Said,
    promised: Promise | None,
    *,
    told: bool,
    asked_by: str,
    at: datetime,
) -> str:
    """Take a review with what is promised; returns its id.

    The caller holds the idea's row locked, so that nobody asks twice at once.
    """
    waits = matter.idea_id is not None and any(
        review.outcome is None for review in of_idea(session, matter.idea_id)
    )
    promised = check_ask(told=told, open_before=waits, promised=promised, words=said.words)
    review_id, salt = new_id("review"), new_token()
    digest = _digest(salt, said.about, said.words)
    row = models.Review(
        id=review_id,
        fund_id=matter.fund_id,
        round_id=matter.round_id,
        idea_id=matter.idea_id,
        day_id=matter.day_id,
        asked_by=asked_by,
        asked_at=at,
        answerer_id=promised.person_id,
        due_on=promised.due_on,
        words_digest=digest,
    )
    session.add(row)
    session.flush()
    words = {"about": said.about, "words": said.words, "contact": said.contact, "reply": ""}
    session.add(models.ReviewWords(review_id=review_id, salt=salt, **words))
    session.flush()
    due = promised.due_on.isoformat()
    facts = {"answerer_id": promised.person_id, "due_on": due, "words_digest": digest}
    record(
        session, at=at, actor_id=asked_by, what="review_asked", subject_id=review_id, facts=facts
    )
    return review_id


def answer(
    session: Session, review_id: str, *, outcome: Outcome, reply: str, actor_id: str, at: datetime
) -> None:
    """Answer a review, once. Whether this person may is for the caller to say."""
    lock = select(models.Review.id).where(models.Review.id == review_id).with_for_update()
    session.execute(lock)
    check_answer(answered=find(session, review_id).outcome is not None, words=reply)
    words = session.get(models.ReviewWords, review_id)
    salt = new_token() if words is None else words.salt
    if words is not None:
        words.reply = reply
    digest = _digest(salt, str(outcome), reply)
    session.add(
        models.ReviewAnswer(
            review_id=review_id,
            outcome=str(outcome),
            answered_by=actor_id,
            answered_at=at,
            words_digest=digest,
        )
    )
    session.flush()
    facts = {"outcome": str(outcome), "words_digest": digest}
    record(
        session, at=at, actor_id=actor_id, what="review_answered", subject_id=review_id, facts=facts
    )


def find(session: Session, review_id: str) -> ReviewRow:
    """One review. Raises Missing."""
    found = _read(session, _reviews().where(models.Review.id == review_id))
    if not found:
        raise Missing(review_id)
    return found[0]


def of_idea(session: Session, idea_id: str) -> list[ReviewRow]:
    """The reviews that an idea's people asked for, the newest first."""
    newest = _reviews().where(models.Review.idea_id == idea_id)
    return _read(session, newest.order_by(models.Review.asked_at.desc(), models.Review.id))


def waiting(session: Session, fund_ids: Iterable[str]) -> list[ReviewRow]:
    """The reviews of these funds that wait for an answer, the one that is due first at the top."""
    wanted = _reviews().where(
        models.Review.fund_id.in_(set(fund_ids)), models.ReviewAnswer.review_id.is_(None)
    )
    return _read(session, wanted.order_by(models.Review.due_on, models.Review.asked_at))


def answered_by(session: Session, person_id: str) -> list[ReviewRow]:
    """What a person answered last, the newest first."""
    wanted = _reviews().where(models.ReviewAnswer.answered_by == person_id)
    newest = wanted.order_by(models.ReviewAnswer.answered_at.desc(), models.Review.id)
    return _read(session, newest.limit(ANSWERED_SHOWN))


def outcomes_by_round(session: Session) -> dict[str, list[Outcome | None]]:
    """How each review ended, by round; None for one that waits. No words. One statement."""
    ended = select(models.Review.round_id, models.ReviewAnswer.outcome).outerjoin(
        models.ReviewAnswer, models.ReviewAnswer.review_id == models.Review.id
    )
    found: dict[str, list[Outcome | None]] = {}
    for round_id, outcome in session.execute(ended.order_by(models.Review.id)):
        found.setdefault(round_id, []).append(None if outcome is None else Outcome(outcome))
    return found


def _digest(salt: str, *parts: str) -> str:
    return keys().keyed_digest("\n".join(["review", salt, *parts]))


def _reviews() -> Select[models.Review, models.ReviewWords, models.ReviewAnswer]:
    answer_, words = models.ReviewAnswer, models.ReviewWords
    return (
        select(models.Review, words, answer_)
        .outerjoin(words, words.review_id == models.Review.id)
        .outerjoin(answer_, answer_.review_id == models.Review.id)
    )


def _read(
    session: Session, wanted: Select[models.Review, models.ReviewWords, models.ReviewAnswer]
) -> list[ReviewRow]:
    return [_row(*found) for found in session.execute(wanted)]


def _row(
    review: models.Review, words: models.ReviewWords | None, answer_: models.ReviewAnswer | None
) -> ReviewRow:
    return ReviewRow(
        review_id=review.id,
        matter=Matter(review.fund_id, review.round_id, review.idea_id, review.day_id),
        asked_by=review.asked_by,
        asked_at=review.asked_at,
        due_on=review.due_on,
        said=None if words is None else Said(words.words, words.about, words.contact),
        outcome=None if answer_ is None else Outcome(answer_.outcome),
        answered_by="" if answer_ is None else answer_.answered_by,
        answered_at=None if answer_ is None else answer_.answered_at,
        reply="" if words is None else words.reply,
    )
