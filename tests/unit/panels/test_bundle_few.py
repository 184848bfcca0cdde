"""Ideas with fewer than five sheets: the public form decides with them and tells no score."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from panels.rules.allocation.ranking import Tie
from panels.rules.bundle import (
    SCHEMA_BEFORE,
    DayRecord,
    Form,
    build_bundle,
    bundle_text,
    digest_of,
)
from panels.rules.conflicts import USUAL, Degree, Effect, Effects
from panels.rules.decide import Verdict, recompute
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.design import Design
from panels.rules.json_reading import NotAsExpected
from panels.rules.scoring import Sheet
from panels.rules.settings import SealedSettings
from tests.unit.panels.given import TWO

EFFECTS = Effects(Effect.COUNTS_AND_SHOWN, Effect.COUNTS_AND_SHOWN, Effect.LEAVES_ROOM)
DESIGN = Design(EFFECTS, (Tie.SMALLER_ASK,))
SETTINGS = SealedSettings(TWO, 3, Fraction(1, 2), part_funding=False, design=DESIGN)
SCORES = {
    "best": [4] * 6,
    "few": [4, 4, 4, 2],
    "good": [3] * 6,
    "also": [3, 3, 2],
    "low": [1] * 6,
    "under": [0, 1, 1],
    "scarce": [4, 4],
    "bare": [],
}
"""Best first, and then those that don't pass; 6 sheets or fewer than 5."""


def record(**other: object) -> DayRecord:
    """A pot for the first three that pass; "best" was scored by two who know the people."""
    sheets = {
        idea: [
            Sheet(
                f"v{at}",
                Degree.CLOSE if idea == "best" and at < 2 else Degree.NONE,
                {"c1": given[at], "c2": given[at]} if at < len(given) else None,
                EFFECTS,
            )
            for at in range(6)
        ]
        for idea, given in SCORES.items()
    }
    whole = DayRecord(
        day_id="day-1",
        settings=SETTINGS,
        budget_pence=150,
        asks=[Ask(idea, f"idea-{idea}", 50, 25) for idea in sorted(SCORES)],
        sheets=sheets,
        revisions=[],
        pledged_pence={},
        panel_votes={},
        lots={idea: number for number, idea in enumerate(reversed(SCORES))},
        decisions={idea: Decision(idea, 1, Outcome.NOT_NOW, 0, "No.") for idea in SCORES},
    )
    return replace(whole, **other)  # type: ignore[arg-type]


def bundle(form: Form = Form.PUBLIC, **other: object) -> dict:
    """As it comes back from a file."""
    return json.loads(bundle_text(build_bundle(record(**other), form)))


def renewed(body: dict) -> Verdict:
    """What comes of it when its own digest was renewed after it was altered."""
    return recompute({**body, "digest": digest_of(body)})


@pytest.mark.parametrize("form", list(Form))
def test_both_forms_recompute(form: Form) -> None:
    body = bundle(form)
    verdict = recompute(body, str(body["digest"]))
    assert verdict.differences == ()
    funded = {idea for idea, pence in verdict.by_rule.items() if pence}
    assert funded == {"best", "few", "good"}


@pytest.mark.parametrize("form", list(Form))
def test_a_bundle_of_the_schema_before_stays_as_it_was_sealed(form: Form) -> None:
    usual = {
        idea: [replace(sheet, effects=USUAL) for sheet in sheets]
        for idea, sheets in record().sheets.items()
    }
    plain = replace(SETTINGS, design=Design())
    body = bundle(form, schema=SCHEMA_BEFORE, settings=plain, sheets=usual)
    assert body["schema"] == "makeithappen-bundle/1"
    assert body["settings"]["seats"] == 6
    assert {row["mean"] for row in body["result"]["tallies"]} > {"4/1", "7/2", None}
    assert "passes" not in body["result"]["tallies"][0]
    assert recompute(body, str(body["digest"])).differences == ()


def test_no_number_from_few_sheets_is_in_the_public_form() -> None:
    tallies = {row["idea"]: row for row in bundle()["result"]["tallies"]}
    numbers = {"mean", "lower_median", "supporters"}
    hidden = {idea for idea, row in tallies.items() if all(row[one] is None for one in numbers)}
    assert hidden == {idea for idea, given in SCORES.items() if len(given) < 5}
    assert tallies["few"] == {
        "idea": "few",
        "complete": 4,
        "abstained": 0,
        "missing": 2,
        "quorum_met": True,
        "mean": None,
        "lower_median": None,
        "supporters": None,
        "shown": 0,
        "passes": True,
    }
    assert {idea for idea, row in tallies.items() if row["passes"]} == {
        "best",
        "few",
        "good",
        "also",
    }
    assert {row["idea"] for row in bundle()["ballots"]} == {"best", "good", "low"}


def test_an_idea_that_does_not_pass_stands_where_its_scores_say_nothing() -> None:
    order = [row["idea"] for row in bundle()["result"]["allocation"]]
    assert order == ["best", "few", "good", "also", "low", "bare", "scarce", "under"]
    linked = [row["idea"] for row in bundle(Form.LINKED)["result"]["allocation"]]
    assert linked == ["best", "few", "good", "also", "low", "under", "scarce", "bare"]


def test_who_is_near_and_counts_is_a_number() -> None:
    assert bundle()["conflicts"]["best"] == {"stepped_back": 0, "shown": 2}
    assert bundle()["settings"]["conflict_effects"]["close"] == "counts_and_shown"
    assert bundle()["settings"]["tie_order"] == ["smaller_ask", "lot"]


@pytest.mark.parametrize("idea", [idea for idea, given in SCORES.items() if len(given) < 5])
@pytest.mark.parametrize("alters", ["passes", "mean", "complete", "shown", "quorum_met"])
def test_what_is_altered_about_an_idea_with_few_sheets_is_found(idea: str, alters: str) -> None:
    changed = bundle()
    row = next(row for row in changed["result"]["tallies"] if row["idea"] == idea)
    known = row[alters]
    row[alters] = (not known) if isinstance(known, bool) else 1 if known is None else known + 1
    assert not renewed(changed).agrees


def test_an_order_that_gives_other_awards_is_found_without_the_seal_and_any_with_it() -> None:
    body = bundle()
    sealed = str(body["digest"])
    rows = body["result"]["allocation"]
    for order in permutations(range(4)):
        changed = copy.deepcopy(body)
        changed["result"]["allocation"] = [rows[at] for at in order] + rows[4:]
        known = [rows[at]["idea"] for at in order if rows[at]["idea"] in ("best", "good")]
        again = renewed(changed)
        fits = known == ["best", "good"] and set(order[:3]) == {0, 1, 2}
        assert again.agrees == fits, order
        changed["digest"] = digest_of(changed)
        assert recompute(changed, sealed).agrees == (order == (0, 1, 2, 3))


def test_an_idea_that_is_not_listed_is_found() -> None:
    for at in range(len(SCORES)):
        changed = bundle()
        del changed["result"]["allocation"][at]
        assert not renewed(changed).agrees


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("conflict_effects", "none"), "may_talk"),
        (("conflict_effects", "know"), "never"),
        (("tie_order",), []),
        (("tie_order",), ["smaller_ask"]),
        (("tie_order",), ["alphabet", "lot"]),
    ],
)
def test_rules_that_can_not_be_are_no_bundle(path: tuple[str, ...], value: object) -> None:
    changed = bundle()
    place = changed["settings"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(NotAsExpected):
        recompute(changed)
