"""What became of what was funded before, as a panel hears it before it scores again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import history
from makeithappen.core.db import now, reading, transaction
from makeithappen.history import Before, PastAward
from makeithappen.ideas import models, store
from makeithappen.ideas.rules.idea import Ask, State, Words
from tests.integration.ledger.given import Books
from tests.integration.panels.given import a_day
from tests.support.visitor import Visitor

FUND = "fund-1"


def funded(app: Flask, title: str, *, told: bool = True) -> str:
    """An idea of the fund that got money, whose people were told or not."""
    with app.app_context(), transaction() as session:
        idea_id = store.add_sent(
            session,
            round_id="round-1",
            fund_id=FUND,
            owner_id="person-1",
            words=Words("A bench.", "All of us", "01632 960 001"),
            ask=Ask(50_000, 50_000, None, title),
            at=now(session),
        )
        state = State.FUNDED if told else State.SHORTLISTED
        session.execute(
            update(models.Idea).where(models.Idea.id == idea_id).values(state=str(state))
        )
        return idea_id


def books(app: Flask) -> Books:
    made = Books(app)
    made.open_pot("council", FunderKind.COUNCIL, 5_000_000)
    return made


def before(app: Flask, fund_id: str = FUND) -> Before:
    with app.app_context():
        return history.before(reading(), fund_id)


def test_each_award_is_told_by_what_became_of_it(app: Flask) -> None:
    made = books(app)
    titles = ("Carried out", "Promised", "Paid", "Given back", "Called off", "Taken back", "Hidden")
    awards = {}
    for title in titles:
        awards[title] = made.award(funded(app, title, told=title != "Hidden"), 50_000)
    made.pay(awards["Carried out"], 50_000)
    made.write(ledger.record_return, award_id=awards["Carried out"], amount_pence=1_001)
    made.write(ledger.record_delivery, awards["Carried out"])
    made.pay(awards["Paid"], 20_000)
    made.pay(awards["Given back"], 50_000)
    made.write(ledger.record_return, award_id=awards["Given back"], amount_pence=50_000)
    made.write(ledger.cancel, awards["Called off"])
    made.pay(awards["Taken back"], 50_000)
    delivery = made.write(ledger.record_delivery, awards["Taken back"])
    made.write(ledger.reverse, delivery)
    assert before(app) == Before(
        counts={"delivered": 1, "pending": 3, "returned": 1, "cancelled": 1},
        awards=(
            PastAward("Taken back", "pending", 50_000, 50_000, 0),
            PastAward("Called off", "cancelled", 0, 0, 0),
            PastAward("Given back", "returned", 50_000, 50_000, 50_000),
            PastAward("Paid", "pending", 50_000, 20_000, 0),
            PastAward("Promised", "pending", 50_000, 0, 0),
            PastAward("Carried out", "delivered", 50_000, 50_000, 1_001),
        ),
    )
    nothing = {"delivered": 0, "pending": 0, "returned": 0, "cancelled": 0}
    assert before(app, "fund-2") == Before(nothing, ())


def test_it_says_the_same_as_the_register(app: Flask) -> None:
    made = books(app)
    for number in range(3):
        award_id = made.award(funded(app, f"Idea {number}"), 10_000 + number)
        made.pay(award_id, 5_000 * number or 1)
    with app.app_context():
        lines = ledger.award_lines(reading(), fund_id=FUND)
        short = ledger.outcomes(reading(), FUND)
    assert [(one.idea_id, one.awarded_pence, one.paid_pence) for one in short] == [
        (one.award.idea_id, one.state.totals.awarded_pence, one.state.totals.paid_pence)
        for one in lines
    ]


def test_members_hear_it_until_scoring_closes(app: Flask, enter: Callable[..., Visitor]) -> None:
    day = a_day(app, enter)
    member, home = day.members[0], f"{day.address}/mine"
    heading = "What became of what we funded before"
    assert heading not in member.open(home).text
    books(app).award(funded(app, "A swing"), 12_345)
    told = f"{heading} Still going on 1 idea See each of them A swing : £123.45 promised, £0 paid."
    assert told in member.open(home).text
    day.open()
    assert told in member.open(home).text
    day.close_scoring()
    assert heading not in member.open(home).text


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_two_statements(app: Flask, statements: Callable[[], Any], count: int) -> None:
    made = books(app)
    for number in range(count):
        made.award(funded(app, f"Idea {number}"), 10_000)
    with app.app_context(), statements() as said:
        assert len(history.before(reading(), FUND).awards) == count
    assert len(said) == 2
