"""Ideas in the database: what their people write, and what the coordinator decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from makeithappen.core.errors import Missing
from makeithappen.core.events import Event, record
from makeithappen.core.ids import new_id
from makeithappen.ideas import arranging, models
from makeithappen.ideas.assigning import is_assigned
from makeithappen.ideas.attachments_store import recorded_questions
from makeithappen.ideas.rules.answers import Answer, Answers, answers_of, asked_amounts
from makeithappen.ideas.rules.idea import (
    Ask,
    Idea,
    State,
    Words,
    check_amounts,
    check_change,
    check_decide,
    check_send,
    check_tell,
    check_withdraw,
    email_of,
)
from makeithappen.ideas.safeguarding_store import name_of, named

PER_PAGE = 30
NEW_FOR = timedelta(minutes=10)
SHOWN = tuple(state for state in State if state is not State.DRAFT)
"""The states that a coordinator sees. A draft belongs to its people alone."""


def find_own(session: Session, idea_id: str, owner_id: str, *, lock: bool = False) -> Idea:
    """An idea of one's own. Raises Missing for anybody else's too."""
    return _as_idea(_own(session, idea_id, owner_id, lock=lock))


def find_sent(session: Session, idea_id: str, *, lock: bool = False) -> Idea:
    """An idea that was sent in. Raises Missing for drafts."""
    return _as_idea(_sent(session, idea_id, lock=lock))


def own_ideas(session: Session, owner_id: str) -> list[Idea]:
    """All ideas of a person, the one begun last first."""
    return listed(session, models.Idea.owner_id == owner_id)


def drafts_among(session: Session, idea_ids: Select[str]) -> list[Idea]:
    """Those of these ideas that are still drafts, the one begun last first."""
    return listed(session, models.Idea.id.in_(idea_ids) & (models.Idea.state == State.DRAFT))


def listed(session: Session, which: ColumnElement[bool]) -> list[Idea]:
    """The ideas of which this is so, the one begun last first."""
    newest = select(models.Idea).where(which)
    newest = newest.order_by(models.Idea.started_at.desc(), models.Idea.id)
    return [_as_idea(idea) for idea in session.execute(newest).scalars()]


def begun_in(session: Session, owner_id: str, round_id: str) -> list[tuple[str, State]]:
    """The ideas that a person began in a round, the newest first: the id and the state of each."""
    mine = (models.Idea.owner_id == owner_id) & (models.Idea.round_id == round_id)
    found = select(models.Idea.id, models.Idea.state).where(mine)
    newest = found.order_by(models.Idea.started_at.desc(), models.Idea.id)
    return [(row.id, State(row.state)) for row in session.execute(newest)]


def owner_of_new_draft(session: Session, idea_id: str, at: datetime) -> str:
    """Who owns a draft that was begun some minutes ago at most. Raises Missing."""
    idea = session.get(models.Idea, idea_id)
    if idea is None or idea.state != State.DRAFT or at - idea.started_at > NEW_FOR:
        raise Missing(idea_id)
    return idea.owner_id


def sent_ideas(
    session: Session,
    *,
    state: State | None = None,
    round_id: str | None = None,
    assigned_to: str | None = None,
    page: int = 1,
) -> tuple[list[Idea], bool]:
    """One page of what was sent in, the newest first, and whether there is another page."""
    newest = _newest(state, round_id, assigned_to)
    page_of_them = newest.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)
    found = [_as_idea(idea) for idea in session.execute(page_of_them).scalars()]
    return found[:PER_PAGE], len(found) > PER_PAGE


def all_sent(
    session: Session, *, state: State | None, round_id: str | None, assigned_to: str | None = None
) -> list[Idea]:
    """All that was sent in, the newest first. One statement."""
    newest = _newest(state, round_id, assigned_to)
    return [_as_idea(idea) for idea in session.execute(newest).scalars()]


def _newest(
    state: State | None, round_id: str | None, assigned_to: str | None
) -> Select[models.Idea]:
    states = [state] if state in SHOWN else SHOWN
    wanted = select(models.Idea).where(
        models.Idea.state.in_(states), models.Idea.sent_at.is_not(None)
    )
    if round_id is not None:
        wanted = wanted.where(models.Idea.round_id == round_id)
    if assigned_to is not None:
        wanted = wanted.where(is_assigned(assigned_to))
    return wanted.order_by(models.Idea.sent_at.desc(), models.Idea.id)


def titles(session: Session, idea_ids: Iterable[str]) -> dict[str, str]:
    """What these ideas are called, by id."""
    found = session.execute(named().where(models.Idea.id.in_(set(idea_ids))))
    return {row.id: name_of(row) for row in found}


def owners(session: Session, idea_ids: Iterable[str]) -> dict[str, str]:
    """Who began these ideas: the person's id, by idea id."""
    wanted = select(models.Idea.id, models.Idea.owner_id)
    found = session.execute(wanted.where(models.Idea.id.in_(set(idea_ids))))
    return {row.id: row.owner_id for row in found}


