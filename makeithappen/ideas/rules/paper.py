"""An idea on paper: one person types it, another compares it, and only then it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from makeithappen.child_bands import Consent
from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answers
from makeithappen.ideas.rules.child import Child, Who
from makeithappen.ideas.rules.spending_plan import Plan

SPENDING, OTHER_HELP, OUTCOMES, CHILDREN = "spending", "other_help", "outcomes", "children"
ROWS: Mapping[str, int] = {SPENDING: 6, OTHER_HELP: 4, CHILDREN: 2}
"""So much room there is on a paper: lines of money, lines of other help, children."""
TYPED_TWICE = ("contact", "ask", "smallest")
"""What a slip of the finger spoils unseen: the second person types it without seeing the first.

So are all figures of the rows (`figures`)."""
SLIP_LASTS = timedelta(days=1)


class Refusal(StrEnum):
    """Why a paper is not checked or mended."""

    SAME_PERSON = "idea_paper_same_person"
    NOT_WAITING = "idea_paper_not_waiting"
    TYPED_ANEW = "idea_paper_typed_anew"


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

    @property
    def typing(self) -> str:
        """What tells one typing of it from another."""
        return self.typed_at.isoformat()


@dataclass(frozen=True, slots=True)
class PaperChild:
    """What a child says on a paper, and the boxes that were ticked. No name is asked for."""

    age: int
    words: str
    ticks: Mapping[Who, bool]


@dataclass(frozen=True, slots=True)
class Paper:
    """All that stands on a paper; no `children` where nobody asked them."""

    answers: Answers
    plan: Plan = field(default_factory=Plan)
    children: tuple[PaperChild, ...] | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """What a second person read on a paper, and the questions that they marked as not the same.

    `typed` says which typing of it they had before them.
    """

    read: Mapping[str, object]
    wrong: tuple[str, ...]
    typed: str


def as_typed(children: Sequence[Child]) -> tuple[PaperChild, ...]:
    """What children say, as it was typed from their paper."""
    return tuple(
        PaperChild(
            child.age,
            child.words,
            {who: last.yes for who in child.asked if (last := child.last(who))},
        )
        for child in children
    )


def presses(child: Child, ticks: Mapping[Who, bool]) -> list[tuple[Who, bool]]:
    """The ticks that count, in the order in which these people are asked.

    A tick of somebody who is not asked at this age counts as little as a grown-up's yes before
    the young person's.
    """
    counted = [(who, ticks[who]) for who in child.asked if who in ticks]
    if child.consent is Consent.CHILD_FIRST and not ticks.get(Who.CHILD):
        counted = [one for one in counted if one != (Who.CARER, True)]
    return counted


def figures(plan: Plan, children: Sequence[Child]) -> dict[str, tuple[object, ...]]:
    """The figures of a paper's rows by question, in their order."""
    return {
        SPENDING: tuple((line.quantity, line.unit_pence) for line in plan.lines),
        OTHER_HELP: tuple(one.quantity for one in plan.helps),
        CHILDREN: tuple(child.age for child in children),
    }


def check_second(paper: PaperIdea, person_id: str, typed: str) -> None:
    """Refuse whoever typed it, a paper that waits for nobody's check, and one that was typed again
    since this second person opened it."""
    if paper.checked_at is not None or paper.differs:
        raise Refused(Refusal.NOT_WAITING)
    if paper.typed_by == person_id:
        raise Refused(Refusal.SAME_PERSON)
    if paper.typing != typed:
        raise Refused(Refusal.TYPED_ANEW)


def check_mend(paper: PaperIdea) -> None:
    """Refuse to change what was checked: it is sent."""
    if paper.checked_at is not None:
        raise Refused(Refusal.NOT_WAITING)


def differences(
    first: Mapping[str, object], second: Mapping[str, object], wrong: Collection[str]
) -> frozenset[str]:
    """The questions that two people did not find the same: typed otherwise, or marked as wrong."""
    twice = (*TYPED_TWICE, *ROWS)
    typed = {one for one in twice if _same(first.get(one)) != _same(second.get(one))}
    return frozenset(typed | set(wrong))


def _same(answer: object) -> object:
    """An answer without what says nothing: spaces, capitals, and no rows."""
    return ("".join(answer.split()).casefold() if isinstance(answer, str) else answer) or None


def may_print_slip(paper: PaperIdea, person_id: str, at: datetime) -> bool:
    """Whether somebody may print the family's code: who checked it, on the day after."""
    return (
        paper.checked_at is not None
        and paper.checked_by == person_id
        and at - paper.checked_at < SLIP_LASTS
    )
