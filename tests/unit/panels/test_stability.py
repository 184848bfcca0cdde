"""How firmly a result stands, beside the plain way: leave one out, change a weight, count again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from panels.rules.allocation.ranking import rank_and_fund
from panels.rules.bundle import DayRecord, entry_of
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion
from panels.rules.decisions import Ask
from panels.rules.methods import Matrix, matrix_of
from panels.rules.robustness import Flip, WeightChange, flips, weight_sensitivity
from panels.rules.scoring import Sheet, tally
from panels.rules.stability import Stability, stability
from tests.unit.panels.given import SEALED

MEMBERS = ("m1", "m2", "m3", "m4")


def record(scores: Mapping[str, Sequence[tuple[int, int] | None]], pence: int) -> DayRecord:
    """A day of ideas that ask for 100 pence; each member's scores for c1 and c2, None: too near."""
    sheets = {
        idea: [
            Sheet(member, Degree.CLOSE, None)
            if pair is None
            else Sheet(member, Degree.NONE, dict(zip(("c1", "c2"), pair, strict=True)))
            for member, pair in zip(MEMBERS, given, strict=False)
        ]
        for idea, given in scores.items()
    }
    asks = [Ask(idea, f"idea-{idea}", 100, 40) for idea in scores]
    lots = {idea: number for number, idea in enumerate(scores)}
    return DayRecord("day", SEALED, pence, asks, sheets, [], {}, {}, lots, {})


def stability_of(day: DayRecord, shown: Sequence[str] | None = None) -> Stability:
    matrix = matrix_of(day.settings.criteria, day.sheets)
    return stability(day, entries(day, matrix), matrix, shown or list(day.sheets))


def entries(day: DayRecord, matrix: Matrix) -> list[object]:
    counted = {idea: tally(idea, sheets, day.settings) for idea, sheets in day.sheets.items()}
    return [entry_of(day, ask, counted[ask.pitch_id], matrix) for ask in day.asks]


def test_a_result_that_nothing_moves() -> None:
    day = record({"a": [(4, 4)] * 3, "b": [(1, 1)] * 3}, 1_000)
    assert stability_of(day) == Stability(frozenset(), ())
    assert stability_of(day).nearest is None


def test_what_hangs_on_one_member_and_on_a_weight() -> None:
    # Weights 3 and 1, the line is 2: "a" has (3 * 9 - 0) / 4 / 3 = 9/4 and without m1 less than 2.
    day = record({"a": [(4, 0), (3, 0), (2, 0)], "b": [(4, 4)] * 3}, 1_000)
    found = stability_of(day)
    assert found.hanging == {"a"}
    assert found.weights == (
        WeightChange("c1", 3, 1, (Flip("a", "full", ""),)),
        WeightChange("c2", 1, 2, (Flip("a", "full", ""),)),
    )
    assert found.nearest == found.weights[1]
    assert stability_of(day, ["b"]) == Stability(frozenset(), ())


def test_the_quorum_stays_as_it_was_counted() -> None:
    assert stability_of(record({"a": [(4, 4)] * 3}, 1_000)).hanging == frozenset()
    assert stability_of(record({"a": [(4, 4), None, None]}, 1_000)).hanging == frozenset()


def test_it_is_what_counting_again_gives() -> None:
    random = Random(7)
    moved = 0
    for _ in range(60):
        scores = {
            f"p{idea}": [
                None if random.random() < 0.2 else (random.randint(0, 4), random.randint(0, 4))
                for _ in MEMBERS
            ]
            for idea in range(random.randint(1, 4))
        }
        day = record(scores, random.choice([90, 150, 250, 400]))
        found, before = stability_of(day), counted(day, MEMBERS, day.settings.criteria)
        hanging = {
            flip.pitch_id
            for member in MEMBERS
            for flip in flips(
                before,
                counted(day, [one for one in MEMBERS if one != member], day.settings.criteria),
            )
        }
        changes = weight_sensitivity(
            day.settings.criteria,
            day.sheets,
            lambda criteria, _, day=day: counted(day, MEMBERS, criteria),
        )
        assert (found.hanging, found.weights) == (hanging, changes)
        moved += bool(hanging) + bool(changes)
    assert moved > 20


def counted(
    day: DayRecord, members: Sequence[str], criteria: Sequence[Criterion]
) -> dict[str, str]:
    """What the rule gives when only these members count, with these weights; quorums as before."""
    sheets = {
        idea: [sheet for sheet in each if sheet.voter_id in members]
        for idea, each in day.sheets.items()
    }
    settings = replace(day.settings, criteria=tuple(criteria))
    other = replace(day, settings=settings, sheets=sheets)
    matrix = matrix_of(settings.criteria, sheets)
    again = [
        replace(
            entry, quorum_met=tally(entry.idea, day.sheets[entry.idea], day.settings).quorum_met
        )
        for entry in entries(other, matrix)
    ]
    line = settings.threshold_value
    placed = rank_and_fund(again, day.budget_pence, line, part_funding=True)
    return {one.idea: str(one.standing) if one.standing.is_funded else "" for one in placed}
