"""Answers of a coordinator, as the pages take them."""

from __future__ import annotations

from tests.integration.ideas.given import Place
from tests.support.visitor import Page, Visitor

NOT_THIS_TIME = {
    "outcome": "not_this_time",
    "strengths": "We like the bench.",
    "reason": "The council builds one in May.",
    "criterion": "What the fund is for",
    "would_help": "Another place for it.",
    "elsewhere": "The library: 01234 567892",
}


def answer(coordinator: Visitor, idea_id: str, **said: str) -> Page:
    """Write an answer down and look at its letter."""
    page = coordinator.send(f"/ideas/{idea_id}/letter", to="/letter", **said)
    assert page.status == 200, page.text
    return coordinator.fill(page, to="/letter/look")


def send_all(coordinator: Visitor, place: Place) -> Page:
    """Send all letters of the round."""
    page = coordinator.open(f"/rounds/{place.round_id}/replies")
    return coordinator.fill(page, to="/replies/send")


def tell(coordinator: Visitor, place: Place, *idea_ids: str, **said: str) -> Page:
    """Answer these ideas in the same words, and send all letters of the round."""
    for idea_id in idea_ids:
        answer(coordinator, idea_id, **said)
    return send_all(coordinator, place)


def shortlist(coordinator: Visitor, place: Place, day_id: str, *idea_ids: str) -> None:
    """Put these ideas before the panel of a day."""
    said = {"outcome": "shortlisted", "day": day_id, "strengths": "It is for all of us."}
    assert tell(coordinator, place, *idea_ids, **said).status == 200
