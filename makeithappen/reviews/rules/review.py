"""A review: who answers it and by when is fixed before anybody asks.

Nobody answers for a decision in which they had a hand. So a fund names two people: the one who
answers, and one who stands in where the first had a part in that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from makeithappen.core.errors import Refused

REPLY_DAYS_DEFAULT = 14
REPLY_DAYS_MAX = 60
COUNT_SHOWN_FROM = 5
"""Fewer reviews of a round than this are not counted out: somebody could be told from them."""


class Refusal(StrEnum):
    """Why a step is not taken, in order of precedence."""

    DAYS_OUT_OF_RANGE = "review_days_out_of_range"
    SAME_PERSON_TWICE = "review_same_person_twice"
    NOT_TOLD_YET = "review_not_told_yet"
    OPEN_ALREADY = "review_open_already"
    NOBODY_FREE = "review_nobody_free"
    WORDS_MISSING = "review_words_missing"
    ANSWERED_ALREADY = "review_answered_already"
    REPLY_MISSING = "review_reply_missing"


class Outcome(StrEnum):
    """How a review ended."""

    NOTHING_CHANGES = "nothing_changes"
    EXPLAINED = "explained"
    LOOKS_AGAIN = "looks_again"


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers a fund's reviews, who stands in, and within how many days."""

    person_id: str
    stand_in_id: str | None
    reply_days: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Who will answer, and the last day for it."""

    person_id: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Counts:
    """The reviews of a round for everybody. All is None while there are too few to be counted."""

    asked: int | None
    waiting: int | None
    ended: Mapping[Outcome, int] | None


TOO_FEW = Counts(None, None, None)


def check_route(route: Route) -> None:
    """Refuse a reply date that is no promise, and a stand-in who is the same person."""
    if not 1 <= route.reply_days <= REPLY_DAYS_MAX:
        raise Refused(Refusal.DAYS_OUT_OF_RANGE, most=REPLY_DAYS_MAX)
    if route.stand_in_id == route.person_id:
        raise Refused(Refusal.SAME_PERSON_TWICE)


def answerer(route: Route | None, involved: Set[str]) -> str | None:
    """Who answers: the first of the two who had no hand in the decision. None where neither."""
    named = () if route is None else (route.person_id, route.stand_in_id)
    return next((one for one in named if one is not None and one not in involved), None)


def promise(route: Route | None, involved: Set[str], asked_on: date) -> Promise | None:
    """What is promised to who asks on this day, in the fund's zone. None where nobody is free."""
    person_id = answerer(route, involved)
    if route is None or person_id is None:
        return None
    return Promise(person_id, asked_on + timedelta(days=route.reply_days))


def is_late(due: date, today: date) -> bool:
    """Whether the reply date has passed; on the day itself there is still time."""
    return today > due


def check_ask(*, told: bool, open_before: bool, promised: Promise | None, words: str) -> Promise:
    """What is promised. Refuses a review that nobody could answer, or that waits already."""
    if not told:
        raise Refused(Refusal.NOT_TOLD_YET)
    if open_before:
        raise Refused(Refusal.OPEN_ALREADY)
    if promised is None:
        raise Refused(Refusal.NOBODY_FREE)
    if not words.strip():
        raise Refused(Refusal.WORDS_MISSING)
    return promised


def check_answer(*, answered: bool, words: str) -> None:
    """Refuse a second answer, and one without words."""
    if answered:
        raise Refused(Refusal.ANSWERED_ALREADY)
    if not words.strip():
        raise Refused(Refusal.REPLY_MISSING)


def counts(outcomes: Sequence[Outcome | None]) -> Counts:
    """What everybody may know of a round's reviews; None stands for one that still waits."""
    if len(outcomes) < COUNT_SHOWN_FROM:
        return TOO_FEW
    found = Counter(outcomes)
    return Counts(len(outcomes), found[None], {outcome: found[outcome] for outcome in Outcome})
