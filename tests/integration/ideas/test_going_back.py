"""Back from a later question: the first page leads to what was said there, and begins nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select

from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.ideas import models
from tests.integration.ideas.given import WORDS, Place, open_round, send_ideas
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
TYPED = {**asdict(WORDS), "area": "anywhere"}
OUT_OF_DATE = "This page was open for too long."


@pytest.fixture
def place(app: Flask) -> Place:
    return open_round(app)


def said(app: Flask) -> list[str]:
    """What the ideas are, in the order in which they were begun."""
    with app.app_context():
        return list(reading().scalars(select(models.Idea.what).order_by(models.Idea.started_at)))


def shown(page: Page) -> tuple[int, str, str]:
    return page.status, page.path.split("/", 3)[3], page.forms[-1].values["what"]


@pytest.mark.parametrize(("pages", "question"), [("first", "what"), ("all", "all")])
def test_the_first_page_leads_to_the_draft_that_it_began(
    app: Flask, visitor: Visitor, place: Place, pages: str, question: str
) -> None:
    first = f"/rounds/{place.round_id}/idea/{pages}"
    visitor.send(first, **TYPED)
    page = visitor.open(first)
    assert shown(page) == (200, f"answer/{question}", WORDS.what)
    visitor.fill(page, what="A slide")
    assert said(app) == ["A slide"]


def test_what_is_sent_from_an_old_first_page_changes_its_draft(
    app: Flask, place: Place, enter: Enter
) -> None:
    """A browser may show the page as it was, and ask for nothing."""
    leanne, first = enter(Role.APPLICANT), f"/rounds/{place.round_id}/idea/first"
    page = leanne.open(first)
    begun = leanne.fill(page, what=WORDS.what)
    leanne.fill(begun, who_for="All of us")
    again = leanne.fill(page, what="A slide")
    assert (again.path, again.forms[-1].values["who_for"]) == (begun.path, "All of us")
    assert said(app) == ["A slide"]
    empty = leanne.fill(page, what=" ")
    assert (empty.status, "Tell us what your idea is." in empty.text) == (400, True)
    instead = leanne.fill(page, what="", instead="what")
    assert instead.path.endswith("/files/what")


TWO = "These are two ideas: keep both"
ONE = "It is one idea: keep only what I say now"


@pytest.mark.parametrize("pages", ["first", "all"])
@pytest.mark.parametrize("is_guest", [True, False])
def test_two_first_pages_side_by_side_lose_nobodys_words(
    app: Flask, visitor: Visitor, place: Place, enter: Enter, pages: str, is_guest: bool
) -> None:
    """The later one asks whether it is another idea; both ways keep what was meant to be kept."""
    first = f"/rounds/{place.round_id}/idea/{pages}"
    who = visitor if is_guest else enter(Role.APPLICANT)
    tabs = [who.open(first) for _tab in range(3)]
    begun = who.fill(tabs[0], **TYPED)
    asked = who.fill(tabs[1], **{**TYPED, "what": "Bikes\nfor all"})
    found = [text in asked.text for text in (WORDS.what, "Bikes for all", TWO, ONE)]
    assert (asked.status, found, said(app)) == (409, [True] * 4, [WORDS.what])
    apart = f"{first}?another={begun.path.split('/')[2]}"
    [second, again] = [who.fill(asked, to=apart) for _pressed in range(2)]  # twice has one effect
    assert (second.status, second.path, said(app)) == (
        200,
        again.path,
        [WORDS.what, "Bikes\nfor all"],
    )
    assert second.path != begun.path
    assert second.path.split("/")[3:] == begun.path.split("/")[3:]
    newest, rest = second.path.split("/")[2], "all" if pages == "all" else "what"
    asked = who.fill(tabs[2], **{**TYPED, "what": "Blue bikes"})
    one = who.fill(asked, to=f"/ideas/{newest}/answer/{rest}")
    assert (one.path, said(app)) == (second.path, [WORDS.what, "Blue bikes"])


@pytest.mark.parametrize("pages", ["first", "all"])
def test_an_old_first_page_changes_its_draft_beside_a_newer_one(
    app: Flask, place: Place, enter: Enter, pages: str
) -> None:
    leanne, first = enter(Role.APPLICANT), f"/rounds/{place.round_id}/idea/{pages}"
    page = leanne.open(first)
    begun = leanne.fill(page, **TYPED)
    begun_id = begun.path.split("/")[2]
    beside = leanne.open(f"{first}?another={begun_id}")
    leanne.fill(beside, **{**TYPED, "what": "Bikes"})
    mended = leanne.fill(page, **{**TYPED, "what": "A slide"})
    assert (mended.status, mended.path, said(app)) == (200, begun.path, ["A slide", "Bikes"])
    leanne.send(f"/ideas/{begun_id}/answer/all", **{**TYPED, "what": "A slide"})
    assert leanne.send(f"/ideas/{begun_id}/check", to="/send").path == f"/ideas/{begun_id}"
    late = leanne.fill(page, **{**TYPED, "what": "A swing"})
    assert (late.status, said(app)) == (409, ["A slide", "Bikes"])


def test_the_same_words_from_a_page_beside_it_ask_nothing(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    first = f"/rounds/{place.round_id}/idea/first"
    tabs = [visitor.open(first) for _tab in range(3)]
    begun = visitor.fill(tabs[0], what=WORDS.what)
    again = visitor.fill(tabs[1], what=f" {WORDS.what} ")  # a token from before one was a guest
    assert (OUT_OF_DATE in again.text, visitor.fill(again).path) == (True, begun.path)
    recorded = visitor.fill(tabs[2], what="", instead="what")
    assert (recorded.status, "Said without words" in recorded.text) == (409, True)
    assert said(app) == [WORDS.what]
    there = visitor.fill(recorded, to="first?another=" + begun.path.split("/")[2])
    assert (there.path.split("/")[3:], said(app)) == (["files", "what"], [WORDS.what, ""])


def test_an_old_first_page_from_before_one_was_a_guest_says_so_and_keeps_the_words(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    page = visitor.open(f"/rounds/{place.round_id}/idea/first")
    begun = visitor.fill(page, what=WORDS.what)
    again = visitor.fill(page, what="A slide")
    assert (again.status, OUT_OF_DATE in again.text) == (400, True)
    assert (again.forms[-1].values["what"], said(app)) == ("A slide", [WORDS.what])
    assert (visitor.fill(again).path, said(app)) == (begun.path, ["A slide"])


def test_another_idea_is_begun_on_purpose_and_once(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    begin = f"/rounds/{place.round_id}/idea"
    visitor.send(f"{begin}/all", **TYPED)
    mine = visitor.open("/ideas")
    assert f'href="{begin}?another=1"' in mine.html
    assert visitor.open(begin).path.endswith("/check")
    start = visitor.open(f"{begin}?another=1")
    [link] = [one for one in start.html.split('"') if one.startswith(f"{begin}/first?another=")]
    page = visitor.open(link)
    assert visitor.open(link.replace("/first", "")).path == begin
    second = visitor.fill(page, what="Bikes")
    assert shown(visitor.open(link))[2] == "Bikes"
    assert visitor.fill(page, what="Two bikes").path == second.path
    assert visitor.open(link.replace("/first", "")).path == second.path
    assert said(app) == [WORDS.what, "Two bikes"]


def test_what_was_sent_in_stays_as_it_is(app: Flask, place: Place, enter: Enter) -> None:
    leanne, first = enter(Role.APPLICANT), f"/rounds/{place.round_id}/idea/first"
    page = leanne.open(first)
    [idea_id] = send_ideas(app, place, leanne.person_id)
    assert leanne.open(first).path == f"/ideas/{idea_id}"
    asked = leanne.fill(page, what="A slide")
    assert (asked.status, TWO in asked.text, ONE in asked.text) == (409, True, False)
    assert said(app) == [WORDS.what]
    start = leanne.open(f"/rounds/{place.round_id}/idea")
    assert f'href="{first}?another={idea_id}"' in start.html
    leanne.fill(asked)
    assert said(app) == [WORDS.what, "A slide"]


def test_nobody_is_led_to_the_idea_of_somebody_else(
    app: Flask, visitor: Visitor, place: Place
) -> None:
    """A helper and a stranger begin an idea of their own."""
    first = f"/rounds/{place.round_id}/idea/first"
    visitor.fill(visitor.send(f"/rounds/{place.round_id}/idea/help"))
    for who in (visitor, Visitor(app.test_client())):
        assert who.open(first).path == first
    assert visitor.send(first, what="Mine").path.endswith("/answer/who_for")
    assert sorted(said(app)) == ["", "Mine"]


def test_who_is_signed_out_is_told_how_to_come_back_on_every_page_that_is_not_there(
    app: Flask, visitor: Visitor, place: Place, enter: Enter
) -> None:
    """A page of somebody's and one that never was are the same to the byte, but for the address."""
    page = visitor.send(f"/rounds/{place.round_id}/idea/all", **TYPED)
    there = page.path.removesuffix("/check")
    signed_out = Visitor(app.test_client())
    pages: list[str] = []
    for idea in (there, "/ideas/idea-nothing"):
        for rest in ("", "/check", "/answer/what"):
            page = signed_out.open(f"{idea}{rest}")
            assert (page.status, "You may be signed out." in page.text) == (404, True)
            assert f'href="/come-back?next={idea}{rest}"' in page.html
            pages.append(page.html.replace(idea, ""))
    assert pages[:3] == pages[3:]
    assert "You may be signed out." in signed_out.open("/ideas").text
    assert "You may be signed out." not in enter(Role.APPLICANT).open(there).text
