"""The results page: who got what, from whom, how close; never what somebody stepped back from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from ledger import store as ledger
from makeithappen import awarding
from makeithappen.core.access import Role
from makeithappen.core.db import reading
from panels import store
from panels.rules.day import Move
from tests.integration.panels.given import DayGiven, a_day, a_decided_day
from tests.support.visitor import Visitor


@pytest.fixture
def day(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    return a_decided_day(app, enter)


@pytest.fixture
def confirmed(day: DayGiven) -> DayGiven:
    with day.writing() as (session, at):
        awarding.read_back_day(session, day.day_id, actor_id=day.chair.person_id, at=at)
        second = day.members[0].person_id
        awarding.confirm_day(session, day.day_id, actor_id=second, at=at)
    return day


def test_each_idea_has_its_sentence_and_its_row(confirmed: DayGiven) -> None:
    said = confirmed.chair.open(f"{confirmed.address}/results").text
    assert "The panel gave £900 to 2 of 3 ideas." in said
    assert (
        "Idea 1 gets £400 of the £500 that it asked for. "
        "It scored 3.00: 1.00 more than the 2.00 needed." in said
    )
    assert "Idea 2 gets £500, all that it asked for. It scored 2.00, exactly what" in said
    assert "Idea 3 gets no money this time. It scored 1.00: 1.00 less than the 2.00 need" in said
    assert "Idea 1 In part £500 £300 £100 £400" in said
    assert "Idea 2 In full £500 £500 £0 £500" in said
    assert "Idea 3 1.00 2.00 −1.00 4 £0" in said


def test_each_picture_says_what_it_shows(confirmed: DayGiven) -> None:
    page = confirmed.chair.open(f"{confirmed.address}/results").html
    assert page.count('role="img"') == 8
    assert 'aria-label="Idea 1: A trust £300, Council £100"' in page
    assert 'aria-label="Idea 3: 1.00 out of 4; 2.00 was needed"' in page
    assert 'aria-label="Idea 2: from 2.00 to 2.00, the mean 2.00"' in page


def test_how_far_the_panel_agreed_and_how_firm_the_count_is(confirmed: DayGiven) -> None:
    said = confirmed.chair.open(f"{confirmed.address}/results").text
    assert "Idea 1 3.00 3.00 1.00 Idea 2 2.00 2.00 1.00" in said
    assert "For the whole day the agreement is: 1.00." in said
    assert "The count would give the same to each idea, whoever's sheets were left out." in said
    assert "whatever one of the weights had been, from 1 to 100." in said
    assert "Together 3 No other weight Lasting 1 No other weight" in said


def test_a_count_that_hangs_on_one_member_and_on_a_weight_says_so(day: DayGiven) -> None:
    """Idea 2 is exactly on the line. One member gives it more, another one less."""
    by = {"actor_id": day.chair.person_id}
    day.act(store.ask_to_reopen, reason="A slip.", **by)
    day.act(store.reopen, actor_id=day.members[0].person_id)
    day.score_again(0, 1, 4, 0)
    day.score_again(1, 1, 1, 2)
    day.move(Move.DELIBERATE, Move.ALLOCATE)
    with day.writing() as (session, at):
        awarding.read_back_day(session, day.day_id, at=at, **by)
        second = day.members[0].person_id
        awarding.confirm_day(session, day.day_id, actor_id=second, at=at)
    said = day.chair.open(f"{day.address}/results").text
    assert "It scored 2.06: 0.06 more than the 2.00 needed." in said
    assert "to these ideas. Whose sheets, we don't say. Idea 2 With another weight" in said
    assert (
        "If “Lasting” had weighed 2 instead of 1, the count would have come out otherwise. "
        "It would have given Idea 2 nothing." in said
    )
    assert "Together 3 1 Lasting 1 2" in said


def test_outside_of_the_panel_few_sheets_show_only_whether_they_were_enough(
    confirmed: DayGiven, enter: Callable[..., Visitor]
) -> None:
    for role in (Role.AUDITOR, Role.FUND_HOLDER, Role.APPROVER):
        page = enter(role).open(f"{confirmed.address}/results")
        assert "Idea 1 gets £400 of the £500 that it asked for. It scored what was" in page.text
        assert "Idea 3 gets no money this time. It scored less than was needed." in page.text
        assert "Idea 1 – 2.00 – 4 £500" in page.text
        assert "Ideas with fewer than five whole sheets have no bar here" in page.text
        assert "3.00" not in page.text
        assert page.html.count('role="img"') == 2
        assert "For the whole day the agreement is: can't be said." in page.text


def test_members_see_the_result_when_everybody_was_told(confirmed: DayGiven) -> None:
    early = confirmed.members[4].open(f"{confirmed.address}/results")
    assert (early.status, "You see it when everybody was told." in early.text) == (409, True)
    assert confirmed.members[4].open(f"{confirmed.address}/tally").status == 409
    confirmed.act(store.tell, actor_id=confirmed.chair.person_id)
    assert confirmed.members[4].open(f"{confirmed.address}/results").status == 200


def test_who_may_see_it_and_when(
    day: DayGiven, enter: Callable[..., Visitor], visitor: Visitor
) -> None:
    assert day.chair.open(f"{day.address}/results").status == 409
    for role, status in ((Role.PANEL_MEMBER, 404), (Role.APPLICANT, 404), (Role.AUDITOR, 409)):
        assert enter(role).open(f"{day.address}/results").status == status
    assert visitor.open(f"{day.address}/results").status == 404


def test_those_who_read_only_find_the_results_from_where_they_land(
    confirmed: DayGiven, enter: Callable[..., Visitor]
) -> None:
    a_day(confirmed.app, enter)
    for role in (Role.AUDITOR, Role.FUND_HOLDER, Role.APPROVER):
        reader = enter(role)
        page = reader.open("/days")
        assert 'href="/days">Panel days</a>' in reader.open("/").html
        assert f'href="{confirmed.address}/results">Results of Spring day</a>' in page.html
        assert page.html.count('href="/days/day-') == 1
        assert "Set up a panel day" not in page.text
    with confirmed.app.app_context():
        award_id = ledger.award_lines(reading())[0].award.id
    page = enter(Role.AUDITOR).open(f"/ledger/awards/{award_id}")
    assert f'href="{confirmed.address}/results"' in page.html
    assert enter(Role.ADMINISTRATOR).open("/days").status == 404
    assert "/results" not in enter(Role.ADMINISTRATOR).open(f"/ledger/awards/{award_id}").html


def test_the_way_back_leads_to_ones_own_page_of_the_day(
    confirmed: DayGiven, enter: Callable[..., Visitor]
) -> None:
    def way_back(who: Visitor, page: str) -> str:
        found = re.search('href="([^"]*)" class="govuk-back-link"', who.open(page).html)
        return found[1] if found else ""

    confirmed.act(store.tell, actor_id=confirmed.chair.person_id)
    day = confirmed.address
    for page in (f"{day}/tally", f"{day}/results"):
        assert way_back(confirmed.chair, page) == day
        assert way_back(confirmed.members[0], page) == f"{day}/mine"
    assert way_back(enter(Role.AUDITOR), f"{day}/results") == "/days"
