"""Every page asks the database as often for one row as for thirty, and never over twelve times.

A new page needs a line in `counted` with its number, and a place in `world` for all it lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, url_for

from ledger.store import entry_lines
from makeithappen.config import Config
from makeithappen.core.db import reading, transaction
from makeithappen.core.keys import Keys, mark_demo
from tests.integration.counted import ledger, panels, rest, votes
from tests.integration.world import World, build
from tests.support.fixtures import served

MOST = 12
PAGES = rest.PAGES | panels.PAGES | votes.PAGES | ledger.PAGES

REDIRECTS = {
    "language.choose",
    "people.first_page",
    "ideas.begin (draft)",
    "ideas.first (begun)",
    "ideas.answer (sent)",
    "ideas.carry_on",
    "ideas.check (sent)",
    "ideas.sent (draft)",
    "ideas.check_paper (sent)",
    "ideas.their_code (given)",
}


@pytest.fixture
def app(config: Config, database_url: str) -> Iterator[Flask]:
    """The app as a demo: it has all pages, and the demo's own beside them."""
    settings = replace(config, database_url=database_url)
    with served(settings) as plain, plain.app_context(), transaction() as session:
        mark_demo(session, Keys.fresh())
    with served(settings) as demo:
        yield demo


def endpoint(page: str) -> str:
    return page.partition(" ")[0]


def addresses(app: Flask, world: World) -> dict[str, str]:
    """The address of every page, each with something on it."""
    with app.test_request_context():
        lines = entry_lines(reading(), limit=10_000)
        entries = {line.entry.kind: line.entry.id for line in lines}
        pages = rest.addresses(world) | panels.addresses(world) | votes.addresses(world)
        pages |= ledger.addresses(world, entries)
        return {page: url_for(endpoint(page), **ids) for page, ids in pages.items()}


@pytest.mark.parametrize("rows", [1, 30])
def test_each_page_takes_as_many_statements_for_one_row_as_for_thirty(
    app: Flask, statements: Callable[[], Any], rows: int
) -> None:
    world, viewer = build(app, rows)
    found: dict[str, int] = {}
    for page, address in addresses(app, world).items():
        with statements() as said:
            answer = viewer.get(address)
        answer.close()
        assert answer.status_code == (302 if page in REDIRECTS else 200), page
        found[page] = len(said)
    assert found == PAGES


def test_every_page_is_counted_and_none_takes_more_than_twelve(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {endpoint(page) for page in PAGES} == pages - {"static"}
    assert max(PAGES.values()) <= MOST
