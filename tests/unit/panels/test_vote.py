"""The settings and moments of a community vote: each refusal, and what a seal covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from makeithappen.core.errors import Refused
from panels.rules.vote import (
    AreaCards,
    Use,
    VoteState,
    ballot_of,
    ballot_text,
    check_closing,
    check_more_cards,
    check_opening,
    check_paper,
    check_publishing,
    check_setting_up,
    check_vote_seal,
    check_voting,
    opening_problems,
    read_ballot,
)
from panels.rules.vote_cards import (
    CODE_LETTERS,
    ballot_digest,
    card_digest,
    spoken_card_code,
    tidy_card_code,
)
from panels.rules.vote_refusal import VoteRefusal
from tests.unit.panels.given import codes
from tests.unit.panels.vote_given import (
    A_POT,
    BESIDE_A_DAY,
    CLOSES,
    DURING,
    OPENS,
    SETTINGS,
    options,
)

JUST = timedelta(microseconds=1)


def refusal(what: Any, *given: Any, **named: Any) -> VoteRefusal | None:
    """The code with which a rule refuses; None where it does not."""
    try:
        what(*given, **named)
    except Refused as refused:
        return VoteRefusal(refused.code)
    return None


@pytest.mark.parametrize("changes", [{}, BESIDE_A_DAY, A_POT])
def test_a_whole_vote_can_open(changes: dict[str, Any]) -> None:
    check_opening(VoteState.SETUP, replace(SETTINGS, **changes), OPENS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"options": options(1), "choices_max": 1}, "vote_too_few_options"),
        ({"options": options(31)}, "vote_too_many_options"),
        ({**A_POT, "options": (replace(options()[0], price_pence=None), *options()[1:])},
         "vote_option_without_price"),
        ({"choices_max": 0}, "vote_choices_out_of_range"),
        ({"choices_max": 4}, "vote_choices_out_of_range"),
        ({"turnout_least": Fraction(-1, 100)}, "vote_turnout_out_of_range"),
        ({"turnout_least": Fraction(101, 100)}, "vote_turnout_out_of_range"),
        ({"closes_at": OPENS}, "vote_times_out_of_order"),
        ({"closes_at": DURING}, "vote_times_out_of_order"),
        ({**BESIDE_A_DAY, "day_id": None}, "vote_no_day"),
        ({**BESIDE_A_DAY, "weight": None}, "vote_no_weight"),
        ({**BESIDE_A_DAY, "weight": 101}, "vote_no_weight"),
        ({**A_POT, "pot_pence": None}, "vote_no_pot"),
        ({**A_POT, "rule": None}, "vote_no_pot"),
        ({"areas": (AreaCards("", "All", 4),)}, "vote_too_few_cards"),
        ({"areas": (AreaCards("", "All", 5001),)}, "vote_too_many_cards"),
    ],
)  # fmt: skip
def test_what_keeps_a_vote_from_opening(changes: dict[str, Any], code: str) -> None:
    settings = replace(SETTINGS, **changes)
    assert codes(list(opening_problems(settings, DURING))) == [code]
    assert refusal(check_opening, VoteState.SETUP, settings, DURING) == code


def test_a_vote_opens_once() -> None:
    assert refusal(check_opening, VoteState.OPEN, SETTINGS, OPENS) is VoteRefusal.MOVE_NOT_NOW


def test_nothing_is_changed_once_sealed_or_printed() -> None:
    assert refusal(check_setting_up, VoteState.SETUP) is None
    assert refusal(check_setting_up, VoteState.OPEN, cards=3) is VoteRefusal.SEALED
    assert refusal(check_setting_up, VoteState.SETUP, cards=3) is VoteRefusal.CARDS_PRINTED


def test_no_more_cards_than_a_code_allows_for() -> None:
    assert refusal(check_more_cards, VoteState.SETUP, SETTINGS, 4960) is None
    many = refusal(check_more_cards, VoteState.SETUP, SETTINGS, 4961)
    assert many is VoteRefusal.TOO_MANY_CARDS
    assert refusal(check_more_cards, VoteState.OPEN, SETTINGS, 1) is VoteRefusal.SEALED


@pytest.mark.parametrize(
    ("state", "at", "by_phone", "on_paper"),
    [
        (VoteState.SETUP, DURING, VoteRefusal.NOT_OPEN_YET, VoteRefusal.NOT_OPEN_YET),
        (VoteState.OPEN, OPENS - JUST, VoteRefusal.NOT_OPEN_YET, VoteRefusal.NOT_OPEN_YET),
        (VoteState.OPEN, OPENS, None, None),
        (VoteState.OPEN, CLOSES - JUST, None, None),
        (VoteState.OPEN, CLOSES, VoteRefusal.OVER, None),
        (VoteState.CLOSED, DURING, VoteRefusal.OVER, VoteRefusal.OVER),
    ],
)
def test_when_a_ballot_is_taken(
    state: VoteState, at: Any, by_phone: VoteRefusal | None, on_paper: VoteRefusal | None
) -> None:
    assert refusal(check_voting, state, SETTINGS, at) is by_phone
    assert refusal(check_paper, state, SETTINGS, at) is on_paper


@pytest.mark.parametrize(
    ("state", "at", "unsettled", "reason", "code"),
    [
        (VoteState.SETUP, CLOSES, 0, "Why", VoteRefusal.MOVE_NOT_NOW),
        (VoteState.OPEN, CLOSES, 0, "", None),
        (VoteState.OPEN, CLOSES - JUST, 0, " ", VoteRefusal.CLOSING_NEEDS_REASON),
        (VoteState.OPEN, CLOSES - JUST, 0, "All voted", None),
        (VoteState.OPEN, CLOSES, 2, "", VoteRefusal.CLOSING_NEEDS_REASON),
        (VoteState.OPEN, CLOSES, 2, "Torn", None),
    ],
)
def test_when_a_vote_closes(
    state: VoteState, at: Any, unsettled: int, reason: str, code: VoteRefusal | None
) -> None:
    found = refusal(check_closing, state, CLOSES, at, unsettled=unsettled, reason=reason)
    assert found is code


def test_when_a_result_is_published() -> None:
    published = [
        (VoteState.OPEN, Use.CHOICE, True, VoteRefusal.MOVE_NOT_NOW),
        (VoteState.CLOSED, Use.CHOICE, False, None),
        (VoteState.CLOSED, Use.PANEL, False, VoteRefusal.DAY_NOT_TOLD),
        (VoteState.CLOSED, Use.PANEL, True, None),
    ]
    for state, use, told, code in published:
        assert refusal(check_publishing, state, use, day_told=told) is code


def test_a_ballot_is_its_places_in_order() -> None:
    assert ballot_of(SETTINGS, ["o3", "o1", "o3"]) == (1, 3)
    assert read_ballot(ballot_text((1, 3))) == (1, 3)
    assert refusal(ballot_of, SETTINGS, []) is VoteRefusal.NO_CHOICE
    assert refusal(ballot_of, SETTINGS, ["o1", "x"]) is VoteRefusal.NOT_AN_OPTION
    assert refusal(ballot_of, SETTINGS, ["o1", "o2", "o3"]) is VoteRefusal.TOO_MANY_CHOICES


def test_the_seal_covers_all_that_changes_a_result() -> None:
    digest = SETTINGS.digest()
    check_vote_seal(SETTINGS, digest)
    assert refusal(check_vote_seal, SETTINGS, None) is VoteRefusal.SEAL_BROKEN
    changed: list[dict[str, Any]] = [
        BESIDE_A_DAY,
        A_POT,
        {"choices_max": 1},
        {"closes_at": CLOSES + timedelta(seconds=1)},
        {"turnout_least": Fraction(1, 3)},
        {"areas": SETTINGS.areas[:1]},
        {"lots": ("o1", "o2", "o3")},
        {"options": (replace(options()[0], title="Another"), *options()[1:])},
    ]
    digests = {replace(SETTINGS, **changes).digest() for changes in changed}
    assert len(digests - {digest}) == len(changed)


def test_the_seal_holds_no_words_of_an_idea() -> None:
    beside = replace(SETTINGS, **BESIDE_A_DAY)
    renamed = tuple(replace(option, title="Erased") for option in beside.options)
    assert replace(beside, options=renamed).digest() == beside.digest()
    assert "Option 1" not in beside.canonical_text()


def test_a_code_is_read_as_it_was_meant() -> None:
    assert tidy_card_code(" abc-def ghj\n") == "ABCDEFGHJ"
    assert spoken_card_code("ABCDEFGHJ") == "ABC-DEF-GHJ"
    assert set("0O1ILU") & set(CODE_LETTERS) == set()
    assert len(set(CODE_LETTERS)) == 30


def test_what_is_kept_of_a_code_needs_the_key() -> None:
    assert card_digest(b"k", "abc-def-ghj") == card_digest(b"k", "ABCDEFGHJ")
    assert card_digest(b"k", "ABCDEFGHJ") != card_digest(b"other", "ABCDEFGHJ")
    assert ballot_digest(b"k", "ABC", ["b", "a"]) == ballot_digest(b"k", "abc", ["a", "b"])
    assert ballot_digest(b"k", "ABC", ["a"]) != ballot_digest(b"k", "ABC", ["b"])
