"""What a fund calls its areas and outcomes stands apart in each page: it turns nothing round it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.funds import outcomes_store
from makeithappen.ideas import follow_ups
from tests.integration.ideas.given import Place, open_round
from tests.integration.ideas.test_follow_ups import reply_path
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
AREA, OUTCOME = "Hillside (new)", "<Play> (more)"
SHOWN_AREA = "<bdi>Hillside (new)</bdi>"
SHOWN_OUTCOME = "<bdi>&lt;Play&gt; (more)</bdi>"


def begun(app: Flask, enter: Enter) -> tuple[Place, Visitor, str]:
    place, family = open_round(app, area=AREA), enter(Role.APPLICANT)
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        outcomes_store.add_outcomes(session, fund_id=place.fund_id, typed=OUTCOME, **who)
    first = f"/rounds/{place.round_id}/idea/all"
    typed = {"what": "A bench", "contact": "01632 960 001", "area": place.area_id}
    page = family.send(first, **typed)
    return place, family, page.path.removesuffix("/check")


def test_names_stand_apart_on_the_pages_of_families(app: Flask, enter: Enter) -> None:
    place, family, idea = begun(app, enter)
    asked, paper = family.open(f"{idea}/outcomes"), f"/rounds/{place.round_id}/idea/paper"
    assert SHOWN_OUTCOME in asked.html
    for address in (f"{idea}/answer/area", f"{idea}/answer/all", f"{idea}/check", paper):
        assert SHOWN_AREA in family.open(address).html, address
    assert SHOWN_OUTCOME in family.open(paper).html
    assert AREA in family.open(f"{idea}/answer/area").text


def test_names_stand_apart_for_those_who_read_them(app: Flask, enter: Enter) -> None:
    place, family, idea = begun(app, enter)
    family.send(f"{idea}/check", to="/send")
    morag, idea_id = enter(Role.COORDINATOR), idea.removeprefix("/ideas/")
    with app.app_context(), transaction() as session:
        asked = {"question_id": "area", "words": "Where?", "actor_id": "Morag"}
        follow_ups.ask(session, idea_id=idea_id, **asked, at=now(session))
    assert family.send(reply_path(app, idea_id), area="anywhere").status == 200
    assert SHOWN_AREA not in morag.open(f"{idea}/review").html
    for who, address, words in (
        (morag, f"{idea}/history", SHOWN_AREA),
        (enter(Role.ADMINISTRATOR), f"/funds/{place.fund_id}/areas", SHOWN_AREA),
        (enter(Role.ADMINISTRATOR), f"/funds/{place.fund_id}/outcomes", SHOWN_OUTCOME),
    ):
        assert words in who.open(address).html, address
