"""Joining with the code of a seat: one day, one seat at a time, until it is replaced or over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen.core.access import Role
from makeithappen.core.db import Base, now, reading
from makeithappen.core.errors import Refused
from makeithappen.core.events import Event
from panels import store
from panels.models_seats import SeatCode, SeatPhone
from panels.rules.seats import CODE_SPAN, NETWORK_BUDGET, WHOLE_SPAN, SeatRefusal
from panels.store import seats
from tests.integration.panels.given import DayGiven
from tests.support.visitor import Page, Visitor

CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
UNKNOWN = "This code opens no seat."


def give(day: DayGiven, *members: int) -> list[str]:
    """Fresh codes for these members, in this order; for all of them where none is named."""
    known = sorted(day.read().members, key=lambda one: one.first_name)
    ids = [known[at].member_id for at in members or range(len(known))]
    given = day.act(seats.give_codes, ids, actor_id=day.chair.person_id)
    return [given[one] for one in ids]


def phone(app: Flask) -> Visitor:
    """A phone that nobody has signed in on."""
    return Visitor(app.test_client())


def join(visitor: Visitor, code: str) -> Page:
    """Type a code, say who one is, and land on the day."""
    who = visitor.send("/join", to="/join", code=code)
    return visitor.fill(who, to="/join/enter")


def count(day: DayGiven, table: type[Base]) -> int:
    with day.app.app_context():
        return reading().execute(select(func.count()).select_from(table)).scalar_one()


def test_a_slip_lets_any_phone_score_without_an_account(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    mine = phone(open_day.app)
    who = mine.send("/join", to="/join", code=f" {code[:4].lower()} {code[4:]}")
    assert "Who is holding this phone? This code opens the seat of Ashok." in who.text
    assert count(open_day, SeatPhone) == 0
    page = mine.fill(who, to="/join/enter")
    assert page.path == f"{open_day.address}/mine"
    assert "Ashok is scoring on this phone." in page.text
    address = f"{open_day.address}/ideas/{open_day.pitches[0]}"
    assert mine.send(f"{address}/conflict", degree="none").path == f"{address}/sheet"
    sent = mine.send(f"{address}/sheet", to="", score_1="3", score_2="4", comment="")
    assert (sent.status, "Ashok is scoring on this phone." in sent.text) == (200, True)
    live = mine.client.get(f"{open_day.address}/live/member")
    assert (live.status_code, live.json["says"]) == (200, "Scoring")
    received = open_day.ask(store.progress)[open_day.pitches[0]].received
    ashok = open_day.read().member_of(open_day.members[0].person_id)
    assert ashok is not None
    assert received == {ashok.member_id}


def test_a_link_joins_nobody_by_itself(open_day: DayGiven) -> None:
    give(open_day)
    mine = phone(open_day.app)
    for _time in range(3):
        assert mine.open("/join").status == 200
    assert (count(open_day, SeatPhone), mine.open(f"{open_day.address}/mine").status) == (0, 404)


MEMBERS_ONLY = ("agree", "mine/care", "results")


def test_a_seat_is_nobody_off_its_day(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    mine = phone(open_day.app)
    join(mine, code)
    hidden = [f"{open_day.address}/{place}" for place in MEMBERS_ONLY]
    hidden += ["/days/mine", "/days", open_day.address, "/me", "/ideas/mine"]
    hidden += [f"{open_day.address}/seats", f"{open_day.address}/read-back"]
    assert {path: mine.open(path).status for path in hidden} == dict.fromkeys(hidden, 404)
    assert "Sign in" in mine.open("/").text
    home = mine.open(f"{open_day.address}/mine")
    assert "My panel days" not in home.text
    assert "Pay and expenses" not in home.text


def test_a_seat_opens_no_other_day_of_the_same_person(open_day: DayGiven) -> None:
    with open_day.writing() as (session, at):
        about = {"fund_id": "fund-1", "round_id": "round-1", "name": "Another day"}
        rule = {"held_on": at.date(), "quorum": None, "threshold": None}
        other = store.add_day(session, **about, **rule, actor_id="test", at=at)
        same = store.NewMember(open_day.members[0].person_id, "Ashok", is_reserve=False)
        store.put_members(session, other, [same], actor_id="test", at=at)
    mine = phone(open_day.app)
    join(mine, give(open_day, 0)[0])
    assert mine.open(f"/days/{other}/mine").status == 404
    assert open_day.members[0].open(f"/days/{other}/mine").status == 200


def test_a_public_page_knows_nobody_at_a_seat(open_day: DayGiven) -> None:
    mine = phone(open_day.app)
    join(mine, give(open_day, 0)[0])
    for path, known in (("/", False), ("/vote", False), ("/receipts", False), ("/join", True)):
        assert ("You are Ashok" in mine.open(path).text) is known, path


def test_a_lost_phone_is_out_at_once_and_the_new_code_goes_on(open_day: DayGiven) -> None:
    old = give(open_day, 0)[0]
    lost, found = phone(open_day.app), phone(open_day.app)
    join(lost, old)
    address = f"{open_day.address}/ideas/{open_day.pitches[0]}"
    lost.send(f"{address}/conflict", degree="none")
    half_way = lost.open(f"{address}/sheet")
    page = open_day.chair.send(
        f"{open_day.address}/seats", to=f"/seats/{open_day.read().members[0].member_id}"
    )
    new = CODE.findall(page.text)[0]
    assert "Ashok" in page.text
    assert lost.open(f"{open_day.address}/mine").status == 404
    assert lost.fill(half_way, score_1="0", score_2="0").status == 404
    assert UNKNOWN in lost.send("/join", to="/join", code=old).text
    assert join(found, new).path == f"{open_day.address}/mine"
    assert found.send(f"{address}/sheet", score_1="3", score_2="3", comment="").status == 200


def test_a_shared_phone_asks_who_holds_it(open_day: DayGiven) -> None:
    first, second = give(open_day, 0, 1)
    shared = phone(open_day.app)
    join(shared, first)
    who = shared.send("/join", to="/join", code=second)
    assert "Until now the phone was with Ashok." in who.text
    assert "I am Ashok" in who.text
    assert "You are Ashok" in shared.open(f"{open_day.address}/mine").text
    assert "Bella is scoring on this phone." in shared.fill(who, to="/join/enter").text
    assert count(open_day, SeatPhone) == 1
    handed = shared.send(f"{open_day.address}/mine", to="/join/hand-on")
    assert (handed.path, "is scoring on this phone" in handed.text) == ("/join", False)
    assert count(open_day, SeatPhone) == 0
    assert shared.open(f"{open_day.address}/mine").status == 404
    assert "Ashok is scoring on this phone." in join(shared, first).text


def test_handing_on_keeps_what_waits_and_signing_out_does_not(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    shared = phone(open_day.app)
    for place, forgets in (("hand-on", '"cache"'), ("leave", '"cache", "storage"')):
        join(shared, code)
        page = shared.open(f"{open_day.address}/mine")
        left = shared.fill(page, to=f"/join/{place}", follow=False)
        assert left.response.headers["Clear-Site-Data"] == forgets


def test_a_member_with_an_account_keeps_their_own_way_in(open_day: DayGiven) -> None:
    give(open_day)
    page = open_day.members[0].open(f"{open_day.address}/mine")
    assert (page.status, "is scoring on this phone" in page.text) == (200, False)
    assert open_day.members[0].open("/days/mine").status == 200


def test_only_keyed_digests_are_kept(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    mine = phone(open_day.app)
    join(mine, code)
    with mine.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with open_day.app.app_context():
        rows = [
            str(dict(row))
            for table in Base.metadata.sorted_tables
            for row in reading().execute(table.select()).mappings()
        ]
        trail = reading().execute(
            select(Event.what, Event.actor_id)
            .where(Event.what.like("seat%"))
            .order_by(Event.number)
        )
        assert [tuple(row) for row in trail] == [
            ("seat_code_given", open_day.chair.person_id),
            ("seat_joined", open_day.members[0].person_id),
        ]
    assert [row for row in rows if code in row or token in row] == []


def test_a_code_ends_with_its_day(open_day: DayGiven) -> None:
    codes = give(open_day)
    mine = phone(open_day.app)
    join(mine, codes[0])
    for member in range(5):
        for pitch in range(2):
            open_day.score(member, pitch, 3, 3)
    open_day.close_scoring()
    open_day.decide(0, "full")
    open_day.decide(1, "not_now")
    assert "See the count" in mine.open(f"{open_day.address}/mine").text
    open_day.confirm()
    assert (count(open_day, SeatCode), count(open_day, SeatPhone)) == (0, 0)
    assert mine.open(f"{open_day.address}/mine").status == 404
    assert UNKNOWN in mine.send("/join", to="/join", code=codes[0]).text
    page = open_day.chair.open(f"{open_day.address}/seats")
    assert (page.status, "All codes have ended with it." in page.text) == (409, True)


def test_codes_and_phones_end_after_a_while(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    with open_day.app.app_context():
        at = now(reading())
        assert seats.find_seat(reading(), code, at).first_name == "Ashok"
        with pytest.raises(Refused) as refused:
            seats.find_seat(reading(), code, at + CODE_SPAN)
        assert refused.value.code is SeatRefusal.SEAT_CODE_UNKNOWN
        reading().rollback()
    with open_day.writing() as (session, at):
        token, _seat = seats.join(session, code, at=at)
    with open_day.app.app_context():
        for later, is_in in ((timedelta(hours=3), True), (WHOLE_SPAN, False)):
            assert seats.load_seat(reading(), token, at + later).signed_in is is_in
            reading().rollback()


def test_whoever_leaves_the_panel_before_it_opens_loses_the_code(day: DayGiven) -> None:
    code = give(day, 0)[0]
    mine = phone(day.app)
    assert "The day has not begun yet." in join(mine, code).text
    kept = [
        store.NewMember(one.person_id, one.first_name, one.is_reserve) for one in day.read().members
    ]
    day.act(store.put_members, kept, actor_id="test")
    assert mine.open(f"{day.address}/mine").status == 200
    day.act(store.put_members, [one for one in kept if one.first_name != "Ashok"], actor_id="test")
    assert mine.open(f"{day.address}/mine").status == 404
    assert UNKNOWN in mine.send("/join", to="/join", code=code).text


def test_wrong_codes_are_few_and_right_ones_cost_nothing(open_day: DayGiven) -> None:
    code = give(open_day, 0)[0]
    guesser = phone(open_day.app)
    for _time in range(NETWORK_BUDGET.hits_max):
        who = guesser.send("/join", to="/join", code=code)
        assert who.status == 200
    page = guesser.open("/join")
    for number in range(NETWORK_BUDGET.hits_max):
        assert guesser.fill(page, to="/join", code=f"WRNG{number:04}").status == 400
    assert guesser.fill(page, to="/join", code=code).status == 429
    assert guesser.fill(who, to="/join/enter").status == 429


def test_slips_are_shown_once_to_whoever_runs_the_day(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    morag = enter(Role.COORDINATOR, first_name="Morag")
    page = morag.open(f"{day.address}/seats")
    slips = morag.fill(page, to="/seats")
    codes = CODE.findall(slips.text)
    assert (len(set(codes)), slips.html.count("<svg ")) == (6, 6 + 1)
    assert slips.response.headers["Cache-Control"] == "no-store"
    again = morag.fill(page, to="/seats")
    assert (CODE.findall(again.text), "Codes are shown once." in again.text) == ([], True)
    assert "Print slips" not in again.text
    assert join(phone(day.app), codes[0]).status == 200
    member = day.members[0].open(f"{day.address}/seats")
    assert member.status == 404


def test_a_code_that_was_replaced_meanwhile_joins_nobody(open_day: DayGiven) -> None:
    old = give(open_day, 0)[0]
    mine = phone(open_day.app)
    who = mine.send("/join", to="/join", code=old)
    give(open_day, 0)
    assert UNKNOWN in mine.fill(who, to="/join/enter").text
    assert count(open_day, SeatPhone) == 0


def test_somebody_without_an_address_sits_on_the_panel(day: DayGiven) -> None:
    wrong = day.chair.send(f"{day.address}/panel/new", first_name="")
    assert (wrong.status, "Write a first name" in wrong.text) == (400, True)
    page = day.chair.send(f"{day.address}/panel/new", first_name="Nana")
    assert (page.path, "Nana" in page.text) == (day.address, True)
    assert [one.first_name for one in day.read().members if not one.is_reserve] == [
        "Ashok", "Bella", "Catriona", "Dawid", "Elspeth", "Nana",
    ]  # fmt: skip
    nana = next(one for one in day.read().members if one.first_name == "Nana")
    code = day.act(seats.give_codes, [nana.member_id], actor_id="test")[nana.member_id]
    day.open()
    mine = phone(day.app)
    join(mine, code)
    address = f"{day.address}/ideas/{day.pitches[0]}"
    mine.send(f"{address}/conflict", degree="none")
    assert mine.send(f"{address}/sheet", score_1="3", score_2="3", comment="").status == 200
    refused = day.chair.open(f"{day.address}/panel/new")
    assert refused.status == 409
