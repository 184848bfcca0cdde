"""When ideas become one, and when they stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.merging import (
    TOGETHER_MAX,
    MergeRefusal,
    Standing,
    check_open,
    check_propose,
    joined,
    may_read,
    standing_of,
)
from tests.unit.ideas.test_idea import DRAFT, with_words

SENT = replace(DRAFT, state=State.SENT)
OTHER = replace(SENT, idea_id="idea-2", owner_id="Bo")
BOTH = [SENT, OTHER]


@pytest.mark.parametrize(
    ("ideas", "asked", "why", "code"),
    [
        ([SENT], True, "", MergeRefusal.TOO_FEW),
        ([SENT] * (TOGETHER_MAX + 1), True, "", MergeRefusal.TOO_MANY),
        ([SENT, replace(OTHER, round_id="x")], True, "", MergeRefusal.NOT_ONE_ROUND),
        ([with_words(SENT, what=" "), OTHER], True, "", MergeRefusal.NO_WORDS),
        (BOTH, True, "", MergeRefusal.ALREADY_ASKED),
        (BOTH, False, " ", MergeRefusal.WHY_MISSING),
        *(
            ([SENT, replace(OTHER, state=state)], True, "", MergeRefusal.NOT_WAITING)
            for state in State
            if state is not State.SENT
        ),
    ],
)
def test_ideas_are_not_put_together(
    ideas: list[Idea], asked: bool, why: str, code: MergeRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        check_propose(ideas, asked=asked, why=why)
    assert refused.value.code is code


def test_ideas_that_wait_in_one_round_are_asked_about_once() -> None:
    assert check_propose(BOTH, asked=False, why="They are alike.") is None
    assert check_open(Standing.OPEN) is None
    for standing in (Standing.AGREED, Standing.ENDED):
        with pytest.raises(Refused) as refused:
            check_open(standing)
        assert refused.value.code is MergeRefusal.NOT_OPEN


@pytest.mark.parametrize(
    ("authors", "said", "standing"),
    [
        ({"a", "b"}, {}, Standing.OPEN),
        ({"a", "b"}, {"a": True}, Standing.OPEN),
        ({"a", "b"}, {"a": True, "b": True}, Standing.AGREED),
        ({"a", "b", "c"}, {"a": True, "b": True}, Standing.OPEN),
        ({"a", "b"}, {"a": True, "b": False}, Standing.ENDED),
        ({"a"}, {"a": True, "gone": True}, Standing.AGREED),
        (set[str](), {}, Standing.OPEN),
    ],
)
def test_all_say_yes_or_it_does_not_happen(
    authors: set[str], said: Mapping[str, bool], standing: Standing
) -> None:
    assert standing_of(authors, said) is standing


def test_others_read_an_idea_once_its_people_said_yes() -> None:
    its, told = {"ann", "bo"}, {"ann": True, "bo": True, "cy": False}
    assert [
        may_read("ann", its, {}, Standing.OPEN),
        may_read("cy", its, {"ann": True, "cy": True}, Standing.OPEN),
        may_read("cy", its, told, Standing.OPEN),
        may_read("cy", its, told, Standing.ENDED),
        may_read("ann", its, told, Standing.ENDED),
    ] == [True, False, True, False, True]


def test_the_first_ideas_answers_stand_with_the_words_of_the_others_underneath() -> None:
    first = {"what": "A bench", "who_for": "", "ask": 5, "drops": None, "title": "Bench"}
    second = {"what": "A table", "who_for": "All", "ask": 9, "title": "Table"}
    assert joined([first, second]) == {
        "what": "A bench\n\nA table",
        "who_for": "All",
        "ask": 5,
        "drops": "",
        "title": "Bench",
    }
