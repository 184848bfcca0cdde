"""A day with a community vote: its seal, its events, its bundles, how firm its count is."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from makeithappen.core.errors import Refused
from panels.rules.bundle import DayRecord, Form, build_bundle, bundle_text, digest_of, entry_of
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Note, standing
from panels.rules.decide import recompute
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.design import Design, check_vote_counted, check_vote_fits
from panels.rules.json_reading import NotAsExpected
from panels.rules.methods import matrix_of
from panels.rules.refusal import Refusal
from panels.rules.robustness import WeightChange, drop_one, flips, weight_sensitivity
from panels.rules.scoring import Sheet, tally
from panels.rules.settings import opening_problems
from panels.rules.stability import VOTE as VOTE_ID
from panels.rules.stability import stability
from panels.rules.vote_criterion import DayVote, VoteIn
from tests.unit.panels.given import SEALED, SETTINGS, codes, events

CHOSEN = DayVote("vote-1", 3, Fraction(1, 4), "seal")
DESIGN = Design(vote=CHOSEN)
VOTE = VoteIn("vote-1", 3, Fraction(1, 4), 40, 30, {"a": 3, "b": 30, "c": 7})
"""Weight 3 beside the panel's 4. The panel likes "a" best, everybody likes "b"."""
NEAR = replace(VOTE, approvals={"a": 12, "b": 30, "c": 7})
"""With weight 1 this vote is not enough for "b"."""


def record(vote: VoteIn | None = VOTE) -> DayRecord:
    """A pot for one of three ideas."""
    scores = {"a": (3, 3, 4, 2, 3), "b": (2, 3, 2, 2, 2), "c": (1, 2, 3, 2, 1)}
    return DayRecord(
        day_id="day-1",
        settings=replace(SEALED, part_funding=False, design=DESIGN),
        budget_pence=50,
        asks=[Ask(idea, f"idea-{idea}", 50, 50) for idea in scores],
        sheets={
            idea: [
                Sheet(f"v{at}", Degree.NONE, {"c1": score, "c2": score})
                for at, score in enumerate(given)
            ]
            for idea, given in scores.items()
        },
        revisions=[],
        pledged_pence={},
        panel_votes={},
        lots={"a": 1, "b": 2, "c": 3},
        decisions={idea: Decision(idea, 1, Outcome.NOT_NOW, 0, "No.") for idea in scores},
        vote=vote,
    )


def bundle(form: Form, vote: VoteIn | None = VOTE) -> dict:
    return json.loads(bundle_text(build_bundle(record(vote), form)))


def test_the_seal_names_the_vote_with_its_own_seal() -> None:
    said = json.loads(replace(SEALED, design=DESIGN).canonical_text())
    assert said["vote"] == {
        "id": "vote-1",
        "settings_digest": "seal",
        "turnout_least": "1/4",
        "weight": 3,
    }


def test_a_day_opens_only_with_a_vote_that_is_sealed_and_about_its_ideas() -> None:
    early = replace(SETTINGS, design=Design(vote=replace(CHOSEN, settings_digest=None)))
    found = list(opening_problems(early, panel_size=5, pitches=1))
    assert codes(found) == ["vote_not_open"]
    check_vote_fits(DESIGN, ["a", "b"], ["b", "a"])
    check_vote_fits(Design(), [], ["a"])
    with pytest.raises(Refused) as refused:
        check_vote_fits(DESIGN, ["a", "b"], ["a"])
    assert refused.value.code is Refusal.VOTE_OTHER_IDEAS


def test_a_day_waits_for_its_vote() -> None:
    check_vote_counted(Design(), None)
    check_vote_counted(DESIGN, VOTE)
    with pytest.raises(Refused) as refused:
        check_vote_counted(DESIGN, None)
    assert refused.value.code is Refusal.VOTE_NOT_COUNTED


def test_the_count_of_the_vote_is_an_event_after_which_is_read_back_again() -> None:
    happened = events(Move.OPEN, (Note.READ_BACK, "digest"), (Note.PAUSED, ""))
    before = standing(happened, ())
    assert (before.vote, before.read_back is None) == (None, False)
    counted = replace(happened[-1], number=9, what=Note.VOTE_COUNTED, facts={"vote": VOTE.text()})
    after = standing([*happened, counted], ())
    assert after == replace(before, vote=VOTE, read_back=None)


