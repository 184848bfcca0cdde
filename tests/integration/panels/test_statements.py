"""A page asks the database as often for one row as for thirty, and never more than twelve times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from makeithappen.core.access import Role
from panels import store
from panels.rules.conflicts import Degree
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor

MOST = 12
PAGES = {
    "set up": 6,
    "change": 6,
    "panel": 8,
    "criterion": 6,
    "days": 4,
    "chair": 9,
    "my day": 8,
    "my days": 3,
    "conflict": 8,
    "sheet": 8,
    "count": 9,
    "deciding": 9,
    "decide": 9,
}


def visits(day: DayGiven) -> dict[str, Callable[[], Any]]:
    """The pages of a day, in the order in which the day goes. Moves the day on."""
    member, chair, home = day.members[0], day.chair, day.address
    idea = f"{home}/ideas/{day.pitches[0]}"
    return {
        "set up": lambda: chair.open(home),
        "change": lambda: chair.open(f"{home}/change"),
        "panel": lambda: chair.open(f"{home}/panel"),
        "criterion": lambda: chair.open(f"{home}/criteria/{day.criteria[0]}"),
        "days": lambda: chair.open("/days"),
        "open": day.open,
        "chair": lambda: chair.open(home),
        "my day": lambda: member.open(f"{home}/mine"),
        "my days": lambda: member.open("/days/mine"),
        "conflict": lambda: member.open(f"{idea}/conflict"),
        "scored": lambda: score_all(day),
        "sheet": lambda: member.open(f"{idea}/sheet"),
        "close": day.close_scoring,
        "count": lambda: member.open(f"{home}/tally"),
        "deciding": lambda: chair.open(home),
        "decide": lambda: chair.open(f"{idea}/decide"),
    }


def score_all(day: DayGiven) -> None:
    for pitch in range(len(day.pitches)):
        for member in range(len(day.members) - 1):
            day.score(member, pitch, 3, 2, comment="Fine.")
        day.declare(len(day.members) - 1, pitch, Degree.CLOSE)
        if pitch:
            continue
        for member in range(len(day.members) - 1):
            day.score(member, pitch, 4, 1)


def counts(day: DayGiven, statements: Callable[[], Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, visit in visits(day).items():
        with statements() as said:
            page = visit()
        if page is not None:
            assert page.status == 200, name
            found[name] = len(said)
    return found


@pytest.mark.parametrize("pitches", [1, 30])
def test_statements_per_page(
    app: Flask, enter: Callable[..., Visitor], statements: Callable[[], Any], pitches: int
) -> None:
    day = a_day(app, enter, pitches=pitches)
    if pitches > 1:
        for number in range(5):
            a_day(app, enter, pitches=1 + number % 2)
    assert counts(day, statements) == PAGES
    assert max(PAGES.values()) <= MOST


def test_a_sheet_takes_a_known_number_of_statements(
    open_day: DayGiven, statements: Callable[[], Any], enter: Callable[..., Visitor]
) -> None:
    assert enter(Role.PANEL_MEMBER).open("/days/mine").status == 200
    open_day.declare(0, 0)
    values = dict.fromkeys(open_day.criteria, 3)
    said_by = {"person_id": open_day.members[0].person_id, "values": values, "comment": ""}
    with statements() as said:
        open_day.act(store.put_sheet, open_day.pitches[0], **said_by)
    assert len(said) == 11
