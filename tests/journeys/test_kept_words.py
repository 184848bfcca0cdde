"""The signal goes, or the sign-in ends, while a family writes: no word is lost or sent twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.journeys.test_accessible import violations

WIDTHS = [{"width": 390, "height": 844}, {"width": 320, "height": 640}]
KEPT = "What you write is kept on this phone until"
WAITS = "No signal. Your words are kept on this phone. We will send them when there is signal."
STAYS = "No signal. Your words are still on this page."
BACK = "Here are your words from this phone. They are not saved yet"
SAID = "سلام. A slide\nfor our street."


class Phone:
    """A page of a browser, and what it keeps."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    def begin(self) -> None:
        self.page.goto(self.site)
        self.page.get_by_role("link", name="Send in an idea").first.click()
        self.page.get_by_role("link", name="Start now").click()
        self.page.wait_for_load_state()
        for yes in self.page.get_by_label("Yes", exact=True).all():
            yes.check()
        self.press("Go on")

    def press(self, name: str = "Save and go on") -> None:
        self.page.get_by_role("button", name=name).click()

    def write(self, **typed: str) -> None:
        for name, text in typed.items():
            self.page.locator(f"[name={name}]").fill(text)

    def opt_in(self) -> None:
        self.press("Keep what I write on this phone")
        assert self.looks_well() == []
        self.press("No, only me")
        self.sees(KEPT)

    def signal(self, there: bool) -> None:
        self.page.context.set_offline(not there)

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def is_at(self, ending: str) -> None:
        self.page.wait_for_url(f"**{ending}")

    def looks_well(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [*violations(self.page), *(["too wide"] if wide else [])]

    def kept(self) -> Any:
        """The fields that wait on this phone, by page; None where it keeps nothing."""
        found = json.loads(self.page.evaluate("localStorage.getItem('mih-words')") or "null")
        if found is None:
            return None
        pages = found["pages"].items()
        return {
            path.split("/", 3)[3]: {k: v for k, v in said if k != "intent"} for path, said in pages
        }


@pytest.fixture(params=WIDTHS, ids=["390", "320"])
def phone(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Phone]:
    context = browser.new_context(viewport=request.param)
    context.set_default_timeout(20_000)
    yield Phone(context.new_page(), site)
    context.close()


@pytest.fixture
def ideas(tmp_path: Path) -> Callable[[], list[str]]:
    """The words of all ideas of this demo, the newest first."""

    def read() -> list[str]:
        with sqlite3.connect(tmp_path / "demo.db") as database:
            rows = database.execute("SELECT what FROM ideas ORDER BY started_at DESC").fetchall()
        database.close()
        return [what for (what,) in rows]

    return read


def test_without_a_signal_in_the_middle(
    phone: Phone, ideas: Callable[[], list[str]], playwright: Playwright
) -> None:
    before = ideas()
    phone.begin()
    phone.opt_in()
    lose_the_answer(phone, playwright)
    phone.write(what=SAID)
    phone.press()
    phone.sees(WAITS)
    assert (phone.looks_well(), phone.kept()) == ([], {"idea/first": {"what": SAID}})
    assert ideas() == [SAID, *before]
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.is_at("/answer/who_for")
    assert (ideas(), phone.kept()) == ([SAID, *before], {})

    phone.signal(False)
    phone.write(who_for="All of us")
    phone.press()
    phone.sees(WAITS)
    phone.signal(True)
    phone.is_at("/answer/how_many")

    phone.signal(False)
    phone.write(how_many="lots")
    phone.press()
    phone.sees(WAITS)
    phone.signal(True)
    phone.sees("Write a whole number, like 12")
    assert (phone.page.input_value("#how_many"), phone.looks_well()) == ("lots", [])
    phone.write(how_many="30")
    phone.press()

    phone.page.get_by_label("All over, or I don't know yet").check()
    phone.signal(False)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.page.reload()
    phone.signal(True)
    phone.page.reload()
    phone.sees(BACK)
    assert phone.looks_well() == []
    phone.press()
    phone.is_at("/answer/ask")
    go_to_the_end(phone)
    assert phone.kept() is None
    assert ideas() == [SAID, *before]


def lose_the_answer(phone: Phone, playwright: Playwright) -> None:
    """The next page that is sent arrives, but its answer gets lost on the way."""

    def pass_on(route: Route) -> None:
        headers = route.request.all_headers()
        elsewhere = playwright.request.new_context()
        told = elsewhere.post(route.request.url, data=route.request.post_data, headers=headers)
        assert told.status == 200, told.text()
        elsewhere.dispose()
        route.abort()
        phone.page.unroute("**/idea/first")

    phone.page.route("**/idea/first", pass_on)


def go_to_the_end(phone: Phone) -> None:
    for place in ("smallest", "drops", "spending", "other-help", "outcomes", "title", "children"):
        phone.press()
        phone.is_at(f"/{place}")
    phone.page.get_by_role("link", name="Skip this").click()
    phone.is_at("/answer/contact")
    phone.write(contact="01632 960 123")
    phone.press()
    phone.sees(KEPT)
    phone.press("Send my idea")
    phone.sees("We have your idea")


def test_what_a_phone_keeps_goes(phone: Phone) -> None:
    page = phone.page
    phone.begin()
    phone.press("Keep what I write on this phone")
    phone.press("Yes, others do")
    phone.sees("Then we keep nothing on it, as others could read it.")
    phone.write(what=SAID)
    phone.signal(False)
    phone.press()
    phone.sees(STAYS)
    assert (phone.looks_well(), phone.kept()) == ([], None)
    phone.signal(True)
    phone.is_at("/answer/who_for")

    phone.opt_in()
    phone.write(who_for="Us")
    path = page.url.removeprefix(phone.site).split("/", 3)[3]
    assert phone.kept() == {path: {"who_for": "Us"}}
    phone.press("Clear now")
    phone.sees("Nothing is kept on this phone any more.")
    assert (phone.looks_well(), phone.kept()) == ([], None)

    for change in ({"until": 1}, {"who": "somebody else"}):
        phone.opt_in()
        phone.write(who_for="Us")
        page.evaluate(
            "change => localStorage.setItem('mih-words', JSON.stringify("
            "{...JSON.parse(localStorage.getItem('mih-words')), ...change}))",
            change,
        )
        page.reload()
        assert (phone.kept(), page.input_value("#who_for")) == (None, "")

    phone.opt_in()
    phone.write(who_for="Us")
    page.get_by_role("link", name="See all your answers").click()
    phone.sees("Words on another page are not saved yet.")
    assert phone.looks_well() == []
    page.get_by_role("link", name="Go to them").click()
    phone.sees(BACK)
    phone.press("Sign out")
    assert phone.kept() is None


def test_a_sign_in_that_ended(phone: Phone) -> None:
    phone.begin()
    phone.write(what=SAID)
    phone.press()
    code = phone.page.locator("strong[dir=ltr]").inner_text()
    phone.write(who_for=SAID)
    phone.page.context.clear_cookies()
    phone.press()
    phone.sees("What you typed is kept for a day.")
    assert phone.looks_well() == []
    phone.write(code=code)
    phone.press("Go on")
    phone.is_at("/answer/who_for")
    phone.sees("What you had typed is here.")
    assert (phone.page.input_value("#who_for"), phone.looks_well()) == (SAID, [])
    phone.press()
    phone.is_at("/answer/how_many")
