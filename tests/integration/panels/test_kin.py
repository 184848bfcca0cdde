"""Nobody scores an idea of their own family or household: on the way in and on the count."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from makeithappen import kinship
from makeithappen.core.access import Role
from makeithappen.core.errors import Refused
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.refusal import Refusal
from tests.integration.panels.given import DayGiven, a_day, put_real_idea
from tests.support.visitor import Visitor

ADDRESS = "sorcha@example.org"


@pytest.fixture
def sibling(enter: Callable[..., Visitor]) -> Visitor:
    return enter(Role.APPLICANT, first_name="Sorcha", email=ADDRESS)


@pytest.fixture
def day(app: Flask, enter: Callable[..., Visitor], sibling: Visitor) -> DayGiven:
    """The first idea is Ashok's own, the second his sister's, the third nobody's he knows."""
    given = a_day(app, enter, pitches=0)
    for number, owner in enumerate((given.members[0].person_id, sibling.person_id, "person-x"), 1):
        put_real_idea(given, "fund-1", number, owner_id=owner)
    return given


def link(day: DayGiven, administrator: Visitor, email: str = ADDRESS) -> int:
    """Ashok and whoever has this address are family; returns the status of the answer."""
    page = administrator.open(f"/people/{day.members[0].person_id}")
    return administrator.fill(page, to="/kin", email=email).status


def send_sheet(day: DayGiven, pitch: int) -> int:
    """Ashok says he is not close and sends a sheet, where the page lets him; gives the status."""
    address, ashok = f"{day.address}/ideas/{day.pitches[pitch]}", day.members[0]
    ashok.send(f"{address}/conflict", degree="none")
    page = ashok.open(f"{address}/sheet")
    if "Save my sheet" not in page.text:
        return 409
    return ashok.fill(page, score_1="4", score_2="4").status


def degrees(day: DayGiven) -> list[Degree | None]:
    parts = day.ask(lambda session, found: store.my_parts(session, found, found.members[0]))
    return [parts[pitch_id].degree for pitch_id in day.pitches]


def test_ones_own_and_ones_familys_ideas_are_not_scored(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    assert link(day, enter(Role.ADMINISTRATOR)) == 200
    day.open()
    assert [send_sheet(day, pitch) for pitch in range(3)] == [409, 409, 200]
    assert degrees(day) == [Degree.BENEFIT, Degree.BENEFIT, Degree.NONE]
    with pytest.raises(Refused) as refused:
        day.declare(0, 1, Degree.KNOW)
    assert refused.value.code is Refusal.CONFLICT_IS_KNOWN


def test_a_link_that_comes_to_light_voids_the_sheet_on_the_count(
    day: DayGiven, enter: Callable[..., Visitor]
) -> None:
    day.open()
    assert [send_sheet(day, pitch) for pitch in range(3)] == [409, 200, 200]
    link(day, enter(Role.ADMINISTRATOR))
    for move in ("break", "deliberate"):
        assert day.chair.send(day.address, to="/move", move=move).status == 200
    counted = day.ask(store.tallies)
    assert [(counted[one].complete, counted[one].abstained) for one in day.pitches] == [
        (0, 1),
        (0, 1),
        (1, 0),
    ]


def test_noting_it_twice_changes_nothing(day: DayGiven) -> None:
    day.open()
    for _time in range(2):
        with day.writing() as (session, at):
            kinship.enforce(session, day.day_id, at=at)
    assert degrees(day) == [Degree.BENEFIT, None, None]


def test_the_list_of_a_family_is_kept_by_administrators(
    day: DayGiven, enter: Callable[..., Visitor], sibling: Visitor
) -> None:
    administrator = enter(Role.ADMINISTRATOR)
    address = f"/people/{day.members[0].person_id}"
    assert link(day, administrator, "nobody@example.org") == 409
    assert link(day, administrator, "not an address") == 400
    assert [link(day, administrator) for _time in range(2)] == [200, 200]
    page = administrator.open(address)
    assert "Sorcha Take off the list : Sorcha" in page.text
    assert "Ashok Take off the list" in administrator.open(f"/people/{sibling.person_id}").text
    ended = administrator.fill(page, to=f"/kin/{sibling.person_id}/end")
    assert (ended.status, "Sorcha" in ended.text) == (200, False)
    assert link(day, administrator) == 200
    assert enter(Role.COORDINATOR).open(address).status == 404


def test_nobody_is_their_own_family(enter: Callable[..., Visitor], sibling: Visitor) -> None:
    address = f"/people/{sibling.person_id}"
    page = enter(Role.ADMINISTRATOR).send(address, to="/kin", email=ADDRESS)
    assert (page.status, "This is their own e-mail address." in page.text) == (409, True)
