"""Before the form: who the fund is for, questions whose no leads on, and where else to go."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.events import Event
from makeithappen.funds import store
from makeithappen.funds.rules.start import Fit, Start
from tests.integration.ideas.given import WORDS, Place, open_round, send_ideas
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
WRITTEN = {
    "who": "For families here.",
    "what": "For what children like.",
    "what_not": "Not for debts.",
    "asks_1": "Do you live here?",
    "says_no_1": "The next town has a fund.",
    "asks_3": "Is it for children?",
    "says_no_3": "Neighbours Together may help.",
    "signposts": "The Family Line: 01632 960 010\n\n The Help Desk: 01632 960 012 ",
    "talk_contact": "Morag, 01632 960 001",
    "talk_days": "5",
}
FITS = (
    Fit("Do you live here?", "The next town has a fund."),
    Fit("Is it for children?", "Neighbours Together may help."),
)


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def kept(app: Flask, place: Place) -> Start:
    with app.app_context():
        return store.find_fund(reading(), place.fund_id).start


def test_a_fund_says_who_it_is_for(app: Flask, place: Place, enter: Enter) -> None:
    ada, somebody = enter(Role.ADMINISTRATOR), enter(Role.APPLICANT)
    page = ada.send(f"/funds/{place.fund_id}/start", to="/start", **WRITTEN)
    assert (page.status, page.path) == (200, f"/funds/{place.fund_id}")
    assert kept(app, place) == Start(
        who="For families here.",
        what="For what children like.",
        what_not="Not for debts.",
        fits=FITS,
        signposts=("The Family Line: 01632 960 010", "The Help Desk: 01632 960 012"),
        talk_contact="Morag, 01632 960 001",
        talk_days=5,
    )
    page = somebody.open(f"/rounds/{place.round_id}/idea")
    assert "For families here. For what children like. Not for debts." in page.text
    assert f'href="/rounds/{place.round_id}/idea/fit?pages=first"' in page.html
    [idea_id] = send_ideas(app, place, somebody.person_id)
    page = somebody.open(f"/ideas/{idea_id}")
    assert "The Help Desk: 01632 960 012" in page.text
    assert "Here is who: Morag, 01632 960 001" in page.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"says_no_1": ""}, (409, "Question 1 needs both", "#says_no_1")),
        ({"asks_3": ""}, (409, "Question 2 needs both", "#asks_3")),
        ({"talk_days": "0"}, (409, "Write a number of days from 1 to 30.", "#talk_days")),
        ({"talk_days": "soon"}, (400, "Write a whole number", "#talk_days")),
        ({"who": "x" * 301}, (400, "Use 300 letters or fewer", "#who")),
        ({"signposts": "x" * 2001}, (400, "Use 2,000 letters or fewer", "#signposts")),
    ],
)
def test_what_is_not_whole_is_not_kept(
    app: Flask, place: Place, enter: Enter, change: dict[str, str], said: tuple[int, str, str]
) -> None:
    before, ada = kept(app, place), enter(Role.ADMINISTRATOR)
    page = ada.send(f"/funds/{place.fund_id}/start", to="/start", **(WRITTEN | change))
    status, sentence, href = said
    assert (page.status, sentence in page.text, f'href="{href}"' in page.html) == (
        status,
        True,
        True,
    )
    assert (kept(app, place), "For what children like." in page.html) == (before, True)


def test_a_no_says_where_else_to_go_and_nothing_is_kept(
    app: Flask, place: Place, enter: Enter
) -> None:
    enter(Role.ADMINISTRATOR).send(f"/funds/{place.fund_id}/start", to="/start", **WRITTEN)
    with app.app_context():
        before = reading().query(Event).count()
    nobody, address = Visitor(app.test_client()), f"/rounds/{place.round_id}/idea/fit"
    page = nobody.open(f"{address}?pages=all")
    assert ("Do you live here?" in page.text, "Is it for children?" in page.text) == (True, True)
    page = nobody.open(f"{address}?sent=1&pages=all&q1=yes&q2=no")
    assert (page.status, "Neighbours Together may help." in page.text) == (200, True)
    assert "Here is who: Morag, 01632 960 001" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    page = nobody.open(f"{address}?sent=1&pages=all&q1=yes&q2=yes")
    assert page.path == f"/rounds/{place.round_id}/idea/all"
    for query in ("sent=1", "sent=1&q1=yes", "sent=1&q1=yes&q2=perhaps"):
        page = nobody.open(f"{address}?{query}")
        assert (page.status, 'href="#q2"' in page.html) == (400, True)
    page = nobody.open(f"{address}?sent=1")  # each link says which question it leads to
    for field, fit in zip(("q1", "q2"), FITS, strict=True):
        link = f'<a href="#{field}"><bdi>{fit.asks}</bdi> Answer yes or no</a>'
        assert (link in page.html, page.html.count(f"<bdi>{fit.asks}</bdi>")) == (True, 2)
    with app.app_context():
        assert reading().query(Event).count() == before


def test_numbers_to_call_can_be_tapped_and_families_words_are_no_links(
    app: Flask, place: Place, enter: Enter
) -> None:
    written = WRITTEN | {"signposts": "<script>Call 999</script> & Co, 01632 960 012"}
    written["says_no_1"] = "Call Bo & Co: 01632 960 013"
    ada, somebody = enter(Role.ADMINISTRATOR), enter(Role.APPLICANT)
    ada.send(f"/funds/{place.fund_id}/start", to="/start", **written)
    [idea_id] = send_ideas(
        app, place, somebody.person_id, words=replace(WORDS, what="Ring 01632 960 999")
    )
    linked = r'<a class="govuk-link mih-phone" dir="ltr" href="tel:(\d+)">'
    page = somebody.open(f"/ideas/{idea_id}")
    ours, theirs = ["999", "08001111", "116123", "01234567890"], ["999", "01632960012"]
    assert re.findall(linked, page.html) == [*ours, *theirs, "01632960001"]
    line = '<span dir="auto">&lt;script&gt;Call 999&lt;/script&gt; &amp; Co, 01632 960 012</span>'
    assert line in re.sub("<a [^>]*>|</a>", "", page.html)
    page = somebody.open(f"/rounds/{place.round_id}/idea/fit?sent=1&q1=no&q2=yes")
    assert re.search(f"Call Bo &amp; Co: {linked}01632 960 013</a>", page.html)
    page = somebody.open(f"/ideas/{idea_id}/answers")
    assert ("Ring 01632 960 999" in page.text, re.findall(linked, page.html)) == (True, [])


def test_without_questions_the_way_leads_to_the_first_answer(app: Flask, place: Place) -> None:
    nobody = Visitor(app.test_client())
    page = nobody.open(f"/rounds/{place.round_id}/idea/fit")
    assert page.path == f"/rounds/{place.round_id}/idea/first"
    assert nobody.open("/rounds/round-x/idea/fit").status == 404
