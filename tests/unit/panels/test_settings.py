"""What must be settled before a day opens, and the seal over it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from makeithappen.core.errors import Refused
from panels.rules.criteria import ScalePoint
from panels.rules.refusal import Refusal
from panels.rules.settings import (
    SealedSettings,
    Settings,
    check_seal,
    opening_problems,
    quorum_least,
    seal,
    sealed,
)
from tests.unit.panels.given import SEALED, SETTINGS, TWO, codes


def problems(settings: Settings, panel_size: int = 5, pitches: int = 5) -> list[str]:
    return codes(list(opening_problems(settings, panel_size=panel_size, pitches=pitches)))


def test_a_day_that_is_ready_has_no_problem() -> None:
    assert problems(SETTINGS) == []
    assert seal(SETTINGS, panel_size=5, pitches=5) == SEALED


@pytest.mark.parametrize(
    ("panel_size", "least"), [(0, 3), (3, 3), (5, 3), (6, 3), (7, 4), (10, 5), (20, 10)]
)
def test_the_least_quorum(panel_size: int, least: int) -> None:
    assert quorum_least(panel_size) == least


def test_no_criteria() -> None:
    assert problems(replace(SETTINGS, criteria=())) == ["no_criteria"]


def test_no_quorum() -> None:
    assert problems(replace(SETTINGS, quorum=None)) == ["no_quorum"]


def test_quorum_too_small() -> None:
    assert problems(replace(SETTINGS, quorum=2)) == ["quorum_too_small"]
    assert problems(SETTINGS, panel_size=7) == ["quorum_too_small"]


def test_quorum_too_large() -> None:
    assert problems(replace(SETTINGS, quorum=6)) == ["quorum_too_large"]
    assert problems(SETTINGS, panel_size=2) == ["quorum_too_large"]


def test_no_rule() -> None:
    assert problems(replace(SETTINGS, threshold=None)) == ["no_rule"]


@pytest.mark.parametrize("threshold", [Fraction(-1, 2), Fraction(3, 2)])
def test_rule_out_of_range(threshold: Fraction) -> None:
    assert problems(replace(SETTINGS, threshold=threshold)) == ["rule_out_of_range"]


@pytest.mark.parametrize("threshold", [Fraction(0), Fraction(1)])
def test_rules_at_the_edges_are_taken(threshold: Fraction) -> None:
    assert problems(replace(SETTINGS, threshold=threshold)) == []


def test_no_pitches() -> None:
    assert problems(SETTINGS, pitches=0) == ["no_pitches"]


def test_an_empty_day_says_everything_in_order() -> None:
    assert problems(Settings((), None, None), panel_size=0, pitches=0) == [
        "no_criteria",
        "no_quorum",
        "no_rule",
        "no_pitches",
    ]


def test_sealing_refuses_with_the_first_problem() -> None:
    with pytest.raises(Refused) as refused:
        seal(Settings(TWO, None, None), panel_size=5, pitches=0)
    assert refused.value.code is Refusal.NO_QUORUM
    assert refused.value.facts == {"least": 3}


def test_an_opened_day_without_its_settings_is_refused() -> None:
    with pytest.raises(Refused) as no_quorum:
        sealed(replace(SETTINGS, quorum=None))
    assert no_quorum.value.code is Refusal.NO_QUORUM
    with pytest.raises(Refused) as no_rule:
        sealed(replace(SETTINGS, threshold=None))
    assert no_rule.value.code is Refusal.NO_RULE


def test_the_threshold_is_a_share_of_the_top_of_the_scale() -> None:
    assert SEALED.scale_top == 4
    assert replace(SEALED, threshold=Fraction(5, 8)).threshold_value == Fraction(5, 2)


def test_the_canonical_text_holds_the_settings_and_no_first_name() -> None:
    text = SEALED.canonical_text()
    assert "Bella" not in text
    body = json.loads(text)
    assert sorted(body) == ["conflict_effects", "criteria", "quorum", "tally", "threshold", "v"]
    assert body["threshold"] == "1/2"
    assert body["tally"] == "mean"
    assert body["conflict_effects"] == {
        "none": "counts",
        "know": "counts_and_shown",
        "close": "may_talk",
        "benefit": "leaves_room",
    }
    assert body["criteria"][0] == {
        "id": "c1",
        "name": "Name of c1",
        "position": 1,
        "question": "Would it make a difference here?",
        "scale": [[step, f"sentence {step}"] for step in range(5)],
        "value": "We want what lasts.",
        "weight": 3,
    }


def test_the_order_in_which_criteria_are_read_changes_nothing() -> None:
    turned = sealed(replace(SETTINGS, criteria=tuple(reversed(TWO))))
    assert turned.digest() == SEALED.digest()
    assert replace(SEALED, threshold=Fraction(2, 4)).digest() == SEALED.digest()


def altered() -> list[SealedSettings]:
    first = TWO[0]
    words = (ScalePoint(0, "another sentence"), *first.scale[1:])
    changes = (
        replace(first, weight=4),
        replace(first, name="Another"),
        replace(first, question="Another?"),
        replace(first, value_words="Another."),
        replace(first, scale=words),
    )
    return [
        replace(SEALED, quorum=4),
        replace(SEALED, part_funding=False),
        replace(SEALED, threshold=Fraction(51, 100)),
        *(replace(SEALED, criteria=(change, TWO[1])) for change in changes),
    ]


def test_the_seals_of_days_from_before_parts_could_be_ruled_out_stay_as_they_were() -> None:
    digest = "bedc22a279529a3fb211436973f8937e71d77a5f1c5889b03c4ef8c8cba21cc8"
    assert SEALED.digest() == digest
    whole = sealed(replace(SETTINGS, part_funding=False))
    assert json.loads(whole.canonical_text()) == {
        **json.loads(SEALED.canonical_text()),
        "part_funding": False,
    }


def test_the_seal_names_the_version_of_a_criterion_that_was_changed() -> None:
    second = replace(SEALED, criteria=(replace(TWO[0], version=2), TWO[1]))
    said = [one.get("version") for one in json.loads(second.canonical_text())["criteria"]]
    assert said == [2, None]
    assert second.digest() != SEALED.digest()


def test_any_change_breaks_the_seal() -> None:
    digest = SEALED.digest()
    check_seal(SEALED, digest)
    for other in altered():
        with pytest.raises(Refused) as refused:
            check_seal(other, digest)
        assert refused.value.code is Refusal.SETTINGS_CHANGED
    with pytest.raises(Refused):
        check_seal(SEALED, None)


def test_the_scrutineers_key_is_in_the_seal() -> None:
    watched = sealed(replace(SETTINGS, scrutineer_key="a public key"))
    assert json.loads(watched.canonical_text()) == {
        **json.loads(SEALED.canonical_text()),
        "scrutineer_key": "a public key",
    }
