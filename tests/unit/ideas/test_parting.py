"""When one idea becomes two, and when it stays one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import Idea, State
from makeithappen.ideas.rules.parting import (
    SplitRefusal,
    check_split,
    check_still_waiting,
    parted,
)
from tests.unit.ideas.test_idea import DRAFT, with_words

SENT = replace(DRAFT, state=State.SENT)
TWO = ["A bench", "A table"]


@pytest.mark.parametrize(
    ("idea", "of_several", "asked", "names", "why", "code"),
    [
        *(
            (replace(SENT, state=state), True, True, [], "", SplitRefusal.NOT_WAITING)
            for state in State
            if state is not State.SENT
        ),
        (with_words(SENT, what=" "), True, True, [], "", SplitRefusal.OF_SEVERAL),
        (with_words(SENT, what=" "), False, True, [], "", SplitRefusal.NO_WORDS),
        (SENT, False, True, [], "", SplitRefusal.ALREADY_ASKED),
        (SENT, False, False, ["A bench", " "], "", SplitRefusal.NAMES),
        (SENT, False, False, ["A bench", "a BENCH "], "", SplitRefusal.NAMES),
        (SENT, False, False, [*TWO, "A tree"], "", SplitRefusal.NAMES),
        (SENT, False, False, TWO, " ", SplitRefusal.WHY_MISSING),
    ],
)
def test_refusals_come_in_their_order(
    idea: Idea, of_several: bool, asked: bool, names: Sequence[str], why: str, code: SplitRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        check_split(idea, of_several=of_several, asked=asked, names=names, why=why)
    assert refused.value.code is code


def test_an_idea_that_waits_is_asked_about_with_two_names_and_a_reason() -> None:
    assert check_split(SENT, of_several=False, asked=False, names=TWO, why="Two.") is None
    assert check_still_waiting(SENT) is None


def test_each_of_the_two_has_the_answers_a_name_and_no_amount() -> None:
    answers = {"what": "Sit and eat", "ask": 5, "smallest": 3, "drops": "The eating", "title": None}
    assert parted(answers, "A bench") == {
        "what": "Sit and eat",
        "ask": None,
        "smallest": None,
        "drops": "The eating",
        "title": "A bench",
    }


@pytest.mark.parametrize("state", State)
def test_what_became_something_else_asks_for_nothing_any_more(state: State) -> None:
    counted = None if state in {State.MERGED, State.SPLIT} else 90_000
    assert replace(SENT, state=state).counted_pence == counted
