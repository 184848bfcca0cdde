"""The public pages: what they show, what they keep to themselves, what they cost."""

from __future__ import annotations

import re

from flask import Flask

from ledger import store
from ledger.rules.accounts import FunderKind
from makeithappen.core.db import now, transaction
from panels import models
from tests.integration.ledger.given import Books
from tests.support.visitor import Visitor


def books_with_awards(app: Flask, count: int, *, told: bool = True) -> list[str]:
    """Some awards of one day, whose people were told or not; gives their ids."""
    books = Books(app)
    books.open_pot("council", FunderKind.COUNCIL, 5_000_000)
    awards = [books.award(f"idea-{number}", 100_00) for number in range(count)]
    if told:
        with app.app_context(), transaction() as session:
            facts = {"number": 1, "actor_id": "chair", "at": now(session), "facts": "{}"}
            basics = {"fund_id": "fund-1", "round_id": "round-1", "name": "Our day"}
            day = models.Day(
                id="day-1", held_on=facts["at"].date(), created_at=facts["at"], **basics
            )
            session.add(day)
            session.flush()
            session.add(models.DayEvent(id="event-1", day_id="day-1", what="tell", **facts))
    return awards


def test_the_register_shows_amounts_givers_and_status(app: Flask, visitor: Visitor) -> None:
    books_with_awards(app, 2)
    page = visitor.open("/awards")
    assert page.status == 200
    assert page.text.count("council: £100") == 2
    assert page.text.count("Promised") == 2
    assert "In all £200 £0" in page.text


def test_the_register_says_in_plain_words_where_an_award_stands(
    app: Flask, visitor: Visitor
) -> None:
    books_with_awards(app, 1)
    books = Books(app)
    books.open_pot("trust", FunderKind.TRUST, 0)
    lost = books.pledge("trust", 30_000, idea_id="idea-8")
    books.reserve("idea-8", 20_000)
    waiting = "£200 £0 Decided, waits for the fund holder's check"
    assert waiting in visitor.open("/awards").text
    books.write(store.lose_pledge, lost)
    at_risk = "£200 £0 Promised, but some of the money is missing"
    assert at_risk in visitor.open("/awards").text
    books.write(store.release_day, "day-1")
    assert "No award yet" in visitor.open("/awards").text


def test_nothing_of_a_day_is_public_before_it_was_told(app: Flask, visitor: Visitor) -> None:
    awards = books_with_awards(app, 1, told=False)
    assert "No award yet" in visitor.open("/awards").text
    assert visitor.open(f"/awards/{awards[0]}").status == 404
    assert "funded" not in visitor.open("/").text


def test_an_award_shows_its_steps(app: Flask, visitor: Visitor) -> None:
    award_id = books_with_awards(app, 1)[0]
    page = visitor.open(f"/awards/{award_id}")
    assert page.status == 200
    assert page.text.index("The panel awarded it") < page.text.index("The fund holder checked it")
    assert visitor.open("/awards/award-none").status == 404


def test_the_proof_shows_the_newest_head(app: Flask, visitor: Visitor) -> None:
    assert "No entries yet" in visitor.open("/proof").text
    books_with_awards(app, 1)
    page = visitor.open("/proof")
    assert "Entries 6" in page.text
    assert re.search(r"Fingerprint [0-9a-f]{64}", page.text)


def test_the_worked_example_is_printed_cell_for_cell(visitor: Visitor) -> None:
    text = visitor.open("/unit-costs").text
    rows = [
        "Cost £257,673 £159,256 -£98,417 (-38 %)",
        "Families 165 550 +385 (233 %)",
        "Cost per family £1,562 £290 -£1,272 (-81 %)",
    ]
    assert [row for row in rows if row not in text] == []
    assert "If fewer than 102 families came at the same cost" in text
