"""Easy Read: short sentences, a picture beside each few, and what the fund and the round say."""

from __future__ import annotations

import re

import pytest
from babel.dates import format_date
from flask import Flask

from makeithappen.assets import STATIC
from makeithappen.core.db import now, transaction
from makeithappen.funds import start_store
from makeithappen.funds.rules.start import Fit, Start
from tests.integration.ideas.given import DAY, WORDS, Place, close_round, open_round, today
from tests.support import families
from tests.support.visitor import Visitor

WORDS_MOST = 13
START = Start(
    who="For <families> here.",
    what="For what children like.",
    what_not="Not for debts.",
    fits=(Fit("Do you live here?", "Next door."),),
    talk_contact="Morag, 01632 960 001",
)
PICTURE = re.compile(r'<img src="/static/easy/([a-z-]+)\.[0-9a-f]+\.svg" alt=""')
LINK = "/easy-read"


def address(place: Place) -> str:
    return f"/rounds/{place.round_id}/idea{LINK}"


def tell(app: Flask, place: Place) -> None:
    with app.app_context(), transaction() as session:
        who = {"actor_id": "test", "at": now(session)}
        start_store.put_start(session, fund_id=place.fund_id, start=START, **who)


def test_each_sentence_is_short_and_has_a_picture(app: Flask, visitor: Visitor) -> None:
    place = open_round(app)
    tell(app, place)
    page = next(families.pages(visitor.client, address(place)))
    sentences = [one for said in page.sentences for one in re.split(r"(?<=[.?!]) ", said)]
    assert {one: many for one in sentences if (many := len(one.split())) > WORDS_MOST} == {}
    groups = re.findall(r"<li>\s*<img.*?</li>", page.html, re.DOTALL)
    assert (len(groups) > 25, {group.count("<p>") for group in groups}) == (True, {1, 2, 3})
    files = {path.stem for path in (STATIC / "easy").iterdir()}
    assert {name for group in groups for name in PICTURE.findall(group)} == files


def test_pictures_are_small_and_hold_nothing_but_lines() -> None:
    for path in (STATIC / "easy").iterdir():
        drawn = path.read_text(encoding="utf-8")
        assert set(re.findall(r"<([a-z]+)", drawn)) <= {"svg", "path", "circle", "rect"}
        assert (path.name, len(drawn) < 900) == (path.name, True)
        assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"')


def test_it_says_what_the_fund_and_the_round_say(app: Flask, visitor: Visitor) -> None:
    place = open_round(app)
    plain = visitor.open(address(place))
    tell(app, place)
    page = visitor.open(address(place))
    closes = format_date(today() + 30 * DAY, "d MMMM y", locale="en_GB")
    for words in (
        f"Send your idea by {closes}.",
        "You must answer only these three:",
        "We tell Bo. Bo looks after people's safety.",
        "People with learning disabilities have not tested this page yet.",
    ):
        assert (words, words in plain.text, words in page.text) == (words, True, True)
    assert ("Ideas of families" in plain.text, "Ideas of families" in page.text) == (True, False)
    for words in ("For &lt;families&gt; here.", "For what children like.", "Not for debts."):
        assert (words, words in plain.html, words in page.html) == (words, False, True)
    for words in ("First we ask if this money is for you.", "You can ask: Morag, 01632 960 001"):
        assert (words, words in plain.text, words in page.text) == (words, False, True)
    assert re.findall(r'href="tel:(\d+)"', page.html) == ["01234567890", "999", "01632960001"]
    ways = [re.findall(rf"/rounds/{place.round_id}/idea/(f\w+)", one.html) for one in (plain, page)]
    assert ways == [["first"], ["fit"]]


def test_it_follows_the_round(app: Flask, visitor: Visitor) -> None:
    place = open_round(app, area=None)
    page = visitor.open(address(place))
    assert ("only these two:" in page.text, "Where will it happen?" in page.text) == (True, False)
    close_round(app, place)
    page = visitor.open(address(place))
    assert (page.status, "This round is over" in page.text) == (200, True)
    assert visitor.open("/rounds/round-x/idea/easy-read").status == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_start_and_the_first_question_lead_there(app: Flask, visitor: Visitor) -> None:
    place = open_round(app)
    begin = f"/rounds/{place.round_id}/idea"
    for path in (begin, f"{begin}/first"):
        assert f'href="{address(place)}"' in visitor.open(path).html
    second = visitor.send(f"{begin}/first", what=WORDS.what)
    assert (second.path.rsplit("/", 1)[1], LINK in second.html) == ("who_for", False)
    assert LINK in visitor.open(second.path.replace("who_for", "what")).html
