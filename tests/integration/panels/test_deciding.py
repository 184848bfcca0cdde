"""Writing decisions down, reading them back, confirming."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import text

from makeithappen.core.db import reading
from makeithappen.core.errors import Missing, Refused
from panels import store
from panels.rules.bundle import Form
from panels.rules.conflicts import Degree
from panels.rules.day import State
from panels.rules.decide import recompute
from panels.rules.decisions import Outcome
from panels.rules.refusal import Refusal
from tests.integration.panels.given import DayGiven, criterion


@pytest.fixture
def deciding(open_day: DayGiven) -> DayGiven:
    """Scoring has closed: the first idea has a quorum of sheets, the second has none."""
    for member in range(3):
        open_day.score(member, 0, 3, 3)
    open_day.close_scoring()
    return open_day


def refusal_of_confirming(day: DayGiven, to_commit_pence: int = 100_000) -> object:
    with pytest.raises(Refused) as refused:
        day.confirm(to_commit_pence)
    assert day.read().state is State.ALLOCATION
    return refused.value.code


def decisions(day: DayGiven) -> list[tuple[Outcome, int, int]]:
    found = day.ask(store.latest_decisions)
    return [
        (found[one].outcome, found[one].amount_pence, found[one].revision)
        for one in day.pitches
        if one in found
    ]


def address(day: DayGiven, pitch: int = 0) -> str:
    return f"{day.address}/ideas/{day.pitches[pitch]}/decide"


def test_where_no_parts_are_given_none_is_offered_or_taken(day: DayGiven) -> None:
    basics = {"name": "Spring day", "held_on": date(2026, 5, 14), "quorum": 3}
    settings = {"threshold": Fraction(1, 2), "part_funding": False}
    day.act(store.change_day, **basics, **settings, actor_id=day.chair.person_id)
    day.open()
    for member in range(3):
        day.score(member, 0, 3, 3)
    day.close_scoring()
    page = day.chair.open(address(day))
    assert "In part" not in page.text
    assert "An idea gets all that it asks for, or nothing." in day.chair.open(day.address).text
    said = {"outcome": "part", "reason": "It helps."}
    assert day.chair.fill(page, **said).status == 400
    with pytest.raises(Refused) as refused:
        day.decide(0, "part", 30_000)
    assert refused.value.code is Refusal.PARTS_NOT_GIVEN
    day.decide(0, "full")
    day.decide(1, "not_now")
    day.confirm()
    with day.app.app_context():
        bundle = store.day_bundle(reading(), day.day_id, Form.PUBLIC)
    assert bundle["settings"]["part_funding"] is False  # type: ignore[index]
    assert recompute(bundle).differences == ()


def test_a_decision_is_written_down_and_changed(deciding: DayGiven) -> None:
    page = deciding.chair.open(address(deciding))
    assert "Mean 3.00" in page.text
    said = {"reason": "It brings us together.", "departure": "More money comes tonight."}
    saved = deciding.chair.fill(page, outcome="full", **said)
    assert (saved.status, saved.path) == (200, f"{deciding.address}/sharing")
    assert "In full £500" in saved.text
    assert decisions(deciding) == [(Outcome.FULL, 50_000, 1)]
    part = {"outcome": "part", "amount": "£250.50"}
    assert deciding.chair.send(address(deciding), **part).status == 200
    assert decisions(deciding) == [(Outcome.PART, 25_050, 2)]
    shown = deciding.chair.open(address(deciding)).forms[-1].values
    assert (shown["outcome"], shown["amount"]) == ("part", "250.50")
    assert {name: shown[name] for name in said} == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "Write an amount of more than £0"),
        ("0", "Write an amount of more than £0"),
        ("1e3", "Write the amount in digits"),
        ("12.345", "two digits after the point"),
        ("NaN", "Write the amount in digits"),
        ("9223372036854775808", "This amount is too large"),
        ("", "Write the amount in pounds, like 250 or 250.50"),
    ],
)
def test_a_bad_amount_gets_a_sentence_and_is_kept(
    deciding: DayGiven, typed: str, sentence: str
) -> None:
    said = {"outcome": "part", "amount": typed, "reason": "It helps."}
    page = deciding.chair.send(address(deciding), **said)
    assert (page.status, sentence in page.text) == (400, True)
    values = page.forms[-1].values
    assert (values["amount"], values["reason"]) == (typed, "It helps.")
    assert decisions(deciding) == []


@pytest.mark.parametrize(
    ("outcome", "amount", "sentence"),
    [
        ("full", "499.99", "In full means the £500 that were asked for."),
        ("part", "199.99", "Give £200 or more: with less, this idea can't work."),
        ("part", "500", "In part means less than the £500 that were asked for."),
        ("defer", "1", "“Later” and “not now” come without money."),
        ("not_now", "1", "“Later” and “not now” come without money."),
    ],
)
def test_an_amount_that_does_not_fit(
    deciding: DayGiven, outcome: str, amount: str, sentence: str
) -> None:
    said = {"outcome": outcome, "amount": amount, "reason": "It helps."}
    page = deciding.chair.send(address(deciding), **said)
    assert (page.status, sentence in page.text) == (409, True)
    assert page.forms[-1].values["amount"] == amount
    assert decisions(deciding) == []


def test_a_decision_needs_a_reason(deciding: DayGiven) -> None:
    page = deciding.chair.send(address(deciding), outcome="full", reason="  ")
    assert (page.status, "Write the reason" in page.text) == (400, True)
    said = {"outcome": Outcome.FULL, "amount_pence": None, "reason": " "}
    with pytest.raises(Refused) as refused:
        deciding.act(store.put_decision, deciding.pitches[0], **said, actor_id="test")
    assert refused.value.code is Refusal.DECISION_NEEDS_REASON


def test_without_a_quorum_there_is_no_money(deciding: DayGiven) -> None:
    page = deciding.chair.send(address(deciding, 1), outcome="full", reason="We like it.")
    assert page.status == 409
    assert "This idea has too few whole score sheets to be given money (0)." in page.text
    later = deciding.chair.send(address(deciding, 1), outcome="defer", reason="We come back.")
    assert later.status == 200
    assert decisions(deciding) == [(Outcome.DEFER, 0, 1)]


def test_decisions_wait_for_the_close(open_day: DayGiven) -> None:
    page = open_day.chair.open(address(open_day))
    assert (page.status, "when the panel shares the money out" in page.text) == (409, True)
    assert open_day.chair.open(f"{open_day.address}/read-back").status == 409
    missing = f"{open_day.address}/ideas/pitch-x/decide"
    assert open_day.chair.open(missing).status == 404
    said = {"outcome": Outcome.DEFER, "amount_pence": None, "reason": "Because."}
    with pytest.raises(Missing):
        open_day.act(store.put_decision, "pitch-x", **said, actor_id="test")


def test_a_chair_who_stepped_back_writes_no_decision_down(deciding: DayGiven) -> None:
    deciding.declare(0, 0, Degree.CLOSE)
    chair, deciding.chair = deciding.chair, deciding.members[0]
    with pytest.raises(Refused) as refused:
        deciding.decide(0, "defer")
    assert refused.value.code is Refusal.CONFLICT_BARS_DECIDING
    deciding.chair = chair
    deciding.decide(0, "defer")


def test_a_day_is_confirmed_only_when_all_holds(deciding: DayGiven) -> None:
    deciding.decide(0, "full")
    assert refusal_of_confirming(deciding) is Refusal.IDEAS_UNDECIDED
    deciding.decide(1, "not_now")
    assert refusal_of_confirming(deciding, 49_999) is Refusal.EXCEEDS_TO_COMMIT
    deciding.declare(0, 0, Degree.BENEFIT)
    assert refusal_of_confirming(deciding) is Refusal.NEEDS_SCORES
    deciding.decide(0, "defer")
    deciding.confirm(0)
    assert deciding.read().state is State.CONFIRMED


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE days SET quorum = 1",
        "UPDATE days SET threshold_numerator = 0",
        "UPDATE criteria SET weight = 99 WHERE name = 'Lasting'",
        "UPDATE scale_points SET words = 'Other' WHERE value = 4",
    ],
)
def test_settings_that_were_changed_behind_the_seal_stop_the_day(
    deciding: DayGiven, tampering: str
) -> None:
    deciding.decide(0, "full")
    deciding.decide(1, "not_now")
    with deciding.writing() as (session, _at):
        session.execute(text(tampering))
    assert refusal_of_confirming(deciding) is Refusal.SETTINGS_CHANGED


def test_what_crosses_over_to_the_ledger(deciding: DayGiven) -> None:
    deciding.decide(0, "part", 30_000)
    deciding.decide(1, "defer")
    with pytest.raises(Missing):
        deciding.ask(lambda session, found: store.confirmed_decisions(session, found.day_id))
    deciding.confirm()
    found = deciding.ask(lambda session, day: store.confirmed_decisions(session, day.day_id))
    assert [len(one.decision_digest) for one in found] == [64, 64]
    assert found == tuple(
        store.ConfirmedDecision(
            day_id=deciding.day_id,
            fund_id="fund-1",
            round_id="round-1",
            pitch_id=deciding.pitches[place],
            idea_id=f"idea-{place + 1}",
            outcome=outcome,
            amount_pence=amount_pence,
            asked_pence=50_000,
            decision_digest=found[place].decision_digest,
        )
        for place, (outcome, amount_pence) in enumerate(
            [(Outcome.PART, 30_000), (Outcome.DEFER, 0)]
        )
    )


def test_after_confirming_nothing_moves_but_telling(deciding: DayGiven) -> None:
    for pitch in range(2):
        deciding.decide(pitch, "not_now")
    deciding.confirm()
    with pytest.raises(Refused) as refused:
        deciding.decide(0, "full")
    assert refused.value.code is Refusal.DECIDING_NOT_OPEN
    with pytest.raises(Refused) as refused:
        deciding.declare(0, 0, Degree.CLOSE)
    assert refused.value.code is Refusal.DECLARING_NOT_OPEN
    deciding.act(store.tell, actor_id=deciding.chair.person_id)
    assert deciding.read().state is State.TOLD


def test_events_name_nobody_and_hold_no_words(deciding: DayGiven) -> None:
    deciding.act(store.ask_to_reopen, reason="Ashok forgot.", actor_id=deciding.chair.person_id)
    with deciding.app.app_context(), deciding.writing() as (session, _at):
        facts = " ".join(session.execute(text("SELECT facts FROM events")).scalars())
    assert "Ashok" not in facts
    assert criterion("Together").question not in facts
    assert deciding.read().held_on == date(2026, 5, 14)
