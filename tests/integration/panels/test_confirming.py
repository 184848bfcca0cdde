"""Reading back and confirming: decisions become awards, or nothing happens at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State as IdeaState
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import State
from panels.rules.refusal import Refusal
from tests.integration.letters import look_at_letters
from tests.integration.panels.given import HELD_ON, DayGiven, a_day, put_real_idea
from tests.support.visitor import Page, Visitor


@pytest.fixture
def fund_id(app: Flask) -> str:
    """A fund that can promise £800."""
    with app.app_context(), transaction() as session:
        at = now(session)
        found = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
        funder_id = ledger.add_funder(
            session, ledger.By("test", at, "1", HELD_ON), name="A trust", kind=FunderKind.TRUST
        )
        pot = {"fund_id": found, "funder_id": funder_id, "name": "Pot", "restriction": ""}
        pot_id = ledger.open_pot(session, ledger.By("test", at, "2", HELD_ON), **pot)
        received = ledger.By("test", at, "3", HELD_ON)
        ledger.receive(session, received, pot_id=pot_id, amount_pence=80_000)
    return found


@pytest.fixture
def decided(app: Flask, enter: Callable[..., Visitor], fund_id: str) -> DayGiven:
    """Two ideas with enough sheets: the first in full (£500), the second in part (£300)."""
    day = a_day(app, enter, fund_id=fund_id)
    day.open()
    for member in range(3):
        day.score(member, 0, 3, 3)
        day.score(member, 1, 3, 2)
    day.close_scoring()
    day.decide(0, "full")
    day.decide(1, "part", 30_000)
    return day


def awards(day: DayGiven) -> list[tuple[str, int]]:
    with day.app.app_context():
        lines = ledger.award_lines(reading(), fund_id=day.read().fund_id)
    return sorted((line.award.idea_id, line.award.amount_pence) for line in lines)


def read_back(day: DayGiven) -> Page:
    return day.chair.open(f"{day.address}/read-back")


def test_decisions_are_read_back_signed_and_become_awards(decided: DayGiven) -> None:
    page = read_back(decided)
    assert "Idea 1 In full It helps. £500 Idea 2 In part It helps. £300 In all £800" in page.text
    assert "£800 can be promised." in page.text
    assert "Now a member of the panel signs" in decided.chair.fill(page).text
    second = decided.members[0]
    assert "Sign the decisions" in second.open(f"{decided.address}/mine").text
    to_sign = second.open(f"{decided.address}/sign")
    assert "Idea 1 In full It helps. £500" in to_sign.text
    for _press in range(2):
        done = second.fill(to_sign)
        assert (done.status, "Confirmed" in done.text) == (200, True)
    assert decided.read().state is State.CONFIRMED
    assert awards(decided) == [("idea-1", 50_000), ("idea-2", 30_000)]
    assert read_back(decided).status == 409


def test_nobody_signs_what_they_read_back_themselves(decided: DayGiven) -> None:
    early = decided.members[0].open(f"{decided.address}/sign")
    assert "The chair reads these aloud first." in early.text
    decided.chair.fill(read_back(decided))
    own = decided.chair.open(f"{decided.address}/sign")
    assert "You read these back. Another person has to sign." in own.text
    with pytest.raises(Refused) as refused:
        decided.act(store.confirm, to_commit_pence=80_000, actor_id=decided.chair.person_id)
    assert refused.value.code is Refusal.SECOND_PERSON_IS_FIRST
    assert (decided.read().state, awards(decided)) == (State.ALLOCATION, [])


def test_what_changes_after_reading_back_has_to_be_read_back_again(decided: DayGiven) -> None:
    decided.chair.fill(read_back(decided))
    page = decided.members[0].open(f"{decided.address}/sign")
    decided.decide(1, "part", 29_999)
    stale = decided.members[0].fill(page)
    assert (stale.status, "Something has changed" in stale.text) == (409, True)
    decided.chair.fill(read_back(decided))
    decided.declare(1, 0, Degree.KNOW)
    assert decided.members[0].send(f"{decided.address}/sign").status == 200
    assert awards(decided) == [("idea-1", 50_000), ("idea-2", 29_999)]


def test_more_than_can_be_promised_is_refused_and_nothing_is_half_written(
    decided: DayGiven,
) -> None:
    page = read_back(decided)
    decided.decide(1, "part", 30_001)
    refused = decided.chair.fill(page)
    assert refused.status == 409
    assert "These decisions come to £800.01, and £800 can be promised." in refused.text
    assert decided.read().state is State.ALLOCATION
    assert awards(decided) == []
    again = read_back(decided)
    assert "Change a decision first." in again.text
    assert "I have read all of this aloud" not in again.text
    decided.decide(1, "part", 30_000)
    assert decided.sign_off().status == 200
    assert awards(decided) == [("idea-1", 50_000), ("idea-2", 30_000)]


def test_an_open_decision_is_shown_as_open(
    app: Flask, enter: Callable[..., Visitor], fund_id: str
) -> None:
    day = a_day(app, enter, fund_id=fund_id)
    day.open()
    day.close_scoring()
    page = read_back(day)
    assert "Idea 1 Not decided yet" in page.text
    assert "Decide about each idea first. Still open: 2." in page.text


def test_everybody_is_told_once_and_together(
    app: Flask, enter: Callable[..., Visitor], fund_id: str
) -> None:
    day = a_day(app, enter, pitches=0, fund_id=fund_id)
    idea_ids = [put_real_idea(day, fund_id, number) for number in range(1, 3)]
    day.open()
    for member in range(3):
        day.score(member, 0, 3, 3)
    day.close_scoring()
    day.decide(0, "full")
    day.decide(1, "defer")
    assert day.sign_off().status == 200
    assert idea_states(day, idea_ids) == [IdeaState.SHORTLISTED] * 2
    page = day.chair.open(f"{day.address}/replies")
    assert "When all are looked at, you can send them here." in page.text
    day.act(look_at_letters, actor_id="reader")
    page = day.chair.open(f"{day.address}/replies")
    for _press in range(2):
        told = day.chair.fill(page, to="/told")
        assert (told.status, "Everybody was told" in told.text) == (200, True)
    assert day.read().state is State.TOLD
    assert idea_states(day, idea_ids) == [IdeaState.FUNDED, IdeaState.DEFERRED]


def idea_states(day: DayGiven, idea_ids: list[str]) -> list[IdeaState]:
    with day.app.app_context():
        return [ideas.find_sent(reading(), idea_id).state for idea_id in idea_ids]


def test_only_the_chair_reads_back(decided: DayGiven) -> None:
    assert decided.members[0].open(f"{decided.address}/read-back").status == 404
    assert decided.reserve.open(f"{decided.address}/sign").status == 200


def test_a_day_without_money_makes_no_award(decided: DayGiven) -> None:
    decided.decide(0, "not_now")
    decided.decide(1, "defer")
    assert decided.sign_off().status == 200
    assert (decided.read().state, awards(decided)) == (State.CONFIRMED, [])
