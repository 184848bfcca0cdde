"""The reserve list from its date to the award: two persons, the ledger, the people who are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import awarding, shortlisting, telling
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.outbox import Mail
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import State as IdeaState
from panels import store
from panels.rules.board_refusal import BoardRefusal
from panels.rules.day import State
from panels.rules.design import Design
from tests.integration.letters import look_at_letters
from tests.integration.panels.given import HELD_ON, a_day, put_real_idea
from tests.support.visitor import Page, Visitor

UNTIL = {"until__day": "30", "until__month": "6", "until__year": "2150"}


class Waiting:
    """A told day: £500 for idea 1, nothing left; ideas 2 and 3 passed and were put off."""

    def __init__(
        self, app: Flask, enter: Callable[..., Visitor], pot_pence: int | None = None
    ) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            at = now(session)
            self.fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
            by = [ledger.By("test", at, str(key), HELD_ON) for key in range(3)]
            trust = ledger.add_funder(session, by[0], name="A trust", kind=FunderKind.TRUST)
            pot = {"fund_id": self.fund_id, "funder_id": trust, "name": "Pot", "restriction": ""}
            self.pot_id = ledger.open_pot(session, by[1], **pot)
            ledger.receive(session, by[2], pot_id=self.pot_id, amount_pence=50_000)
        self.day = a_day(app, enter, pitches=0, fund_id=self.fund_id)
        self.ideas = [put_real_idea(self.day, self.fund_id, number) for number in (1, 2, 3)]
        self.coordinator = enter(Role.COORDINATOR, first_name="Morag")
        self.chair = self.day.chair
        if pot_pence:
            design = Design(pot_pence=pot_pence)
            self.day.act(store.put_design, design, actor_id=self.chair.person_id)
        self.day.open()
        for member in range(5):
            for pitch, value in enumerate((4, 3, 2)):
                self.day.score(member, pitch, value, value)
        self.day.close_scoring()
        self.day.decide(0, "full")
        self.day.decide(1, "defer")
        self.day.decide(2, "defer")

    def until(self, **typed: str) -> Page:
        return self.chair.send(f"{self.day.address}/reserve/until", **(typed or UNTIL))

    def tell(self) -> None:
        assert self.day.sign_off().status == 200
        with self.day.writing() as (session, at):
            who = self.chair.person_id
            look_at_letters(session, self.day.day_id, actor_id=who, at=at)
            telling.tell_day(session, self.day.day_id, actor_id=who, at=at)

    def money(self, pence: int) -> None:
        with self.day.writing() as (session, at):
            by = ledger.By("test", at, f"more:{pence}", at.date())
            ledger.receive(session, by, pot_id=self.pot_id, amount_pence=pence)

    def page(self, who: Visitor | None = None) -> Page:
        return (who or self.coordinator).open(f"{self.day.address}/reserve")

    def agree(self, who: Visitor) -> Page:
        return who.send(f"{self.day.address}/reserve/agree")

    def press(self, who: Visitor, what: str) -> Page:
        return who.send(f"{self.day.address}/reserve", to=what)


@pytest.fixture
def waiting(app: Flask, enter: Callable[..., Visitor]) -> Waiting:
    return Waiting(app, enter)


def test_two_people_give_what_came_free_to_who_is_next(waiting: Waiting) -> None:
    assert "It holds until 30 June 2150." in waiting.until().text
    waiting.tell()
    assert 'reserve">The reserve list</a>' in waiting.chair.open(waiting.day.address).html
    text = waiting.page().text
    assert "£0 is free for any idea." in text
    assert "Idea 2 £500 £200 £0 Idea 3 £500 £200 £0" in text
    assert "The money that is free is not enough for anybody yet." in text
    waiting.money(30_000)
    asked = waiting.press(waiting.coordinator, "/ask")
    assert "You asked for it. Another person has to agree" in asked.text
    given = waiting.agree(waiting.chair)
    assert "Given since Idea 2 : £300" in given.text
    assert "Who waits, best first Idea Asks for Works with Free for it alone Idea 3" in given.text
    with waiting.app.app_context():
        lines = ledger.award_lines_of_day(reading(), waiting.day.day_id)
        made = {line.award.idea_id: line.award.amount_pence for line in lines}
        assert made == {waiting.ideas[0]: 50_000, waiting.ideas[1]: 30_000}
        idea = ideas.find_sent(reading(), waiting.ideas[1])
        assert (idea.state, idea.awarded_pence) == (IdeaState.FUNDED, 30_000)
        mails = reading().scalars(select(Mail.id)).all()
        assert len(mails) == 4
        assert awarding.awards_that_differ(reading(), waiting.day.day_id) == []
        assert store.check_bundle(reading(), waiting.day.day_id).problems == ()


def test_an_idea_that_waits_here_goes_before_no_other_panel(waiting: Waiting) -> None:
    waiting.until()
    waiting.tell()
    last = date(2150, 6, 30)
    for today, code in ((last, BoardRefusal.STILL_ON_RESERVE), (last + timedelta(1), None)):
        found = None
        try:
            with waiting.day.writing() as (session, _at):
                shortlisting.leave(session, day_id=waiting.day.day_id, today=today)
        except Refused as refused:
            found = refused.code
        assert found is code


def test_a_sealed_pot_that_was_given_leaves_the_list_open(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    waiting = Waiting(app, enter, pot_pence=50_000)
    waiting.until()
    waiting.tell()
    assert "£0 is free for any idea." in waiting.page().text
    waiting.money(30_000)
    waiting.press(waiting.coordinator, "/ask")
    assert "Given since Idea 2 : £300" in waiting.agree(waiting.chair).text


def test_nobody_agrees_alone_and_what_changed_begins_again(waiting: Waiting) -> None:
    waiting.until()
    waiting.tell()
    waiting.money(30_000)
    waiting.press(waiting.coordinator, "/ask")
    assert "then agree" not in waiting.page().text
    assert waiting.coordinator.open(f"{waiting.day.address}/reserve/agree").status == 404
    waiting.money(10_000)
    page = waiting.agree(waiting.chair)
    assert (page.status, "The money that is free has changed" in page.text) == (409, True)
    assert "£400 for “Idea 2”" in waiting.press(waiting.chair, "/ask").text
    assert "Given since" in waiting.agree(waiting.coordinator).text


def test_the_fund_holder_ratifies_what_was_given_later(
    waiting: Waiting, enter: Callable[..., Visitor]
) -> None:
    waiting.until()
    waiting.tell()
    holder = enter(Role.FUND_HOLDER)
    path = f"/ledger/days/{waiting.day.day_id}/ratify"
    assert holder.send(path).status == 200
    assert waiting.day.read().state is State.RATIFIED
    waiting.money(50_000)
    waiting.press(waiting.coordinator, "/ask")
    waiting.agree(waiting.chair)
    assert holder.send(path).status == 200
    with waiting.app.app_context():
        lines = ledger.award_lines_of_day(reading(), waiting.day.day_id)
        assert [line.state.totals.reserved_pence for line in lines] == [0, 0]


def test_without_a_date_there_is_no_list(waiting: Waiting) -> None:
    past = {"until__day": "1", "until__month": "1", "until__year": "2020"}
    page = waiting.until(**past)
    assert (page.status, "Choose a day that is still to come." in page.text) == (409, True)
    waiting.tell()
    waiting.money(50_000)
    text = waiting.page().text
    assert "The panel said no date" in text
    assert "Ask a second person" not in text
    late = waiting.chair.open(f"{waiting.day.address}/reserve/until")
    assert late.status == 409


def test_who_may_see_it(waiting: Waiting, enter: Callable[..., Visitor]) -> None:
    assert waiting.page().status == 409
    waiting.tell()
    for role in (Role.PANEL_MEMBER, Role.APPLICANT, Role.AUDITOR, Role.COFUNDER):
        assert enter(role).open(f"{waiting.day.address}/reserve").status == 404


def test_the_days_date_is_of_the_fund(waiting: Waiting) -> None:
    assert waiting.until().path == f"{waiting.day.address}/sharing"
    assert waiting.day.read().standing.boards.reserve_until == date(2150, 6, 30)
