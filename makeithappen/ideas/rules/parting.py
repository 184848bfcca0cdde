"""One idea becomes two, once each of its authors said yes, in the way of `merging`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.taking_part import without


class SplitRefusal(StrEnum):
    """Why an idea doesn't become two, in order of precedence."""

    NOT_WAITING = "split_not_waiting"
    OF_SEVERAL = "split_of_several"
    NO_WORDS = "split_no_words"
    ALREADY_ASKED = "split_already_asked"
    NAMES = "split_names"
    WHY_MISSING = "split_why_missing"


def check_split(
    idea: Idea, *, of_several: bool, asked: bool, names: Sequence[str], why: str
) -> None:
    """Refuse to ask about what a panel has, twice, or without two names. What was made of several
    ideas stays one: those of its people would not come back to them otherwise."""
    check_still_waiting(idea)
    if of_several:
        raise Refused(SplitRefusal.OF_SEVERAL)
    if not idea.words.what.strip():
        raise Refused(SplitRefusal.NO_WORDS)
    if asked:
        raise Refused(SplitRefusal.ALREADY_ASKED)
    if len({name.strip().casefold() for name in names} - {""}) != 2:
        raise Refused(SplitRefusal.NAMES)
    if not why.strip():
        raise Refused(SplitRefusal.WHY_MISSING)


def check_still_waiting(idea: Idea) -> None:
    """Refuse where the idea was answered or taken back."""
    if idea.state is not State.SENT:
        raise Refused(SplitRefusal.NOT_WAITING)


def parted(answers: Answers, name: str) -> dict[str, Answer]:
    """The answers of one of the two: the same, by its own name. Its amounts are asked for anew, so
    that no money is asked for twice; what helps its people to take part stays with the old one."""
    return {**without(answers), "title": name, "ask": None, "smallest": None}
