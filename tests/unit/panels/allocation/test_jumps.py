"""Raised budgets that are leapt over: what is called the same throughout is, at each share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest

from panels.rules.allocation import equal_shares as shares
from panels.rules.allocation.equal_shares import add1
from panels.rules.allocation.jumps import Run, Search, Seen, is_same_between
from panels.rules.allocation.shares_fast import run_lanes
from panels.rules.allocation.shares_plain import run_plain
from panels.rules.allocation.shares_state import Backing
from tests.unit.panels.allocation import reference
from tests.unit.panels.allocation.instances import random_plain, support_from
from tests.unit.panels.allocation.reference import Plain

BATCH = 250


def bought(run: Run) -> list[int]:
    return [one.idea for one in run]


@pytest.mark.parametrize("batch", range(8))
def test_what_is_proven_alike_is_alike(batch: int) -> None:
    proven = {"plain": 0, "lanes": 0}
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = Random(seed)
        weighted = random.random() < 0.4
        plain = random_plain(random, weighted=weighted)
        support = support_from(plain, weighted=weighted)
        by_cost = not weighted and random.random() < 0.5
        base = Fraction(plain.budget, len(plain.voters))
        factors = sorted(Fraction(random.randint(60, 140), 80) for _ in range(6))
        at = [base * factor for factor in factors]
        below, in_turn = (), list[Run]()
        for share in at:
            below = run_plain(support, share, by_cost=by_cost, lower=below)[1]
            in_turn.append(below)
        lanes = run_lanes(
            Backing(support), at, support.order, by_cost=by_cost, lower=[in_turn[0]] * 6
        )
        for runs, kind in ((in_turn, "plain"), (lanes.seen, "lanes")):
            assert [bought(run) for run in runs] == [bought(run) for run in in_turn], seed
            for low in range(5):
                if not is_same_between(runs[low], runs[low + 1]):
                    continue
                proven[kind] += 1
                part = Fraction(random.randint(0, 12), 12)
                share = at[low] * (1 - part) + at[low + 1] * part
                found = reference.equal_shares(plain, share, by_cost=by_cost)
                paid = [idea for idea in found if plain.prices[idea]]
                assert paid == bought(runs[low]), (seed, share)
    assert min(proven.values()) > BATCH


@pytest.mark.parametrize("batch", range(4))
def test_leaps_end_where_steps_do(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(batch * 60, (batch + 1) * 60):
        random = Random(seed)
        weighted = random.random() < 0.4
        plain = random_plain(random, weighted=weighted)
        support = support_from(plain, weighted=weighted)
        by_cost = not weighted and random.random() < 0.5
        stop = random.random() < 0.5
        increment = max(1, max(plain.prices) // 700)
        expected = reference.add1(plain, increment, by_cost=by_cost, stop=stop)
        for work, width in ((10**9, 512), (0, 512), (0, 4)):
            monkeypatch.setattr(shares, "PLAIN_WORK_MAX", work)
            monkeypatch.setattr(shares, "LANES_MAX", width)
            run = add1(support, increment, by_cost=by_cost, stop_when_exhaustive=stop)
            assert (set(run.chosen), run.increments) == (set(expected[0]), expected[1]), seed


def test_a_long_way_takes_few_runs() -> None:
    asked: list[int] = []

    def run(steps: Sequence[int], lower: Sequence[Run]) -> list[Run]:
        assert len(steps) == len(lower)
        asked.extend(steps)
        return [[Seen(0 if step < 700_001 else 1, 1.0, 2.0, 0)] for step in steps]

    def verdict(run: Run, step: int) -> int | None:
        return step if run[0].idea else None

    assert Search(run, lambda: 3, verdict).last() == 700_001
    assert len(set(asked)) == len(asked) < 120


def test_a_tie_that_stays_a_tie_is_leapt_over() -> None:
    # Two ideas of one price with one supporter each: whatever the share, the order of ties decides.
    plain = Plain([60, 60, 500], 100, [{0: 1}, {1: 1}, {2: 1}], [1, 0, 2])
    support = support_from(plain, weighted=False)
    shares_at = [Fraction(100), Fraction(200)]
    lanes = run_lanes(Backing(support), shares_at, support.order, by_cost=True)
    assert bought(lanes.seen[0]) == bought(lanes.seen[1]) == [1, 0]
    assert is_same_between(*lanes.seen)
    low = run_plain(support, shares_at[0], by_cost=True)[1]
    high = run_plain(support, shares_at[1], by_cost=True, lower=low)[1]
    assert is_same_between(low, high)


def test_raised_budgets_that_floats_can_not_hold_go_by_integers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shares, "EDGES_PLAIN_MAX", 0)
    plain = Plain([2**60 + 1, 2**60], 2**60, [{0: 1}, {1: 1}], [0, 1])
    support = support_from(plain, weighted=False)
    run = add1(support, 2**50, by_cost=True)
    assert (run.chosen, run.increments) == ((1,), 2**9)
