"""A fund says by when everybody has an answer; families and children read it, late or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from makeithappen.child_bands import SUGGESTED
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.funds import models, store
from tests.integration.ideas.given import DAY, Place, open_round, send_ideas, today
from tests.integration.ideas.test_children import LONG_PAGE
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
LATE = "We are late, and we are sorry."


@pytest.fixture
def place(app: Flask) -> Place:
    """A round that is open for thirty days more, of a fund that asks children."""
    found = open_round(app)
    with app.app_context(), transaction() as session:
        facts = {"fund_id": found.fund_id, "bands": SUGGESTED}
        store.put_child_bands(session, **facts, actor_id="test", at=now(session))
    return found


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


def boxes(day: date) -> dict[str, str]:
    return {f"due_on__{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def spelled(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def promise(visitor: Visitor, place: Place, day: date, **typed: str) -> Page:
    return visitor.send(f"/funds/rounds/{place.round_id}/answers", **{**boxes(day), **typed})


def promised(app: Flask) -> list[tuple[object, object]]:
    """The trail: what was promised before, and then."""
    with app.app_context():
        mine = select(Event.facts).where(Event.what == "answers_promised").order_by(Event.number)
        found = [json.loads(facts) for facts in reading().scalars(mine)]
        return [(facts["before"], facts["due_on"]) for facts in found]


def test_a_day_is_promised_and_put_off(app: Flask, place: Place, morag: Visitor) -> None:
    first, second = today() + 31 * DAY, today() + 60 * DAY
    page = morag.open(f"/funds/rounds/{place.round_id}/answers")
    for _press in range(2):
        assert morag.fill(page, **boxes(first)).path == f"/funds/rounds/{place.round_id}"
    assert promise(morag, place, second).status == 200
    assert promised(app) == [(None, str(first)), (str(first), str(second))]
    assert (
        boxes(second).items()
        <= {
            name.replace("-", "__"): value
            for name, value in morag.open(page.path).forms[-1].values.items()
        }.items()
    )


def test_it_is_no_day_on_which_ideas_still_come_in(
    app: Flask, place: Place, morag: Visitor, enter: Enter
) -> None:
    early = promise(morag, place, today() + 30 * DAY)
    assert (early.status, "Write a day after the last day for ideas." in early.text) == (409, True)
    wrong = promise(morag, place, today() + 31 * DAY, due_on__day="32")
    assert (wrong.status, wrong.forms[-1].values["due_on-day"]) == (400, "32")
    empty = {f"due_on__{part}": "" for part in ("day", "month", "year")}
    page = promise(morag, place, today(), **empty)
    assert (page.status, '<a href="#due_on-day">Write a day' in page.html) == (400, True)
    assert promised(app) == []
    chair = enter(Role.CHAIR)
    assert chair.open(f"/funds/rounds/{place.round_id}/answers").status == 404


def test_families_and_children_read_it(
    app: Flask, place: Place, morag: Visitor, visitor: Visitor, enter: Enter
) -> None:
    leanne = enter(Role.APPLICANT, first_name="Leanne")
    [idea_id] = send_ideas(app, place, leanne.person_id)
    due = today() + 45 * DAY
    start, sent = f"/rounds/{place.round_id}/idea", f"/ideas/{idea_id}"
    letters = f"/rounds/{place.round_id}/replies"
    draft = visitor.send(f"{start}/all", **LONG_PAGE).path.removesuffix("/check")
    child = visitor.send(f"{draft}/children", age="7").path

    fresh = Visitor(app.test_client())

    def said(day: date) -> list[bool]:
        words = f"You have an answer by {spelled(day)}."
        return [
            words in fresh.open(start).text,
            f"You hear from them by {spelled(day)}." in visitor.open(child).text,
            words in leanne.open(sent).text,
            f"was promised an answer by {spelled(day)}." in morag.open(letters).text,
            LATE in leanne.open(sent).text,
        ]

    assert said(due) == [False, False, False, False, False]
    promise(morag, place, due)
    assert said(due) == [True, True, True, True, False]
    late = today() - timedelta(days=3)
    with app.app_context(), transaction() as session:
        session.execute(update(models.Round).values(answers_due_on=late))
    assert said(late) == [False, False, False, True, True]
