"""The same small elections through pabutools (a development dependency, GPL): the same winners."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import Utility
from panels.rules.pabulib import read_pabulib

pb = pytest.importorskip("pabutools.election")
pb_files = pytest.importorskip("pabutools.election.pabulib")
pb_rules = pytest.importorskip("pabutools.rules")

SATS = {
    Utility.COST: "Cost_Sat",
    Utility.CARDINALITY: "Cardinality_Sat",
    Utility.POINTS: "Additive_Cardinal_Sat",
}


def random_file(random: Random, kind: str) -> str:
    """A small .pb file in which each idea has a supporter (pabutools funds others too)."""
    ideas = [str(number) for number in random.sample(range(1, 40), random.randint(1, 6))]
    lines = ["META", "key;value", f"budget;{random.randint(20, 120)}", f"vote_type;{kind}",
             "PROJECTS", "project_id;cost"]  # fmt: skip
    lines += [f"{idea};{random.choice([10, 20, 30, 33, 60])}" for idea in ideas]
    lines += ["VOTES", "voter_id;vote;points" if kind == "cumulative" else "voter_id;vote"]
    for voter in range(random.randint(1, 8)):
        named = ideas if not voter else random.sample(ideas, random.randint(1, len(ideas)))
        points = ";" + ",".join(str(random.randint(1, 4)) for _ in named)
        lines.append(f"{voter};{','.join(named)}{points if kind == 'cumulative' else ''}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("kind", ["approval", "cumulative"])
def test_the_same_winners(kind: str) -> None:
    for seed in range(60):
        random = Random(seed)
        text = random_file(random, kind)
        file, _ = read_pabulib(text.encode())
        assert file is not None
        instance, profile = pb_files.parse_pabulib_from_string(text)
        utilities = (
            [Utility.POINTS] if kind == "cumulative" else [Utility.COST, Utility.CARDINALITY]
        )
        for utility in utilities:
            sat = getattr(pb, SATS[utility])
            step = Fraction(random.choice([1, 2, 7]))
            theirs = {
                RuleSettings(RuleName.GREEDY, utility): pb_rules.greedy_utilitarian_welfare(
                    instance, profile, sat_class=sat
                ),
                RuleSettings(RuleName.EQUAL_SHARES, utility): pb_rules.method_of_equal_shares(
                    instance, profile, sat_class=sat
                ),
                RuleSettings(
                    RuleName.EQUAL_SHARES, utility, Completion.ADD1, int(step)
                ): pb_rules.method_of_equal_shares(
                    instance, profile, sat_class=sat, voter_budget_increment=int(step)
                ),
            }
            if kind == "approval":
                theirs[RuleSettings(RuleName.PHRAGMEN)] = pb_rules.sequential_phragmen(
                    instance, profile
                )
            for settings, chosen in theirs.items():
                ours = allocate(file.election, settings).chosen
                names = sorted(file.election.ids[idea] for idea in ours)
                assert names == sorted(one.name for one in chosen), (seed, settings)
