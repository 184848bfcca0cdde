"""Who answers a review and by when, what is refused, and what is counted for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from makeithappen.core.errors import Refused
from makeithappen.reviews.rules.review import (
    TOO_FEW,
    Counts,
    Outcome,
    Promise,
    Refusal,
    Route,
    answerer,
    check_answer,
    check_ask,
    check_route,
    counts,
    is_late,
    promise,
)

ROUTE = Route("grace", "priya", 14)
GRACE = Promise("grace", date(2026, 12, 5))


@pytest.mark.parametrize(
    ("route", "involved", "who"),
    [
        (ROUTE, set(), "grace"),
        (ROUTE, {"isla", "priya"}, "grace"),
        (ROUTE, {"grace"}, "priya"),
        (ROUTE, {"grace", "priya"}, None),
        (Route("grace", None, 14), {"grace"}, None),
        (None, set(), None),
    ],
)
def test_nobody_answers_for_what_they_had_a_hand_in(
    route: Route | None, involved: set[str], who: str | None
) -> None:
    assert answerer(route, involved) == who


def test_the_promise_names_a_person_and_a_day() -> None:
    asked = date(2026, 11, 21)
    assert promise(ROUTE, set(), asked) == GRACE
    assert promise(ROUTE, {"grace"}, asked) == Promise("priya", date(2026, 12, 5))
    assert promise(ROUTE, {"grace", "priya"}, asked) is None
    assert promise(None, set(), asked) is None


def test_the_reply_is_late_from_the_day_after() -> None:
    due = date(2026, 12, 5)
    assert [is_late(due, date(2026, 12, day)) for day in (4, 5, 6)] == [False, False, True]


def ask(**changes: object) -> Promise:
    facts: dict[str, object] = {
        "told": True,
        "open_before": False,
        "promised": GRACE,
        "words": "Look again.",
    }
    return check_ask(**(facts | changes))  # type: ignore[arg-type]


def test_a_review_that_can_be_answered_is_taken() -> None:
    assert ask() == GRACE
    check_route(ROUTE)
    check_route(Route("grace", None, 1))
    check_route(Route("grace", None, 60))
    check_answer(answered=False, words="We looked.")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: check_route(Route("grace", "grace", 0)), Refusal.DAYS_OUT_OF_RANGE),
        (lambda: check_route(Route("grace", None, 61)), Refusal.DAYS_OUT_OF_RANGE),
        (lambda: check_route(Route("grace", "grace", 14)), Refusal.SAME_PERSON_TWICE),
        (
            lambda: ask(told=False, open_before=True, promised=None, words=" "),
            Refusal.NOT_TOLD_YET,
        ),
        (lambda: ask(open_before=True, promised=None, words=" "), Refusal.OPEN_ALREADY),
        (lambda: ask(promised=None, words=" "), Refusal.NOBODY_FREE),
        (lambda: ask(words=" \n"), Refusal.WORDS_MISSING),
        (lambda: check_answer(answered=True, words=" "), Refusal.ANSWERED_ALREADY),
        (lambda: check_answer(answered=False, words=" "), Refusal.REPLY_MISSING),
    ],
)
def test_what_is_refused_and_why(act: Callable[[], object], code: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code is code


def test_fewer_than_five_are_not_counted_out() -> None:
    assert [counts([None] * number) for number in range(5)] == [TOO_FEW] * 5


def test_from_five_on_everybody_sees_how_they_ended() -> None:
    ended = [Outcome.EXPLAINED, None, Outcome.LOOKS_AGAIN, Outcome.EXPLAINED, None]
    assert counts(ended) == Counts(
        asked=5,
        waiting=2,
        ended={Outcome.NOTHING_CHANGES: 0, Outcome.EXPLAINED: 2, Outcome.LOOKS_AGAIN: 1},
    )
