"""Conditions of pledges: half is worked out, the rest needs a reason, and nothing is half said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.conditions import (
    Audience,
    Condition,
    ConditionKind,
    Mark,
    is_complete,
    is_half,
    is_sound,
    own_money_pence,
)

PENCE = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("asked_pence", "given_pence", "half"),
    [(1_000, 500, True), (1_000, 499, False), (1_001, 500, False), (1_001, 501, True)],
)
def test_half_to_the_penny(asked_pence: int, given_pence: int, *, half: bool) -> None:
    assert is_half(asked_pence, given_pence) is half


@given(PENCE, PENCE)
def test_a_panel_never_gives_less_than_nothing_of_its_own(award: int, earmarked: int) -> None:
    own_pence = own_money_pence(award, earmarked)
    assert 0 <= own_pence <= award
    assert own_pence + min(award, earmarked) == award


@pytest.mark.parametrize("kind", ConditionKind)
@pytest.mark.parametrize("about", [None, "area-1", Audience.UNDER_FIVES])
@pytest.mark.parametrize("digest", [None, "d" * 64])
def test_a_condition_says_what_its_kind_needs(
    kind: ConditionKind, about: str | None, digest: str | None
) -> None:
    needs = {
        ConditionKind.AT_LEAST_HALF: [(None, None)],
        ConditionKind.AREA: [("area-1", None), (Audience.UNDER_FIVES, None)],
        ConditionKind.AUDIENCE: [(Audience.UNDER_FIVES, None)],
        ConditionKind.OTHER: [(None, "d" * 64)],
    }
    complete = is_complete(Condition("pledge-1", kind, about, digest))
    assert complete is ((about, digest) in needs[kind])


@pytest.mark.parametrize(
    ("mark", "sound"),
    [
        (Mark("pledge-1", words_digest="d"), True),
        (Mark("pledge-1"), False),
        (Mark("pledge-1", 1_000, 500), True),
        (Mark("pledge-1", 1_000, 499), False),
        (Mark("pledge-1", 0, 0), False),
        (Mark("pledge-1", 1_000, None, "d"), False),
    ],
)
def test_a_mark_shows_that_something_is_met(mark: Mark, *, sound: bool) -> None:
    assert is_sound(mark) is sound
