"""Ideas as everybody reads them but their own people and the safeguarding lead: without what
somebody flagged, and without any words once its people took it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.follow_ups import Asked
from makeithappen.ideas.questions import QUESTIONS, Kind
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.safeguarding import (
    WHOLE,
    hides,
    masked,
    masked_answers,
    masked_plan,
)
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.safeguarding_words import (
    NAME_HIDDEN,
    NAME_TAKEN_BACK,
    PART_HIDDEN,
    WORDS_TAKEN_BACK,
)

WORDS = (Kind.LONG, Kind.SHORT, Kind.LINK)


def shown(session: Session, ideas: Sequence[Idea]) -> list[Idea]:
    """These ideas as others read them. One statement."""
    hidden = flags.hidden_of(session, [idea.idea_id for idea in ideas])
    return [mask(idea, hidden.get(idea.idea_id, ())) for idea in ideas]


def mask(idea: Idea, hidden: Collection[str]) -> Idea:
    """An idea without these parts; without all of them where it was taken back."""
    if idea.state is State.WITHDRAWN:
        return masked(idea, {WHOLE}, name=str(NAME_TAKEN_BACK), instead=str(WORDS_TAKEN_BACK))
    return masked(idea, hidden, name=str(NAME_HIDDEN), instead=str(PART_HIDDEN))


def mask_answers(answers: Answers, hidden: Collection[str]) -> dict[str, Answer]:
    """Its answers without these parts."""
    return masked_answers(answers, hidden, str(PART_HIDDEN))


def mask_plan(plan: Plan, hidden: Collection[str]) -> Plan:
    """What its money would be spent on and what else helps, without these parts."""
    return masked_plan(plan, hidden, str(PART_HIDDEN))


def mask_asked(asked: Sequence[Asked], hidden: Collection[str]) -> list[Asked]:
    """What its people said when they were asked, without these parts."""
    return [_mask_one(one) if _is_hidden(one, hidden) else one for one in asked]


def _is_hidden(one: Asked, hidden: Collection[str]) -> bool:
    question_id = one.follow_up.question_id
    return QUESTIONS[question_id].kind in WORDS and hides(hidden, question_id)


def _mask_one(one: Asked) -> Asked:
    instead = str(PART_HIDDEN)
    return replace(one, before=one.before and instead, after=one.after and instead)
