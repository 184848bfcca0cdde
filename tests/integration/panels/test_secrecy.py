"""Once a day is confirmed nothing joins a member to a score; only the scrutineer can undo that."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from makeithappen.core import envelopes
from makeithappen.core.db import Base, reading
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.bundle import Form
from panels.rules.conflicts import Degree
from panels.rules.day import Move, State
from panels.rules.links import PURPOSE
from panels.rules.refusal import Refusal
from panels.store import seats
from tests.integration.panels.given import DayGiven

PRIVATE, PUBLIC = envelopes.new_key()


def hold(day: DayGiven) -> None:
    """Four members score on their phones, one steps back, one changes a sheet; all is decided."""
    day.open()
    for member in range(4):
        for pitch in range(2):
            address = f"{day.address}/ideas/{day.pitches[pitch]}"
            day.members[member].send(f"{address}/conflict", degree="none")
            said = {"score_1": str(member), "score_2": "3", "comment": f"Words {member}"}
            assert day.members[member].send(f"{address}/sheet", **said).status == 200
    day.declare(4, 0, Degree.CLOSE)
    day.score_again(2, 0, 4, 4)
    day.close_scoring()
    day.decide(0, "full")
    day.decide(1, "not_now")


@pytest.fixture
def confirmed(day: DayGiven) -> DayGiven:
    hold(day)
    day.confirm()
    return day


@pytest.fixture
def watched(day: DayGiven) -> DayGiven:
    """The same with a scrutineer."""
    day.act(store.put_scrutineer, PUBLIC, actor_id="test")
    hold(day)
    day.confirm()
    return day


def rows(day: DayGiven) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of each table."""
    with day.app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in reading().execute(table.select()).mappings():
                yield table.name, dict(row)


def test_no_row_joins_a_member_to_a_sheet(confirmed: DayGiven) -> None:
    found = list(rows(confirmed))
    people = {one.person_id for one in [*confirmed.members, confirmed.reserve]}
    people |= {one.member_id for one in confirmed.read().members}
    of_sheets = {str(row["id"]) for name, row in found if name in ("voters", "sheets")}
    assert len(of_sheets) == 6 + 9
    both = [
        name
        for name, row in found
        if any(one in json.dumps(row, default=str) for one in people)
        and any(one in json.dumps(row, default=str) for one in of_sheets)
    ]
    assert both == []
    assert {row["member_id"] for name, row in found if name == "voters"} == {None}


def test_seats_are_gone_with_all_their_phones(day: DayGiven) -> None:
    members = day.read().members
    given = day.act(
        seats.give_codes, [one.member_id for one in members], actor_id=day.chair.person_id
    )
    for code in given.values():
        with day.writing() as (session, at):
            seats.join(session, code, at=at)
    assert {name for name, _row in rows(day)} >= {"seat_codes", "seat_phones"}
    hold(day)
    day.confirm()
    found = list(rows(day))
    assert {name for name, _row in found} & {"seat_codes", "seat_phones"} == set()
    voters = {str(row["id"]) for name, row in found if name in ("voters", "sheets")}
    told = [row for name, row in found if name == "events" and "seat" in row["what"]]
    assert len(told) == 2 * len(members)
    assert not any(one in json.dumps(row, default=str) for row in told for one in voters)


def test_neither_time_nor_order_nor_a_form_tells(confirmed: DayGiven) -> None:
    found = list(rows(confirmed))
    assert len({row["received_at"] for name, row in found if name == "sheets"}) == 1
    assert len({row["declared_at"] for name, row in found if name == "conflicts"}) == 1
    scopes = {row["scope"] for name, row in found if name == "intents"}
    assert not any("sheet" in scope or "conflict" in scope for scope in scopes)
    with confirmed.app.app_context():
        for name in ("voters", "sheets", "conflicts"):
            place = "ctid" if reading().get_bind().dialect.name == "postgresql" else "rowid"
            ids = list(reading().execute(text(f"SELECT id FROM {name} ORDER BY {place}")).scalars())
            assert ids == sorted(ids)


def test_the_count_stays_and_the_exports_name_nobody(confirmed: DayGiven) -> None:
    assert [one.complete for one in confirmed.ask(store.tallies).values()] == [4, 4]
    with confirmed.app.app_context():
        assert store.check_bundle(reading(), confirmed.day_id).problems == ()
        for form in Form:
            said = json.dumps(store.day_bundle(reading(), confirmed.day_id, form))
            assert not any(one.person_id in said for one in confirmed.members)
            assert not any(one.member_id in said for one in confirmed.read().members)


