"""Several pots, each for some ideas only: can they pay for a set of ideas to the last penny?

A set can be paid exactly when money can flow from the pots to the ideas so that each price is
covered (Ford and Fulkerson 1956; here with shortest paths, Edmonds and Karp 1972), in whole pence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pot:
    """Money that may go to some ideas only; `ideas` None means any."""

    pot: str
    amount_pence: int
    ideas: frozenset[str] | None


def flow_of(pots: Sequence[Pot], prices_pence: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """The most that can flow, as pence by (pot, idea); each idea takes at most its price."""
    left = {pot.pot: pot.amount_pence for pot in pots}
    wanted = dict(prices_pence)
    flow = {
        (pot.pot, idea): 0
        for pot in pots
        for idea in prices_pence
        if pot.ideas is None or idea in pot.ideas
    }
    while path := _path(left, wanted, flow):
        _push(path, left, wanted, flow)
    return {pair: pence for pair, pence in flow.items() if pence}


def can_pay(pots: Sequence[Pot], prices_pence: Mapping[str, int]) -> bool:
    """Whether the pots can pay all these ideas in full."""
    return sum(flow_of(pots, prices_pence).values()) == sum(prices_pence.values())


def fund_in_order(
    pots: Sequence[Pot], ideas: Sequence[str], prices_pence: Mapping[str, int]
) -> tuple[str, ...]:
    """Greedy under several pots: each idea in turn, when all so far can still be paid with it."""
    funded: list[str] = []
    for idea in ideas:
        if can_pay(pots, {one: prices_pence[one] for one in (*funded, idea)}):
            funded.append(idea)
    return tuple(funded)


def _path(
    left: Mapping[str, int], wanted: Mapping[str, int], flow: Mapping[tuple[str, str], int]
) -> list[tuple[str, str]]:
    """The shortest way from a pot with money to an idea that wants some; steps (pot, idea)."""
    came: dict[str, tuple[str, str] | None] = {}
    queue: deque[tuple[bool, str]] = deque()
    for pot, pence in left.items():
        if pence:
            came["pot " + pot] = None
            queue.append((True, pot))
    while queue:
        is_pot, name = queue.popleft()
        for pot, idea in flow:
            if is_pot and pot == name and "idea " + idea not in came:
                came["idea " + idea] = (pot, idea)
                if wanted[idea]:
                    return _trace(came, idea)
                queue.append((False, idea))
            if not is_pot and idea == name and flow[pot, idea] and "pot " + pot not in came:
                came["pot " + pot] = (pot, idea)
                queue.append((True, pot))
    return []


def _trace(came: Mapping[str, tuple[str, str] | None], idea: str) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    at, forward = "idea " + idea, True
    while (step := came[at]) is not None:
        steps.append(step)
        at, forward = ("pot " + step[0] if forward else "idea " + step[1]), not forward
    return steps[::-1]


def _push(
    path: list[tuple[str, str]],
    left: dict[str, int],
    wanted: dict[str, int],
    flow: dict[tuple[str, str], int],
) -> None:
    """Send as much as the way can carry; every second step takes back what was given before."""
    first, last = path[0][0], path[-1][1]
    most = min(left[first], wanted[last], *(flow[step] for step in path[1::2]), left[first])
    for number, step in enumerate(path):
        flow[step] += -most if number % 2 else most
    left[first] -= most
    wanted[last] -= most
