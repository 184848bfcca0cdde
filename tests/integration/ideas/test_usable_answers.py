"""Answers that somebody can use: how to reach its people, and amounts that go together."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.db import transaction
from makeithappen.ideas import models
from tests.integration.ideas.given import WORDS, Place, open_round
from tests.support.visitor import Visitor


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def test_a_way_to_be_reached_is_one_that_somebody_can_use(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    sentence = "Write a phone number, an e-mail address, or where we can find you."
    begun = visitor.send(f"/rounds/{place.round_id}/idea/first", what=WORDS.what)
    idea = begun.path.removesuffix("/answer/who_for")
    for page in ("contact", "all"):
        refused = visitor.send(f"{idea}/answer/{page}", area="anywhere", contact="a")
        found = (refused.status, sentence in refused.text, 'href="#contact"' in refused.html)
        assert (found, refused.forms[-1].values["contact"]) == ((400, True, True), "a")
    saved = visitor.send(f"{idea}/answer/all", area="anywhere", contact="ask at the school office")
    assert saved.path == f"{idea}/check"
    with app.app_context(), transaction() as session:  # from before anybody looked
        session.execute(update(models.Idea).values(contact="a"))
    page = visitor.send(f"{idea}/check", to="/send")
    found = (page.status, sentence in page.text, 'href="#change-contact"' in page.html)
    assert found == (409, True, True)
