"""An idea on paper: one person types it, another compares it, and only then it is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers

TYPED_TWICE = ("contact", "ask", "smallest")
"""What a slip of the finger spoils unseen: the second person types it without seeing the first."""
SLIP_LASTS = timedelta(days=1)


class Refusal(StrEnum):
    """Why a paper is not checked or mended."""

    SAME_PERSON = "idea_paper_same_person"
    NOT_WAITING = "idea_paper_not_waiting"


@dataclass(frozen=True, slots=True)
class PaperIdea:
    """Where an idea from paper stands. `differs` are the answers to be looked at again."""

    idea_id: str
    name: str
    typed_by: str
    typed_at: datetime
    differs: frozenset[str] = frozenset()
    checked_by: str | None = None
    checked_at: datetime | None = None


def check_second(paper: PaperIdea, person_id: str) -> None:
    """Refuse whoever typed it, and a paper that waits for nobody's check."""
    if paper.checked_at is not None or paper.differs:
        raise Refused(Refusal.NOT_WAITING)
    if paper.typed_by == person_id:
        raise Refused(Refusal.SAME_PERSON)


def check_mend(paper: PaperIdea) -> None:
    """Refuse to change what was checked: it is sent."""
    if paper.checked_at is not None:
        raise Refused(Refusal.NOT_WAITING)


def differences(first: Answers, second: Answers, wrong: Collection[str]) -> frozenset[str]:
    """The answers that two people did not find the same: typed otherwise, or marked as wrong."""
    typed = {one for one in TYPED_TWICE if _same(first.get(one)) != _same(second.get(one))}
    return frozenset(typed | set(wrong))


def _same(answer: Answer) -> Answer:
    """An answer without what says nothing: spaces, and capitals."""
    return "".join(answer.split()).casefold() or None if isinstance(answer, str) else answer


def may_print_slip(paper: PaperIdea, person_id: str, at: datetime) -> bool:
    """Whether somebody may print the family's code: who checked it, on the day after."""
    return (
        paper.checked_at is not None
        and paper.checked_by == person_id
        and at - paper.checked_at < SLIP_LASTS
    )
