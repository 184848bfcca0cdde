"""Real elections, where they lie beside the project: each expected outcome is reproduced.

The files carry no licence, so they are not part of the project; without them this is skipped.
Those outcomes that no other program confirmed are computed here on both paths, the one on plain
integers and the one with floats and bounds, which share only the reading of the file.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import Utility, support_of
from panels.rules.allocation.equal_shares import equal_shares_fast
from panels.rules.allocation.phragmen_fast import phragmen_fast
from panels.rules.allocation.shares_plain import equal_shares_plain
from panels.rules.pabulib import PabulibFile, read_pabulib

DATA = Path(os.environ.get("PABULIB_DATA", Path(__file__).parents[5] / "shared" / "data" / "pb"))
EXPECTED = DATA / "expected.json"
UTILITIES = {
    "cost": Utility.COST,
    "card": Utility.CARDINALITY,
    "points": Utility.POINTS,
    "borda": Utility.BORDA,
}
INSTANCES = json.loads(EXPECTED.read_text())["instances"] if EXPECTED.exists() else {}


def read(instance: str) -> PabulibFile:
    file, problem = read_pabulib((DATA / f"{instance}.pb").read_bytes())
    assert problem is None
    assert file is not None
    return file


def settings_of(rule: str, utility: str, increment: int) -> RuleSettings:
    fills = utility.endswith("+greedy")
    utility = utility.removesuffix("+greedy")
    if rule == "phragmen":
        return RuleSettings(RuleName.PHRAGMEN)
    if rule == "greedy":
        return RuleSettings(RuleName.GREEDY, UTILITIES[utility])
    completion = Completion.GREEDY if fills else Completion.NONE
    if rule == "mes_add1":
        completion = Completion.ADD1_GREEDY if fills else Completion.ADD1
    return RuleSettings(RuleName.EQUAL_SHARES, UTILITIES[utility], completion, increment)


@pytest.mark.skipif(not INSTANCES, reason="no real elections beside the project")
@pytest.mark.parametrize("instance", sorted(INSTANCES))
def test_expected_outcomes(instance: str) -> None:
    file = read(instance)
    election, rules = file.election, INSTANCES[instance]
    for key, expected in rules.items():
        rule, _, utility = key.partition(":")
        raised = rules.get(f"{rule}:{utility.removesuffix('+greedy')}", {})
        increment = raised.get("voter_increment", 1) * 10**file.places
        settings = settings_of(rule, utility, increment)
        outcome = allocate(election, settings)
        assert sorted(election.ids[idea] for idea in outcome.chosen) == expected["ids"], key


@pytest.mark.skipif(not INSTANCES, reason="no real elections beside the project")
@pytest.mark.parametrize(
    ("instance", "utility"),
    [
        ("Poland_Katowice_2021", Utility.COST),
        ("Poland_Katowice_2021", Utility.POINTS),
        ("Poland_Krakow_2019", Utility.BORDA),
        ("Poland_Krakow_2019", Utility.CARDINALITY),
        ("Poland_Lodz_2020", Utility.CARDINALITY),
    ],
)
def test_unconfirmed_outcomes_on_both_paths(instance: str, utility: Utility) -> None:
    election = read(instance).election
    support = support_of(election, utility)
    share = Fraction(election.budget, election.voters)
    by_cost = utility is Utility.COST
    plain = equal_shares_plain(support, share, by_cost=by_cost)
    fast = equal_shares_fast(support, share, by_cost=by_cost)
    said = [(one.idea, one.value, one.payment) for one in plain.rounds]
    assert said == [(one.idea, one.value, one.payment) for one in fast.rounds]
    if utility.is_even:
        from panels.rules.allocation import phragmen as loads

        slow = loads.phragmen(replace(support, groups=tuple(range(len(support.prices)))))
        assert slow.chosen == phragmen_fast(support).chosen
