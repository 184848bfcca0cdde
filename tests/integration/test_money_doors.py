"""The doors between the panels and the ledger: reserved, taken back, half given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import ConditionKind
from ledger.rules.refusal import Refusal
from ledger.rules.status import AwardStatus
from makeithappen import awarding, pledging
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from panels.rules.day import State
from tests.integration.panels.given import HELD_ON, DayGiven, a_funded_day
from tests.support.visitor import Visitor


@pytest.fixture
def decided(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    return a_funded_day(app, enter)


def confirm(day: DayGiven) -> list[str]:
    """The chair reads back, the last member signs."""
    day.act(awarding.read_back_day, actor_id=day.chair.person_id)
    return day.act(awarding.confirm_day, actor_id=day.members[-1].person_id)


def lines(day: DayGiven) -> list[ledger.AwardLine]:
    with day.app.app_context():
        return ledger.award_lines_of_day(reading(), day.day_id)


def test_a_confirmed_day_is_reserved_and_its_money_can_be_taken_back(decided: DayGiven) -> None:
    made = confirm(decided)
    assert [line.state.status for line in lines(decided)] == [AwardStatus.RESERVED]
    with decided.app.app_context():
        assert awarding.awards_that_differ(reading(), decided.day_id) == []
        waiting = awarding.day_names(reading(), [decided.day_id, "day-x"])
    assert waiting == {decided.day_id: "Spring day"}
    for who in (decided.chair.person_id, decided.members[-1].person_id):
        with pytest.raises(Refused) as refused, decided.writing() as (session, at):
            ledger.ratify_day(session, ledger.By(who, at, "own"), decided.day_id)
        assert refused.value.code is Refusal.RATIFIER_DECIDED
    taken = decided.act(awarding.reopen_day_money, actor_id=decided.chair.person_id)
    assert taken == made
    assert [line.state.status for line in lines(decided)] == [AwardStatus.TAKEN_BACK]
    with decided.app.app_context():
        assert awarding.to_commit_pence(reading(), decided.read().fund_id) == 100_000
        idea_id = decided.read().pitches[0].idea_id
        assert awarding.awards_that_differ(reading(), decided.day_id) == [f"award of {idea_id}"]
    assert decided.act(awarding.reopen_day_money, actor_id="chair") == []


def test_nothing_is_confirmed_while_money_is_missing(decided: DayGiven) -> None:
    fund_id = decided.read().fund_id
    with decided.writing() as (session, at):
        by = [ledger.By("test", at, f"risk-{number}", HELD_ON) for number in range(5)]
        funder_id = ledger.add_funder(session, by[0], name="B", kind=FunderKind.BUSINESS)
        pledge_id = ledger.offer_pledge_for_idea(
            session,
            by[1],
            fund_id=fund_id,
            funder_id=funder_id,
            idea_id="idea-9",
            amount_pence=700,
            name="For one idea",
            restriction="",
        )
        ledger.confirm_pledge(session, by[2], pledge_id)
        other = ledger.Wanted(fund_id, "round-1", "day-0", "idea-9", 700, 700, "d" * 64)
        ledger.make_award(session, by[3], other)
        ledger.lose_pledge(session, by[4], pledge_id)
        assert awarding.at_risk_pence(session, fund_id) == 700
    with pytest.raises(Refused) as refused:
        confirm(decided)
    assert (refused.value.code, refused.value.facts) == (
        Refusal.SHORTFALL,
        {"amount_pence": 700},
    )
    assert decided.read().state is State.ALLOCATION


def test_half_is_worked_out_from_what_the_panel_has_written_down(decided: DayGiven) -> None:
    """£400 are decided; with £200 of this offer the panel's own part is £200, then £250 of £500."""
    (pitch,) = decided.read().pitches
    offer = {
        "fund_id": decided.read().fund_id,
        "funder_name": "The bakery",
        "funder_kind": FunderKind.BUSINESS,
        "amount_pence": 20_000,
        "idea_id": pitch.idea_id,
        "asked": ledger.Asked(ConditionKind.AT_LEAST_HALF),
        "actor_id": "seat-1",
    }
    with decided.writing() as (session, at):
        pledge_id = pledging.offer(session, **offer, at=at, intent_key="pad-1")

    def meet(key: str) -> None:
        with decided.writing() as (session, at):
            who = {"actor_id": decided.chair.person_id, "at": at, "intent_key": key}
            pledging.meet(session, pledge_id, reason="", **who)

    with pytest.raises(Refused) as refused:
        meet("early")
    assert (refused.value.code, refused.value.facts) == (
        Refusal.HALF_NOT_GIVEN,
        {"asked_pence": 50_000, "given_pence": 20_000},
    )
    decided.decide(0, "part", 45_000)
    meet("later")
    with decided.writing() as (session, at):
        pledging.confirm(session, pledge_id, actor_id="chair", at=at, intent_key="confirm")
        (shown,) = pledging.offers(session, decided.read().fund_id)
    assert (shown.is_met, str(shown.stage)) == (True, "confirmed")
    confirm(decided)
    with decided.app.app_context():
        found = awarding.sources(reading(), decided.day_id)
    assert found == {pitch.idea_id: [("A trust", 25_000), ("The bakery", 20_000)]}
