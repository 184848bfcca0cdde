"""Until when an idea before the panel can be changed or taken back, and what it may ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from panels.rules.day import Standing, State
from panels.rules.pitches import PitchRefusal, check_amounts, check_changing

WHERE = Standing(State.SETUP, frozenset(), frozenset(), order=("p1", "p2"))


@pytest.mark.parametrize("state", [state for state in State if not state.is_scored])
def test_an_idea_can_be_changed_until_its_own_scoring_opens(state: State) -> None:
    where = replace(WHERE, state=state, heard=frozenset({"p2"}))
    check_changing(where, "p1")
    with pytest.raises(Refused) as refused:
        check_changing(where, "p2")
    assert refused.value.code is PitchRefusal.SCORING_HAS_OPENED


def test_what_was_taken_back_stays_as_it_is() -> None:
    with pytest.raises(Refused) as refused:
        check_changing(replace(WHERE, withdrawn=frozenset({"p1"}), heard=frozenset({"p1"})), "p1")
    assert refused.value.code is PitchRefusal.TAKEN_BACK


@pytest.mark.parametrize("state", [state for state in State if state.is_scored])
def test_no_idea_can_be_changed_once_scoring_has_closed(state: State) -> None:
    with pytest.raises(Refused) as refused:
        check_changing(replace(WHERE, state=state), "p1")
    assert refused.value.code is PitchRefusal.SCORING_HAS_OPENED


@pytest.mark.parametrize(("asked", "smallest"), [(0, 0), (5, 0), (5, 6), (-1, -2)])
def test_an_ask_with_which_the_idea_could_not_work_is_refused(asked: int, smallest: int) -> None:
    with pytest.raises(Refused) as refused:
        check_amounts(asked, smallest)
    assert refused.value.code is PitchRefusal.AMOUNTS_DO_NOT_FIT


@pytest.mark.parametrize(("asked", "smallest"), [(1, 1), (5, 1), (5, 5)])
def test_an_ask_that_fits_is_taken(asked: int, smallest: int) -> None:
    check_amounts(asked, smallest)
