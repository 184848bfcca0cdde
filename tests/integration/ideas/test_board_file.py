"""The coordinator's board: narrowed down, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

from flask import Flask

from makeithappen.core.access import Role
from tests.integration.ideas.given import WORDS, open_round, send_ideas
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]


def rows(visitor: Visitor, path: str) -> list[list[str]]:
    answer = visitor.client.get(path)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ideas.csv"'
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


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