@pytest.mark.parametrize("form", list(Form))
def test_the_vote_moves_the_result_and_recomputes(form: Form) -> None:
    with_it, without = recompute(bundle(form)), recompute(bundle(form, None))
    assert (with_it.differences, without.differences) == ((), ())
    assert with_it.by_rule == {"a": 0, "b": 50, "c": 0}
    assert without.by_rule == {"a": 50, "b": 0, "c": 0}
    means = {row["idea"]: row["mean"] for row in bundle(form)["result"]["tallies"]}
    assert means == {"a": "66/35", "b": "104/35", "c": "10/7"}


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("weighs", [replace(VOTE, cards=121), replace(VOTE, ballots=None)])
def test_a_vote_that_does_not_weigh_changes_nothing(form: Form, weighs: VoteIn) -> None:
    vote = weighs if weighs.ballots else replace(weighs, approvals={})
    body = bundle(form, vote)
    assert recompute(body).differences == ()
    assert body["result"] == bundle(form, None)["result"]


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize(
    ("field", "value"),
    [("weight", 4), ("cards", 400), ("ballots", 31), ("turnout_least", "1/1"), ("approvals", {})],
)
def test_a_vote_that_was_altered_is_found_without_the_seal(
    form: Form, field: str, value: object
) -> None:
    body = bundle(form)
    changed = copy.deepcopy(body)
    changed["vote"][field] = value
    changed["digest"] = digest_of(changed)
    assert not recompute(changed).agrees
    gone = {name: each for name, each in body.items() if name != "vote"}
    assert not recompute({**gone, "digest": digest_of(gone)}).agrees


def test_a_scale_without_steps_is_no_bundle() -> None:
    changed = bundle(Form.PUBLIC)
    changed["settings"]["criteria"][0]["values"] = []
    with pytest.raises(NotAsExpected, match="a scale"):
        recompute(changed)


@pytest.mark.parametrize("vote", [VOTE, NEAR, replace(VOTE, cards=121), None])
def test_how_firm_it_is_is_as_plain_fractions_say(vote: VoteIn | None) -> None:
    day = record(vote)
    criteria, line = day.settings.criteria, day.settings.threshold_value

    def plain(matrix: dict, used: VoteIn | None) -> dict[str, str]:
        means = {
            idea: sum(row.values(), Fraction(0)) / len(row) for idea, row in matrix.items() if row
        }
        best = max(means, key=lambda idea: means[idea])
        return {idea: "full" if idea == best and means[idea] >= line else "" for idea in day.sheets}

    whole = matrix_of(criteria, day.sheets, day.criterion)
    tallies = {
        one: tally(one, rows, day.settings, day.criterion) for one, rows in day.sheets.items()
    }
    entries = [entry_of(day, ask, tallies[ask.pitch_id], whole) for ask in day.asks]
    found = stability(day, entries, whole, day.sheets)
    lost = drop_one(whole, lambda matrix: plain(dict(matrix), vote))
    assert found.hanging == {flip.pitch_id for flips in lost.values() for flip in flips}
    again = weight_sensitivity(
        criteria,
        day.sheets,
        lambda changed, sheets: plain(dict(matrix_of(changed, sheets, day.criterion)), vote),
    )
    assert found.weights == again + _of_vote(day, vote, plain)


def _of_vote(day: DayRecord, vote: VoteIn | None, plain: Any) -> tuple[WeightChange, ...]:
    """Each other weight of the vote in turn, the nearest first, counted the plain way."""
    if vote is None or vote.cards > 120:
        return ()
    decided = {
        weight: plain(dict(matrix_of(day.settings.criteria, day.sheets, at.criterion)), vote)
        for weight in range(1, 101)
        for at in [replace(day, vote=replace(vote, weight=weight))]
    }
    other = [weight for weight in decided if decided[weight] != decided[vote.weight]]
    assert other == ([1] if vote is NEAR else [])
    return tuple(
        WeightChange(VOTE_ID, vote.weight, weight, flips(decided[vote.weight], decided[weight]))
        for weight in other
    )
