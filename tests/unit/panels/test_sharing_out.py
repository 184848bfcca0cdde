"""What is left, what fits, and saying why where the rule is left."""

from __future__ import annotations

import pytest

from makeithappen.core.errors import Refused
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import State
from panels.rules.decisions import Decision, Outcome
from panels.rules.sharing_out import (
    Fit,
    check_departure,
    check_departures,
    check_no_vote_open,
    check_offers_open,
    check_own_offer,
    check_sharing,
    departs,
    fit,
    left_pence,
)

FULL = Decision("p1", 1, Outcome.FULL, 500, "Good.")
PART = Decision("p2", 1, Outcome.PART, 300, "Good.", "Half is enough for the spring.")
NONE = Decision("p3", 1, Outcome.NOT_NOW, 0, "Good.")


def test_money_for_one_idea_pays_for_that_idea_first() -> None:
    decided = {"p1": FULL, "p2": PART, "p3": NONE}
    assert left_pence(1_000, {}, decided) == 200
    assert left_pence(1_000, {"p1": 100, "p2": 400, "p3": 50}, decided) == 600
    assert left_pence(100, {}, decided) == -700
    assert left_pence(100, {}, {}) == 100


@pytest.mark.parametrize(
    ("left", "parts", "found"),
    [
        (500, True, Fit.FULL),
        (499, True, Fit.PART),
        (200, True, Fit.PART),
        (199, True, Fit.NOT),
        (499, False, Fit.NOT),
    ],
)
def test_what_fits(left: int, parts: bool, found: Fit) -> None:
    assert fit(500, 200, left, part_funding=parts) is found


def test_another_amount_than_the_rules_needs_a_reason() -> None:
    assert [departs(one, 500) for one in (FULL, PART, NONE)] == [False, True, True]
    check_departure(FULL, 500)
    check_departure(PART, 500)
    check_departure(NONE, 0)
    for one, by_rule in ((FULL, 499), (NONE, 1)):
        with pytest.raises(Refused) as refused:
            check_departure(one, by_rule)
        assert refused.value.code is BoardRefusal.DEPARTURE_NEEDS_REASON
        assert refused.value.facts == {"by_rule_pence": by_rule}


def test_all_reasons_are_there_before_confirming() -> None:
    decided = {"p1": FULL, "p2": PART, "p3": NONE}
    check_departures(decided, {"p1": 500, "p2": 0, "p3": 0})
    with pytest.raises(Refused) as refused:
        check_departures(decided, {"p1": 400, "p2": 0, "p3": 500})
    assert refused.value.code is BoardRefusal.DEPARTURES_UNSAID
    assert refused.value.facts == {"unsaid": 2, "pitch_ids": ["p1", "p3"]}


def test_an_open_vote_is_in_the_way() -> None:
    check_no_vote_open(())
    with pytest.raises(Refused) as refused:
        check_no_vote_open(("a", "b"))
    assert refused.value.code is BoardRefusal.TIE_VOTE_OPEN


def test_sharing_has_its_time() -> None:
    check_sharing(State.ALLOCATION)
    for state in set(State) - {State.ALLOCATION}:
        with pytest.raises(Refused) as refused:
            check_sharing(state)
        assert refused.value.code is BoardRefusal.SHARING_NOT_OPEN


def test_offers_are_taken_while_the_day_runs() -> None:
    for state in State:
        if state.is_running:
            check_offers_open(state)
        else:
            with pytest.raises(Refused) as refused:
                check_offers_open(state)
            assert refused.value.code is BoardRefusal.OFFERS_NOT_OPEN


def test_an_offer_is_taken_back_by_whoever_made_it_or_an_officer() -> None:
    check_own_offer("anna", "anna", is_officer=False)
    check_own_offer("anna", "omar", is_officer=True)
    with pytest.raises(Refused) as refused:
        check_own_offer("anna", "omar", is_officer=False)
    assert refused.value.code is BoardRefusal.OFFER_NOT_YOURS
