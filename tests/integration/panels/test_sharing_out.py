"""A cap on ideas per member: sealed, shared out once conflicts are said, mended, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.bundle import Form
from panels.rules.care import CareRefusal, Terms
from panels.rules.conflicts import Degree
from panels.rules.day import Move, Presence
from panels.rules.decide import recompute
from panels.rules.refusal import Refusal
from panels.rules.running_order import Timetable
from panels.store import care
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor

PLAN = Timetable(600, 4, 5, 2, 10, 3)


def offer(day: DayGiven, ideas_max: int) -> None:
    given = care.Offer(Terms(0, ideas_max), PLAN, "Europe/London")
    day.act(care.put_offer, given, actor_id=day.chair.person_id)


@pytest.fixture
def capped(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """Five members, four ideas, three each: 15 sheets; Elspeth is too close to the first idea."""
    day = a_day(app, enter, pitches=4)
    offer(day, 3)
    day.act(store.open_day, actor_id=day.chair.person_id)
    day.move(Move.ASK_CONFLICTS)
    for member in range(5):
        for pitch in range(4):
            day.declare(member, pitch)
    day.declare(4, 0, Degree.CLOSE)
    day.move(Move.SCORE_ALL)
    return day


def shares(day: DayGiven) -> list[set[int]]:
    """The numbers of the ideas that each member scores."""
    found = day.read()
    with day.app.app_context():
        parts = [
            store.my_parts(reading(), found, member)
            for one in day.members
            for member in [found.member_of(one.person_id)]
            if member is not None
        ]
    return [{at for at, one in enumerate(day.pitches) if part[one].is_mine} for part in parts]


def refusal(act: Callable[[], object]) -> object:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_each_member_gets_three_ideas_and_each_idea_enough_members(capped: DayGiven) -> None:
    given = shares(capped)
    assert [len(ideas) for ideas in given] == [3] * 5
    assert 0 not in given[4]
    by_idea = [sum(at in ideas for ideas in given) for at in range(4)]
    assert min(by_idea) >= 3
    assert sum(by_idea) == 15
    assert capped.read().settings.design.ideas_max == 3
    said = capped.chair.open(capped.address).text
    assert "A member scores 3 ideas at most." in said


def test_a_member_scores_their_own_ideas_only(capped: DayGiven) -> None:
    given = shares(capped)
    other = next(at for at in range(4) if at not in given[0])
    assert refusal(lambda: capped.score_again(0, other, 3, 3)) is Refusal.NOT_YOUR_IDEA
    ashok, pitch_id = capped.members[0], capped.pitches[other]
    assert "Others score this one." in ashok.open(f"{capped.address}/mine").text
    assert "others score this one" in ashok.open(f"{capped.address}/ideas/{pitch_id}/sheet").text
    member = capped.read().member_of(ashok.person_id)
    assert member is not None
    paper = capped.chair.open(f"{capped.address}/paper/{member.member_id}").text
    assert f"Idea {other + 1} " not in paper
    mine = capped.score_again(0, min(given[0]), 3, 3)
    assert mine == 1


def test_quorum_and_missing_count_those_who_were_to_score(capped: DayGiven) -> None:
    given = shares(capped)
    for member, ideas in enumerate(given):
        for at in ideas:
            capped.score_again(member, at, 3, 3)
    capped.close_scoring()
    tallies = capped.ask(store.tallies)
    for at, pitch_id in enumerate(capped.pitches):
        wanted = sum(at in ideas for ideas in given)
        assert (tallies[pitch_id].complete, tallies[pitch_id].missing) == (wanted, 0)
        capped.decide(at, "not_now")
    capped.confirm()
    with capped.app.app_context():
        assert store.check_bundle(reading(), capped.day_id).problems == ()
        for form in Form:
            bundle = store.day_bundle(reading(), capped.day_id, form)
            assert recompute(bundle, str(bundle["digest"])).differences == ()
            seats = [one["seats"] for one in bundle["ideas"]]  # type: ignore[index,union-attr]
            assert seats == [sum(at in ideas for ideas in given) for at in range(4)]


def test_no_trail_says_who_scored_what(capped: DayGiven) -> None:
    with capped.app.app_context():
        kept = [str(tuple(row)) for row in reading().execute(text("SELECT * FROM events"))]
        kept += [str(tuple(row)) for row in reading().execute(text("SELECT * FROM day_events"))]
    found = capped.read()
    names = [one.member_id for one in found.members]
    assert not any(name in row and pitch in row for row in kept for name in names
                   for pitch in capped.pitches)  # fmt: skip


def test_when_somebody_steps_back_or_leaves_another_stands_in(capped: DayGiven) -> None:
    for member in (0, 1):
        for at in shares(capped)[member]:
            capped.declare(member, at, Degree.BENEFIT)
    with capped.app.app_context():
        found = capped.read()
        progress = store.progress(reading(), found)
    for pitch_id, one in progress.items():
        able = [
            member.member_id
            for member in found.members
            if not member.is_reserve and member.member_id not in one.not_theirs
            and one.degrees.get(member.member_id, Degree.NONE) is Degree.NONE
        ]  # fmt: skip
        free = 5 - sum(degree is not Degree.NONE for degree in one.degrees.values())
        assert len(able) >= min(3, free), pitch_id
    before = shares(capped)
    dawid = found.member_of(capped.members[3].person_id)
    farah = found.member_of(capped.reserve.person_id)
    assert dawid is not None
    assert farah is not None
    by = {"actor_id": capped.chair.person_id}
    capped.act(store.note_presence, farah.member_id, Presence.CAME, **by)
    capped.act(store.note_presence, dawid.member_id, Presence.LEFT, **by)
    after = shares(capped)
    assert all(now >= then for now, then in zip(after, before, strict=True))
    with capped.app.app_context():
        whole = store.my_parts(reading(), capped.read(), farah)
    assert any(part.is_mine for part in whole.values())


def test_a_cap_that_is_too_low_does_not_open_and_one_from_before_changes_nothing(
    app: Flask, enter: Callable[..., Visitor]
) -> None:
    day = a_day(app, enter, pitches=4)
    offer(day, 1)
    assert "not each idea gets enough score sheets" in day.chair.open(day.address).text
    assert refusal(day.open) is CareRefusal.CAP_TOO_LOW
    offer(day, 4)
    day.open()
    assert shares(day) == [{0, 1, 2, 3}] * 5
    assert day.read().held_on == date(2026, 5, 14)
    with day.writing() as (session, _at):
        session.execute(text("UPDATE day_events SET facts = '{}' WHERE what = 'open'"))
    assert day.read().settings.design.ideas_max is None
