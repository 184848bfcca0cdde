"""A fund whose reviews Rosa answers and Stan stands in for, and ideas that were decided on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from makeithappen.core import outbox
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Words
from makeithappen.reviews import store
from makeithappen.reviews.rules.review import Promise, Route
from makeithappen.reviews.store import Matter, Said
from tests.integration.ideas.given import Place, open_round, send_ideas
from tests.support.visitor import Page, Visitor

WORDS = Words("A bench by the pond.", "Everybody", "lea@example.org")
DUE = timedelta(days=14)
SAID = {"about": "The bench", "words": "You forgot the pond.", "contact": "01632 960 777"}


@dataclass
class Given:
    """Who is there: the applicant, the coordinator who says no, and the two who answer."""

    app: Flask
    place: Place
    lea: Visitor
    cora: Visitor
    rosa: Visitor
    stan: Visitor

    @property
    def public(self) -> str:
        return f"/rounds/{self.place.round_id}/ask-for-review"

    def name(self, route: Route | None = None) -> None:
        """Say who answers."""
        said = route or Route(self.rosa.person_id, self.stan.person_id, 14)
        with self.app.app_context(), transaction() as session:
            by = {"actor_id": "test", "at": now(session)}
            store.put_route(session, fund_id=self.place.fund_id, route=said, **by)

    def idea(self, *, told: bool = True, by: Visitor | None = None, words: Words = WORDS) -> str:
        """An idea of Lea's, which Cora (or somebody else) turned down."""
        idea_id = send_ideas(self.app, self.place, self.lea.person_id, words=words)[0]
        if told:
            who = (by or self.cora).person_id
            with self.app.app_context(), transaction() as session:
                said = {"reason": "Not now, sorry.", "actor_id": who, "at": now(session)}
                ideas.turn_down(session, idea_id=idea_id, **said)
        return idea_id

    def reviews(self, idea_id: str) -> list[store.ReviewRow]:
        with self.app.app_context():
            return store.of_idea(reading(), idea_id)


def given(app: Flask, enter: Callable[..., Visitor]) -> Given:
    """A round of a fund; nobody answers its reviews yet."""
    return Given(
        app,
        open_round(app),
        enter(Role.APPLICANT, first_name="Lea"),
        enter(Role.COORDINATOR, first_name="Cora"),
        enter(Role.APPROVER, first_name="Rosa", email="rosa@example.org"),
        enter(Role.ADMINISTRATOR, first_name="Stan", email="stan@example.org"),
    )


def ask(fund: Given, idea_id: str, words: str = "You forgot the pond.") -> Page:
    return fund.lea.send(f"/ideas/{idea_id}/ask-for-review", words=words)


def shown(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def letters(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(one.to, one.subject, one.body) for one in reversed(outbox.waiting(reading()))]


def trail(app: Flask, what: str) -> list[tuple[str, str, dict[str, object]]]:
    with app.app_context():
        found = reading().execute(select(Event).where(Event.what == what).order_by(Event.number))
        return [(e.actor_id, e.subject_id, json.loads(e.facts)) for e in found.scalars()]


def put(fund: Given, idea_id: str, *, due: date) -> None:
    """A review through the store, with a reply date of one's own."""
    matter = Matter(fund.place.fund_id, fund.place.round_id, idea_id)
    promised = Promise(fund.rosa.person_id, due)
    with fund.app.app_context(), transaction() as session:
        whose = {"told": True, "asked_by": fund.lea.person_id, "at": now(session)}
        store.ask(session, matter, Said("Look."), promised, **whose)
