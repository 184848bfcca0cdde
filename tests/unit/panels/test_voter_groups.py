"""Groups of voters: only by where or how, never fewer than five, and their money adds up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
from panels.rules.allocation.election import Utility
from panels.rules.allocation.outcome import Step
from panels.rules.explain_groups import GroupShare, group_shares
from panels.rules.explain_words import explanations
from panels.rules.pabulib import PabulibFile, read_pabulib
from panels.rules.voter_groups import VoterGroups, voter_groups

SHARES = RuleSettings(RuleName.EQUAL_SHARES)
HEAD = """META
key;value
budget;100
vote_type;{kind}
PROJECTS
project_id;cost;name
1;40.5;Swings
2;60;Trees
3;20;Bench
VOTES
{columns}
"""


def file_of(
    votes: list[str], columns: str = "voter_id;vote;district", kind: str = "approval"
) -> bytes:
    rows = [f"{number};{vote}" for number, vote in enumerate(votes)]
    return (HEAD.format(kind=kind, columns=columns) + "\n".join(rows)).encode()


def read(data: bytes) -> PabulibFile:
    votes, problem = read_pabulib(data)
    assert votes is not None, problem
    return votes


def sizes(found: VoterGroups | None) -> list[tuple[str, bool, int]]:
    assert found is not None
    return [(one.name, one.is_merged, one.election.voters) for one in found.groups]


def test_groups_are_by_place_the_largest_first() -> None:
    data = file_of(["1;East"] * 5 + ["1,2;West"] * 6 + ["2;"] * 5)
    found = voter_groups(data)
    assert sizes(found) == [("West", False, 6), ("", False, 5), ("East", False, 5)]
    assert found is not None
    assert found.column == "district"
    ballots = found.groups[0].election.ballots
    assert (list(ballots.ideas), list(ballots.counts)) == ([0, 1], [6])


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({"A": 9, "B": 3, "C": 2}, [("A", False, 9), ("", True, 5)]),
        ({"A": 9, "B": 6, "C": 2}, [("A", False, 9), ("", True, 8)]),
        ({"A": 9, "B": 6, "C": 5}, [("A", False, 9), ("B", False, 6), ("C", False, 5)]),
    ],
)
def test_small_groups_are_merged_so_that_nobody_can_be_told(
    counts: dict[str, int], wanted: list[tuple[str, bool, int]]
) -> None:
    votes = [f"1;{name}" for name, count in counts.items() for _ in range(count)]
    assert sizes(voter_groups(file_of(votes))) == wanted


@pytest.mark.parametrize(
    ("votes", "columns"),
    [
        (["1"] * 12, "voter_id;vote"),
        (["1;30;F", "1;40;M"] * 6, "voter_id;vote;age;sex"),
        (["1;East"] * 12, "voter_id;vote;district"),
        (["1;East"] * 9 + ["1;West"] * 4, "voter_id;vote;district"),
    ],
)
def test_a_file_without_two_groups_has_none(votes: list[str], columns: str) -> None:
    assert voter_groups(file_of(votes, columns)) is None


def test_the_first_known_column_counts_and_a_file_that_is_wrong_has_none() -> None:
    columns = "voter_id;vote;voting_method;age;neighborhood"
    found = voter_groups(file_of(["1;paper;30;East", "2;internet;40;West"] * 5, columns))
    assert sizes(found) == [("East", False, 5), ("West", False, 5)]
    short = voter_groups(file_of(["1;paper;30;East"] * 5 + ["2;paper"] * 5, columns))
    assert sizes(short) == [("", False, 5), ("East", False, 5)]
    assert voter_groups(file_of(["7;East"])) is None


def test_what_the_share_of_a_group_bought() -> None:
    data = file_of(["1,3;East"] * 5 + ["2;West"] * 5)
    file, found = read(data), voter_groups(data)
    assert found is not None
    east, west = found.groups
    outcome = allocate(file.election, SHARES)
    assert [file.election.ids[idea] for idea in outcome.chosen] == ["1"]
    tenth = Fraction(1000, 10)
    assert group_shares(found.groups, SHARES, outcome) == (
        GroupShare(east, 5 * tenth, {0: Fraction(405)}, Fraction(95), 0, Fraction(1)),
        GroupShare(west, 5 * tenth, {}, Fraction(500), 5, Fraction(0)),
    )
    by_votes = RuleSettings(RuleName.GREEDY)
    assert group_shares(found.groups, by_votes, allocate(file.election, by_votes)) == (
        GroupShare(east, None, None, None, 0, Fraction(2)),
        GroupShare(west, None, None, None, 5, Fraction(0)),
    )
    told = explanations(file, SHARES, outcome, found)
    first = {"name": "East", "merged": False, "voters": 5, "without_a_win": 0, "mean_wins": "1"}
    second = {"name": "West", "merged": False, "voters": 5, "without_a_win": 5, "mean_wins": "0"}
    assert (told["share"], told["groups"]) == (
        "10",
        {
            "column": "district",
            "groups": [
                {**first, "had": "50", "unspent": "9.5", "paid": {"1": "40.5"}},
                {**second, "had": "50", "unspent": "50", "paid": {}},
            ],
        },
    )
    greedy = explanations(file, by_votes, allocate(file.election, by_votes), found)
    assert greedy["groups"] == {
        "column": "district",
        "groups": [{**first, "mean_wins": "2"}, second],
    }


@pytest.mark.parametrize("utility", [Utility.COST, Utility.CARDINALITY, Utility.POINTS])
def test_the_groups_pay_exactly_what_was_bought(utility: Utility) -> None:
    random = Random(9)
    settings = replace(SHARES, utility=utility, completion=Completion.ADD1_GREEDY)
    for _ in range(20):
        votes: list[str] = []
        for _ in range(random.randint(12, 30)):
            named = random.sample(["1", "2", "3"], random.randint(0, 3))
            points = ",".join(str(random.randint(0, 4)) for _ in named)
            votes.append(f"{','.join(named)};{points};{random.choice('ABC')}")
        data = file_of(votes, "voter_id;vote;points;district", "scoring")
        file, found = read(data), voter_groups(data)
        if found is None:
            continue
        outcome = allocate(file.election, settings)
        paid: dict[int, Fraction] = {}
        for one in group_shares(found.groups, settings, outcome):
            assert one.had is not None
            assert one.paid is not None
            assert one.unspent is not None
            assert one.had == sum(one.paid.values(), Fraction(0)) + one.unspent
            for idea, amount in one.paid.items():
                paid[idea] = paid.get(idea, Fraction(0)) + amount
        bought = [one.idea for one in outcome.rounds if one.step is Step.EQUAL_SHARES]
        assert paid == {idea: Fraction(file.election.prices[idea]) for idea in bought}
