"""What would help to take part stays with the idea in which it was written, whatever it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import merging, store, taking_part
from makeithappen.ideas.authors_models import CoAuthor
from makeithappen.ideas.rules.idea import State
from tests.integration.ideas.given import Place, open_round
from tests.integration.ideas.test_merging import one_of
from tests.integration.ideas.test_parting import NAMES
from tests.integration.ideas.test_taking_part import ARRANGED, idea, listed, note, put, sent
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


@pytest.fixture
def leanne(enter: Enter) -> Visitor:
    return enter(Role.APPLICANT, first_name="Leanne")


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    """A coordinator."""
    return enter(Role.COORDINATOR, first_name="Morag")


def in_two(app: Flask, morag: Visitor, visitor: Visitor, idea_id: str) -> list[str]:
    """An idea of one person becomes two; the ids of these."""
    typed: dict[str, Any] = {**NAMES, "why": "Two things."}
    morag.send(f"/ideas/{idea_id}/split", **typed)
    with app.app_context():
        [question] = merging.open_ones(reading(), [idea_id]).values()
    assert visitor.send(f"/merges/{question}", answer="yes").status == 200
    with app.app_context():
        links = merging.links(reading(), [idea_id])
        return [one.new_id for one in links if one.old_id == idea_id]


def choose(app: Flask, idea_id: str, day: str, waits: State = State.SENT) -> None:
    with app.app_context(), transaction() as session:
        store.amend_answers(session, idea_id, {"ask": 100, "smallest": 50})
        chosen = {"day_id": day, "day_name": f"Day {day}", "reason": "Good."}
        who = {"actor_id": "test", "at": now(session)}
        store.shortlist(session, idea_id=idea_id, **chosen, **who, waits=waits)


def tell(app: Flask, idea_id: str, outcome: State) -> None:
    """After its panel day, with no money."""
    with app.app_context(), transaction() as session:
        told = {"outcome": outcome, "awarded_pence": 0, "reason": "No."}
        store.tell(session, idea_id=idea_id, **told, actor_id="test", at=now(session))


def join(app: Flask, idea_id: str, visitor: Visitor) -> None:
    """Somebody writes it too."""
    with app.app_context(), transaction() as session:
        who = {"person_id": visitor.person_id, "first_name": "Bo", "made_at": now(session)}
        session.add(CoAuthor(id="author-1", idea_id=idea_id, **who))


def arranged(app: Flask, *idea_ids: str) -> list[bool]:
    return [idea(app, one).arranged_at is not None for one in idea_ids]


def days(app: Flask, place: Place) -> list[tuple[str, str | None, str | None]]:
    """The ideas on the list, with the panel day that each stands under."""
    with app.app_context():
        found = [one.idea for one in taking_part.of_round(reading(), place.round_id)]
        return [(one.idea_id, one.day_id, one.day_name) for one in found]


def test_however_often_ideas_become_others_the_old_ones_wait_with_the_last(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor, enter: Enter
) -> None:
    bo = enter(Role.APPLICANT, first_name="Bo")
    first, second, third = (sent(app, place, one) for one in (leanne, bo, leanne))
    half, other = in_two(app, morag, leanne, first)
    both = one_of(app, morag, (half, second), leanne, bo)
    last = one_of(app, morag, (both, third), leanne, bo)
    olds = [first, second, third]
    assert days(app, place) == [(one, None, None) for one in sorted(olds)]
    assert listed(app, place)[1] == {place.round_id: 3}
    choose(app, last, "1")
    there = [(one, "1", "Day 1") for one in sorted(olds)]
    assert days(app, place) == [(first, None, None), *there]
    choose(app, other, "1")
    assert days(app, place) == there
    tell(app, last, State.NOT_NOW)
    assert days(app, place) == [(first, "1", "Day 1")]
    assert listed(app, place)[1] == {place.round_id: 1}
    page = morag.open(f"/rounds/{place.round_id}/taking-part")
    tell(app, other, State.NOT_NOW)
    assert listed(app, place) == ([], {})
    page = morag.fill(page, to=f"/{first}/arranged", arranged="yes")
    assert "This idea is not with us any more" in page.text
    assert arranged(app, *olds, last) == [False] * 4


def test_what_became_two_stands_under_the_day_of_each(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    idea_id = sent(app, place, leanne)
    for number, half in enumerate(in_two(app, morag, leanne, idea_id), 1):
        choose(app, half, str(number))
    assert days(app, place) == [(idea_id, "1", "Day 1"), (idea_id, "2", "Day 2")]
    page = morag.open(f"/rounds/{place.round_id}/taking-part")
    parts = re.findall(r"<h2>(<bdi>.*?)</h2>", page.html)
    assert parts == ["<bdi>Day 1</bdi>", "<bdi>Day 2</bdi>"]
    assert listed(app, place)[1] == {place.round_id: 1}


def test_a_panel_day_opens_again_all_that_the_idea_was_made_of(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor
) -> None:
    """The first day as well as another one: nothing was arranged for it."""
    first, second = sent(app, place, leanne), sent(app, place, leanne)
    half, other = in_two(app, morag, leanne, first)
    both = one_of(app, morag, (half, second), leanne)
    olds = sorted([first, second])
    put(app, both)
    for idea_id in (*olds, both):
        note(morag, place, idea_id)
    assert arranged(app, *olds, both) == [True, True, True]
    choose(app, both, "1")
    assert arranged(app, *olds, both) == [False, False, False]
    for idea_id in (*olds, both):
        note(morag, place, idea_id)
    tell(app, both, State.DEFERRED)
    choose(app, other, "1")
    assert arranged(app, first, second, both) == [False, True, True]
    note(morag, place, first)
    choose(app, both, "2", waits=State.DEFERRED)
    assert arranged(app, *olds, both) == [False, False, False]


def test_its_pages_say_what_is_arranged_as_long_as_somebody_may_come(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor, enter: Enter
) -> None:
    bo = enter(Role.APPLICANT, first_name="Bo")
    first, second = sent(app, place, leanne), sent(app, place, bo)
    join(app, first, bo)
    last = one_of(app, morag, (first, second), leanne, bo)
    choose(app, last, "1")

    def found() -> list[bool]:
        pages = [leanne.open(f"/ideas/{first}"), bo.open(f"/ideas/{first}")]
        pages += [morag.open(f"/ideas/{one}/review") for one in (first, second)]
        words = (ARRANGED, ARRANGED, "was arranged on", "is not arranged yet")
        return [one in page.text for one, page in zip(words, pages, strict=True)]

    assert found() == [False, False, False, True]
    note(morag, place, first)
    assert found() == [True] * 4
    tell(app, last, State.NOT_NOW)
    assert found() == [False] * 4


@pytest.mark.parametrize("outcome", [State.FUNDED, State.NOT_NOW])
def test_nothing_is_to_be_arranged_once_it_is_decided(
    app: Flask, place: Place, leanne: Visitor, morag: Visitor, outcome: State
) -> None:
    idea_id = sent(app, place, leanne)
    choose(app, idea_id, "1")
    to_arrange = "What helps them to take part"
    assert to_arrange in morag.open(f"/ideas/{idea_id}/review").text
    tell(app, idea_id, outcome)
    assert to_arrange not in morag.open(f"/ideas/{idea_id}/review").text
