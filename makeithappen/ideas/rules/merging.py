"""Several ideas become one, once each of their authors said yes; one no ends it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.answers import Answer, Answers
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.taking_part import without

TOGETHER_MAX = 6
JOINED = ("what", "who_for", "drops")
"""The answers under which the words of the other ideas are put."""


class Standing(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    AGREED = "agreed"
    ENDED = "ended"


class MergeRefusal(StrEnum):
    """Why ideas don't become one, in order of precedence."""

    NOT_OPEN = "merge_not_open"
    TOO_FEW = "merge_too_few"
    TOO_MANY = "merge_too_many"
    NOT_WAITING = "merge_not_waiting"
    NOT_ONE_ROUND = "merge_not_one_round"
    NO_WORDS = "merge_no_words"
    ALREADY_ASKED = "merge_already_asked"
    WHY_MISSING = "merge_why_missing"


def check_propose(ideas: Sequence[Idea], *, asked: bool, why: str) -> None:
    """Refuse to ask about fewer than two ideas, about what a panel has, or twice. The first idea is
    the one that the others are put under."""
    if len(ideas) < 2:
        raise Refused(MergeRefusal.TOO_FEW)
    if len(ideas) > TOGETHER_MAX:
        raise Refused(MergeRefusal.TOO_MANY, most=TOGETHER_MAX)
    check_waiting(ideas)
    if len({idea.round_id for idea in ideas}) > 1:
        raise Refused(MergeRefusal.NOT_ONE_ROUND)
    if not ideas[0].words.what.strip():
        raise Refused(MergeRefusal.NO_WORDS)
    if asked:
        raise Refused(MergeRefusal.ALREADY_ASKED)
    if not why.strip():
        raise Refused(MergeRefusal.WHY_MISSING)


def check_waiting(ideas: Sequence[Idea]) -> None:
    """Refuse where one of these ideas was answered or taken back."""
    if any(idea.state is not State.SENT for idea in ideas):
        raise Refused(MergeRefusal.NOT_WAITING)


def check_open(standing: Standing) -> None:
    """Refuse an answer to what is over."""
    if standing is not Standing.OPEN:
        raise Refused(MergeRefusal.NOT_OPEN)


def standing_of(authors: Collection[str], said: Mapping[str, bool]) -> Standing:
    """Where a proposal stands by what its authors said; a no counts from whoever said it."""
    if not all(said.values()):
        return Standing.ENDED
    everybody = bool(authors) and all(said.get(one) for one in authors)
    return Standing.AGREED if everybody else Standing.OPEN


def may_read(
    me: str, authors: Collection[str], said: Mapping[str, bool], standing: Standing
) -> bool:
    """Whether somebody who is asked may read one of the ideas: its authors do, the others once all
    of these said yes to becoming one, and no more when nothing came of it."""
    agreed = standing_of(authors, {one: said[one] for one in authors if one in said})
    return me in authors or (agreed is Standing.AGREED and standing is not Standing.ENDED)


def joined(answers: Sequence[Answers]) -> dict[str, Answer]:
    """The answers of the first idea, with the words of the others underneath. What somebody asked
    for to take part stays with the idea that they wrote."""
    first = without(answers[0])
    for key in JOINED:
        words = [str(one.get(key) or "").strip() for one in answers]
        first[key] = "\n\n".join(word for word in words if word)
    return first
