"""A rehearsal goes through all of a day, and nothing of it reaches anything that counts."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask, url_for
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from ledger import store as ledger
from ledger.models import Award, Entry
from makeithappen import awarding, shortlisting
from makeithappen.core.access import Role
from makeithappen.core.db import Base, reading
from makeithappen.core.errors import Missing, Refused
from makeithappen.core.outbox import waiting
from makeithappen.public import store as public
from panels import models, store
from panels.models_care import CareTerms
from panels.rules.bundle import Form
from panels.rules.care import Terms
from panels.rules.day import Move, State
from panels.rules.rehearsal import RehearsalRefusal
from panels.rules.running_order import Timetable
from panels.store import care, rehearsing, seats
from panels.store.holding import words_of
from panels.store.voting_reading import days_for_votes
from tests.integration.panels.given import DayGiven, put_real_idea
from tests.integration.panels.test_joining import join, phone
from tests.support.visitor import Page, Visitor

OFFER = care.Offer(Terms(6_000, None), Timetable(600, 4, 5, 2, 10, 3), "Europe/London")
MARK = "Rehearsal: nothing here counts."


@pytest.fixture
def rehearsal(day: DayGiven) -> DayGiven:
    """A rehearsal of the day with invented people; `chair` runs it."""
    page = day.chair.send(f"{day.address}/rehearse", people="invented")
    made = DayGiven(day.app, page.path.rsplit("/", 1)[-1], day.chair, [], day.reserve)
    made.pitches = [one.pitch_id for one in made.read().pitches]
    return made


def at_the_seats(given: DayGiven) -> list[Visitor]:
    """A phone for each member, who joined with their code."""
    ids = [one.member_id for one in given.read().members]
    codes = given.act(seats.give_codes, ids, actor_id="test")
    phones = [phone(given.app) for _one in ids]
    for one, code in zip(phones, codes.values(), strict=True):
        assert MARK in join(one, code).text
    return phones


def test_an_invented_idea_says_all_that_a_family_can_say(rehearsal: DayGiven) -> None:
    pitches = rehearsal.read().pitches
    assert [one.title for one in pitches if not all(words_of(one).values())] == []
    assert [one.how_many for one in pitches] == ["45", "60", "40", "150"]
    assert pitches[0].drops == "The picnic"


def to_the_decisions(given: DayGiven) -> None:
    """Open, invent each sheet, decide on each idea, read back: by the pages."""
    given.chair.send(given.address, to="/open")
    given.move(Move.ASK_CONFLICTS, Move.SCORE_ALL)
    given.chair.send(given.address, to="/rehearsal/fill")
    given.close_scoring()
    for at in (0, 1, 3):
        given.decide(at, "full")
    given.decide(2, "not_now")
    given.chair.send(f"{given.address}/read-back")


def held(given: DayGiven) -> list[Visitor]:
    """The whole day, to the telling."""
    to_the_decisions(given)
    phones = at_the_seats(given)
    phones[0].send(f"{given.address}/sign")
    given.chair.send(given.address, to="/told")
    assert given.read().state is State.TOLD
    return phones


def count(given: DayGiven, table: type[Base]) -> int:
    with given.app.app_context():
        return reading().execute(select(func.count()).select_from(table)).scalar_one()


def refusal(act: Callable[[], object]) -> object:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_it_is_set_up_like_its_day_with_invented_ideas_and_people(
    day: DayGiven, rehearsal: DayGiven
) -> None:
    real, made = day.read(), rehearsal.read()
    assert (real.is_rehearsal, made.is_rehearsal, made.name) == (False, True, real.name)
    assert [(one.name, one.weight) for one in made.settings.criteria] == [
        ("Together", 3), ("Lasting", 1),
    ]  # fmt: skip
    assert [one.first_name for one in made.members] == ["Ash", "Bo", "Cleo", "Dee", "Eli"]
    assert len(made.pitches) == 4
    ids = [*(one.idea_id for one in made.pitches), *(one.person_id for one in made.members)]
    assert all(one.startswith("rehearsal-") for one in ids)


def test_the_same_panel_can_rehearse(day: DayGiven) -> None:
    page = day.chair.send(f"{day.address}/rehearse", people="same")
    mine = day.members[0].open("/days/mine")
    assert mine.text.count(MARK) == 1
    assert MARK in day.members[0].open(f"{page.path}/mine").text


def test_an_empty_day_can_be_rehearsed_as_well(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    with day.writing() as (session, at):
        about = {"fund_id": "fund-1", "round_id": "round-1", "name": "Empty", "held_on": at.date()}
        rule = {"quorum": None, "threshold": None}
        empty = store.add_day(session, **about, **rule, actor_id="test", at=at)
    morag = enter(Role.COORDINATOR, first_name="Morag")
    asked = morag.open(f"/days/{empty}/rehearse")
    assert "The panel of the day" not in asked.text
    page = morag.fill(asked, people="invented")
    assert "Seal and open the day" in page.text


def test_it_goes_all_the_way_and_leaves_the_ledger_as_it_was(
    rehearsal: DayGiven, visitor: Visitor
) -> None:
    phones = held(rehearsal)
    assert rehearsal.read().standing.version == 1
    results = rehearsal.chair.open(f"{rehearsal.address}/results")
    assert (results.status, MARK in results.text) == (200, True)
    assert phones[1].open(f"{rehearsal.address}/mine").status == 404
    assert (count(rehearsal, Entry), count(rehearsal, Award)) == (0, 0)
    with rehearsal.app.app_context():
        assert waiting(reading()) == []
        assert (store.told_days(reading()), public.told_days(reading())) == ({}, [])
        assert store.list_days(reading(), rehearsals=False)[0].is_rehearsal is False
        assert store.hands(reading(), ["round-1"]).keys() == {("round-1", _real(rehearsal))}
    for path in ("/", "/awards"):
        page = visitor.open(path)
        assert (page.status, "Pancakes" in page.text, rehearsal.day_id in page.html) == (
            200, False, False,
        )  # fmt: skip
    with rehearsal.app.test_request_context():
        hidden = [url_for(f"public.{one}", day_id=rehearsal.day_id) for one in ("result", "bundle")]
    assert [visitor.open(path).status for path in hidden] == [404, 404]


def _real(given: DayGiven) -> str:
    lines = store.list_days(reading(), rehearsals=False)
    assert len(lines) == 1
    return lines[0].day_id


def test_it_can_be_opened_again_and_closed(
    rehearsal: DayGiven, enter: Callable[..., Visitor]
) -> None:
    to_the_decisions(rehearsal)
    rehearsal.chair.send(f"{rehearsal.address}/reopen", reason="To try it.")
    enter(Role.CHAIR, first_name="Isla").send(f"{rehearsal.address}/agree")
    assert rehearsal.read().standing.version == 2
    rehearsal.move(Move.DELIBERATE, Move.ALLOCATE)
    rehearsal.chair.send(f"{rehearsal.address}/read-back")
    at_the_seats(rehearsal)[0].send(f"{rehearsal.address}/sign")
    rehearsal.chair.send(rehearsal.address, to="/told")
    rehearsal.chair.send(rehearsal.address, to="/close")
    assert (rehearsal.read().state, count(rehearsal, Entry)) == (State.CLOSED, 0)


def test_every_page_of_it_says_so(app: Flask, rehearsal: DayGiven) -> None:
    at = {"day_id": rehearsal.day_id, "pitch_id": rehearsal.pitches[0], "step": 1}
    at["member_id"] = rehearsal.read().members[1].member_id
    at["criterion_id"] = rehearsal.read().settings.criteria[0].criterion_id
    seen: dict[str, Page] = {}

    def look(*visitors: Visitor) -> None:
        with app.test_request_context():
            pages = {
                rule.endpoint: url_for(rule.endpoint, **{one: at[one] for one in rule.arguments})
                for rule in app.url_map.iter_rules()
                if "GET" in (rule.methods or ())
                and "day_id" in rule.arguments
                and rule.arguments <= at.keys()
                and not rule.endpoint.startswith("public.")
            }
        for visitor in visitors:
            for endpoint, path in pages.items():
                page = visitor.open(path)
                if page.status == 200 and page.response.mimetype == "text/html":
                    seen[endpoint] = page
                    assert MARK in page.text, (endpoint, path)

    look(rehearsal.chair)
    rehearsal.act(store.open_day, actor_id=rehearsal.chair.person_id)
    phones = at_the_seats(rehearsal)
    rehearsal.move(Move.ASK_CONFLICTS, Move.SCORE_ALL)
    for address in (f"{rehearsal.address}/ideas/{one}" for one in rehearsal.pitches):
        phones[0].send(f"{address}/conflict", degree="none")
    look(rehearsal.chair, phones[0])
    rehearsal.chair.send(rehearsal.address, to="/rehearsal/fill")
    rehearsal.move(Move.BREAK, Move.DELIBERATE)
    look(rehearsal.chair, phones[0])
    rehearsal.move(Move.ALLOCATE)
    for at_pitch in range(4):
        rehearsal.decide(at_pitch, "not_now")
    rehearsal.chair.send(f"{rehearsal.address}/read-back")
    look(rehearsal.chair, phones[0])
    phones[0].send(f"{rehearsal.address}/sign")
    look(rehearsal.chair)
    slips = rehearsal.chair.open(rehearsal.address)
    assert MARK in slips.text
    assert len(seen) >= 20


def test_a_seat_signs_in_a_rehearsal_and_never_on_a_day(day: DayGiven, rehearsal: DayGiven) -> None:
    to_the_decisions(rehearsal)
    phones = at_the_seats(rehearsal)
    assert "Sign the decisions" in phones[0].open(f"{rehearsal.address}/mine").text
    too_late = phones[0].open(f"{rehearsal.address}/ideas/{rehearsal.pitches[0]}/sheet/1")
    assert (too_late.status, MARK in too_late.text) == (409, True)
    phones[0].send(f"{rehearsal.address}/sign")
    assert rehearsal.read().state is State.CONFIRMED
    day.open()
    seat = phone(day.app)
    mine = day.read().members[0].member_id
    join(seat, day.act(seats.give_codes, [mine], actor_id="test")[mine])
    for address in (f"{day.address}/sign",):
        page = seat.open(address)
        assert (page.status, "Signing takes an account." in page.text) == (409, True)
        assert MARK not in page.text


def test_nobody_gets_money_or_news_out_of_it_by_the_doors(rehearsal: DayGiven) -> None:
    held(rehearsal)
    day_id, by = rehearsal.day_id, {"actor_id": "person-x"}
    with rehearsal.app.app_context():
        for what in (
            lambda: store.confirmed_decisions(reading(), day_id),
            lambda: store.day_bundle(reading(), day_id, Form.PUBLIC),
            lambda: store.day_bundle(reading(), day_id, Form.LINKED),
            lambda: awarding.awards_that_differ(reading(), day_id),
        ):
            assert refusal(what) is RehearsalRefusal.COUNTS_FOR_NOTHING
    with rehearsal.writing() as (session, at):
        for what in (
            lambda: awarding.reopen_day_money(session, day_id, **by, at=at),
            lambda: awarding.ratify_day(session, ledger.By("x", at, "x"), day_id),
        ):
            assert refusal(what) is RehearsalRefusal.COUNTS_FOR_NOTHING
    assert count(rehearsal, Entry) == 0


def test_no_pay_no_vote_no_real_idea_gets_in(day: DayGiven, rehearsal: DayGiven) -> None:
    assert "Care for the panel" in day.chair.open(day.address).text
    assert "Care for the panel" not in rehearsal.chair.open(rehearsal.address).text
    pay = refusal(lambda: rehearsal.act(care.put_offer, OFFER, actor_id="test"))
    assert (pay, count(rehearsal, CareTerms)) == (RehearsalRefusal.COUNTS_FOR_NOTHING, 0)
    real = put_real_idea(day, "fund-1", 9)
    idea = shortlisting.ShortlistedIdea(real, "Idea 9", "A bench", "All of us", 50_000, 20_000)
    with rehearsal.app.app_context():
        days = [day_id for day_id, _name in shortlisting.open_days(reading(), "round-1")]
        assert days == [day.day_id]
        assert [day_id for day_id, _name in days_for_votes(reading(), "round-1")] == days
    with rehearsal.writing() as (session, at):
        code = refusal(
            lambda: shortlisting.shortlist(session, idea, day_id=rehearsal.day_id, at=at)
        )
    assert code is RehearsalRefusal.IDEAS_DO_NOT_MIX
    assert len(rehearsal.read().pitches) == 4


def test_the_database_itself_lets_nothing_out(day: DayGiven, rehearsal: DayGiven) -> None:
    table, pitch = models.Day, models.Pitch
    terms = {column.name: 1 for column in CareTerms.__table__.columns} | {"zone": "Europe/London"}
    for statement, words in (
        (update(table).where(table.id == rehearsal.day_id).values(is_rehearsal=0), "stays one"),
        (update(table).where(table.id == day.day_id).values(is_rehearsal=1), "stays one"),
        (delete(table).where(table.id == day.day_id), "only a rehearsal is thrown away"),
        (update(pitch).where(pitch.day_id == day.day_id).values(day_id=rehearsal.day_id), "mix"),
        (update(pitch).where(pitch.day_id == rehearsal.day_id).values(idea_id="idea-x"), "mix"),
        (insert(CareTerms).values(**{**terms, "day_id": rehearsal.day_id}), "nothing of a"),
    ):
        with pytest.raises(DatabaseError, match=words), day.writing() as (session, _at):
            session.execute(statement)


def test_the_ledger_takes_no_award_of_a_rehearsal(rehearsal: DayGiven) -> None:
    texts = ("id", "entry_id", "fund_id", "round_id", "idea_id", "decision_digest")
    row = {**dict.fromkeys(texts, "x"), "amount_pence": 1, "asked_pence": 1}
    award = insert(Award).values(**row, day_id=rehearsal.day_id)
    counts_nothing = pytest.raises(DatabaseError, match="nothing of a rehearsal counts")
    with counts_nothing, rehearsal.writing() as (session, _at):
        session.execute(award)


def test_it_is_thrown_away_with_all_that_is_in_it(day: DayGiven) -> None:
    day.open()
    day.score(0, 0, 3, 3)
    day.act(seats.give_codes, [day.read().members[0].member_id], actor_id="test")
    before = rows(day)
    page = day.chair.send(f"{day.address}/rehearse", people="invented")
    made = DayGiven(day.app, page.path.rsplit("/", 1)[-1], day.chair, [], day.reserve)
    made.pitches = [one.pitch_id for one in made.read().pitches]
    held(made)
    asked = made.chair.send(f"{made.address}/rehearsal/throw-away")
    assert (asked.path, MARK in asked.text) == ("/days", False)
    with pytest.raises(Missing):
        made.read()
    trail = {"events", "intents", "rate_counters"}
    assert {one for one in rows(day) if one[0] not in trail} == {
        one for one in before if one[0] not in trail
    }
    about_it = [made.day_id, *made.pitches]
    left = {name for name, row in rows(day) if any(one in row for one in about_it)}
    assert left == {"events"}


def rows(given: DayGiven) -> set[tuple[str, str]]:
    """Each row of each table, but for when somebody was last seen."""
    with given.app.app_context():
        found = [
            (table.name, dict(row))
            for table in Base.metadata.sorted_tables
            for row in reading().execute(table.select()).mappings()
        ]
    for _name, row in found:
        row.pop("last_seen_at", None)
    return {(name, json.dumps(row, default=str, sort_keys=True)) for name, row in found}


def test_a_real_day_is_neither_filled_nor_thrown_away(open_day: DayGiven) -> None:
    for act in (rehearsing.fill_in, rehearsing.throw_away):
        code = refusal(lambda act=act: open_day.act(act, actor_id="test"))
        assert code is RehearsalRefusal.NOT_A_REHEARSAL
    assert open_day.chair.open(f"{open_day.address}/rehearsal/throw-away").status == 409
    page = open_day.chair.open(open_day.address)
    assert "Throw this rehearsal away" not in page.text
    assert "Invent the missing sheets" not in page.text


def test_nobody_but_whoever_runs_days_rehearses(day: DayGiven, rehearsal: DayGiven) -> None:
    for path in (f"{day.address}/rehearse", f"{rehearsal.address}/rehearsal/throw-away"):
        assert day.members[0].open(path).status == 404
