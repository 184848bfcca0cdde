"""Elections where floats can't tell: each must be settled by exact numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from makeithappen.core.errors import Refused
from panels.rules.allocation.election import AllocationRefusal
from panels.rules.allocation.equal_shares import add1, equal_shares_fast
from tests.unit.panels.allocation import reference
from tests.unit.panels.allocation.instances import support_from
from tests.unit.panels.allocation.reference import Plain

HUGE = 2**49


def both(plain: Plain, share: Fraction, *, weighted: bool = False) -> tuple[list[int], list[int]]:
    support = support_from(plain, weighted=weighted)
    fast = equal_shares_fast(support, share, by_cost=not weighted)
    return list(fast.chosen), reference.equal_shares(plain, share, by_cost=not weighted)


@pytest.mark.parametrize("missing", [-1, 0, 1, 2])
def test_supporters_who_can_pay_to_the_penny_or_lack_one(missing: int) -> None:
    # Three pay a third of an odd price; what is left is a third that no float holds.
    price = HUGE + 1
    share = Fraction(2 * HUGE, 3)
    left = 3 * share - price
    plain = Plain([price, int(left) + missing], 10 * HUGE, [{0: 1, 1: 1}] * 3, [0, 1])
    fast, exact = both(plain, share)
    assert fast == exact == ([0, 1] if missing <= 0 else [0])


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_two_ideas_a_penny_apart(off: int) -> None:
    # Idea 0 leaves odd thirds behind; ideas 1 and 2 then cost nearly the same per supporter.
    voters = [{0: 1, 1: 1}, {0: 1, 1: 1, 2: 1}, {0: 1, 2: 1}, {1: 1}, {2: 1}]
    plain = Plain([HUGE + 2, HUGE * 2, HUGE * 2 + off], 20 * HUGE, voters, [2, 1, 0])
    fast, exact = both(plain, Fraction(2 * HUGE, 3))
    assert fast == exact


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_voter_who_spends_the_last_penny_or_not(off: int) -> None:
    # The second idea asks voter 0 for what the first has left them, give or take a penny.
    voters = [{0: 3, 1: 3}, {0: 3, 1: 3}, {0: 1}, {1: 7, 2: 5}]
    for weight in (1, 2, 3):
        changed = [{idea: has if idea else weight for idea, has in one.items()} for one in voters]
        plain = Plain([HUGE - 1, HUGE + off, HUGE // 3], 20 * HUGE, changed, [0, 1, 2])
        for share in (Fraction(HUGE, 2), Fraction(HUGE, 3), Fraction(2 * HUGE + 1, 3)):
            fast, exact = both(plain, share, weighted=True)
            assert fast == exact


def test_amounts_that_floats_can_not_hold_go_by_integers() -> None:
    plain = Plain([2**60 + 1, 2**60], 2**61, [{0: 1}, {1: 1}], [0, 1])
    support = support_from(plain, weighted=False)
    run = equal_shares_fast(support, Fraction(2**60), by_cost=True)
    assert run.chosen == (1,)


def test_an_increment_must_be_more_than_nothing() -> None:
    support = support_from(Plain([1], 1, [{0: 1}], [0]), weighted=False)
    with pytest.raises(Refused) as caught:
        add1(support, 0, by_cost=True)
    assert caught.value.code is AllocationRefusal.INCREMENT_NOT_POSITIVE


def test_progress_is_told_while_lanes_are_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from panels.rules.allocation import equal_shares as shares

    monkeypatch.setattr(shares, "PLAIN_WORK_MAX", 0)
    monkeypatch.setattr(shares, "LANES_MAX", 4)
    plain = Plain([100, 30], 100, [{0: 1}, {1: 1}, {}], [0, 1])
    support = support_from(plain, weighted=False)
    told: list[int] = []
    run = add1(support, 1, by_cost=True, stop_when_exhaustive=False, progress=told.append)
    expected = reference.add1(plain, 1, by_cost=True, stop=False)
    assert (set(run.chosen), run.increments) == (set(expected[0]), expected[1])
    assert told == sorted(told)
    assert told
