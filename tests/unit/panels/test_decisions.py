"""One test per reason why a decision, or the whole day, is not taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.conflicts import USUAL, Degree
from panels.rules.day import State
from panels.rules.decisions import (
    Decision,
    Outcome,
    check_confirmable,
    check_deciding,
    check_decision,
    decision_digest,
    meant_pence,
    read_back_digest,
    total_pence,
)
from panels.rules.refusal import Refusal
from tests.unit.panels.given import ASK, COUNTED, NOT_COUNTED, decision

OTHER = replace(ASK, pitch_id="p2", idea_id="idea-2")
FULL = decision(Outcome.FULL, 50_000)
MONEY = {"pitch_id": "p1", "asked_pence": 50_000, "smallest_pence": 20_000}


def refusal_of(taken: Decision) -> Refused:
    with pytest.raises(Refused) as refused:
        check_decision(taken, ASK, COUNTED, part_funding=True)
    return refused.value


@pytest.mark.parametrize(
    "taken",
    [
        FULL,
        decision(Outcome.PART, 20_000),
        decision(Outcome.PART, 49_999),
        decision(Outcome.DEFER, 0),
        decision(Outcome.NOT_NOW, 0),
    ],
)
def test_decisions_that_hold(taken: Decision) -> None:
    check_decision(taken, ASK, COUNTED, part_funding=True)


def test_money_goes_with_full_and_part_only() -> None:
    assert [one for one in Outcome if one.gives_money] == [Outcome.FULL, Outcome.PART]


@pytest.mark.parametrize(
    ("outcome", "typed_pence", "amount_pence"),
    [
        (Outcome.FULL, None, 50_000),
        (Outcome.FULL, 40_000, 40_000),
        (Outcome.PART, 30_000, 30_000),
        (Outcome.PART, None, 0),
        (Outcome.DEFER, None, 0),
        (Outcome.NOT_NOW, 5, 5),
    ],
)
def test_the_amount_that_is_meant(
    outcome: Outcome, typed_pence: int | None, amount_pence: int
) -> None:
    assert meant_pence(outcome, ASK, typed_pence) == amount_pence


@pytest.mark.parametrize("state", [one for one in State if one is not State.ALLOCATION])
def test_deciding_not_open(state: State) -> None:
    with pytest.raises(Refused) as refused:
        check_deciding(state, None, USUAL)
    assert refused.value.code is Refusal.DECIDING_NOT_OPEN
    assert refused.value.facts == {"state": state}


@pytest.mark.parametrize("degree", [Degree.CLOSE, Degree.BENEFIT])
def test_conflict_bars_deciding(degree: Degree) -> None:
    with pytest.raises(Refused) as refused:
        check_deciding(State.ALLOCATION, degree, USUAL)
    assert refused.value.code is Refusal.CONFLICT_BARS_DECIDING
    assert refused.value.facts == {"degree": degree}


@pytest.mark.parametrize("degree", [None, Degree.NONE, Degree.KNOW])
def test_who_is_not_too_close_may_write_decisions_down(degree: Degree | None) -> None:
    check_deciding(State.ALLOCATION, degree, USUAL)


def test_decision_needs_reason() -> None:
    refused = refusal_of(replace(FULL, reason=" \n", amount_pence=1))
    assert refused.code is Refusal.DECISION_NEEDS_REASON
    assert refused.facts == {"pitch_id": "p1"}


@pytest.mark.parametrize("amount_pence", [0, 49_999, 50_001])
def test_full_is_not_the_ask(amount_pence: int) -> None:
    refused = refusal_of(decision(Outcome.FULL, amount_pence))
    assert refused.code is Refusal.FULL_IS_NOT_THE_ASK
    assert refused.facts == {**MONEY, "amount_pence": amount_pence}


@pytest.mark.parametrize("amount_pence", [-1, 0, 19_999])
def test_part_below_smallest(amount_pence: int) -> None:
    refused = refusal_of(decision(Outcome.PART, amount_pence))
    assert refused.code is Refusal.PART_BELOW_SMALLEST
    assert refused.facts == {**MONEY, "amount_pence": amount_pence}


def test_part_of_nothing_is_refused_even_where_nothing_would_do() -> None:
    with pytest.raises(Refused) as refused:
        check_decision(
            decision(Outcome.PART, 0), replace(ASK, smallest_pence=0), COUNTED, part_funding=True
        )
    assert refused.value.code is Refusal.PART_BELOW_SMALLEST


def test_parts_not_given() -> None:
    with pytest.raises(Refused) as refused:
        check_decision(decision(Outcome.PART, 30_000), ASK, COUNTED, part_funding=False)
    assert refused.value.code is Refusal.PARTS_NOT_GIVEN
    check_decision(FULL, ASK, COUNTED, part_funding=False)


@pytest.mark.parametrize("amount_pence", [50_000, 50_001])
def test_part_not_below_ask(amount_pence: int) -> None:
    refused = refusal_of(decision(Outcome.PART, amount_pence))
    assert refused.code is Refusal.PART_NOT_BELOW_ASK
    assert refused.facts == {**MONEY, "amount_pence": amount_pence}


@pytest.mark.parametrize("outcome", [Outcome.DEFER, Outcome.NOT_NOW])
def test_amount_must_be_zero(outcome: Outcome) -> None:
    refused = refusal_of(decision(outcome, 1))
    assert refused.code is Refusal.AMOUNT_MUST_BE_ZERO
    assert refused.facts == {**MONEY, "amount_pence": 1}


@pytest.mark.parametrize("taken", [FULL, decision(Outcome.PART, 20_000)])
def test_needs_scores(taken: Decision) -> None:
    with pytest.raises(Refused) as refused:
        check_decision(taken, ASK, NOT_COUNTED, part_funding=True)
    assert refused.value.code is Refusal.NEEDS_SCORES
    assert refused.value.facts == {"pitch_id": "p1", "complete": 2}


@pytest.mark.parametrize("outcome", [Outcome.DEFER, Outcome.NOT_NOW])
def test_without_scores_an_idea_can_still_be_put_off(outcome: Outcome) -> None:
    check_decision(decision(outcome, 0), ASK, NOT_COUNTED, part_funding=True)


def test_ideas_undecided() -> None:
    with pytest.raises(Refused) as refused:
        check_confirmable(
            [ASK, OTHER], {"p1": FULL}, {"p1": COUNTED, "p2": COUNTED}, 100_000, part_funding=True
        )
    assert refused.value.code is Refusal.IDEAS_UNDECIDED
    assert refused.value.facts == {"pitch_ids": ["p2"], "undecided": 1}


def test_a_decision_that_no_longer_holds_stops_the_day() -> None:
    with pytest.raises(Refused) as refused:
        check_confirmable([ASK], {"p1": FULL}, {"p1": NOT_COUNTED}, 100_000, part_funding=True)
    assert refused.value.code is Refusal.NEEDS_SCORES


def test_exceeds_to_commit() -> None:
    decisions = {"p1": FULL, "p2": replace(FULL, pitch_id="p2")}
    tallies = {"p1": COUNTED, "p2": COUNTED}
    check_confirmable([ASK, OTHER], decisions, tallies, 100_000, part_funding=True)
    with pytest.raises(Refused) as refused:
        check_confirmable([ASK, OTHER], decisions, tallies, 99_999, part_funding=True)
    assert refused.value.code is Refusal.EXCEEDS_TO_COMMIT
    assert refused.value.facts == {"wanted_pence": 100_000, "to_commit_pence": 99_999}


@given(
    st.sampled_from(list(Outcome)),
    st.integers(-5, 30),
    st.integers(1, 20).flatmap(lambda ask: st.tuples(st.just(ask), st.integers(1, ask))),
)
def test_what_passes_never_gives_less_than_the_smallest_nor_more_than_the_ask(
    outcome: Outcome, amount_pence: int, amounts: tuple[int, int]
) -> None:
    ask = replace(ASK, asked_pence=amounts[0], smallest_pence=amounts[1])
    try:
        check_decision(decision(outcome, amount_pence), ask, COUNTED, part_funding=True)
    except Refused:
        return
    if outcome.gives_money:
        assert ask.smallest_pence <= amount_pence <= ask.asked_pence
    else:
        assert amount_pence == 0


def test_the_total() -> None:
    assert total_pence([FULL, decision(Outcome.DEFER, 0), decision(Outcome.PART, 20_000)]) == 70_000
    assert total_pence([]) == 0


def digest_of(
    taken: Decision = FULL, day_id: str = "day-1", bundle_digest: str = "", **changes: object
) -> str:
    return decision_digest(
        day_id=day_id,
        settings_digest="s",
        ask=replace(ASK, **{key: value for key, value in changes.items() if key in MONEY}),
        decision=taken,
        tally=replace(COUNTED, **{key: value for key, value in changes.items() if key == "mean"}),
        bundle_digest=bundle_digest,
    )


def test_the_digest_says_what_was_decided_and_not_why() -> None:
    assert digest_of() == digest_of()
    assert len(digest_of()) == 64
    assert digest_of(replace(FULL, reason="Other words.")) == digest_of()
    others = {
        digest_of(bundle_digest="b"),
        digest_of(bundle_digest="c"),
        digest_of(replace(FULL, amount_pence=49_999)),
        digest_of(replace(FULL, revision=2)),
        digest_of(day_id="day-2"),
        digest_of(mean=None),
        digest_of(asked_pence=1),
    }
    assert len(others | {digest_of()}) == 8


def test_what_was_read_back_is_known_by_all_its_digests() -> None:
    read = read_back_digest(["a", "b"])
    assert read == "c850a260b3b451e8630c5491d28bbc433433baa5a1fbd8c50cde224e752a0603"
    assert len({read, read_back_digest(["b", "a"]), read_back_digest(["a"])}) == 3
