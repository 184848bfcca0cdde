"""What families read: plain enough for a child of eleven, and typed words run their own way."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from makeithappen import demo
from makeithappen.core.catalogs import BEGIN, END
from makeithappen.core.db import now, transaction
from tests.support import families
from tests.support.families import TYPED
from tests.support.reading import AGE_MAX, WORDS_MIN, reading_age
from tests.support.visitor import Visitor

HARDER: dict[str, str] = {}
"""Pages that may be harder to read, by shape, and why. None is."""
LONG = {"what": TYPED, "who_for": TYPED, "title": TYPED, "drops": TYPED, "area": "anywhere"}
SHORT = {"contact": f"{TYPED}@example.org", "how_many": "30", "ask": "500", "smallest": "300"}

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def starts(app: Flask, visitor: Visitor) -> tuple[str, ...]:
    """The demo, a guest with a draft and an idea that was sent in; where to begin to look."""
    with app.app_context(), transaction() as session:
        demo.fill(session, now(session))
    begin = re.findall(r'href="(/rounds/[^"]+/idea)"', visitor.open("/").html)[0]
    draft = visitor.send(f"{begin}/all", **LONG, **SHORT)
    another = visitor.send(f"{begin}/all?another=1", **LONG, **SHORT)
    sent = visitor.fill(another)
    assert sent.status == 200
    return "/", "/sign-in", "/nothing-here", begin, sent.path, draft.path


@on_one_database
def test_pages_for_families_are_plain(visitor: Visitor, starts: tuple[str, ...]) -> None:
    seen = {families.shape(page.path): page for page in families.pages(visitor.client, *starts)}
    assert len(seen) >= 30
    ages = {
        shape: age
        for shape, page in seen.items()
        if page.words >= WORDS_MIN and (age := reading_age(page.sentences)) > AGE_MAX
    }
    assert {shape: age for shape, age in ages.items() if shape not in HARDER} == {}
    assert set(HARDER) <= set(ages)
    undirected = {shape: page.undirected for shape, page in seen.items() if page.undirected}
    assert undirected == {}


@on_one_database
def test_every_page_for_families_can_be_seen_in_urdu(
    visitor: Visitor, starts: tuple[str, ...]
) -> None:
    visitor.open("/language/ur")
    seen = list(families.pages(visitor.client, *starts))
    assert {page.direction for page in seen} == {"rtl"}
    assert [page.path for page in seen if BEGIN in page.html or END in page.html] == []
    assert [
        page.path for page in seen if page.status != (404 if "nothing" in page.path else 200)
    ] == []
    assert {page.path: page.undirected for page in seen if page.undirected} == {}


def test_a_hard_text_is_found() -> None:
    """The ages mean something: our own words, and those of an office."""
    ours = ["Families send in ideas.", "Parents decide.", "You can follow every pound."]
    office = "Applicants are encouraged to submit documentation demonstrating their eligibility."
    assert (round(reading_age(ours)), round(reading_age([office]))) == (9, 26)