def places(session: Session, idea_ids: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """The fund of each of these ideas, and the area where it will happen, by idea id."""
    wanted = select(models.Idea.id, models.Idea.fund_id, models.Idea.area_id)
    found = session.execute(wanted.where(models.Idea.id.in_(set(idea_ids))))
    return {idea_id: (fund_id, area_id or None) for idea_id, fund_id, area_id in found}


def funded_titles(session: Session, fund_id: str) -> dict[str, str]:
    """The ideas of a fund whose people were told that they get money: titles by id."""
    mine = (models.Idea.fund_id == fund_id) & (models.Idea.state == State.FUNDED)
    return {row.id: name_of(row) for row in session.execute(named().where(mine))}


def turned_down_by(session: Session, round_ids: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """Who wrote or sent a "not this time": person ids by round and idea. One statement."""
    hands = Event.what.in_(["idea_not_this_time", "answer_written"])
    wanted = (
        select(models.Idea.round_id, models.Idea.id, Event.actor_id)
        .join(Event, (Event.subject_id == models.Idea.id) & hands)
        .where(models.Idea.state == State.NOT_THIS_TIME)
    )
    found: dict[tuple[str, str], set[str]] = {}
    for round_id, idea_id, person_id in session.execute(
        wanted.where(models.Idea.round_id.in_(set(round_ids)))
    ):
        found.setdefault((round_id, idea_id), set()).add(person_id)
    return found


def shortlisted(session: Session, fund_id: str) -> list[tuple[str, str]]:
    """The ideas of a fund that were put before a panel: id and title, by title."""
    mine = (models.Idea.fund_id == fund_id) & (models.Idea.state == State.SHORTLISTED)
    found = [(row.id, name_of(row)) for row in session.execute(named().where(mine))]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def begin(
    session: Session,
    *,
    round_id: str,
    fund_id: str,
    owner_id: str,
    answers: Answers,
    at: datetime,
    carried_from: str | None = None,
) -> str:
    """Keep the first answers of an idea as a draft; returns its id."""
    idea_id = new_id("idea")
    blank = {"what": "", "who_for": "", "contact": "", "reason_words": ""}
    ids = {"round_id": round_id, "fund_id": fund_id, "owner_id": owner_id}
    idea = models.Idea(id=idea_id, **ids, **blank, state=State.DRAFT, started_at=at)
    idea.carried_from = carried_from
    session.add(idea)
    _put_answers(session, idea, answers)
    record(session, at=at, actor_id=owner_id, what="idea_begun", subject_id=idea_id)
    return idea_id


def change_answers(session: Session, *, idea_id: str, owner_id: str, answers: Answers) -> None:
    """Change some answers of a draft. Saying the same twice does no harm."""
    idea = _own(session, idea_id, owner_id, lock=True)
    check_change(_as_idea(idea))
    _put_answers(session, idea, answers)


def amend_answers(session: Session, idea_id: str, answers: Answers) -> None:
    """Change answers of an idea that was sent in, for those whose rules allow it."""
    _put_answers(session, _sent(session, idea_id), answers)


def all_answers(session: Session, idea: Idea) -> dict[str, Answer]:
    """Everything that an idea's people answered, by question."""
    mine = select(models.Answer.question_id, models.Answer.words)
    found = session.execute(mine.where(models.Answer.idea_id == idea.idea_id))
    return answers_of(idea, {row.question_id: row.words for row in found})


def send(
    session: Session,
    *,
    idea_id: str,
    owner_id: str,
    takes_ideas: bool,
    asks_where: bool,
    asks_contact: bool = True,
    at: datetime,
) -> None:
    """Send an idea in. Only its own person may. Refused unless it is ready and the round open."""
    idea = _own(session, idea_id, owner_id, lock=True)
    recorded = recorded_questions(session, idea_id)
    asks = {"takes_ideas": takes_ideas, "asks_where": asks_where, "asks_contact": asks_contact}
    check_send(_as_idea(idea), **asks, recorded=recorded)
    idea.state, idea.sent_at = State.SENT, at
    session.flush()
    record(session, at=at, actor_id=owner_id, what="idea_sent", subject_id=idea_id)


def add_sent(
    session: Session,
    *,
    round_id: str,
    fund_id: str,
    owner_id: str,
    words: Words,
    ask: Ask,
    at: datetime,
) -> str:
    """Begin an idea and send it at once; returns its id. The round counts as open."""
    answers = {
        **asdict(words),
        "ask": ask.ask_pence,
        "smallest": ask.smallest_pence,
        "area": ask.area_id,
        "title": ask.title,
    }
    ids = {"round_id": round_id, "fund_id": fund_id, "owner_id": owner_id}
    idea_id = begin(session, **ids, answers=answers, at=at)
    asks = {"takes_ideas": True, "asks_where": False}
    send(session, idea_id=idea_id, owner_id=owner_id, **asks, at=at)
    return idea_id


def withdraw(session: Session, *, idea_id: str, owner_id: str, at: datetime) -> Idea:
    """Take an idea back; returns it as it was before, with its panel day."""
    idea = _own(session, idea_id, owner_id, lock=True)
    before = _as_idea(idea)
    check_withdraw(before)
    idea.state = State.WITHDRAWN
    session.flush()
    record(session, at=at, actor_id=owner_id, what="idea_withdrawn", subject_id=idea_id)
    return before


def shortlist(  # noqa: PLR0913  (named, and each is needed)
    session: Session,
    *,
    idea_id: str,
    day_id: str,
    day_name: str,
    reason: str,
    actor_id: str,
    at: datetime,
    waits: State = State.SENT,
) -> Idea:
    """Choose an idea for a panel day, with a reason that its people read; returns the idea."""
    idea = _sent(session, idea_id)
    outcome = State.SHORTLISTED
    check_decide(_as_idea(idea), outcome=outcome, reason=reason, day_id=day_id, waits=waits)
    idea.day_id, idea.day_name = day_id, day_name
    arranging.ask_anew_for_day(session, idea_id)
    facts = {"day_id": day_id}
    _decide(session, idea, outcome, reason, at)
    record(
        session, at=at, actor_id=actor_id, what="idea_shortlisted", subject_id=idea_id, facts=facts
    )
    return _as_idea(idea)


def turn_down(session: Session, *, idea_id: str, reason: str, actor_id: str, at: datetime) -> None:
    """Say "not this time", with a reason that the idea's people read."""
    idea = _sent(session, idea_id)
    outcome = State.NOT_THIS_TIME
    check_decide(_as_idea(idea), outcome=outcome, reason=reason, day_id=None)
    _decide(session, idea, outcome, reason, at)
    record(session, at=at, actor_id=actor_id, what="idea_not_this_time", subject_id=idea_id)


def tell(
    session: Session,
    *,
    idea_id: str,
    outcome: State,
    awarded_pence: int,
    reason: str,
    actor_id: str,
    at: datetime,
) -> Idea:
    """Pass the panel's decision on to the idea's people."""
    idea = _sent(session, idea_id)
    check_tell(_as_idea(idea))
    idea.state, idea.reason_words, idea.decided_at = outcome, reason, at
    idea.awarded_pence = awarded_pence or None
    session.flush()
    record(session, at=at, actor_id=actor_id, what="idea_told", subject_id=idea_id)
    return _as_idea(idea)


def untell(session: Session, *, idea_id: str, actor_id: str, at: datetime) -> Idea:
    """The panel decides again: the idea waits for it."""
    idea = _sent(session, idea_id)
    check_tell(_as_idea(idea))
    idea.state, idea.reason_words, idea.decided_at = State.SHORTLISTED, "", at
    idea.awarded_pence = None
    session.flush()
    record(session, at=at, actor_id=actor_id, what="idea_untold", subject_id=idea_id)
    return _as_idea(idea)


def _own(session: Session, idea_id: str, owner_id: str, *, lock: bool = False) -> models.Idea:
    idea = session.get(models.Idea, idea_id, with_for_update=lock or None)
    if idea is None or idea.owner_id != owner_id:
        raise Missing(idea_id)
    return idea


def _sent(session: Session, idea_id: str, *, lock: bool = True) -> models.Idea:
    idea = session.get(models.Idea, idea_id, with_for_update=lock or None)
    if idea is None or idea.state == State.DRAFT:
        raise Missing(idea_id)
    return idea


_COLUMNS = {
    "what": "what",
    "who_for": "who_for",
    "contact": "contact",
    "title": "title",
    "area": "area_id",
    "ask": "ask_pence",
    "smallest": "smallest_pence",
}
"""The questions whose answers have a column of their own: much else asks for these."""


def _put_answers(session: Session, idea: models.Idea, answers: Answers) -> None:
    check_amounts(asked_amounts(answers, _as_idea(idea).ask))
    for question_id, answer in answers.items():
        if question_id in _COLUMNS:
            setattr(idea, _COLUMNS[question_id], answer)
    idea.contact_email = email_of(idea.contact)
    session.flush()
    others = {key: str(answer or "") for key, answer in answers.items() if key not in _COLUMNS}
    mine = models.Answer.idea_id == idea.id
    session.execute(delete(models.Answer).where(mine, models.Answer.question_id.in_(others)))
    rows = [(key, words) for key, words in others.items() if words]
    session.add_all(
        models.Answer(idea_id=idea.id, question_id=key, words=words) for key, words in rows
    )
    session.flush()


def _decide(session: Session, idea: models.Idea, outcome: State, reason: str, at: datetime) -> None:
    idea.state, idea.reason_words, idea.decided_at = outcome, reason, at
    session.flush()


def _as_idea(idea: models.Idea) -> Idea:
    return Idea(
        idea_id=idea.id,
        round_id=idea.round_id,
        fund_id=idea.fund_id,
        owner_id=idea.owner_id,
        state=State(idea.state),
        words=Words(idea.what, idea.who_for, idea.contact),
        ask=Ask(idea.ask_pence, idea.smallest_pence, idea.area_id, idea.title),
        started_at=idea.started_at,
        sent_at=idea.sent_at,
        decided_at=idea.decided_at,
        day_id=idea.day_id,
        day_name=idea.day_name,
        reason=idea.reason_words,
        awarded_pence=idea.awarded_pence,
        carried_from=idea.carried_from,
        arranged_at=idea.arranged_at,
        arranged_by=idea.arranged_by,
    )
