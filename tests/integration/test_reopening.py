"""A confirmed day is opened again by two people and its scrutineer: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from ledger import store as ledger
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.rules.refusal import Refusal as LedgerRefusal
from ledger.rules.status import AwardStatus
from makeithappen import awarding, telling
from makeithappen.core import envelopes
from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import waiting
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State as IdeaState
from panels import store
from panels.rules.day import Move, State
from panels.rules.links import PURPOSE
from panels.rules.refusal import Refusal
from tests.integration.ledger.given import offer_to
from tests.integration.letters import look_at_letters
from tests.integration.panels.given import DayGiven, a_funded_day
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
PRIVATE, PUBLIC = envelopes.new_key()


@pytest.fixture
def told(app: Flask, enter: Enter) -> DayGiven:
    """A day with a scrutineer that gave £400 to one idea, and told its people."""
    day = a_funded_day(app, enter, scrutineer_key=PUBLIC)
    sign(day)
    return day


def sign(day: DayGiven) -> None:
    """The chair reads back, the last member signs, everybody is told."""
    chair = {"actor_id": day.chair.person_id}
    day.act(awarding.read_back_day, **chair)
    day.act(awarding.confirm_day, actor_id=day.members[-1].person_id)
    day.act(look_at_letters, **chair)
    day.act(telling.tell_day, **chair)


def links(day: DayGiven) -> str:
    with day.app.app_context():
        sealed = store.sealed_links(reading(), day.day_id) or ""
    return envelopes.open_with(PRIVATE, sealed, PURPOSE)


def how_it_is(day: DayGiven) -> tuple[State, list[AwardStatus], IdeaState]:
    """Where the day, its awards and its idea are."""
    idea_id = day.read().pitches[0].idea_id
    with day.app.app_context():
        lines = ledger.award_lines_of_day(reading(), day.day_id)
        idea = ideas.find_sent(reading(), idea_id)
    return day.read().state, [line.state.status for line in lines], idea.state


def ask(day: DayGiven) -> None:
    page = day.chair.send(f"{day.address}/reopen", reason="A score was read wrongly.")
    assert "Somebody asked to open scoring again" in page.text


def close(day: DayGiven) -> Page:
    return day.chair.fill(day.chair.open(day.address), to="/close")


def test_a_told_day_is_opened_again_on_its_pages(told: DayGiven) -> None:
    assert how_it_is(told) == (State.TOLD, [AwardStatus.RESERVED], IdeaState.FUNDED)
    ask(told)
    second = told.members[0]
    address = f"{told.address}/agree"
    assert "Ask the scrutineer for the list" in second.send(address, links="").text
    wrong = second.send(address, links="something else")
    assert wrong.status == 409
    assert how_it_is(told) == (State.TOLD, [AwardStatus.RESERVED], IdeaState.FUNDED)
    agreed = second.send(address, links=links(told))
    assert (agreed.status, told.read().standing.version) == (200, 2)
    assert how_it_is(told) == (State.BREAK, [AwardStatus.TAKEN_BACK], IdeaState.SHORTLISTED)
    with told.app.app_context():
        mails = sorted(mail.subject for mail in waiting(reading()))
        assert awarding.to_commit_pence(reading(), told.read().fund_id) == 100_000
    assert mails == [
        "The panel decides again about your idea: Idea 1",
        "What the panel decided about your idea: Idea 1",
    ]


def test_a_day_stays_as_it_is_once_an_idea_of_it_goes_before_another_panel(told: DayGiven) -> None:
    ask(told)
    with told.writing() as (session, at):
        again = {"day_id": "day-2", "day_name": "Summer", "reason": "Again.", "actor_id": "test"}
        idea_id = told.read().pitches[0].idea_id
        ideas.shortlist(session, idea_id=idea_id, **again, at=at, waits=IdeaState.FUNDED)
    page = told.members[0].send(f"{told.address}/agree", links=links(told))
    assert (page.status, "goes before another panel day since" in page.text) == (409, True)
    assert how_it_is(told) == (State.TOLD, [AwardStatus.RESERVED], IdeaState.SHORTLISTED)


def test_what_was_opened_again_is_decided_anew(told: DayGiven, enter: Enter) -> None:
    ask(told)
    told.members[0].send(f"{told.address}/agree", links=links(told))
    told.score_again(0, 0, 4, 4)
    told.move(Move.DELIBERATE, Move.ALLOCATE)
    told.decide(0, "full")
    sign(told)
    statuses = [AwardStatus.TAKEN_BACK, AwardStatus.RESERVED]
    assert how_it_is(told) == (State.TOLD, statuses, IdeaState.FUNDED)
    with told.app.app_context():
        assert awarding.awards_that_differ(reading(), told.day_id) == []
    early = close(told)
    assert (early.status, "Ask a fund holder to do that first" in early.text) == (409, True)
    holder = enter(Role.FUND_HOLDER)
    page = holder.open(f"/ledger/days/{told.day_id}/ratify")
    assert holder.fill(page).status == 200
    statuses[1] = AwardStatus.RATIFIED
    assert how_it_is(told) == (State.RATIFIED, statuses, IdeaState.FUNDED)
    assert close(told).status == 200
    assert how_it_is(told) == (State.CLOSED, statuses, IdeaState.FUNDED)
    assert told.chair.open(f"{told.address}/reopen").status == 409
    assert holder.open(f"/results/{told.day_id}").status == 200


def test_nothing_is_opened_again_once_money_was_paid(told: DayGiven) -> None:
    with told.writing() as (session, at):
        by = ledger.By("person-holder", at, "step-1")
        awarding.ratify_day(session, by, told.day_id)
        (line,) = ledger.award_lines_of_day(session, told.day_id)
        how = {"amount_pence": 100, "method": PaymentMethod.VOUCHER}
        offering, yes = replace(by, intent_key="step-0"), ledger.By("person-dee", at, "yes")
        offered = offer_to(yes.actor_id)
        agreement_id = ledger.offer_agreement(session, offering, line.award.id, offered)
        ledger.accept_agreement(session, yes, agreement_id)
        step = replace(by, intent_key="step-2")
        to = {"method": PaymentMethod.VOUCHER, "typed": Details("Leanne")}
        payee_id = ledger.put_payee(session, step, award_id=line.award.id, **to)
        how = {"amount_pence": 100, "payee_id": payee_id}
        payment_id = ledger.prepare_payment(session, step, award_id=line.award.id, **how)
        second = ledger.By("person-approver", at, "step-3")
        ledger.approve_payment(session, second, payment_id)
    ask(told)
    refused = told.members[0].send(f"{told.address}/agree", links=links(told))
    assert refused.status == 409
    found = how_it_is(told)
    assert (found[0], found[2]) == (State.RATIFIED, IdeaState.FUNDED)
    with pytest.raises(Refused) as again, told.writing() as (session, at):
        awarding.reopen_day_money(session, told.day_id, actor_id="test", at=at)
    assert again.value.code is LedgerRefusal.ALREADY_PAID


def test_awards_are_ratified_when_everybody_was_told(app: Flask, enter: Enter) -> None:
    day = a_funded_day(app, enter)
    day.act(awarding.read_back_day, actor_id=day.chair.person_id)
    day.act(awarding.confirm_day, actor_id=day.members[-1].person_id)
    holder = enter(Role.FUND_HOLDER)
    page = holder.open(f"/ledger/days/{day.day_id}/ratify")
    assert "as soon as everybody was told" in page.text
    with pytest.raises(Refused) as refused, day.writing() as (session, at):
        awarding.ratify_day(session, ledger.By("person-x", at, "early"), day.day_id)
    assert refused.value.code is Refusal.MOVE_NOT_NOW
    asked = day.chair.open(f"{day.address}/reopen")
    assert asked.status == 200
    without = day.chair.send(f"{day.address}/reopen", reason="A slip.")
    assert (without.status, "had no scrutineer" in without.text) == (409, True)


def test_a_day_that_gave_nothing_is_closed_without_being_ratified(app: Flask, enter: Enter) -> None:
    day = a_funded_day(app, enter)
    day.decide(0, "not_now")
    sign(day)
    assert close(day).status == 200
    assert how_it_is(day) == (State.CLOSED, [], IdeaState.NOT_NOW)
