"""Coordinators share the ideas out among themselves, and see what waits for whom."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import assigning, follow_ups
from makeithappen.ideas import safeguarding_store as flags
from makeithappen.ideas.rules.safeguarding import Decision, Outcome
from tests.integration.ideas.given import open_round, send_ideas
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]


@pytest.fixture
def morag(enter: Enter) -> Visitor:
    return enter(Role.COORDINATOR, first_name="Morag")


@pytest.fixture
def idea_ids(app: Flask, enter: Enter) -> list[str]:
    """Three ideas that wait for an answer."""
    owner = enter(Role.APPLICANT, first_name="Leanne")
    return send_ideas(app, open_round(app), owner.person_id, count=3)


def assigned(app: Flask, idea_ids: list[str]) -> dict[str, str]:
    with app.app_context():
        found = assigning.turns(reading(), idea_ids)
    return {idea_id: turn.person_id for idea_id, turn in found.items() if turn.person_id}


def shown(page: Page, idea_ids: list[str]) -> list[bool]:
    return [f"/ideas/{idea_id}/review" in page.html for idea_id in idea_ids]


def test_ticked_ideas_are_given_to_somebody_and_found_again(
    app: Flask, morag: Visitor, enter: Enter, idea_ids: list[str]
) -> None:
    bo = enter(Role.COORDINATOR, first_name="Bo")
    first, second, third = idea_ids
    page = morag.send("/ideas/board?for=nobody", idea=[first, second], person=bo.person_id)
    assert (page.status, shown(page, idea_ids)) == (200, [False, False, True])
    assert assigned(app, idea_ids) == {first: bo.person_id, second: bo.person_id}
    assert shown(bo.open("/ideas/board?for=me"), idea_ids) == [True, True, False]
    assert shown(bo.open("/ideas/board?for=everybody"), idea_ids) == [True, True, True]
    bo.send("/ideas/board", idea=[second, third], person=morag.person_id)
    bo.send("/ideas/board", idea=[first], person="")
    assert assigned(app, idea_ids) == {second: morag.person_id, third: morag.person_id}
    assert "Morag" in morag.open("/ideas/board?for=me").text


def test_a_press_that_is_not_whole_changes_nothing(
    app: Flask, morag: Visitor, enter: Enter, idea_ids: list[str]
) -> None:
    outsider = enter(Role.PANEL_MEMBER)
    for typed, status, said in (
        ({"person": morag.person_id}, 409, "Tick at least one idea."),
        ({"idea": idea_ids[0], "person": outsider.person_id}, 400, "Choose one of the answers"),
        ({"idea": ["x"] * 101, "person": morag.person_id}, 400, "Tick 100 ideas at most."),
        ({"idea": [idea_ids[0], "idea-nothing"], "person": morag.person_id}, 404, ""),
    ):
        page = morag.send("/ideas/board", **typed)
        assert (page.status, said in page.text) == (status, True)
    assert assigned(app, idea_ids) == {}
    assert outsider.open("/ideas/board").status == 404


def test_ticked_ideas_are_handed_out(app: Flask, morag: Visitor, idea_ids: list[str]) -> None:
    page = morag.open("/ideas/board")
    [form] = [one for one in page.forms if one.action.startswith("/ideas/board")]
    sent = {**form.values, "idea": idea_ids[:2], "person": ""}
    headers = {"headers": {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}}
    answer = morag.client.post("/ideas/board.csv", data=sent, **headers)
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert (answer.status_code, len(rows)) == (200, 3)
    book = morag.client.post("/ideas/board.xlsx", data=sent, **headers)
    assert (book.status_code, book.data[:2]) == (200, b"PK")
    none = morag.client.post("/ideas/board.csv", data={**sent, "idea": []}, **headers)
    assert (none.status_code, b"Tick at least one idea." in none.data) == (409, True)


def test_the_board_says_whose_turn_it_is(app: Flask, morag: Visitor, idea_ids: list[str]) -> None:
    with app.app_context(), transaction() as session:
        said = {"question_id": "what", "words": "Where?", "actor_id": "Morag"}
        follow_ups.ask(session, idea_id=idea_ids[0], **said, at=now(session))
    text = morag.open("/ideas/board").text
    assert text.count("Waits for us: 0 days") == 2
    assert text.count("Waits for its people: 0 days") == 1


def test_the_board_says_what_waits_for_the_safeguarding_lead(
    app: Flask, morag: Visitor, idea_ids: list[str], enter: Enter
) -> None:
    """Nobody but the lead is led to the flag; what was decided waits for nobody."""
    lead = enter(Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    waits = "Something is hidden until the safeguarding lead has decided."
    with app.app_context(), transaction() as session:
        by = {"actor_id": "test", "at": now(session)}
        for part in ("what", "who_for"):
            flags.raise_flag(session, idea_ids[0], part, "Zebedee", **by)
        decided = flags.raise_flag(session, idea_ids[1], "what", "", **by)
        assert decided is not None
        seen = flags.open_words(session, decided, actor_id=lead.person_id, at=now(session)).steps
        decision = Decision(Outcome.STAYS_HIDDEN, "A name.", "", lead.person_id, seen)
        flags.decide(session, decided, decision, at=now(session))
    for who, is_led in ((morag, False), (lead, True)):
        page = who.open("/ideas/board")
        rows = [row.split("</tr>")[0] for row in page.html.split("<tr")]
        found = [
            [one for one in idea_ids if f"/ideas/{one}/" in row] for row in rows if waits in row
        ]
        assert (found, "Zebedee" in page.text) == ([[idea_ids[0]]], False)
        assert (f'{waits} <a class="govuk-link" href="/safety">' in page.html) is is_led
        assert page.text.count("An idea that is being looked at") == 2
        assert page.text.count("Waits for us: 0 days") == 3
