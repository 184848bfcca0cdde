"""Money from elsewhere: a confirmed earmark lowers an idea's hurdle, and buys it no priority.

Our extension, not a published standard (allocation.md, section 2). The utility of an idea uses the
net price or 1, never the whole cost. Who may be funded at all is decided before co-funding, and
the run without it is always made, so that everybody sees which decisions the money changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from panels.rules.allocation.choose import RuleSettings, allocate
from panels.rules.allocation.election import Election, repriced, struck
from panels.rules.allocation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Pledge:
    """An offer towards one idea, in the election's smallest unit; only confirmed ones count."""

    idea: str
    amount: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """The result with co-funding, the one without, and the ideas where they differ."""

    net_prices: Mapping[str, int]
    with_it: Outcome
    without_it: Outcome
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def net_prices(prices: Mapping[str, int], pledges: Sequence[Pledge]) -> dict[str, int]:
    """What the pot still has to pay for each idea; never below 0."""
    net = dict(prices)
    for pledge in pledges:
        if pledge.is_confirmed:
            net[pledge.idea] = max(0, net[pledge.idea] - pledge.amount)
    return net


def allocate_with_cofunding(
    election: Election,
    pledges: Sequence[Pledge],
    settings: RuleSettings,
    is_eligible: Callable[[str], bool] = lambda _: True,
) -> WithAndWithout:
    """Run a rule at net prices and at full prices, on the ideas that are eligible beforehand.

    An idea whose net price is 0 still needs to be eligible and to have a supporter. When a pledge
    is not confirmed in time, this is called again with the same ballots: a new decision.
    """
    barred = [idea for idea in election.ids if not is_eligible(idea)]
    open_to_all = struck(election, barred)
    whole = dict(zip(open_to_all.ids, open_to_all.prices, strict=True))
    net = net_prices(whole, [pledge for pledge in pledges if pledge.idea in whole])
    with_it = allocate(repriced(open_to_all, net), settings)
    without_it = allocate(open_to_all, settings)
    now = {open_to_all.ids[idea] for idea in with_it.chosen}
    before = {open_to_all.ids[idea] for idea in without_it.chosen}
    gained, lost = tuple(sorted(now - before)), tuple(sorted(before - now))
    return WithAndWithout(net, with_it, without_it, gained, lost)