def test_the_log_says_nothing_of_who_scored(
    day: DayGiven, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        hold(day)
        day.confirm()
    assert not [one for one in caplog.messages if "sheet" in one or "voter" in one]


def test_members_can_no_longer_see_which_sheet_was_theirs(confirmed: DayGiven) -> None:
    parts = confirmed.ask(lambda session, day: store.my_parts(session, day, day.members[0]))
    assert list(parts.values()) == [store.MyPart(None, 0, None, "")] * 2
    page = confirmed.members[0].open(f"{confirmed.address}/mine")
    assert "Nobody can tell any more which sheet is whose" in page.text


def links(day: DayGiven) -> str:
    with day.app.app_context():
        sealed = store.sealed_links(reading(), day.day_id)
    assert sealed is not None
    return envelopes.open_with(PRIVATE, sealed, PURPOSE)


def test_the_scrutineer_alone_can_bring_the_list_back(watched: DayGiven) -> None:
    found = json.loads(links(watched))
    members = sorted(one.member_id for one in watched.read().members)
    assert (found["day"], sorted(found["links"].values())) == (watched.day_id, members)
    other, _ = envelopes.new_key()
    with watched.app.app_context():
        sealed = store.sealed_links(reading(), watched.day_id) or ""
    with pytest.raises(Refused) as refused:
        envelopes.open_with(other, sealed, PURPOSE)
    assert refused.value.code is envelopes.EnvelopeRefusal.NOT_FOR_THIS_KEY


def reopen(day: DayGiven, text_of_links: str) -> None:
    by = {"actor_id": day.members[0].person_id}
    day.act(store.ask_to_reopen, reason="A late conflict.", actor_id=day.chair.person_id)
    day.act(store.reopen, links=text_of_links, **by)


def test_a_confirmed_day_opens_again_with_the_scrutineers_list_only(watched: DayGiven) -> None:
    text_of_links = links(watched)
    for wrong in ("", text_of_links.replace("member-", "member-x")):
        with pytest.raises(Refused) as refused:
            reopen(watched, wrong)
        assert refused.value.code is Refusal.LINKS_NOT_THE_SEALED
    reopen(watched, text_of_links)
    assert (watched.read().state, watched.read().standing.version) == (State.BREAK, 2)
    watched.declare(0, 0, Degree.BENEFIT)
    watched.move(Move.DELIBERATE, Move.ALLOCATE)
    assert [one.complete for one in watched.ask(store.tallies).values()] == [3, 4]
    watched.confirm()
    with watched.app.app_context():
        assert store.check_bundle(reading(), watched.day_id).problems == ()
    assert {row["member_id"] for name, row in rows(watched) if name == "voters"} == {None}


def test_without_a_scrutineer_the_list_is_gone_for_good(confirmed: DayGiven) -> None:
    with confirmed.app.app_context():
        assert store.sealed_links(reading(), confirmed.day_id) is None
    with pytest.raises(Refused) as refused:
        reopen(confirmed, "{}")
    assert refused.value.code is Refusal.LINKS_DESTROYED


def test_a_scrutineers_key_is_sealed_with_the_settings(day: DayGiven) -> None:
    with pytest.raises(Refused) as refused:
        day.act(store.put_scrutineer, "not a key", actor_id="test")
    assert refused.value.code is envelopes.EnvelopeRefusal.NOT_A_KEY
    day.act(store.put_scrutineer, PUBLIC, actor_id="test")
    assert day.read().settings.scrutineer_key == PUBLIC
    day.open()
    with pytest.raises(Refused) as sealed:
        day.act(store.put_scrutineer, None, actor_id="test")
    assert sealed.value.code is Refusal.SETTINGS_SEALED


def test_the_page_takes_a_key_and_says_what_is_wrong_with_another(day: DayGiven) -> None:
    address = f"{day.address}/scrutineer"
    wrong = day.chair.send(address, public_key="my key")
    assert (wrong.status, "This is not a public key." in wrong.text) == (409, True)
    assert wrong.forms[-1].values["public_key"] == "my key"
    page = day.chair.send(address, public_key=f" {PUBLIC} ")
    assert "A scrutineer, with their own key" in page.text
    assert day.read().settings.scrutineer_key == PUBLIC
