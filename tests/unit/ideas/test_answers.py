"""Which questions were answered, and which one comes next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from makeithappen.ideas.rules.answers import (
    Answers,
    answers_of,
    asked_amounts,
    carry_on,
    said,
    step_after,
    step_before,
    walked,
)
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words

WAY = ["what", "area", "contact"]
IDEA = Idea(
    idea_id="idea-1",
    round_id="round-1",
    fund_id="fund-1",
    owner_id="person-1",
    state=State.DRAFT,
    words=Words("A bench", "", "0123"),
    ask=Ask(900, None, "", None),
    started_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def test_the_answers_of_an_idea_are_its_own_and_the_others() -> None:
    answers = answers_of(IDEA, {"drops": "The roof"})
    assert answers == {
        "what": "A bench",
        "who_for": "",
        "contact": "0123",
        "ask": 900,
        "smallest": None,
        "area": "",
        "title": None,
        "drops": "The roof",
    }
    assert said(answers) == {"what", "contact", "ask", "area", "drops"}


def test_an_area_that_was_not_said_is_no_answer() -> None:
    assert said({"area": None, "who_for": ""}) == set()


@pytest.mark.parametrize(
    ("answers", "ask"),
    [
        ({}, Ask(5, 3)),
        ({"ask": 7}, Ask(7, 3)),
        ({"smallest": None}, Ask(5, None)),
        ({"ask": 2, "smallest": 1, "title": "x"}, Ask(2, 1)),
    ],
)
def test_amounts_stay_where_nothing_new_is_said(answers: Answers, ask: Ask) -> None:
    assert asked_amounts(answers, Ask(5, 3, "area-1", "The bench")) == ask


def test_each_step_leads_to_the_next_and_back() -> None:
    assert [step_after(WAY, step) for step in (*WAY, "else")] == ["area", "contact", None, None]
    assert [step_before(WAY, step) for step in (*WAY, "else")] == [None, "what", "area", None]


@pytest.mark.parametrize(
    ("done", "step"),
    [
        (set(), "what"),
        ({"what"}, "area"),
        ({"area"}, "contact"),
        ({"what", "contact"}, None),
        ({"else"}, "what"),
    ],
)
def test_who_comes_back_goes_on_after_the_last_answer(done: set[str], step: str | None) -> None:
    assert carry_on(WAY, done) == step


AMOUNTS = ["area", "ask", "smallest", "drops", "spending"]


@pytest.mark.parametrize(
    ("ask", "here", "steps"),
    [
        (Ask(), "", ["area", "ask", "spending"]),
        (Ask(), "drops", ["area", "ask", "drops", "spending"]),
        (Ask(5), "", AMOUNTS),
        (Ask(None, 5), "", AMOUNTS),
    ],
)
def test_a_part_is_asked_about_where_there_is_an_amount(
    ask: Ask, here: str, steps: list[str]
) -> None:
    assert walked(AMOUNTS, ask, here) == steps
