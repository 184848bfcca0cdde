"""What ideas' people asked for to take part, as coordinators read it, and that it is arranged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from makeithappen.core.events import record
from makeithappen.ideas import becoming, masking, models, store
from makeithappen.ideas.rules.answers import Answer
from makeithappen.ideas.rules.idea import REPLACED, Idea
from makeithappen.ideas.rules.safeguarding import masked_answers
from makeithappen.ideas.rules.taking_part import (
    GOING,
    TAKE_PART,
    TO_ARRANGE,
    Arrangement,
    check_arrange,
    mark_of,
    wanted,
)
from makeithappen.ideas.safeguarding_store import hidden_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An idea as a coordinator reads it, with what its people asked for to take part; its panel day
    is that of what it became. `mark` comes back with the press that says it is arranged."""

    idea: Idea
    said: dict[str, Answer]
    wanted: list[Arrangement]
    mark: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """What an idea's people said about taking part, and the panel days that they may come to: the
    id and the name of each, empty where none is known yet."""

    said: dict[str, Answer] = field(default_factory=dict[str, Answer])
    days: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def mark(self, hidden: Collection[str]) -> str:
        """What a coordinator reads of it, and hidden parts as such in every language."""
        return mark_of(masked_answers(self.said, hidden, ""), self.days)


def of_round(session: Session, round_id: str) -> list[Asked]:
    """What the people of a round's ideas asked for who may still come, by panel day and name; an
    idea that became two stands under the day of each."""
    heard = _heard(session, (models.Idea.round_id == round_id) & _said(TAKE_PART))
    ideas = store.listed(session, models.Idea.id.in_(heard))
    hidden = hidden_of(session, heard)
    found = [_asked(one, heard[one.idea_id], hidden.get(one.idea_id, ())) for one in ideas]
    return sorted((one for each in found for one in each), key=_place)


def _place(asked: Asked) -> tuple[str, ...]:
    idea = asked.idea
    return (idea.day_name or "", idea.day_id or "", idea.name, idea.idea_id)


def _asked(idea: Idea, heard: _Heard, hidden: Collection[str]) -> list[Asked]:
    shown, said = masking.mask(idea, hidden), masking.mask_answers(heard.said, hidden)
    asks, mark = wanted(heard.said), heard.mark(hidden)
    return [
        Asked(replace(shown, day_id=day_id or None, day_name=name or None), said, asks, mark)
        for day_id, name in heard.days
    ]


def _heard(session: Session, which: ColumnElement[bool]) -> dict[str, _Heard]:
    """Of those of these ideas whose people may still come, by idea. One statement."""
    going, answer = becoming.going(which), models.Answer
    mine = (answer.idea_id == going.c.idea_id) & answer.question_id.in_(TAKE_PART)
    rows = select(going, answer.question_id, answer.words).outerjoin(answer, mine)
    found: dict[str, _Heard] = {}
    for idea_id, day_id, day_name, question_id, words in session.execute(rows):
        heard = found.setdefault(idea_id, _Heard())
        heard.days.add((day_id or "", day_name or ""))
        if question_id:
            heard.said[question_id] = words
    return found


def arrange(
    session: Session, idea_id: str, *, yes: bool, read: str, actor_id: str, at: datetime
) -> None:
    """Note that all of it, as it was read, is arranged; or not after all. Noting the same twice
    does no harm."""
    idea = store.find_sent(session, idea_id, lock=True)
    heard = _heard(session, models.Idea.id == idea_id).get(idea_id, _Heard())
    hidden = hidden_of(session, [idea_id]).get(idea_id, ())
    is_read = not yes or read == heard.mark(hidden)
    check_arrange(heard.said, is_going=bool(heard.days), is_read=is_read)
    if yes is not (idea.arranged_at is None):
        return
    row = session.get_one(models.Idea, idea_id)
    row.arranged_at, row.arranged_by = (at, actor_id) if yes else (None, None)
    session.flush()
    what = "taking_part_arranged" if yes else "taking_part_not_arranged"
    record(session, at=at, actor_id=actor_id, what=what, subject_id=idea_id)


def is_going(session: Session, idea: Idea) -> bool:
    """Whether its people may still come, with it or with what it became. One statement where others
    stand in its place, else none."""
    if idea.state not in REPLACED:
        return idea.state in GOING
    going = becoming.going(models.Idea.id == idea.idea_id)
    return bool(session.scalar(select(exists().select_from(going))))


def waiting(session: Session) -> dict[str, int]:
    """Of how many ideas something is still to be arranged, by round. One statement."""
    idea = models.Idea
    going = becoming.going(idea.arranged_at.is_(None) & _said(TO_ARRANGE))
    number = func.count(idea.id.distinct()).label("number")
    waits = select(idea.round_id, number).join(going, going.c.idea_id == idea.id)
    found = session.execute(waits.group_by(idea.round_id))
    return {row.round_id: row.number for row in found}


def _said(question_ids: Sequence[str]) -> ColumnElement[bool]:
    answer = models.Answer
    mine = (answer.idea_id == models.Idea.id) & answer.question_id.in_(question_ids)
    return select(answer.idea_id).where(mine).exists()
