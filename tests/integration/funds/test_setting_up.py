"""A fund is set up through its pages: who answers for it, its areas, its rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import reading, transaction
from makeithappen.funds import store
from makeithappen.funds.rules.rounds import Structure
from makeithappen.funds.rules.start import Start
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
PARTS = {
    "money_held_by": "Harbour Trust",
    "money_authorised_by": "Grace",
    "safeguarding_lead": "Bo",
    "safeguarding_contact": "01234 567890",
    "review_contact": "Cy, 01234 567891",
}
SPRING = {
    "name": "Spring",
    "opens_on__day": "1",
    "opens_on__month": "3",
    "opens_on__year": "2027",
    "closes_on__day": "31",
    "closes_on__month": "3",
    "closes_on__year": "2027",
    "criteria_words": "What lasts.",
}


@pytest.fixture
def ada(enter: Enter) -> Visitor:
    """An administrator."""
    return enter(Role.ADMINISTRATOR)


def funds(app: Flask) -> list[store.FundRow]:
    with app.app_context():
        return store.funds(reading())


def rounds(app: Flask, fund_id: str) -> list[store.RoundRow]:
    with app.app_context():
        return store.rounds(reading(), fund_id)


def add_fund(app: Flask, ada: Visitor, **parts: str) -> str:
    ada.send("/funds/new", name="Make it Happen", purpose="Ideas of families")
    fund_id = funds(app)[-1].fund_id
    if parts:
        ada.send(f"/funds/{fund_id}/structure", **parts)
    return fund_id


def add_round(app: Flask, ada: Visitor, fund_id: str) -> str:
    ada.send(f"/funds/{fund_id}/rounds/new", **SPRING)
    return rounds(app, fund_id)[0].round_id


def test_a_fund_is_added_and_then_says_who_answers_for_it(app: Flask, ada: Visitor) -> None:
    page = ada.send("/funds/new", name=" Make it Happen ", purpose="Ideas of families")
    fund_id = funds(app)[0].fund_id
    assert (page.status, page.path) == (200, f"/funds/{fund_id}/structure")
    page = ada.fill(page, **PARTS)
    assert (page.status, page.path) == (200, f"/funds/{fund_id}")
    structure = Structure(**PARTS)
    start = Start(talk_contact=structure.review_contact)
    words = ("Make it Happen", "Europe/London", "Ideas of families")
    expected = store.FundRow(fund_id, *words, structure, start)
    assert funds(app) == [expected]


def test_a_fund_needs_a_name_and_a_real_time_zone(app: Flask, ada: Visitor) -> None:
    page = ada.send("/funds/new", name=" ", purpose="kept")
    assert (page.status, funds(app)) == (400, [])
    assert "Write a name for the fund" in page.text
    assert page.forms[-1].values["purpose"] == "kept"
    fund_id = add_fund(app, ada)
    page = ada.send(f"/funds/{fund_id}/structure", zone="Mars/Olympus", **PARTS)
    assert page.status == 400
    assert "Write a time zone, like Europe/London" in page.text
    assert funds(app)[0].structure == store.EMPTY_STRUCTURE


def test_the_same_form_sent_twice_adds_one_fund(app: Flask, ada: Visitor) -> None:
    page = ada.open("/funds/new")
    places = {ada.fill(page, name="Make it Happen").path for _press in range(2)}
    assert len(funds(app)) == len(places) == 1


def test_a_round_opens_only_once_all_parts_are_filled_in(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada, **{**PARTS, "review_contact": ""})
    round_id = add_round(app, ada, fund_id)
    page = ada.send(f"/funds/rounds/{round_id}", to="/open")
    assert page.status == 409
    assert "Still empty: 1." in page.text
    assert "Whom to ask to look at a decision again" in page.text
    assert rounds(app, fund_id)[0].opened_at is None
    ada.send(f"/funds/{fund_id}/structure", **PARTS)
    page = ada.send(f"/funds/rounds/{round_id}", to="/open")
    assert (page.status, page.path) == (200, f"/funds/rounds/{round_id}")
    assert rounds(app, fund_id)[0].opened_at is not None


def test_a_round_keeps_what_was_typed(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada)
    round_id = add_round(app, ada, fund_id)
    expected = store.RoundRow(
        round_id=round_id,
        fund_id=fund_id,
        fund_name="Make it Happen",
        zone="Europe/London",
        name="Spring",
        opens_on=date(2027, 3, 1),
        closes_on=date(2027, 3, 31),
        answers_due_on=None,
        criteria_words="What lasts.",
        opened_at=None,
        closed_at=None,
    )
    assert rounds(app, fund_id) == [expected]


def test_a_round_that_ends_before_it_begins_is_not_kept(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada)
    typed = {**SPRING, "closes_on__year": "2026"}
    page = ada.send(f"/funds/{fund_id}/rounds/new", **typed)
    assert (page.status, rounds(app, fund_id)) == (409, [])
    assert "The last day must not be before the first day." in page.text
    assert page.forms[-1].values["closes_on-year"] == "2026"
    typed = {**SPRING, "opens_on__day": "32"}
    page = ada.send(f"/funds/{fund_id}/rounds/new", **typed)
    assert (page.status, rounds(app, fund_id)) == (400, [])


def test_a_round_is_opened_once_and_closed_once(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada, **PARTS)
    round_id = add_round(app, ada, fund_id)
    first = ada.open(f"/funds/rounds/{round_id}")
    second = ada.open(f"/funds/rounds/{round_id}")
    assert ada.fill(first, to="/open").status == 200
    assert ada.fill(first, to="/open").status == 200
    page = ada.fill(second, to="/open")
    assert (page.status, "A round opens only once." in page.text) == (409, True)
    first, second = (ada.open(f"/funds/rounds/{round_id}") for _look in range(2))
    assert ada.fill(first, to="/close").status == 200
    page = ada.fill(second, to="/close")
    assert (page.status, "This round is not open" in page.text) == (409, True)


def test_nobody_leaves_a_part_empty_while_a_round_is_open(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada, **PARTS)
    round_id = add_round(app, ada, fund_id)
    ada.send(f"/funds/rounds/{round_id}", to="/open")
    page = ada.send(f"/funds/{fund_id}/structure", safeguarding_lead=" ")
    assert page.status == 409
    assert 'href="#safeguarding_lead"' in page.html
    assert funds(app)[0].structure == Structure(**PARTS)
    ada.send(f"/funds/rounds/{round_id}", to="/close")
    assert ada.send(f"/funds/{fund_id}/structure", safeguarding_lead="").status == 200
    assert funds(app)[0].structure == Structure(**{**PARTS, "safeguarding_lead": ""})


def test_an_area_is_archived_and_keeps_its_name(app: Flask, ada: Visitor) -> None:
    fund_id = add_fund(app, ada)
    for name in ("Old Town", "Hillside"):
        ada.send(f"/funds/{fund_id}/areas", name=name)
    with app.app_context():
        hillside, old_town = store.areas(reading(), [fund_id])
    page = ada.send(f"/funds/areas/{old_town.area_id}/archive")
    assert (page.status, page.path) == (200, f"/funds/{fund_id}/areas")
    expected = store.AreaRow(old_town.area_id, fund_id, "Old Town", archived=True)
    with app.app_context():
        assert store.areas(reading(), [fund_id]) == [hillside, expected]
    assert "Old Town" not in ada.open(f"/funds/{fund_id}").text


def test_a_coordinator_reads_and_changes_nothing(app: Flask, ada: Visitor, enter: Enter) -> None:
    fund_id = add_fund(app, ada, **PARTS)
    round_id = add_round(app, ada, fund_id)
    reader = enter(Role.COORDINATOR)
    readable = ["/funds", f"/funds/{fund_id}", f"/funds/rounds/{round_id}"]
    assert [reader.open(path).status for path in readable] == [200, 200, 200]
    assert "Open this round" not in reader.open(readable[2]).text
    closed = ["/funds/new", f"/funds/{fund_id}/structure", f"/funds/{fund_id}/areas"]
    assert [reader.open(path).status for path in closed] == [404, 404, 404]
    others = enter(Role.APPLICANT, Role.PANEL_MEMBER, Role.FUND_HOLDER)
    assert [others.open(path).status for path in readable] == [404, 404, 404]


@pytest.mark.parametrize(
    "path",
    [
        "/funds/nothing",
        "/funds/nothing/structure",
        "/funds/nothing/areas",
        "/funds/nothing/rounds/new",
        "/funds/areas/nothing/archive",
        "/funds/rounds/nothing",
    ],
)
def test_what_is_not_there_is_a_404(ada: Visitor, path: str) -> None:
    assert ada.open(path).status == 404


@pytest.mark.parametrize(
    ("at", "names"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), []),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), ["One day"]),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), ["One day"]),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), []),
    ],
)
def test_a_round_takes_ideas_from_midnight_to_midnight_where_its_fund_is(
    app: Flask, at: datetime, names: list[str]
) -> None:
    day, who = date(2026, 7, 1), {"actor_id": "test", "at": at}
    with app.app_context(), transaction() as session:
        fund_id = store.add_fund(session, name="Make it Happen", **who)
        words = {"name": "Make it Happen", "purpose": ""}
        store.change_fund(session, fund_id=fund_id, structure=Structure(**PARTS), **words, **who)
        days = {"opens_on": day, "closes_on": day}
        round_id = store.add_round(session, fund_id=fund_id, name="One day", **days, **who)
        store.open_round(session, round_id=round_id, **who)
        assert [row.name for row in store.open_rounds(session, at)] == names
