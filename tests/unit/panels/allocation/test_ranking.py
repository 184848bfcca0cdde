"""Rank-and-fund, the best total, several pots, and co-funding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from makeithappen.core.errors import Refused
from panels.rules.allocation.choose import RuleName, RuleSettings
from panels.rules.allocation.cofunding import Pledge, allocate_with_cofunding, net_prices
from panels.rules.allocation.election import AllocationRefusal, BallotKind, Election, pack
from panels.rules.allocation.pots import Pot, can_pay, flow_of, fund_in_order
from panels.rules.allocation.ranking import (
    Entry,
    Standing,
    Tie,
    Version,
    best_total,
    changed_by_cofunding,
    rank_and_fund,
    ranked,
)

HALF = Fraction(1, 2)


def entry(idea: str, pence: int, mean: Fraction | None = Fraction(1), **other: object) -> Entry:
    plain = Entry(idea, pence, pence // 2, 0, mean, mean, 3, True, 0, 0)
    return replace(plain, **other)  # type: ignore[arg-type]


def stood(entries: list[Entry], pence: int, *, part: bool = False) -> list[tuple[str, str, int]]:
    placed = rank_and_fund(entries, pence, HALF, part_funding=part)
    return [(one.idea, str(one.standing), one.amount_pence) for one in placed]


def test_the_best_first_and_what_no_longer_fits_is_skipped() -> None:
    entries = [
        entry("low", 10, Fraction(1, 3)),
        entry("dear", 90, Fraction(2, 3)),
        entry("first", 50, Fraction(3, 4)),
        entry("small", 40, Fraction(3, 5)),
        entry("unscored", 1, None),
        entry("few", 1, quorum_met=False),
        entry("nobody", 1, HALF, supporters=0),
    ]
    assert stood(entries, 100) == [
        ("first", "full", 50),
        ("dear", "did_not_fit", 0),
        ("small", "full", 40),
        ("nobody", "no_supporter", 0),
        ("low", "below_threshold", 0),
        ("few", "no_quorum", 0),
        ("unscored", "no_quorum", 0),
    ]


def test_a_part_is_offered_only_when_it_still_works() -> None:
    entries = [entry("a", 60, Fraction(3, 4)), entry("b", 90), entry("c", 80, HALF)]
    assert stood(entries, 100, part=True) == [
        ("b", "full", 90),
        ("a", "did_not_fit", 0),
        ("c", "did_not_fit", 0),
    ]
    assert stood(entries, 130, part=True)[1] == ("a", "part", 40)
    assert Standing.PART.is_funded


def test_ties_go_by_the_declared_order() -> None:
    base = entry("z", 50)
    ahead = [
        replace(base, idea="median", lower_median=Fraction(2)),
        replace(base, idea="supporters", supporters=4),
        replace(base, idea="smaller", asked_pence=40),
        replace(base, idea="vote", panel_votes=2),
        base,
        replace(base, idea="lot", lot=1),
    ]
    assert [one[0] for one in stood(ahead[::-1], 0)] == [one.idea for one in ahead]


def test_ties_go_by_another_order_where_that_was_chosen() -> None:
    base = entry("z", 50)
    ahead = [
        replace(base, idea="smaller", asked_pence=40, supporters=1),
        replace(base, idea="supporters", supporters=4),
        replace(base, idea="first", lot=-1),
        replace(base, idea="median", lower_median=Fraction(2)),
    ]
    order = ranked(ahead[::-1], (Tie.SMALLER_ASK, Tie.SUPPORTERS))
    assert [one.idea for one in order] == [one.idea for one in ahead]
    assert ranked(ahead, ())[0].idea == "first"


def test_cofunding_lowers_the_hurdle_and_is_always_shown() -> None:
    entries = [entry("a", 80, Fraction(3, 4)), entry("b", 60)]
    helped = [replace(entries[0], pledged_pence=100), entries[1]]
    assert stood(helped, 70) == [("b", "full", 60), ("a", "full", 0)]
    assert changed_by_cofunding(helped, 70, HALF, part_funding=False) == ("a",)
    assert changed_by_cofunding(entries, 70, HALF, part_funding=False) == ()


def test_the_best_total_is_the_best_of_all_ways() -> None:
    random = Random(4)
    for _ in range(60):
        ideas = [
            [
                Version(random.randint(1, 9), Fraction(random.randint(0, 9), random.randint(1, 4)))
                for _ in range(random.randint(1, 2))
            ]
            for _ in range(random.randint(0, 5))
        ]
        budget = random.randint(0, 20)
        options = [[None, *range(len(idea))] for idea in ideas]
        ways: list[Fraction] = []
        for way in product(*options):
            taken = [idea[at] for idea, at in zip(ideas, way, strict=True) if at is not None]
            if sum(one.price_pence for one in taken) <= budget:
                ways.append(sum((one.worth for one in taken), Fraction(0)))
        found = best_total(ideas, budget)
        assert found.worth == max(ways)
        assert found.spent_pence <= budget
        chosen = [idea[at] for idea, at in zip(ideas, found.chosen, strict=True) if at is not None]
        assert sum((one.worth for one in chosen), Fraction(0)) == found.worth
        assert sum(one.price_pence for one in chosen) == found.spent_pence


def test_the_best_total_has_a_limit() -> None:
    with pytest.raises(Refused) as caught:
        best_total([[]] * 31, 1)
    assert caught.value.code is AllocationRefusal.TOO_MANY_IDEAS


def test_pots_pay_when_money_can_flow() -> None:
    pots = [
        Pot("play", 50, frozenset({"swings", "slide"})),
        Pot("green", 40, frozenset({"trees", "slide"})),
        Pot("any", 10, None),
        Pot("empty", 0, None),
    ]
    prices = {"swings": 45, "slide": 30, "trees": 20}
    assert can_pay(pots, prices)
    flow = flow_of(pots, prices)
    assert sum(flow.values()) == 95
    for pot in pots:
        assert (
            sum(pence for (name, _), pence in flow.items() if name == pot.pot) <= pot.amount_pence
        )
    assert not can_pay(pots, {"swings": 61})
    assert not can_pay(pots, {**prices, "trees": 30})
    assert fund_in_order(pots, ["trees", "swings", "slide"], {**prices, "trees": 30}) == (
        "trees",
        "swings",
    )


def test_pots_agree_with_all_ways_to_share_out() -> None:
    random = Random(9)
    for _ in range(80):
        ideas = [f"i{number}" for number in range(random.randint(1, 4))]
        pots = [
            Pot(
                f"p{number}",
                random.randint(0, 9),
                None
                if random.random() < 0.2
                else frozenset(random.sample(ideas, random.randint(0, len(ideas)))),
            )
            for number in range(random.randint(1, 4))
        ]
        prices = {idea: random.randint(0, 7) for idea in ideas}
        # Hall's condition: each set of ideas is covered by the pots that may pay into it.
        fits = all(
            sum(prices[idea] for idea in some)
            <= sum(pot.amount_pence for pot in pots if pot.ideas is None or pot.ideas & some)
            for mask in range(1 << len(ideas))
            for some in [frozenset(idea for at, idea in enumerate(ideas) if mask >> at & 1)]
        )
        assert can_pay(pots, prices) == fits


def test_confirmed_pledges_lower_prices_and_the_run_without_them_is_kept() -> None:
    election = Election(
        ("a", "b", "c"), (60, 60, 10), 60, 3, BallotKind.APPROVAL,
        pack([(0,), (1, 2)], [2, 1]), (0, 1, 2),
    )  # fmt: skip
    pledges = [
        Pledge("a", 70, is_confirmed=False),
        Pledge("b", 20, is_confirmed=True),
        Pledge("b", 90, is_confirmed=True),
        Pledge("c", 10, is_confirmed=True),
    ]
    assert net_prices({"a": 60, "b": 60}, pledges[:3]) == {"a": 60, "b": 0}
    found = allocate_with_cofunding(
        election, pledges, RuleSettings(RuleName.EQUAL_SHARES), lambda idea: idea != "c"
    )
    assert found.with_it.chosen == (1,)
    assert found.without_it.chosen == ()
    assert (found.gained, found.lost) == (("b",), ())
    everybody = allocate_with_cofunding(election, pledges, RuleSettings(RuleName.GREEDY))
    assert (everybody.gained, everybody.lost) == (("b", "c"), ())
