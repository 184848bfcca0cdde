"""Whose turn it is with an idea, and who may be given one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.board import BoardRefusal, Wait, WaitsFor, check_assign, wait_of
from makeithappen.ideas.rules.idea import Ask, Idea, State, Words

AT = datetime(2026, 5, 14, 10, tzinfo=UTC)
DAY = timedelta(days=1)
IDEA = Idea(
    *("idea-1", "round-1", "fund-1", "Leanne", State.SENT),
    Words("A bench", "All", "0123"),
    Ask(),
    AT - 9 * DAY,
    sent_at=AT - 5 * DAY,
)
CHOSEN = replace(IDEA, state=State.SHORTLISTED, decided_at=AT - 2 * DAY)


def test_whose_turn_it_is_and_for_how_long() -> None:
    assert wait_of(IDEA, None, AT) == Wait(WaitsFor.US, 5)
    assert wait_of(IDEA, None, AT - 5 * DAY - timedelta(seconds=1)) == Wait(WaitsFor.US, 0)
    assert wait_of(CHOSEN, None, AT) == Wait(WaitsFor.PANEL, 2)
    for idea in (IDEA, CHOSEN):
        assert wait_of(idea, AT - DAY, AT) == Wait(WaitsFor.PEOPLE, 1)
    done = set(State) - {State.SENT, State.SHORTLISTED}
    assert {wait_of(replace(IDEA, state=state), AT, AT) for state in done} == {None}


@pytest.mark.parametrize(
    ("ticked", "to", "code"),
    [
        (0, "Morag", BoardRefusal.NOTHING_TICKED),
        (0, "", BoardRefusal.NOTHING_TICKED),
        (1, "Leanne", BoardRefusal.NO_COORDINATOR),
    ],
)
def test_what_is_not_given(ticked: int, to: str, code: BoardRefusal) -> None:
    with pytest.raises(Refused) as refused:
        check_assign(ticked=ticked, to=to, coordinators=frozenset({"Morag"}))
    assert refused.value.code is code


def test_what_is_given() -> None:
    for to in ("Morag", ""):
        check_assign(ticked=3, to=to, coordinators=frozenset({"Morag"}))
