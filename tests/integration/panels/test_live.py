"""The live state of a day: small, mostly "not changed", and without a score or a person in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from makeithappen.core.access import Role
from makeithappen.core.db import db
from makeithappen.people.models import SignIn
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.day import Move
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor

AUDIENCES = ("room", "chair", "member")
BYTES_MAX = 1_000


def look(day: DayGiven, audience: str, tag: str = "") -> Any:
    """Ask for the live state as a page does."""
    who = day.members[0] if audience == "member" else day.chair
    headers = {"If-None-Match": tag, "X-Asked-By": "page"}
    return who.client.get(f"{day.address}/live/{audience}", headers=headers)


def wire_bytes(answer: Any) -> int:
    """What an answer weighs: its first line, its headers, its body."""
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {text}" for name, text in answer.headers)]
    return sum(len(line) + 2 for line in lines) + 2 + len(answer.data)


def ends(answer: Any) -> datetime:
    return datetime.fromisoformat(answer.json["ends_at"])


@pytest.fixture
def hearing(day: DayGiven) -> DayGiven:
    """A day on which the first idea is being heard."""
    day.act(store.open_day, actor_id=day.chair.person_id)
    day.move(Move.ASK_CONFLICTS, Move.PITCH)
    return day


def test_what_each_audience_is_told(hearing: DayGiven) -> None:
    hearing.declare(0, 0)
    told = {audience: look(hearing, audience).json for audience in AUDIENCES}
    ends_at = told["room"]["ends_at"]
    since = hearing.read().standing.since
    assert since is not None
    assert datetime.fromisoformat(ends_at) == since.replace(microsecond=0) + timedelta(minutes=4)
    member = {
        "says": "Hearing an idea",
        "event": 3,
        "state": "pitch",
        "title": "Idea 1",
        "ends_at": ends_at,
        "left_seconds": None,
    }
    room = {
        **member,
        "heard": 0,
        "ideas": 2,
        "sheets": 0,
        "decisions": 0,
        "to_commit_pence": None,
        "decided_pence": None,
    }
    assert told == {"member": member, "room": room, "chair": {**room, "conflicts": 1}}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_happened_nothing_is_sent(hearing: DayGiven, audience: str) -> None:
    first = look(hearing, audience)
    tag = first.headers["ETag"]
    assert (first.status_code, tag.startswith('"'), len(first.data) <= BYTES_MAX) == (
        200,
        True,
        True,
    )
    again = look(hearing, audience, tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Set-Cookie" not in again.headers
    assert wire_bytes(again) <= BYTES_MAX
    hearing.move(Move.QUESTIONS)
    changed = look(hearing, audience, tag)
    assert (changed.status_code, changed.json["says"]) == (200, "Questions")


def test_a_sheet_is_news_for_the_chair_and_the_room_only(open_day: DayGiven) -> None:
    tags = {audience: look(open_day, audience).headers["ETag"] for audience in AUDIENCES}
    open_day.score(0, 0, 4, 1, comment="A secret word")
    answers = {audience: look(open_day, audience, tags[audience]) for audience in AUDIENCES}
    assert {audience: one.status_code for audience, one in answers.items()} == {
        "room": 200,
        "chair": 200,
        "member": 304,
    }
    assert (answers["room"].json["sheets"], answers["chair"].json["conflicts"]) == (1, 1)
    open_day.score_again(0, 0, 2, 2)
    assert look(open_day, "chair").json["sheets"] == 1


def test_nothing_that_somebody_scored_said_or_is_called_gets_out(open_day: DayGiven) -> None:
    """The keys are known, and each value but the title is a code, a time or a whole number."""
    names = {"says", "event", "state", "title", "ends_at", "left_seconds", "heard", "ideas",
             "sheets", "decisions", "conflicts", "to_commit_pence", "decided_pence"}  # fmt: skip
    open_day.score(0, 0, 4, 1, comment="A secret word")
    open_day.score(1, 0, 1, 4)
    open_day.declare(2, 0, Degree.BENEFIT)
    people = [one.first_name for one in open_day.read().members]
    for moves in ((), (Move.BREAK,), (Move.DELIBERATE,), (Move.ALLOCATE,)):
        open_day.move(*moves)
        for audience in AUDIENCES:
            text = look(open_day, audience).get_data(as_text=True)
            told = json.loads(text)
            assert set(told) <= names
            hidden = ("secret", "member-", "person-", "sheet-", "/", "mean", *people)
            assert [word for word in hidden if word in text] == []
            assert not any(isinstance(value, list | dict | float) for value in told.values())


def test_two_sheets_with_other_scores_look_alike(app: Flask, enter: Callable[..., Visitor]) -> None:
    """Whatever was scored, the screens are told the same."""
    told = []
    for values in ((4, 4), (0, None)):
        day = a_day(app, enter)
        day.open()
        day.score(0, 0, *values, comment=str(values))
        day.close_scoring()
        answers = [look(day, audience).json for audience in AUDIENCES]
        told.append([{**one, "ends_at": ""} for one in answers])
    assert told[0] == told[1]


def test_the_pot_runs_while_the_money_is_shared_out(open_day: DayGiven) -> None:
    assert look(open_day, "room").json["to_commit_pence"] is None
    for member in range(3):
        open_day.score(member, 0, 4, 4)
    open_day.close_scoring()
    open_day.decide(0, "part", 30_000)
    open_day.decide(0, "full")
    open_day.decide(1, "not_now")
    told = look(open_day, "room").json
    assert (told["to_commit_pence"], told["decided_pence"], told["decisions"]) == (0, 50_000, 3)
    text = open_day.chair.open(f"{open_day.address}/room").text
    assert "Can be promised £0 Decided so far £500 Left -£500" in text


def test_a_pause_stops_the_clock(hearing: DayGiven) -> None:
    before = look(hearing, "room")
    hearing.act(store.pause, actor_id=hearing.chair.person_id)
    paused = look(hearing, "room").json
    assert (paused["state"], paused["ends_at"], paused["says"]) == ("paused", None, "Paused")
    assert 200 < paused["left_seconds"] <= 240
    hearing.act(store.resume, actor_id=hearing.chair.person_id)
    assert ends(look(hearing, "room")) >= ends(before)


def test_who_may_ask(hearing: DayGiven, enter: Callable[..., Visitor], visitor: Visitor) -> None:
    everybody = {
        "nobody": visitor,
        "chair": hearing.chair,
        "member": hearing.members[0],
        "other member": enter(Role.PANEL_MEMBER),
        "auditor": enter(Role.AUDITOR),
        "fund holder": enter(Role.FUND_HOLDER),
    }
    found = {
        name: [who.open(f"{hearing.address}/live/{audience}").status for audience in AUDIENCES]
        for name, who in everybody.items()
    }
    assert found == {
        "nobody": [404, 404, 404],
        "chair": [200, 200, 404],
        "member": [404, 404, 200],
        "other member": [404, 404, 404],
        "auditor": [200, 404, 404],
        "fund holder": [404, 404, 404],
    }
    assert hearing.chair.open("/days/day-x/live/room").status == 404


def test_asking_is_no_sign_of_life(hearing: DayGiven) -> None:
    member = hearing.members[0]
    mine = SignIn.person_id == member.person_id
    with hearing.writing() as (session, at):
        session.execute(update(SignIn).where(mine).values(last_seen_at=at - timedelta(minutes=5)))
    seen = select(SignIn.last_seen_at).where(mine)

    def last_seen() -> datetime:
        with hearing.app.app_context():
            return db.session.execute(seen).scalar_one()

    before = last_seen()
    assert look(hearing, "member").status_code == 200
    asked = member.client.get(f"{hearing.address}/mine", headers={"X-Asked-By": "page"})
    assert (asked.status_code, last_seen()) == (200, before)
    assert member.open(f"{hearing.address}/mine").status == 200
    assert last_seen() > before


@pytest.mark.parametrize("pitches", [1, 30])
def test_statements_of_an_answer(
    app: Flask, enter: Callable[..., Visitor], statements: Callable[[], Any], pitches: int
) -> None:
    """The first answer after an event reads the day; all others take two: who, and what is new."""
    day = a_day(app, enter, pitches=pitches)
    day.open()
    counts: dict[str, list[int]] = {}
    for audience in AUDIENCES:
        for _turn in range(2):
            with statements() as said:
                assert look(day, audience).status_code == 200
            counts.setdefault(audience, []).append(len(said))
    assert counts == {"room": [7, 2], "chair": [2, 2], "member": [2, 2]}
    day.close_scoring()
    assert look(day, "room").status_code == 200
    with statements() as said:
        look(day, "room")
    assert len(said) == 3
    assert len(look(day, "chair").data) <= BYTES_MAX


def test_a_page_carries_the_tag_of_what_it_shows(hearing: DayGiven) -> None:
    member, chair = hearing.members[0], hearing.chair
    pages = {
        "member": member.open(f"{hearing.address}/mine"),
        "chair": chair.open(hearing.address),
        "room": chair.open(f"{hearing.address}/room"),
    }
    for audience, page in pages.items():
        tag = look(hearing, audience).headers["ETag"].strip('"')
        assert f'data-live-tag="&#34;{tag}&#34;"' in page.html


def test_the_day_is_read_once_for_many_screens(app: Flask, hearing: DayGiven) -> None:
    """More folds than are kept: the oldest go, and the answers stay right."""
    for _turn in range(40):
        hearing.act(store.give_extra_time, 1, actor_id=hearing.chair.person_id)
        answer = look(hearing, "member").json
    assert answer["event"] == 43
