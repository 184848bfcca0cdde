"""Guests: nobody loses an idea on the way, and nobody gets somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen import welcome
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Missing
from makeithappen.ideas import models
from makeithappen.people.models import Person
from tests.integration.ideas.given import WORDS, Place, open_round, own_ideas, send_ideas
from tests.support.visitor import Visitor, read

Enter = Callable[..., Visitor]
ADDRESS = "leanne@example.org"
TYPED = {**asdict(WORDS), "contact": f" {ADDRESS.title()} ", "area": "anywhere"}


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def counts(app: Flask) -> tuple[int, int]:
    """How many ideas and people there are."""
    with app.app_context():
        tables = (models.Idea, Person)
        return tuple(  # type: ignore[return-value]
            reading().execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        )


def adopt(app: Flask, person_id: str) -> int:
    with app.app_context(), transaction() as session:
        return welcome.adopt_ideas(session, person_id)


def guest_of(app: Flask) -> str:
    with app.app_context():
        return reading().execute(select(models.Idea.owner_id)).scalar_one()


def test_ideas_follow_who_signs_in_with_the_address_they_gave(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    [draft] = own_ideas(app, guest_of(app))
    leanne = enter(Role.APPLICANT, email=ADDRESS)
    assert adopt(app, leanne.person_id) == 1
    assert own_ideas(app, leanne.person_id) == [replace(draft, owner_id=leanne.person_id)]
    assert own_ideas(app, draft.owner_id) == []
    assert visitor.open(f"/ideas/{draft.idea_id}").status == 404
    assert leanne.open(f"/ideas/{draft.idea_id}/answer/what").status == 200
    assert adopt(app, leanne.person_id) == 0


def test_ideas_of_people_with_an_account_stay_theirs(
    app: Flask, place: Place, enter: Enter
) -> None:
    words = replace(WORDS, contact=ADDRESS)
    leanne = enter(Role.APPLICANT, email=ADDRESS)
    helper = enter(Role.APPLICANT)
    [idea_id] = send_ideas(app, place, helper.person_id, words=words)
    assert adopt(app, leanne.person_id) == 0
    assert [idea.idea_id for idea in own_ideas(app, helper.person_id)] == [idea_id]


def test_another_address_or_a_phone_number_adopts_nothing(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    visitor.send(f"/rounds/{place.round_id}/idea/all", **{**TYPED, "contact": WORDS.contact})
    guest = guest_of(app)
    leanne = enter(Role.APPLICANT, email=ADDRESS)
    assert [adopt(app, who) for who in (leanne.person_id, guest, "nobody")] == [0, 0, 0]
    assert len(own_ideas(app, guest)) == 1


def test_pressing_twice_makes_one_idea_and_one_guest_who_can_go_on(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/all")
    values = {**page.forms[-1].values, **TYPED}
    cookies = visitor.client._cookies.copy()
    headers = {"Referer": "https://localhost/"}
    places: list[str] = []
    for _press in range(2):
        visitor.client._cookies = cookies.copy()
        answer = visitor.client.post(page.path, data=values, headers=headers)
        places.append(answer.headers["Location"])
    assert (len(set(places)), counts(app)) == (1, (1, 1))
    second = read(visitor.client.get(places[0]))
    assert (second.status, "Look it over" in second.text) == (200, True)


def test_nobody_comes_back_as_a_person_with_an_account(app: Flask, enter: Enter) -> None:
    leanne = enter(Role.APPLICANT)
    with app.app_context(), transaction() as session, pytest.raises(Missing):
        welcome.guest_again(session, leanne.person_id, now(session))


def test_who_is_signed_in_begins_as_themselves(app: Flask, place: Place, enter: Enter) -> None:
    leanne = enter(Role.APPLICANT)
    page = leanne.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    assert (page.status, counts(app)) == (200, (1, 1))
    assert len(own_ideas(app, leanne.person_id)) == 1
