"""A funder follows the money: from the fund's total to one payment and back, in six clicks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

CLICKS_MAX = 6


class Clicks:
    """A browser that counts what it clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def link(self, words: str) -> None:
        self.page.get_by_role("link", name=words).last.click()
        self.count += 1

    def back(self) -> None:
        self.page.get_by_role("link", name="Back", exact=True).click()
        self.count += 1

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)


@pytest.fixture
def clicks(browser: Browser, shared_site: str) -> Iterator[Clicks]:
    """Henrik, who audits, before the statement of the fund."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{shared_site}/demo")
    page.get_by_role("button", name="Enter as Henrik").click()
    page.goto(f"{shared_site}/ledger")
    page.locator("main a[href*='/ledger/funds/']").first.click()
    page.get_by_role("link", name="Statement for a time").click()
    yield Clicks(page)
    context.close()


def test_from_the_total_to_one_payment_and_back(clicks: Clicks) -> None:
    clicks.sees("To pay: what is at the bank")
    start, total = clicks.page.url, "£27,300"
    clicks.link(total)
    clicks.sees("The entries behind it")
    clicks.link("Payment approved and paid")
    clicks.link("Open the payment")
    clicks.sees("Payment of £")
    clicks.link("Look at the award")
    clicks.sees("What happened to the money")
    clicks.back()
    clicks.link("Statement for a time")
    clicks.sees(total)
    assert clicks.page.url == start
    assert clicks.count <= CLICKS_MAX
