"""A bundle recomputes; one that was altered anywhere does not."""

from __future__ import annotations

import copy
import json
from fractions import Fraction

import pytest

from panels.rules.bundle import DayRecord, Form, Revision, build_bundle, bundle_text, digest_of
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.decide import recompute, verdict_body
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.json_reading import NotAsExpected
from panels.rules.scoring import Sheet
from panels.rules.settings import SealedSettings

SCALE = tuple(ScalePoint(value, f"words {value}") for value in range(1, 6))
CRITERIA = (
    Criterion("c1", 1, "Good", "Is it good?", "value", 3, SCALE, "Ann"),
    Criterion("c2", 2, "Kind", "Is it kind?", "value", 1, SCALE, "Ann"),
)
SETTINGS = SealedSettings(CRITERIA, 3, Fraction(1, 2), part_funding=False)
MEMBERS = [f"m{number}" for number in range(7)]
DEGREES = {("p1", "m0"): Degree.BENEFIT, ("p3", "m6"): None}
ASKED = {"p1": 600_000, "p2": 700_000, "p3": 500_000, "p4": 730_000, "p5": 600_000, "p6": 90_000}


def record() -> DayRecord:
    """Five pitches for GBP 31,300, one with few sheets, one with conflicts and a pledge."""
    sheets = {
        pitch: [
            Sheet(
                member,
                DEGREES.get((pitch, member), Degree.NONE),
                None
                if (pitch, member) == ("p1", "m0") or (pitch == "p3" and at > 2)
                else {"c1": 1, "c2": 1}
                if pitch == "p6"
                else {"c1": 3 + (at + number) % 3, "c2": 2 + at % 4},
            )
            for at, member in enumerate(MEMBERS)
        ]
        for number, pitch in enumerate(ASKED)
    }
    return DayRecord(
        day_id="day-1",
        settings=SETTINGS,
        budget_pence=3_000_000,
        asks=[Ask(pitch, f"idea-{pitch}", pence, pence // 2) for pitch, pence in ASKED.items()],
        sheets=sheets,
        revisions=[Revision("p2", "m1", 1, {"c1": 1, "c2": None})],
        pledged_pence={"p2": 130_000},
        panel_votes={},
        lots={pitch: number for number, pitch in enumerate(ASKED)},
        decisions={
            **{
                pitch: Decision(pitch, 1, Outcome.FULL, pence, "Because.")
                for pitch, pence in ASKED.items()
            },
            "p6": Decision("p6", 1, Outcome.NOT_NOW, 0, "Because."),
        },
    )


def bundle(form: Form) -> dict[str, object]:
    """As it comes back from a file."""
    return json.loads(bundle_text(build_bundle(record(), form)))


@pytest.mark.parametrize("form", list(Form))
def test_a_bundle_recomputes_to_the_penny(form: Form) -> None:
    verdict = recompute(bundle(form), str(bundle(form)["digest"]))
    assert verdict.differences == ()
    assert verdict.decided_pence == 3_130_000
    assert verdict.awards == {pitch: ASKED[pitch] for pitch in ASKED if pitch != "p6"}
    assert verdict.by_rule == {**ASKED, "p6": 0}
    assert verdict_body(verdict)["agrees"] is True


def test_the_public_form_says_nothing_about_anybody() -> None:
    body = bundle(Form.PUBLIC)
    text = json.dumps(body)
    assert not any(member in text for member in MEMBERS)
    assert "Because" not in text
    assert "Good" not in text
    ballots = body["ballots"]
    assert isinstance(ballots, list)
    assert {row["idea"] for row in ballots} == {"p1", "p2", "p4", "p5", "p6"}
    assert set(ballots[0]) == {"idea", "scores"}
    nobody = {"stepped_back": 0, "shown": 0}
    assert body["conflicts"] == {
        **dict.fromkeys(ASKED, nobody),
        "p1": {"stepped_back": 1, "shown": 0},
    }


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Where the numbers, texts and booleans of a bundle stand."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in _paths(each, (*path, key))]
    if isinstance(value, list):
        return [found for at, each in enumerate(value) for found in _paths(each, (*path, at))]
    return [path]


def _altered(body: dict[str, object], path: tuple[object, ...]) -> dict[str, object]:
    changed = copy.deepcopy(body)
    place: object = changed
    for key in path[:-1]:
        place = place[key]  # type: ignore[index]
    old = place[path[-1]]  # type: ignore[index]
    new: object = old + 1 if isinstance(old, int) and not isinstance(old, bool) else "x"
    place[path[-1]] = (not old) if isinstance(old, bool) else new  # type: ignore[index]
    return changed


@pytest.mark.parametrize("form", list(Form))
def test_whatever_is_altered_is_noticed(form: Form) -> None:
    body = bundle(form)
    sealed = str(body["digest"])
    for path in _paths(body):
        if path[0] in ("ballots", "conflicts") and path[1] in range(2, 30):
            continue  # one row is as good as another; all of them take long
        changed = _altered(body, path)
        try:
            assert not recompute(changed).agrees, path
        except NotAsExpected:
            continue
        changed["digest"] = digest_of(changed)
        assert not recompute(changed, sealed).agrees or path == ("digest",), path


@pytest.mark.parametrize("form", list(Form))
def test_a_score_that_changes_a_mean_is_found_even_without_the_seal(form: Form) -> None:
    changed = bundle(form)
    ballots = changed["ballots"]
    assert isinstance(ballots, list)
    ballots[-1]["scores"]["c1"] = 1 if ballots[-1]["scores"]["c1"] != 1 else 2
    changed["digest"] = digest_of(changed)
    assert recompute(changed).differences[0].what.startswith("result.tallies")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            ("schema",),
            "other",
            "schema should be one of makeithappen-bundle/1, makeithappen-bundle/2.",
        ),
        (("settings",), [], "settings.tally"),
        (("settings", "quorum"), True, "settings.quorum should be a whole number."),
        (("settings", "quorum"), 0, "settings.quorum should be at least 1."),
        (("settings", "threshold"), "0.5", 'should be a fraction such as "19/6".'),
        (("settings", "part_funding"), 1, "settings.part_funding should be true or false."),
        (("ideas",), {}, "ideas should be a list."),
        (("conflicts",), [], "conflicts should be an object."),
        (("result", "tallies"), [], "result.tallies should be given a tally for p1."),
        (("digest",), 5, "digest should be a text."),
    ],
)
def test_what_is_no_bundle_gets_one_sentence(
    path: tuple[str, ...], value: object, sentence: str
) -> None:
    changed: object = bundle(Form.PUBLIC)
    place = changed
    for key in path[:-1]:
        place = place[key]  # type: ignore[index]
    place[path[-1]] = value  # type: ignore[index]
    with pytest.raises(NotAsExpected) as caught:
        recompute(changed)
    assert sentence in str(caught.value) or str(caught.value).startswith("settings should be")


def test_a_part_where_none_may_be_given_is_found() -> None:
    changed = bundle(Form.PUBLIC)
    given = changed["result"]["decisions"][0]  # type: ignore[index]
    given |= {"outcome": "part", "amount_pence": 400_000}
    changed["digest"] = digest_of(changed)
    assert [one.what for one in recompute(changed).differences] == ["outcome of p1"]


def test_weights_that_sum_to_nothing_are_refused() -> None:
    changed = bundle(Form.PUBLIC)
    for one in changed["settings"]["criteria"]:  # type: ignore[index,union-attr]
        one["weight"] = 0
    with pytest.raises(NotAsExpected, match="do not sum to 0"):
        recompute(changed)
