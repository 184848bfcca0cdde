"""A day counted once more for its pages: exact figures, places on a bar, what the rule gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from panels.rules.allocation.ranking import Standing
from panels.rules.bundle import DayRecord
from panels.rules.conflicts import Degree
from panels.rules.decisions import Ask
from panels.rules.recount import Recount, Scores, along
from panels.rules.robustness import Flip
from panels.rules.scoring import Sheet
from panels.rules.sharing_out import Fit
from panels.rules.ties import Tie
from panels.rules.vote_criterion import VoteIn
from tests.unit.panels.given import SEALED

SCORES = {"a": (4, 3, 2), "b": (3, 3, 3), "c": (1, 1, 1)}


def day(pledged_pence: Mapping[str, int] | None = None, pence: int = 100) -> DayRecord:
    """Three ideas that ask for 100 pence and work with 40; "d" was not scored."""
    sheets = {
        idea: [
            Sheet(f"m{at}", Degree.NONE, {"c1": value, "c2": value})
            for at, value in enumerate(given, 1)
        ]
        for idea, given in SCORES.items()
    }
    return DayRecord(
        day_id="day",
        settings=SEALED,
        budget_pence=pence,
        asks=[Ask(idea, f"idea-{idea}", 100, 40) for idea in (*SCORES, "d")],
        sheets={**sheets, "d": []},
        revisions=[],
        pledged_pence=pledged_pence or {},
        panel_votes={},
        lots={"a": 1, "b": 2, "c": 3, "d": 4},
        decisions={},
    )


def test_how_the_shown_ideas_were_scored() -> None:
    count = Recount(day())
    assert count.only(["b", "d"]) == {
        "b": {"m1": Fraction(3), "m2": Fraction(3), "m3": Fraction(3)},
        "d": {},
    }
    found = count.scores(["a", "b"])
    assert found == {
        "a": Scores(
            mean=Fraction(3),
            gap=Fraction(1),
            low=Fraction(2),
            high=Fraction(4),
            agreement=found["a"].agreement,
            mean_at=750,
            low_at=500,
            high_at=1000,
        ),
        "b": Scores(
            Fraction(3), Fraction(1), Fraction(3), Fraction(3), found["b"].agreement, 750, 750, 750
        ),
    }
    assert (found["a"].agreement, found["b"].agreement) == (Fraction(-3, 2), Fraction(1))
    assert count.scores(["d"]) == {}


def test_what_the_rule_gives_and_what_money_for_one_idea_changes() -> None:
    count = Recount(day())
    given = {
        one: (each.placed.standing, each.award_pence) for one, each in count.proposals().items()
    }
    assert given == {
        "a": (Standing.FULL, 100),
        "b": (Standing.DID_NOT_FIT, 0),
        "c": (Standing.BELOW_THRESHOLD, 0),
        "d": (Standing.NO_QUORUM, 0),
    }
    assert count.by_count_pence() == {"a": 100, "b": 0, "c": 0, "d": 0}
    assert count.changed_by_cofunding() == ()
    helped = Recount(day({"a": 60}))
    assert helped.by_count_pence() == {"a": 100, "b": 60, "c": 0, "d": 0}
    without = helped.proposals(cofunding=False)
    assert {one: each.award_pence for one, each in without.items()} == count.by_count_pence()
    assert helped.changed_by_cofunding() == ("b",)


def test_ties_and_what_fits() -> None:
    even = day()
    sheets = {**even.sheets, "a": even.sheets["b"]}
    assert Recount(replace(even, sheets=sheets)).ties() == (
        Tie(("a", "b"), 100, {"a": 50, "b": 50}),
    )
    count = Recount(day({"c": 70}))
    assert count.fits(40) == {"b": Fit.PART, "a": Fit.PART, "c": Fit.FULL, "d": Fit.PART}
    assert count.fits(39) == {"b": Fit.NOT, "a": Fit.NOT, "c": Fit.FULL, "d": Fit.NOT}


def test_how_firm_it_is() -> None:
    count = Recount(day(pence=40))
    assert count.stability(["a", "b"]).hanging == {"a", "b"}
    assert count.without_one(["a", "b"]) == {
        Flip("a", "part", ""): 2,
        Flip("b", "", "part"): 2,
    }


def test_a_vote_is_in_the_means_but_not_in_how_alike_members_are() -> None:
    vote = VoteIn("vote", 4, Fraction(0), 10, 10, {"a": 10, "b": 0, "c": 5, "d": 0})
    count = Recount(replace(day(), vote=vote))
    assert count.tallies["a"].mean == Fraction(7, 2)
    assert count.scores(["a", "b"])["a"].agreement == Fraction(-3, 2)


def test_places_on_a_bar_are_cut_to_whole_parts() -> None:
    assert [along(Fraction(*at), 3) for at in ((0, 1), (1, 1), (2, 1), (3, 1))] == [
        0,
        333,
        666,
        1000,
    ]
