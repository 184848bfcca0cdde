"""When an idea's people can be asked something, and when their answer still counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.follow_up import (
    FollowUp,
    FollowUpRefusal,
    check_ask,
    check_end,
    check_reply,
)
from makeithappen.ideas.rules.idea import State
from tests.unit.ideas.test_answers import IDEA

AT = datetime(2026, 3, 1, tzinfo=UTC)
SENT, CHOSEN = (replace(IDEA, state=state) for state in (State.SENT, State.SHORTLISTED))
OPEN = FollowUp("f", "idea-1", "what", "Which bench?", AT)
ENDED = (replace(OPEN, answered_at=AT), replace(OPEN, taken_back_at=AT))


def code_of(check: object, *args: object, **facts: object) -> FollowUpRefusal:
    with pytest.raises(Refused) as refused:
        check(*args, **facts)  # type: ignore[operator]
    return refused.value.code  # type: ignore[return-value]


def test_what_is_with_us_is_asked_about_one_thing_at_a_time() -> None:
    for idea in (SENT, CHOSEN):
        assert check_ask(idea, is_asked=False, words="Which bench?") is None
    funded = replace(IDEA, state=State.FUNDED)
    assert code_of(check_ask, funded, is_asked=True, words="") is FollowUpRefusal.NOT_WITH_US
    assert code_of(check_ask, SENT, is_asked=True, words="") is FollowUpRefusal.ALREADY_ASKED
    assert code_of(check_ask, SENT, is_asked=False, words=" ") is FollowUpRefusal.WORDS_MISSING


def test_an_answer_counts_while_the_question_is_open() -> None:
    assert (OPEN.is_open, [one.is_open for one in ENDED]) == (True, [False, False])
    assert check_end(OPEN) is None
    assert check_reply(SENT, OPEN, before="A", after="B") is None
    for ended in ENDED:
        assert code_of(check_end, ended) is FollowUpRefusal.NOT_OPEN
        late = code_of(check_reply, IDEA, ended, before="A", after="A")
        assert late is FollowUpRefusal.NOT_OPEN
    gone = replace(IDEA, state=State.WITHDRAWN)
    late = code_of(check_reply, gone, OPEN, before="A", after="A")
    assert late is FollowUpRefusal.NOT_WITH_US
    same = code_of(check_reply, SENT, OPEN, before=5, after=5)
    assert same is FollowUpRefusal.SAME_ANSWER
