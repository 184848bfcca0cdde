"""A funder keeps a signed fingerprint; later it proves one payment, and that nothing was changed.

On a phone; in between the fund goes on to take in money.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ledger.exports.verify_ledger import Kept, prove
from ledger.rules.proofs import is_consistent
from tests.journeys.looking import violations

PHONE = {"width": 390, "height": 844}


def entered(browser: Browser, site: str, first_name: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{site}/demo")
    page.get_by_role("button", name=f"Enter as {first_name}").first.click()
    return context


@pytest.fixture
def henrik(browser: Browser, site: str) -> Iterator[Page]:
    """The funder's auditor."""
    context = entered(browser, site, "Henrik")
    yield context.pages[0]
    context.close()


def download(page: Page, link: str, to: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("link", name=link, exact=True).click()
    found.value.save_as(to)
    return to


def money_comes_in(browser: Browser, site: str) -> None:
    """The fund holder takes in £12; the demo seals it at once."""
    context = entered(browser, site, "Tomasz")
    page = context.pages[0]
    page.goto(f"{site}/ledger")
    page.locator("main a[href*='/ledger/funds/']").first.click()
    page.get_by_role("link", name="Money that came in").click()
    page.locator("main select").first.select_option(index=1)
    page.locator("input[name=amount]").fill("12")
    page.locator("main button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("Recorded.")
    context.close()


def looks_well(page: Page) -> None:
    """What stands on the page now is right for axe, and no wider than the phone."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_payment_is_proven_by_a_fingerprint_from_before(
    browser: Browser, site: str, henrik: Page, tmp_path: Path
) -> None:
    henrik.goto(f"{site}/proof")
    kept = download(henrik, "Download it", tmp_path / "kept.json")
    old = json.loads(kept.read_text())["head"]
    money_comes_in(browser, site)

    henrik.goto(f"{site}/ledger")
    henrik.locator("main a[href*='/ledger/funds/']").first.click()
    henrik.locator("main a[href*='/ledger/awards/']").first.click()
    paid = henrik.get_by_role("row").filter(has_text="Payment approved and paid").first
    paid.get_by_role("link").click()
    henrik.get_by_role("link", name="Prove that this entry is under it").click()
    looks_well(henrik)
    henrik.get_by_label("The file with your fingerprint").set_input_files(kept)
    henrik.get_by_role("button", name="Check this entry with it").click()
    expect(henrik.locator("body")).to_contain_text("It does, with the fingerprint that you kept")
    looks_well(henrik)
    proof = download(henrik, "Download this proof", tmp_path / "proof.json")
    assert prove(proof, Kept(kept)) == []

    henrik.goto(f"{site}/proof")
    henrik.get_by_role("link", name="Check a fingerprint that you kept").click()
    looks_well(henrik)
    henrik.get_by_label("Or the text of it").fill(f"Please keep this:\n{kept.read_text()}")
    henrik.get_by_role("button", name="Check it").click()
    expect(henrik.locator("body")).to_contain_text(
        f"It fits. Nothing was changed in the {old['size']} entries"
    )
    looks_well(henrik)
    grown = json.loads(download(henrik, "Download them", tmp_path / "grown.json").read_text())
    henrik.goto(f"{site}/proof")
    newest = download(henrik, "Download it", tmp_path / "newest.json")
    new = json.loads(newest.read_text())["head"]
    assert (grown["old_size"], grown["new_size"]) == (old["size"], new["size"])
    assert old["size"] < new["size"]
    sizes = (old["size"], old["root"], new["size"], new["root"])
    assert is_consistent(*sizes, grown["path"])
