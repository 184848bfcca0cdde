"""Setting a day up through its pages, until it is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Refused
from makeithappen.funds import store as funds
from makeithappen.funds.rules.rounds import Structure
from panels import store
from panels.rules.day import State
from panels.rules.refusal import Refusal
from panels.rules.settings import sealed as sealed_settings
from panels.store import remove_pitch
from tests.integration.panels.given import DayGiven, criterion, put_pitch
from tests.support.visitor import Visitor

DATE = {"held_on-day": "14", "held_on-month": "5", "held_on-year": "2026"}


@pytest.fixture
def round_id(app: Flask) -> str:
    """A round that was opened."""
    with app.app_context(), transaction() as session:
        by = {"actor_id": "test", "at": now(session)}
        fund_id = funds.add_fund(session, name="Our fund", **by)
        structure = Structure("A", "B", "C", "D", "E")
        named = {"name": "Our fund", "purpose": "", "structure": structure}
        funds.change_fund(session, fund_id=fund_id, **named, **by)
        dates = {"opens_on": date(2026, 1, 1), "closes_on": date(2030, 1, 1)}
        found = funds.add_round(session, fund_id=fund_id, name="Spring", **dates, **by)
        funds.open_round(session, round_id=found, **by)
        return found


def test_a_day_is_set_up_and_opened_by_hand(
    app: Flask, enter: Callable[..., Visitor], round_id: str
) -> None:
    coordinator = enter(Role.COORDINATOR)
    people = [enter(Role.PANEL_MEMBER, first_name=name) for name in ("Ann", "Bo", "Cy", "Di")]
    assert "No panel day yet" in coordinator.open("/days").text
    filled = {"name": "Spring day", "quorum": "", "threshold_percent": "", **DATE}
    page = coordinator.send(f"/days/new/{round_id}", **filled)
    assert page.status == 200
    assert "Before the day can open: Write one criterion or more." in page.text
    assert "Say how many score sheets an idea needs: 3 or more." in page.text
    assert "Put one idea or more on this day." in page.text
    address = page.path

    written = {"name": "Together", "question": "Is it?", "value_words": "We care.", "weight": "2"}
    steps = {"step_1": "No", "step_2": "Yes"}
    page = coordinator.send(f"{address}/criteria/new", **written, **steps)
    assert (page.path, "Together: weight 2" in page.text) == (address, True)
    ids = [person.person_id for person in people]
    page = coordinator.send(f"{address}/panel", panel=ids[:3], reserve=ids[3:])
    assert "Ann Bo Cy Di in reserve" in page.text
    assert "A part of what an idea asks for May be given" in page.text
    settings = {"quorum": "3", "threshold_percent": "60", "part_funding": "no"}
    page = coordinator.send(f"{address}/change", **settings)
    assert "60% of the top of the scale" in page.text
    assert "A part of what an idea asks for Is never given" in page.text
    day_id = address.rpartition("/")[2]
    with app.app_context(), transaction() as session:
        put_pitch(session, day_id, 1, now(session))

    page = coordinator.send(address)
    assert "What was sealed when the day opened" in page.text
    with app.app_context(), transaction() as session:
        found = store.load_day(session, day_id)
    assert found.state is State.OPEN
    assert (found.name, found.held_on, found.round_id) == (
        "Spring day",
        date(2026, 5, 14),
        round_id,
    )
    assert (found.settings.quorum, found.settings.threshold) == (3, Fraction(3, 5))
    assert found.settings.part_funding is False
    assert found.standing.settings_digest == sealed_settings(found.settings).digest()
    assert [(one.first_name, one.is_reserve) for one in found.members] == [
        ("Ann", False), ("Bo", False), ("Cy", False), ("Di", True),
    ]  # fmt: skip
    assert "Spring day" in coordinator.open("/days").text


def test_a_day_in_a_round_that_is_not_there(enter: Callable[..., Visitor]) -> None:
    assert enter(Role.COORDINATOR).open("/days/new/round-x").status == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(day: DayGiven) -> None:
    typed = {"name": "", "quorum": "-1", "threshold_percent": "NaN", "held_on-day": "31"}
    page = day.chair.send(f"{day.address}/change", **typed, **{"held_on-month": "2"})
    assert page.status == 400
    for sentence in (
        "Write a name for the day",
        "There is no such day in that month. Check the date",
        "Write a number from 1 to 100",
        "Write a whole number, like 12",
    ):
        assert sentence in page.text
    assert page.forms[-1].values["quorum"] == "-1"
    assert page.forms[-1].values["threshold_percent"] == "NaN"
    assert day.read().settings.quorum == 3


def test_a_criterion_that_a_rule_refuses_stays_on_the_page(day: DayGiven) -> None:
    written = {"name": "Brave", "question": "Is it?", "value_words": "We dare.", "weight": "1"}
    gap = {"step_1": "No", "step_2": "", "step_3": "Yes"}
    page = day.chair.send(f"{day.address}/criteria/new", **written, **gap)
    assert page.status == 409
    assert "Write a sentence for each step of “Brave”, with no gap between two steps." in page.text
    assert page.forms[-1].values["question"] == "Is it?"
    page = day.chair.send(f"{day.address}/criteria/new", **written, step_1="No", step_2="Yes")
    assert (page.status, "Let all criteria run over the same steps" in page.text) == (409, True)
    assert [one.name for one in day.read().settings.criteria] == ["Together", "Lasting"]


def test_a_criterion_is_changed_and_taken_away(day: DayGiven) -> None:
    before = day.read().settings.criteria
    address = f"{day.address}/criteria/{day.criteria[0]}"
    page = day.chair.send(address, name="Side by side", step_5="Wholly")
    assert page.status == 200
    first = replace(
        before[0],
        name="Side by side",
        scale=(*before[0].scale[:4], replace(before[0].scale[4], words="Wholly")),
        version=2,
    )
    assert day.read().settings.criteria == (first, before[1])
    assert day.chair.send(address, to="/remove").status == 200
    assert day.read().settings.criteria == (before[1],)
    assert day.chair.open(address).status == 404


def test_nobody_is_in_both_lists(day: DayGiven) -> None:
    ids = [member.person_id for member in day.members]
    page = day.chair.send(f"{day.address}/panel", panel=ids, reserve=ids[:1])
    assert page.status == 400
    assert "Choose each person in one of the two lists only" in page.text
    assert len(day.read().members) == 6


def test_who_stays_on_the_panel_keeps_their_seat(day: DayGiven) -> None:
    before = {one.person_id: one.member_id for one in day.read().members}
    ids = [member.person_id for member in day.members]
    assert day.chair.send(f"{day.address}/panel", panel=ids[1:], reserve=[]).status == 200
    after = {one.person_id: one.member_id for one in day.read().members}
    assert after == {person_id: before[person_id] for person_id in ids[1:]}


def test_a_day_that_is_not_ready_is_not_opened(day: DayGiven) -> None:
    page = day.chair.open(day.address)
    day.act(
        store.change_day,
        name="Spring day",
        held_on=date(2026, 5, 14),
        quorum=None,
        threshold=None,
        actor_id="test",
    )
    refused = day.chair.fill(page)
    assert refused.status == 409
    assert "Say how many score sheets an idea needs: 3 or more." in refused.text
    assert day.read().state is State.SETUP


def test_once_open_nothing_can_be_changed(open_day: DayGiven) -> None:
    sealed = open_day.read()
    pages = ["change", "panel", "criteria/new", f"criteria/{open_day.criteria[0]}"]
    for page in pages:
        shown = open_day.chair.open(f"{open_day.address}/{page}")
        assert (shown.status, "are sealed" in shown.text) == (409, True)
    by = {"actor_id": "test"}
    writes = (
        lambda: open_day.act(store.put_criterion, criterion("Late"), **by),
        lambda: open_day.act(store.remove_criterion, open_day.criteria[0], **by),
        lambda: open_day.act(store.put_members, [], **by),
        lambda: open_day.act(
            store.change_day, name="", held_on=date(2026, 1, 1), quorum=1, threshold=None, **by
        ),
        lambda: open_day.act(lambda session, day_id, at: put_pitch(session, day_id, 9, at)),
        lambda: open_day.act(lambda session, day_id, **_at: remove_pitch(session, day_id, "x")),
    )
    for write in writes:
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Refusal.SETTINGS_SEALED
    assert open_day.read() == sealed
    assert open_day.read().standing.settings_digest == sealed_settings(sealed.settings).digest()


def test_an_idea_gets_a_new_version_or_leaves(day: DayGiven) -> None:
    with day.writing() as (session, at):
        assert put_pitch(session, day.day_id, 1, at) == day.pitches[0]
    assert [(one.idea_id, one.version, one.position) for one in day.read().pitches] == [
        ("idea-1", 2, 1),
        ("idea-2", 1, 2),
    ]
    with day.writing() as (session, at):
        remove_pitch(session, day.day_id, "idea-1")
        remove_pitch(session, day.day_id, "idea-unknown")
    assert [one.idea_id for one in day.read().pitches] == ["idea-2"]


@pytest.mark.parametrize(
    "role", [Role.PANEL_MEMBER, Role.APPLICANT, Role.FUND_HOLDER, Role.ADMINISTRATOR]
)
def test_others_see_nothing_of_it(day: DayGiven, enter: Callable[..., Visitor], role: Role) -> None:
    other = enter(role)
    assert "Spring day" not in other.open("/days").text
    paths = [day.address, f"{day.address}/change", f"{day.address}/panel"]
    assert [other.open(path).status for path in paths] == [404] * 3
