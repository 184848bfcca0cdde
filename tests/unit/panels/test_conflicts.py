"""Degrees of being too close, and what each of them does."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from panels.rules.conflicts import (
    USUAL,
    Degree,
    Effect,
    Effects,
    check_declaration,
    effects_problems,
)
from panels.rules.day import State
from panels.rules.refusal import Refusal
from tests.unit.panels.given import codes


def test_each_degree_has_its_effect() -> None:
    assert USUAL.body() == {
        "none": "counts",
        "know": "counts_and_shown",
        "close": "may_talk",
        "benefit": "leaves_room",
    }


def test_only_the_far_degrees_may_score() -> None:
    assert [one for one in Degree if USUAL.may_score(one)] == [Degree.NONE, Degree.KNOW]
    strict = Effects(Effect.MAY_TALK, Effect.LEAVES_ROOM, Effect.LEAVES_ROOM)
    assert [one for one in Degree if strict.may_score(one)] == [Degree.NONE]


@pytest.mark.parametrize(
    ("chosen", "problems"),
    [
        ("counts counts may_talk", []),
        ("counts counts_and_shown may_talk", []),
        ("leaves_room leaves_room leaves_room", []),
        ("counts counts counts", ["benefit_must_not_score"]),
        ("counts_and_shown counts leaves_room", ["nearer_is_laxer"]),
        ("may_talk leaves_room may_talk", ["nearer_is_laxer"]),
        ("counts may_talk counts_and_shown", ["benefit_must_not_score", "nearer_is_laxer"]),
    ],
)
def test_whoever_is_nearer_has_no_freer_hand(chosen: str, problems: list[str]) -> None:
    effects = Effects(*map(Effect, chosen.split()))
    assert codes(list(effects_problems(effects))) == problems


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
