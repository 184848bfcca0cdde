"""The rules of a rehearsal: it is one for good, nothing of it counts, no real idea gets in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeithappen.core.errors import Refused
from panels.rules.decisions import Ask
from panels.rules.rehearsal import (
    RehearsalRefusal,
    check_counts,
    check_idea,
    check_is_rehearsal,
    invented_value,
    pot_pence,
    rehearsal_quorum,
)
from panels.rules.seats import SeatRefusal, check_may_sign
from panels.rules.settings import sealed
from tests.unit.panels.given import SETTINGS


def test_nothing_of_a_rehearsal_counts() -> None:
    check_counts(is_rehearsal=False)
    with pytest.raises(Refused) as refused:
        check_counts(is_rehearsal=True)
    assert refused.value.code is RehearsalRefusal.COUNTS_FOR_NOTHING


def test_a_real_day_is_not_filled_and_not_thrown_away() -> None:
    check_is_rehearsal(is_rehearsal=True)
    with pytest.raises(Refused) as refused:
        check_is_rehearsal(is_rehearsal=False)
    assert refused.value.code is RehearsalRefusal.NOT_A_REHEARSAL


@pytest.mark.parametrize(("idea_id", "is_rehearsal"), [("idea-x", True), ("rehearsal-x", False)])
def test_real_and_invented_ideas_do_not_mix(idea_id: str, is_rehearsal: bool) -> None:
    check_idea(idea_id, is_rehearsal=not is_rehearsal)
    with pytest.raises(Refused) as refused:
        check_idea(idea_id, is_rehearsal=is_rehearsal)
    assert refused.value.code is RehearsalRefusal.IDEAS_DO_NOT_MIX


def test_a_seat_signs_in_a_rehearsal_only() -> None:
    check_may_sign(at_seat=False, is_rehearsal=False)
    check_may_sign(at_seat=True, is_rehearsal=True)
    with pytest.raises(Refused) as refused:
        check_may_sign(at_seat=True, is_rehearsal=False)
    assert refused.value.code is SeatRefusal.SEATS_DO_NOT_SIGN


def test_the_invented_pot_is_three_quarters_of_all_asks() -> None:
    asks = [Ask("p1", "i1", 333, 1), Ask("p2", "i2", 334, 1)]
    assert (pot_pence(asks), pot_pence([])) == (500, 0)


def test_the_quorum_fits_whoever_rehearses() -> None:
    assert [rehearsal_quorum(quorum, 5) for quorum in (None, 2, 4, 6)] == [3, 3, 4, 3]


def test_invented_scores_are_on_the_scale_and_differ() -> None:
    values = (1, 2, 3)
    row = [invented_value(values, member, 1, 0) for member in range(4)]
    assert row == [3, 1, 2, 3]


def test_a_rehearsal_is_sealed_as_one_and_other_seals_stay_as_they_were() -> None:
    real = sealed(SETTINGS)
    assert "rehearsal" not in real.canonical_text()
    assert sealed(replace(SETTINGS, is_rehearsal=True)).digest() != real.digest()
