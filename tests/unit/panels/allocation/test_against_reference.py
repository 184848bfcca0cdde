"""Thousands of random elections, many full of ties: each path gives what plain Fractions give."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from panels.rules.allocation import equal_shares as shares
from panels.rules.allocation import phragmen as loads
from panels.rules.allocation.equal_shares import add1, equal_shares_fast
from panels.rules.allocation.greedy import greedy
from panels.rules.allocation.outcome import Outcome
from panels.rules.allocation.phragmen import phragmen
from panels.rules.allocation.phragmen_fast import phragmen_fast
from panels.rules.allocation.shares_plain import equal_shares_plain
from tests.unit.panels.allocation import reference
from tests.unit.panels.allocation.instances import random_plain, support_from
from tests.unit.panels.allocation.reference import Plain

BATCH = 250


def paid(plain: Plain, ideas: list[int] | tuple[int, ...]) -> list[int]:
    """The order of the choices that cost something; what is free comes in any order."""
    return [idea for idea in ideas if plain.prices[idea]]


def log(outcome: Outcome) -> list[object]:
    """What each round says, without the runner-up, which only the full log knows."""
    return [(one.idea, one.step, one.value, one.payment, one.tied) for one in outcome.rounds]


@pytest.mark.parametrize("batch", range(12))
def test_equal_shares(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = Random(seed)
        weighted = random.random() < 0.4
        plain = random_plain(random, weighted=weighted)
        support = support_from(plain, weighted=weighted)
        by_cost = not weighted and random.random() < 0.5
        times = Fraction(random.choice([1, 1, 2, 3]), random.choice([1, 1, 2]))
        share = Fraction(plain.budget, len(plain.voters)) * times
        expected = reference.equal_shares(plain, share, by_cost=by_cost)
        runs = [
            equal_shares_plain(support, share, by_cost=by_cost),
            equal_shares_plain(support, share, by_cost=by_cost, full_log=True),
            equal_shares_fast(support, share, by_cost=by_cost),
        ]
        for run in runs:
            assert paid(plain, run.chosen) == paid(plain, expected), seed
            assert set(run.chosen) == set(expected), seed
            assert run.spent == plain.cost(run.chosen), seed
            assert log(run) == log(runs[0]), seed


@pytest.mark.parametrize("batch", range(2))
def test_add1_in_lanes_and_step_by_step(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = Random(seed)
        weighted = random.random() < 0.4
        plain = random_plain(random, weighted=weighted)
        support = support_from(plain, weighted=weighted)
        by_cost = not weighted and random.random() < 0.5
        increment = random.choice([1, 2, 5]) * max(1, max(plain.prices) // 60)
        stop = random.random() < 0.5
        expected = reference.add1(plain, increment, by_cost=by_cost, stop=stop)
        for plain_max in (shares.EDGES_PLAIN_MAX, 0):
            monkeypatch.setattr(shares, "EDGES_PLAIN_MAX", plain_max)
            monkeypatch.setattr(shares, "PLAIN_WORK_MAX", 30 if plain_max else 0)
            monkeypatch.setattr(shares, "LANES_MAX", random.choice([4, 16]))
            run = add1(support, increment, by_cost=by_cost, stop_when_exhaustive=stop)
            assert (set(run.chosen), run.increments) == (set(expected[0]), expected[1]), seed
        monkeypatch.undo()


@pytest.mark.parametrize("batch", range(4))
def test_greedy_and_phragmen(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = Random(seed)
        weighted = random.random() < 0.4
        plain = random_plain(random, weighted=weighted)
        support = support_from(plain, weighted=weighted)
        for per_cost in (False, True):
            run = greedy(support, per_cost=per_cost)
            assert set(run.chosen) == set(reference.greedy(plain, [], per_cost=per_cost)), seed
        if weighted:
            continue
        expected = paid(plain, reference.phragmen(plain))
        runs = [phragmen(support), phragmen(support, full_log=True), phragmen_fast(support)]
        monkeypatch.setattr(loads, "EDGES_PLAIN_MAX", -1)
        runs.append(phragmen(support))
        monkeypatch.undo()
        for one in runs:
            assert paid(plain, one.chosen) == expected, seed
            assert log(one) == log(runs[0]), seed
            assert one.spent <= plain.budget
