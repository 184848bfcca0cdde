"""The screens of a day: the room's, the observer's, the hall's, the scribe's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from panels import models, store
from panels.rules.conflicts import Degree
from panels.rules.day import Move
from panels.rules.refusal import Refusal
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor

PEOPLE = ("Ashok", "Bella", "Catriona", "Dawid", "Elspeth", "Farah", "Gail")


def begin(day: DayGiven) -> None:
    day.act(store.open_day, actor_id=day.chair.person_id)
    day.move(Move.ASK_CONFLICTS, Move.PITCH, Move.SCORE)


def address_of(day: DayGiven) -> str:
    """Make an address for the hall; returns its path."""
    page = day.chair.send(f"{day.address}/screens", to="/screens/make")
    return "/room/" + page.text.split("https://localhost/room/")[1].split()[0]


def test_the_room_sees_where_the_day_is_and_nobodys_name(day: DayGiven) -> None:
    begin(day)
    day.score(0, 0, 4, 1, comment="A secret word")
    day.declare(1, 0, Degree.KNOW)
    day.declare(2, 0, Degree.CLOSE)
    page = day.chair.open(f"{day.address}/room")
    assert "Scoring Idea 1 2 minutes left Score sheets in: 1 of 4" in page.text
    assert "The ideas Idea 1 Now Idea 2" in page.text
    assert "localhost/join" in page.text
    assert '<path stroke="#000"' in page.html
    hidden = [word for word in (*PEOPLE, "secret", "know them", "You are") if word in page.html]
    assert hidden == []


def test_the_room_while_the_day_stands_still(day: DayGiven) -> None:
    begin(day)
    day.move(Move.PITCH, pitch=1)
    for _twice in range(2):
        day.act(store.note_no_show, day.pitches[1], actor_id=day.chair.person_id)
        day.move(*([Move.PITCH] if _twice == 0 else []), pitch=1)
    day.act(store.pause, actor_id=day.chair.person_id)
    text = day.chair.open(f"{day.address}/room").text
    assert "Paused We go on when everybody is ready." in text
    assert "The clock stands still." in text
    assert "Idea 1 Heard Idea 2 Another day" in text


def test_an_observer_sees_the_room_and_how_the_panel_scores(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    auditor = enter(Role.AUDITOR, first_name="Henrik")
    assert "Spring day" not in auditor.open("/days").text
    assert (
        "The criteria are sealed when the day opens." in auditor.open(f"{day.address}/observe").text
    )
    begin(day)
    page = auditor.open("/days")
    assert (page.status, "Watch Spring day" in page.text) == (200, True)
    assert f'href="{day.address}/observe"' in page.html
    assert "Spring day" not in enter(Role.APPROVER).open("/days").text
    text = auditor.open(f"{day.address}/observe").text
    assert "Its mean must reach 2.00 out of 4." in text
    assert "Together : weight 3 Together: is it so?" in text
    assert "4 All of it" in text
    assert [word for word in PEOPLE[:6] if word in text.replace("by Bella", "")] == []
    assert auditor.open(day.address).status == 404
    assert enter(Role.PANEL_MEMBER).open(f"{day.address}/observe").status == 404


def test_a_screen_in_the_hall_needs_no_sign_in(day: DayGiven, visitor: Visitor) -> None:
    begin(day)
    path = address_of(day)
    page = visitor.open(path)
    assert (page.status, "Scoring Idea 1" in page.text) == (200, True)
    assert [word for word in (*PEOPLE, day.day_id) if word in page.html] == []
    live = visitor.client.get(f"{path}/live")
    assert (live.status_code, live.json["says"]) == (200, "Scoring")
    tag = {"If-None-Match": live.headers["ETag"]}
    assert visitor.client.get(f"{path}/live", headers=tag).status_code == 304
    assert f'data-live="{path}/live"' in page.html
    typed = path.removeprefix("/room/").replace("-", "").upper()
    assert visitor.open(f"/room/{typed}").status == 200
    assert len(typed) == 12


def test_the_address_of_the_hall_can_be_taken_back(day: DayGiven, visitor: Visitor) -> None:
    first = address_of(day)
    second = address_of(day)
    assert [visitor.open(path).status for path in (first, second)] == [404, 200]
    page = day.chair.send(f"{day.address}/screens", to="/screens/end")
    assert (page.status, "Make an address" in page.text) == (200, True)
    assert [visitor.open(path).status for path in (second, f"{second}/live")] == [404, 404]
    assert visitor.open("/room/nobody-knows-this").status == 404


def test_the_address_of_the_hall_ends_by_itself(day: DayGiven, visitor: Visitor) -> None:
    path = address_of(day)
    with day.writing() as (session, at):
        old = at - timedelta(hours=19)
        session.execute(update(models.RoomLink).values(made_at=old))
    assert visitor.open(path).status == 404
    assert "Make an address" in day.chair.open(f"{day.address}/screens").text


def test_a_screen_loads_itself_again_only_when_asked_to(day: DayGiven) -> None:
    plain = day.chair.client.get(f"{day.address}/room")
    asked = day.chair.client.get(f"{day.address}/room?again=1")
    assert ("Refresh" in plain.headers, asked.headers["Refresh"]) == (False, "20")
    assert "Stop loading it again by itself" in asked.get_data(as_text=True)


def test_a_running_page_that_loads_a_script_loads_only_its_own(day: DayGiven) -> None:
    begin(day)
    html = day.members[0].open(f"{day.address}/mine").html
    assert html.count("<script") == html.count('src="/static/js/') == 3


def test_remarks_are_written_and_taken_away_for_good(day: DayGiven) -> None:
    begin(day)
    idea = f"{day.address}/ideas/{day.pitches[0]}/remarks"
    silent = day.chair.send(idea, words=" ")
    assert (silent.status, "Write what was said" in silent.text) == (400, True)
    page = day.chair.send(idea, words="Ask the council about the tree.")
    assert (page.status, "Ask the council" in page.text) == (200, True)
    overview = day.chair.open(f"{day.address}/remarks")
    assert "Idea 1 Ask the council about the tree. Write or take away Idea 1" in overview.text
    assert "Idea 2 Nothing yet." in overview.text
    gone = day.chair.fill(page, to="/remove")
    assert (gone.status, "Ask the council" in gone.text) == (200, False)
    with day.app.app_context():
        assert store.remarks(reading(), day.day_id) == {}
    again = day.chair.fill(page, to="/remove", intent="0" * 32)
    assert again.status == 404


def test_remarks_only_while_the_day_runs(day: DayGiven, enter: Callable[..., Visitor]) -> None:
    idea = f"{day.address}/ideas/{day.pitches[0]}/remarks"
    before = day.chair.open(idea)
    assert "Remarks are written while the day runs." in before.text
    begin(day)
    coordinator = enter(Role.COORDINATOR)
    assert coordinator.send(idea, words="It rained.").status == 200
    assert coordinator.open(f"{day.address}/ideas/pitch-x/remarks").status == 404
    assert day.members[0].open(idea).status == 404
    form = day.chair.open(idea)
    day.move(Move.PITCH, pitch=1)
    day.move(Move.SCORE)
    day.close_scoring()
    for pitch in range(2):
        day.decide(pitch, "not_now")
    day.confirm()
    late = day.chair.fill(form, words="It was late.")
    assert (late.status, "The day has moved on" in late.text) == (409, True)
    with pytest.raises(Refused) as refused:
        day.act(store.add_remark, "pitch-x", "Where?", actor_id="test")
    assert refused.value.code is Refusal.NOT_A_PITCH


PAGES = {"room": 9, "observe": 9, "screens": 7, "remarks": 8, "remark": 8, "hall": 9}


@pytest.mark.parametrize("pitches", [1, 30])
def test_statements_per_screen(
    app: Flask,
    enter: Callable[..., Visitor],
    statements: Callable[[], Any],
    visitor: Visitor,
    pitches: int,
) -> None:
    day = a_day(app, enter, pitches=pitches)
    begin(day)
    for pitch_id in day.pitches:
        day.act(store.add_remark, pitch_id, "Fine.", actor_id="test")
    home, hall = day.address, address_of(day)
    visits = {
        "room": lambda: day.chair.open(f"{home}/room"),
        "observe": lambda: day.chair.open(f"{home}/observe"),
        "screens": lambda: day.chair.open(f"{home}/screens"),
        "remarks": lambda: day.chair.open(f"{home}/remarks"),
        "remark": lambda: day.chair.open(f"{home}/ideas/{day.pitches[0]}/remarks"),
        "hall": lambda: visitor.open(hall),
    }
    found: dict[str, int] = {}
    for name, visit in visits.items():
        with statements() as said:
            assert visit().status == 200
        found[name] = len(said)
    assert found == PAGES
