"""Degrees of being too close, and what each of them does."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from panels.rules.conflicts import EFFECTS, Degree, Effect, check_declaration, may_score
from panels.rules.day import State
from panels.rules.refusal import Refusal


def test_each_degree_has_its_effect() -> None:
    assert dict(EFFECTS) == {
        Degree.NONE: Effect.COUNTS,
        Degree.KNOW: Effect.COUNTS_AND_SHOWN,
        Degree.CLOSE: Effect.MAY_TALK,
        Degree.BENEFIT: Effect.LEAVES_ROOM,
    }


def test_only_the_far_degrees_may_score() -> None:
    assert [degree for degree in Degree if may_score(degree)] == [Degree.NONE, Degree.KNOW]


@pytest.mark.parametrize("before", [None, *Degree])
@pytest.mark.parametrize("now", list(Degree))
def test_while_open_anything_may_be_declared(before: Degree | None, now: Degree) -> None:
    check_declaration(State.CONFLICTS, before, now)
    check_declaration(State.SCORING, before, now)


@pytest.mark.parametrize("state", [State.SETUP, State.OPEN, State.CONFIRMED, State.CLOSED])
def test_declaring_not_open(state: State) -> None:
    with pytest.raises(Refused) as refused:
        check_declaration(state, None, Degree.NONE)
    assert refused.value.code is Refusal.DECLARING_NOT_OPEN
    assert refused.value.facts == {"state": state}


def test_when_scores_are_known_a_conflict_cannot_shrink() -> None:
    with pytest.raises(Refused) as refused:
        check_declaration(State.DELIBERATION, Degree.CLOSE, Degree.KNOW)
    assert refused.value.code is Refusal.CONFLICT_CANNOT_SHRINK
    assert refused.value.facts == {"before": Degree.CLOSE, "now": Degree.KNOW}


@pytest.mark.parametrize(
    ("before", "now"),
    [(None, Degree.CLOSE), (Degree.NONE, Degree.BENEFIT), (Degree.CLOSE, Degree.CLOSE)],
)
def test_when_scores_are_known_one_may_step_back(before: Degree | None, now: Degree) -> None:
    check_declaration(State.DELIBERATION, before, now)


@pytest.mark.parametrize("now", [Degree.NONE, Degree.KNOW])
def test_what_is_known_of_kin_can_not_be_taken_back(now: Degree) -> None:
    with pytest.raises(Refused) as refused:
        check_declaration(State.SCORING, Degree.CLOSE, now, is_kin=True)
    assert refused.value.code is Refusal.CONFLICT_IS_KNOWN
    check_declaration(State.SCORING, Degree.CLOSE, Degree.BENEFIT, is_kin=True)
