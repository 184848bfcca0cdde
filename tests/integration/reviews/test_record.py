"""The record of reviews: who and when, no words; words can be erased, nothing else can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DatabaseError

from makeithappen.core.db import reading, transaction
from makeithappen.core.keys import keys
from makeithappen.reviews import models, store
from makeithappen.reviews.rules.review import Outcome
from tests.integration.ideas.given import today
from tests.integration.reviews.given import DUE, SAID, Given, ask, put, trail
from tests.support.visitor import Visitor


def test_the_record_holds_who_and_when_and_no_words(fund: Given) -> None:
    idea_id = fund.idea()
    ask(fund, idea_id)
    review_id = fund.reviews(idea_id)[0].review_id
    fund.rosa.send(f"/reviews/{review_id}", outcome="explained", reply="We explain.")
    with fund.app.app_context():
        salt = reading().get_one(models.ReviewWords, review_id).salt
        asked = keys().keyed_digest(f"review\n{salt}\n\nYou forgot the pond.")
        answered = keys().keyed_digest(f"review\n{salt}\nexplained\nWe explain.")
    rosa = fund.rosa.person_id
    facts = {
        "answerer_id": rosa,
        "due_on": (today() + DUE).isoformat(),
        "words_digest": asked,
    }
    assert trail(fund.app, "review_asked") == [(fund.lea.person_id, review_id, facts)]
    facts = {"outcome": "explained", "words_digest": answered}
    assert trail(fund.app, "review_answered") == [(rosa, review_id, facts)]


def test_words_can_be_erased_and_the_record_stays(fund: Given) -> None:
    idea_id = fund.idea()
    ask(fund, idea_id)
    before = fund.reviews(idea_id)[0]
    with fund.app.app_context(), transaction() as session:
        session.execute(delete(models.ReviewWords))
    assert fund.reviews(idea_id) == [replace(before, said=None)]
    page = fund.rosa.open(f"/reviews/{before.review_id}")
    assert "Their words were taken down." in page.text
    assert fund.rosa.fill(page, outcome="explained", reply="We did.").status == 200
    answered = fund.reviews(idea_id)[0]
    assert (answered.outcome, answered.reply) == (Outcome.EXPLAINED, "")
    assert "We explain it better" in fund.lea.open(f"/ideas/{idea_id}").text


@pytest.mark.parametrize("table", ["reviews", "review_answers"])
@pytest.mark.parametrize("change", ["UPDATE {} SET words_digest = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_record(fund: Given, table: str, change: str) -> None:
    idea_id = fund.idea()
    ask(fund, idea_id)
    review = fund.reviews(idea_id)[0]
    fund.rosa.send(f"/reviews/{review.review_id}", outcome="explained", reply="We did.")
    said = change.format(table)
    with (
        fund.app.app_context(),
        pytest.raises(DatabaseError, match=f"{table}: append only"),
        transaction() as session,
    ):
        session.execute(text(said))


def test_the_register_counts_reviews_from_five_on(fund: Given, visitor: Visitor) -> None:
    for number in range(5):
        text_ = visitor.open("/awards").text
        assert "Spring Fewer than 5 Ask for a review" in text_, number
        visitor.send(fund.public, **SAID)
    with fund.app.app_context():
        found = store.waiting(reading(), [fund.place.fund_id])
    for one, outcome in zip(found[:3], ("explained", "explained", "looks_again"), strict=True):
        fund.rosa.send(f"/reviews/{one.review_id}", outcome=outcome, reply="We did.")
    counted = (
        "Spring 5 Nothing changes: 0 We explain it better: 2 The panel looks again: 1 "
        "Not answered yet: 2 Ask for a review"
    )
    page = visitor.open("/awards")
    assert counted in page.text
    assert SAID["words"] not in page.html


@pytest.mark.parametrize("count", [1, 30])
def test_statements_per_page(fund: Given, statements: Callable[[], Any], count: int) -> None:
    asked = [fund.idea() for _number in range(count)]
    for idea_id in asked:
        put(fund, idea_id, due=today())
    first = fund.reviews(asked[0])[0].review_id
    fresh = fund.idea()
    paths = {
        "idea": (fund.lea, f"/ideas/{asked[0]}"),
        "ask": (fund.lea, f"/ideas/{fresh}/ask-for-review"),
        "ask publicly": (fund.lea, fund.public),
        "waiting": (fund.rosa, "/reviews"),
        "answer": (fund.rosa, f"/reviews/{first}"),
        "who answers": (fund.stan, f"/funds/{fund.place.fund_id}/reviews"),
    }
    found = {}
    for name, (who, path) in paths.items():
        with statements() as said:
            assert who.open(path).status == 200
        found[name] = len(said)
    assert found == {
        "idea": 12,
        "ask": 10,
        "ask publicly": 9,
        "waiting": 10,
        "answer": 8,
        "who answers": 5,
    }
    assert max(found.values()) <= 12
