"""Voting in a browser: a card's link, each page of the vote, the cards to print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from makeithappen.demo_votes import CODES, OPEN_NAME
from tests.journeys.looking import NARROW, violations
from tests.journeys.test_accessible import enter


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_card_votes_with_a_link_or_by_typing(
    browser: Browser, site: str, *, scripts: bool
) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=scripts)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/demo/cards")
    page.get_by_role("link", name=CODES[0]).click()
    if scripts:
        expect(page.locator("#code")).to_have_value(CODES[0])
        assert "#" not in page.url
        assert violations(page) == []
    else:
        page.locator("#code").fill(CODES[0].lower())
    page.get_by_label("A shed for tools").check()
    page.get_by_role("button", name="Check your vote").click()
    expect(page.locator("main")).to_contain_text("A shed for tools")
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Send my vote").click()
    expect(page.locator("main")).to_contain_text("Your vote is in. Thank you.")
    if scripts:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert [url for url in asked if CODES[0] in url.partition("#")[0]] == []
    context.close()


def test_printed_cards_and_the_count_can_be_read_by_everybody(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    enter(page, site, "Morag")
    page.goto(f"{site}/votes")
    page.get_by_role("link", name="Which logo do you like?").click()
    page.get_by_role("link", name="Print cards").click()
    page.locator("input[name=area]").first.check()
    page.locator("#cards").fill("6")
    page.get_by_role("button", name="Make the cards").click()
    page.wait_for_load_state()
    codes = re.findall(r"[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}", page.locator("main").inner_text())
    assert (len(set(codes)), page.locator("main svg").count()) == (6, 6)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.goto(f"{site}/votes")
    page.get_by_role("link", name=OPEN_NAME).click()
    page.get_by_role("link", name="Close and count").click()
    page.locator("#reason").fill("We all voted")
    page.get_by_role("button", name="Close and count").click()
    expect(page.locator("main")).to_contain_text("The pot pays for")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    context.close()
