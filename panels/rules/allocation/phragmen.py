"""Sequential Phragmen: money flows to everybody at the same speed; supporters buy when they can.

After a purchase each supporter carries the same load, so a voter's load is the load of the last
round that they took part in. That makes an idea's next load a sum of a few known fractions, times
whole numbers of voters: exact, and cheap enough for a city (docs/deciding.md, section 5).
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from panels.rules.allocation.election import Support
from panels.rules.allocation.outcome import Outcome, Round, Step
from panels.rules.allocation.shares_plain import free_rounds

EDGES_PLAIN_MAX = 15_000
"""Up to so many (voter type, idea) pairs plain Python is as fast as NumPy."""


class _Run:
    """Loads so far (in units of 1 / `over`), and who carries which, counted per idea.

    `carried[idea][r]` is how many supporters of the idea took part in round r last; a supporter
    who never took part is in no round.
    """

    def __init__(self, support: Support) -> None:
        self.prices, self.counts = support.prices, support.counts.tolist()
        self.loads: list[int] = []
        self.over = 1
        starts, ideas = support.starts.tolist(), support.ideas.tolist()
        self.ballots = [ideas[starts[t] : starts[t + 1]] for t in range(len(self.counts))]
        self.last = [-1] * len(self.counts)
        self.votes: dict[int, int] = {}
        self.backers: dict[int, list[int]] = {}
        for voter, ballot in enumerate(self.ballots):
            count = self.counts[voter]
            for idea in ballot:
                self.backers.setdefault(idea, []).append(voter)
                self.votes[idea] = self.votes.get(idea, 0) + count
        self.carried: list[list[int]] = [[] for _ in support.prices]

    def load(self, idea: int) -> tuple[int, int]:
        """The load that each supporter would carry, as a numerator and a denominator."""
        carried = sum(
            voters * self.loads[number]
            for number, voters in enumerate(self.carried[idea])
            if voters
        )
        return self.prices[idea] * self.over + carried, self.votes[idea] * self.over

    def buy(self, idea: int, load: tuple[int, int]) -> None:
        """The supporters now carry `load`, in a round of its own."""
        shared = gcd(load[0], self.votes[idea])
        factor = self.votes[idea] // shared
        if factor > 1:
            self.over *= factor
            self.loads = [each * factor for each in self.loads]
        number = len(self.loads)
        self.loads.append(load[0] // shared)
        carried, last, counts = self.carried, self.last, self.counts
        for each in carried:
            each.append(0)
        for voter in self.backers[idea]:
            before, count = last[voter], counts[voter]
            last[voter] = number
            for other in self.ballots[voter]:
                carried[other][number] += count
                if before >= 0:
                    carried[other][before] -= count


def phragmen(support: Support, *, full_log: bool = False) -> Outcome:
    """Sequential Phragmen on approvals, loads from 0; with `full_log` runners-up are known.

    It ends when one of the ideas that are next would break the budget, as the literature has it.
    """
    if support.edges > EDGES_PLAIN_MAX and not full_log and not support.groups:
        from panels.rules.allocation.phragmen_fast import phragmen_fast

        return phragmen_fast(support)
    run = _Run(support)
    rounds = free_rounds(support)
    free = {out for one in rounds for out in (one.idea, *support.rivals(one.idea))}
    bounds = {
        idea: 0.0
        for idea in sorted(run.votes)
        if support.prices[idea] <= support.budget and idea not in free
    }
    left = support.budget
    while bounds:
        found = _look(run, bounds, full_log=full_log)
        lowest = min(found.values())
        tied = [idea for idea, load in found.items() if load == lowest]
        if any(support.prices[idea] > left for idea in tied):
            break
        tied.sort(key=support.order.__getitem__)
        idea = tied[0]
        others = [
            (load, support.order[other], other)
            for other, load in found.items()
            if full_log and other != idea
        ]
        behind = min(others, default=None)
        rounds.append(
            Round(
                idea,
                Step.PHRAGMEN,
                lowest,
                lowest,
                tuple(tied),
                behind[2] if behind else None,
                behind[0] if behind else None,
            )
        )
        run.buy(idea, run.load(idea))
        for out in (idea, *support.rivals(idea)):
            bounds.pop(out, None)
        left -= support.prices[idea]
    return Outcome(tuple(rounds), support.budget - left)


def _look(run: _Run, bounds: dict[int, float], *, full_log: bool) -> dict[int, Fraction]:
    """The ideas that may be next, with their loads; a load never falls, so bounds stay bounds."""
    found: dict[int, tuple[int, int]] = {}
    best = float("inf")
    for idea in sorted(bounds, key=bounds.__getitem__):
        if bounds[idea] > best and not full_log:
            break
        found[idea] = run.load(idea)
        bounds[idea] = found[idea][0] / found[idea][1]
        best = min(best, bounds[idea])
    return {
        idea: Fraction(*load) for idea, load in found.items() if full_log or bounds[idea] <= best
    }
