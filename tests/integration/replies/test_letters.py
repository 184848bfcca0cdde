"""The letters of a fund: a coordinator changes them, and what could not be filled in is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.replies import store
from makeithappen.replies.rules.letter import Outcome
from tests.integration.ideas.given import Place, open_round, own_ideas, send_ideas
from tests.integration.replies.given import NOT_THIS_TIME, answer, send_all
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
OWN = (
    "Hi! {strengths} But {criterion}: {reason} {would_help} {elsewhere} {person}, {talk_days} days."
)


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def kept(app: Flask, place: Place) -> dict[Outcome, str]:
    with app.app_context():
        return store.templates(reading(), place.fund_id)


def test_a_fund_writes_its_own_letter(app: Flask, place: Place, enter: Enter) -> None:
    morag, leanne = enter(Role.COORDINATOR), enter(Role.APPLICANT)
    [idea_id] = send_ideas(app, place, leanne.person_id)
    answer(morag, idea_id, **NOT_THIS_TIME)
    address = f"/funds/{place.fund_id}/letters"
    assert morag.open(address).text.count("Change this letter") == 5
    page = morag.send(f"{address}/not_this_time", words=OWN)
    assert (page.status, page.path) == (200, address)
    assert kept(app, place) == {Outcome.NOT_THIS_TIME: OWN}
    page = morag.open(f"/rounds/{place.round_id}/replies")
    assert ("To look at" in page.text, "Send all letters" in page.text) == (True, False)
    answer(morag, idea_id, **NOT_THIS_TIME)
    send_all(morag, place)
    assert own_ideas(app, leanne.person_id)[0].reason == (
        "Hi! We like the bench. But What the fund is for: The council builds one in May. Another "
        "place for it. The library: 01234 567892 Cy, 01234 567891, 3 days."
    )


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("", 400, "Write the letter"),
        ("x" * 10_001, 400, "Use 10,000 letters or fewer"),
        (
            OWN + "{score}",
            409,
            "{score} is not known, so nothing can stand there. Use only: {idea}",
        ),
        (OWN + "{", 409, "There is a { or a } that belongs to nothing. Take it away."),
        (OWN.replace("{person}", ""), 409, "{person} is missing. People have to be told this."),
        ("{reason}" + OWN, 409, "Put {strengths} before {reason}"),
    ],
)
def test_a_letter_that_could_not_be_filled_in(
    app: Flask, place: Place, enter: Enter, words: str, status: int, sentence: str
) -> None:
    morag = enter(Role.COORDINATOR)
    page = morag.send(f"/funds/{place.fund_id}/letters/not_this_time", words=words)
    assert (page.status, sentence in page.text) == (status, True)
    assert 'href="#words"' in page.html
    assert kept(app, place) == {}


def test_there_are_no_other_letters(app: Flask, place: Place, enter: Enter) -> None:
    morag = enter(Role.COORDINATOR)
    paths = [f"/funds/{place.fund_id}/letters/perhaps", "/funds/fund-x/letters"]
    assert [morag.open(path).status for path in paths] == [404, 404]
