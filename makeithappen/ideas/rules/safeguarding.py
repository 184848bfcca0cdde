"""Words that somebody flagged: the panel doesn't see them until a person has looked at them.

A flag decides nothing about the idea. It is never raised by a machine, and nothing is passed on
by one: the safeguarding lead opens the words, decides, and says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.idea import Idea
from makeithappen.ideas.rules.spending_plan import Plan
from makeithappen.ideas.rules.taking_part import TICKED

WHOLE = "whole"
"""The part that stands for all of an idea."""
CHILDREN = "children"
"""The part that is what children say with an idea."""
LINES = ("line-", "help-")
"""How the ids of lines begin: of what the money is spent on, and of what else helps."""
NO_WORDS = frozenset({"area", "contact", "how_many", TICKED})
"""The questions whose answers no panel reads, or that are no words."""
TIME_TO_LOOK = timedelta(hours=24)
HOUR = timedelta(hours=1)


class Outcome(StrEnum):
    """What the safeguarding lead decided."""

    CAN_BE_SHOWN = "can_be_shown"
    STAYS_HIDDEN = "stays_hidden"
    ASK_AGAIN = "ask_again"
    PASSED_ON = "passed_on"


class Step(StrEnum):
    """What else happened to a flag."""

    RAISED = "raised"
    RAISED_AGAIN = "raised_again"
    OPENED = "opened"


class FlagRefusal(StrEnum):
    """In order of precedence: where several apply, the first is the one that is said."""

    OWN_IDEA = "flag_own_idea"
    NOT_OPENED = "flag_not_opened"
    SHOWN_AGAIN = "flag_shown_again"
    MOVED_ON = "flag_moved_on"
    REASON_MISSING = "flag_reason_missing"
    NOBODY_TOLD = "flag_nobody_told"


@dataclass(frozen=True, slots=True)
class Flag:
    """A part of an idea that somebody flagged. Without an outcome nobody has decided yet."""

    flag_id: str
    idea_id: str
    part: str
    flagged_by: str
    flagged_at: datetime
    outcome: Outcome | None = None
    steps: int = 1

    @property
    def is_hidden(self) -> bool:
        """Whether the panel must not see this part."""
        return self.outcome is not Outcome.CAN_BE_SHOWN

    @property
    def is_told(self) -> bool:
        """Whether the idea's own people hear of it.

        Not before a trained person has looked, and not where somebody else was told: a note on a
        screen at home must not be what warns the wrong person.
        """
        return self.outcome in {Outcome.STAYS_HIDDEN, Outcome.ASK_AGAIN}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides about a flag. `seen` is the number of steps that their page showed."""

    outcome: Outcome
    reason: str
    told: str
    actor_id: str
    seen: int


def hours_left(flag: Flag, at: datetime) -> int | None:
    """Whole hours until somebody must have decided, below 0 once they are over; None if it is."""
    if flag.outcome is not None:
        return None
    return (flag.flagged_at + TIME_TO_LOOK - at) // HOUR


def hidden_parts(flags: Iterable[Flag]) -> frozenset[str]:
    """The parts of an idea that the panel must not see."""
    return frozenset(flag.part for flag in flags if flag.is_hidden)


def waits(flags: Iterable[Flag]) -> bool:
    """Whether somebody has still to decide about one of these."""
    return any(flag.outcome is None for flag in flags)


def hides(hidden: Collection[str], part: str) -> bool:
    """Whether this part is hidden, by itself or with all of the idea."""
    return WHOLE in hidden or part in hidden


def hides_name(hidden: Collection[str], *, has_title: bool) -> bool:
    """Whether what an idea is called is hidden: without a title its first words are its name."""
    return hides(hidden, "title" if has_title else "what")


def masked(idea: Idea, hidden: Collection[str], *, name: str, instead: str) -> Idea:
    """An idea as everybody reads it but its own people and the safeguarding lead."""
    if not hidden:
        return idea
    words = replace(
        idea.words,
        what=instead if hides(hidden, "what") else idea.words.what,
        who_for=instead if hides(hidden, "who_for") else idea.words.who_for,
    )
    if hides_name(hidden, has_title=idea.ask.title is not None):
        return replace(idea, words=words, ask=replace(idea.ask, title=name))
    return replace(idea, words=words)


def words_of(answers: Answers) -> dict[str, str]:
    """The answers that can be flagged: what was said in words, by question."""
    return {
        question_id: answer
        for question_id, answer in answers.items()
        if answer and isinstance(answer, str) and question_id not in NO_WORDS
    }


def masked_answers(answers: Answers, hidden: Collection[str], instead: str) -> dict[str, Answer]:
    """The same answers, without the words that are hidden."""
    told = words_of(answers)
    return {**answers, **{one: instead for one in told if hides(hidden, one)}}


def is_line(part: str) -> bool:
    """Whether a part is one line of what the money is spent on, or of what else helps: its id."""
    return part.startswith(LINES)


def lines_of(plan: Plan) -> dict[str, str]:
    """The words of each line of a plan, by the part that a flag on it names."""
    lines = {line.line_id: line.words for line in plan.lines}
    return lines | {one.help_id: one.words for one in plan.helps}


def masked_plan(plan: Plan, hidden: Collection[str], instead: str) -> Plan:
    """A plan without the words that are hidden: nothing of it with all of the idea."""
    if WHOLE in hidden:
        return Plan()
    lines = [replace(one, words=instead) if one.line_id in hidden else one for one in plan.lines]
    helps = [replace(one, words=instead) if one.help_id in hidden else one for one in plan.helps]
    return replace(plan, lines=tuple(lines), helps=tuple(helps))


def check_opening(*, authors: Collection[str], actor_id: str) -> None:
    """Refuse to let anybody look into a flag on an idea of their own."""
    if actor_id in authors:
        raise Refused(FlagRefusal.OWN_IDEA)


def check_decision(
    flag: Flag, decision: Decision, *, authors: Collection[str], opened_by: Collection[str]
) -> None:
    """Refuse a decision on words that were not opened, on what has moved on, or without words."""
    check_opening(authors=authors, actor_id=decision.actor_id)
    if decision.actor_id not in opened_by:
        raise Refused(FlagRefusal.NOT_OPENED)
    if not flag.is_hidden:
        raise Refused(FlagRefusal.SHOWN_AGAIN)
    if decision.seen != flag.steps:
        raise Refused(FlagRefusal.MOVED_ON)
    if not decision.reason.strip():
        raise Refused(FlagRefusal.REASON_MISSING)
    if decision.outcome is Outcome.PASSED_ON and not decision.told.strip():
        raise Refused(FlagRefusal.NOBODY_TOLD)
