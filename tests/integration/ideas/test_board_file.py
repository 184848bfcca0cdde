"""The coordinator's board: narrowed down, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

from flask import Flask
from sqlalchemy import select

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.funds import outcomes_store
from makeithappen.funds.outcomes_models import Outcome
from makeithappen.ideas.models import Idea
from makeithappen.ideas.plan_models import IdeaLine, IdeaOutcome
from tests.integration.ideas.given import WORDS, open_round, send_ideas
from tests.integration.test_hidden_words import unpacked
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


def rows(visitor: Visitor, path: str) -> list[list[str]]:
    answer = visitor.client.get(path)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ideas.csv"'
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_of_what_was_taken_back_a_row_stays_without_words_place_or_money(
    app: Flask, enter: Enter
) -> None:
    """How many came in can be counted; the rest is not for others any more."""
    morag, leanne = enter(Role.COORDINATOR), enter(Role.APPLICANT)
    here = open_round(app)
    [kept] = send_ideas(app, here, leanne.person_id)
    [gone] = send_ideas(app, here, leanne.person_id, words=replace(WORDS, what="A swing"))
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        outcomes_store.add_outcomes(session, fund_id=here.fund_id, typed="More play", **who)
        [outcome_id] = session.scalars(select(Outcome.id)).all()
        for one in (kept, gone):
            line = {"id": f"line-{one}", "idea_id": one, "number": 1, "quantity": 1}
            session.add(IdeaLine(words="Wood", unit_pence=7_700, **line))
            session.get_one(Idea, one).area_id = here.area_id
            session.add(IdeaOutcome(idea_id=one, outcome_id=outcome_id))
    head, *before = rows(morag, "/ideas/board.csv")
    [stays] = [row for row in before if row[0] != "A swing"]
    [goes] = [row for row in before if row[0] == "A swing"]
    told = ["Hillside", "900.00", "600.00", "77.00", "More play"]
    assert [[row[3], *row[6:10]] for row in (stays, goes)] == [told, told]
    assert leanne.send(f"/ideas/{gone}/withdraw").status == 200
    said, name = "The words of this idea are not shown any more.", "An idea that was taken back"
    row = [name, said, "Spring", "", goes[4], "Taken back", "", "", "", "", said]
    assert sorted(rows(morag, "/ideas/board.csv")) == sorted([head, stays, row])
    book = unpacked(morag.client.get("/ideas/board.xlsx").data)
    found = [
        book.count(part) for part in (b"<v>77</v>", b"<v>900</v>", b"More play", b"Taken back")
    ]
    assert found == [1, 1, 1, 1]


def test_the_board_is_narrowed_down_and_handed_out(app: Flask, enter: Enter) -> None:
    morag, leanne = enter(Role.COORDINATOR), enter(Role.APPLICANT)
    here, there = open_round(app), open_round(app)
    send_ideas(app, here, leanne.person_id, words=replace(WORDS, what="=HYPERLINK(1)"))
    send_ideas(app, there, leanne.person_id, words=replace(WORDS, what="A swing for all"))
    page = morag.open(f"/ideas/board?round={here.round_id}&state=sent")
    assert ("=HYPERLINK(1)" in page.text, "A swing" in page.text) == (True, False)
    assert "0 days" in page.text
    both = rows(morag, "/ideas/board.csv?round=nothing&state=nothing")
    assert sorted(row[0] for row in both[1:]) == ["'=HYPERLINK(1)", "A swing for all"]
    [head, one] = rows(morag, f"/ideas/board.csv?round={there.round_id}")
    assert (head[0], one[0], one[5], one[10]) == ("Idea", "A swing for all", "With us", one[0])
    assert WORDS.contact not in str(both)
    sheet = morag.client.get("/ideas/board.xlsx")
    assert (sheet.status_code, sheet.data[:2]) == (200, b"PK")
    assert rows(morag, "/ideas/board.csv?state=funded")[1:] == []
    for path in ("/ideas/board.csv", "/ideas/board.xlsx"):
        assert leanne.open(path).status == 404
    assert morag.open("/ideas/board.exe").status == 404
