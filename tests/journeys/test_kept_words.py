"""The signal goes, or the sign-in ends, while a family writes: no word is lost or sent twice."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Playwright, Route, expect

from tests.journeys.test_accessible import violations
from tests.journeys.test_whole_way import Walk
from tests.support.pictures import picture

WIDTHS = [{"width": 390, "height": 844}, {"width": 320, "height": 640}]
KEPT = "What you write is kept on this phone until"
WAITS = "No signal. Your words are kept on this phone. We will send them when there is signal."
STAYS = "No signal. Your words are still on this page."
BACK = "Here are your words from this phone. They are not saved yet"
NO_FILE = "No signal. Your file is not sent, and this phone can’t keep it."
SAID = "سلام. A slide\nfor our street."
LINES = "SELECT words, quantity, unit_pence FROM idea_lines"
HELP = "SELECT words, quantity FROM idea_help"
OUTCOMES = "SELECT outcome_id FROM idea_outcomes"
CHILDREN = "SELECT age, words FROM idea_children"
FILES = "SELECT question_id, description FROM attachments"
A_PICTURE: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture("PNG")}
TELLS = "SELECT words_before, words_after FROM answer_versions"


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

    def press_offline(self, name: str = "Save and go on", *, says: str = WAITS) -> None:
        """Press without a signal: the page stays as it is, and its words wait."""
        self.signal(False)
        self.press(name)
        self.sees(says)
        assert self.looks_well() == []

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def is_at(self, ending: str) -> None:
        self.page.wait_for_url(f"**{ending}")

    def looks_well(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [*violations(self.page), *(["too wide"] if wide else [])]

    def path(self) -> str:
        """What `kept` calls this page."""
        return self.page.url.removeprefix(self.site).split("/", 3)[3]

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
def rows(tmp_path: Path) -> Callable[[str], list[Any]]:
    """The rows that this demo has, asked in SQL."""

    def read(query: str) -> list[Any]:
        with sqlite3.connect(tmp_path / "demo.db") as database:
            found = database.execute(query).fetchall()
        database.close()
        return found

    return read


@pytest.fixture
def ideas(rows: Callable[[str], list[Any]]) -> Callable[[], list[str]]:
    """The words of all ideas of this demo, the newest first."""
    return lambda: [what for (what,) in rows("SELECT what FROM ideas ORDER BY started_at DESC")]


@pytest.fixture
def news(rows: Callable[[str], list[Any]]) -> Callable[[str], list[Any]]:
    """The rows that this demo did not have when the test began."""
    asked = (LINES, HELP, OUTCOMES, CHILDREN, FILES, TELLS)
    before = {query: Counter(rows(query)) for query in asked}
    return lambda query: sorted((Counter(rows(query)) - before[query]).elements())


def test_without_a_signal_in_the_middle(
    phone: Phone,
    ideas: Callable[[], list[str]],
    news: Callable[[str], list[Any]],
    playwright: Playwright,
) -> None:
    before = ideas()
    phone.begin()
    phone.opt_in()
    lose_the_answer(phone, playwright, "**/idea/first")
    phone.write(what=SAID)
    phone.press()
    phone.sees(WAITS)
    assert (phone.looks_well(), phone.kept()) == ([], {"idea/first": {"what": SAID}})
    assert ideas() == [SAID, *before]
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.is_at("/answer/who_for")
    assert (ideas(), phone.kept()) == ([SAID, *before], {})

    phone.write(who_for="All of us")
    phone.press_offline()
    phone.signal(True)
    phone.is_at("/answer/how_many")

    phone.write(how_many="lots")
    phone.press_offline()
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
    write_the_plan(phone, news, playwright)
    let_a_child_speak(phone, news)
    send_it(phone)
    assert phone.kept() is None
    assert ideas() == [SAID, *before]


def lose_the_answer(phone: Phone, playwright: Playwright, address: str) -> None:
    """The next page that is sent arrives, but its answer gets lost on the way."""

    def pass_on(route: Route) -> None:
        headers = route.request.all_headers()
        elsewhere = playwright.request.new_context()
        told = elsewhere.post(route.request.url, data=route.request.post_data, headers=headers)
        assert told.status == 200, told.text()
        elsewhere.dispose()
        route.abort()
        phone.page.unroute(address)

    phone.page.route(address, pass_on)


def write_the_plan(phone: Phone, news: Callable[[str], list[Any]], playwright: Playwright) -> None:
    """Lines, other help and outcomes: each is written without a signal, and arrives once."""
    phone.press()  # no amount, so nothing is asked about a part of it
    phone.is_at("/spending")
    phone.write(words="Slide", quantity="2", price="12.50")
    phone.press_offline("Add this")
    phone.signal(True)
    phone.sees("It is on the list.")
    lose_the_answer(phone, playwright, "**/spending")
    phone.write(words="Paint", price="5")
    phone.press()
    phone.sees(WAITS)
    phone.page.reload()
    phone.sees(BACK)
    assert news(LINES) == [("Paint", 1, 500), ("Slide", 2, 1250)]
    phone.press()
    phone.is_at("/other-help")
    assert news(LINES) == [("Paint", 1, 500), ("Slide", 2, 1250)]

    phone.write(words="Bread", how_much="2.5")
    phone.press_offline()
    phone.signal(True)
    phone.is_at("/outcomes")
    phone.page.get_by_label("Children play outdoors").check()
    phone.press_offline()
    phone.signal(True)
    phone.is_at("/title")
    assert (news(HELP), len(news(OUTCOMES)), phone.kept()) == ([("Bread", 250)], 1, {})
    phone.press()
    phone.is_at("/children")


def let_a_child_speak(phone: Phone, news: Callable[[str], list[Any]]) -> None:
    """An age is kept like other words; what a child says stays on its page alone."""
    phone.write(age="7")
    assert phone.kept() == {phone.path(): {"age": "7"}}
    phone.press_offline("Go on")
    phone.signal(True)
    phone.is_at("/children/*")
    phone.sees("What a child says is not kept on this phone.")
    phone.write(words=SAID)
    phone.press_offline(says=STAYS)
    assert (phone.page.input_value("#words"), phone.kept()) == (SAID, {})
    phone.signal(True)
    phone.is_at("/yes")
    assert news(CHILDREN) == [(7, SAID)]
    phone.page.get_by_role("link", name="Back").click()
    phone.page.get_by_role("link", name="Go on without another child").click()


def send_it(phone: Phone) -> None:
    phone.is_at("/answer/take_part")
    phone.page.get_by_label("Help with travel").check()
    phone.page.reload()
    phone.sees(BACK)
    phone.press()
    phone.is_at("/answer/contact")
    phone.write(contact="01632 960 123")
    phone.press()
    phone.sees(KEPT)
    phone.press("Send my idea")
    phone.sees("We have your idea")


def test_words_beside_a_file(phone: Phone, news: Callable[[str], list[Any]]) -> None:
    phone.begin()
    phone.write(what="A slide")
    phone.press("Say it, film it or draw it instead")
    phone.is_at("/files/what")
    add_a_file(phone, "Before")
    assert (news(FILES), phone.kept()) == ([], None)
    add_it_again(phone)

    phone.opt_in()
    phone.sees("A file is not kept.")
    add_a_file(phone, "After")
    assert phone.kept() == {phone.path(): {"description": "After"}}
    phone.signal(True)
    phone.page.reload()
    phone.sees(BACK)
    assert phone.page.input_value("#description") == "After"
    add_a_file(phone, "After all")
    add_it_again(phone)
    assert news(FILES) == [("what", "After all"), ("what", "Before")]
    assert phone.kept() == {}


def add_a_file(phone: Phone, description: str) -> None:
    """Press without a signal; the page and its file stay."""
    phone.page.locator("[type=file]").set_input_files(A_PICTURE)
    phone.write(description=description)
    phone.press_offline("Add it", says=NO_FILE)


def add_it_again(phone: Phone) -> None:
    """A file is sent by a press alone."""
    phone.signal(True)
    phone.page.wait_for_timeout(1000)  # within a second it would be the same press
    phone.sees(NO_FILE)
    phone.press("Add it")
    phone.sees("It is kept.")


def test_a_reply(phone: Phone, browser: Browser, news: Callable[[str], list[Any]]) -> None:
    phone.begin()
    phone.write(what="A slide")
    phone.press()
    phone.is_at("/answer/who_for")
    phone.page.goto(phone.page.url.replace("who_for", "all"))
    phone.page.get_by_label("All over, or I don't know yet").check()
    phone.write(contact="01632 960 123")
    phone.press()
    phone.press("Send my idea")
    phone.sees("We have your idea")
    sent = phone.page.url
    ask_about(browser, phone.site, sent)

    phone.page.goto(sent)
    phone.page.get_by_role("link", name="Answer this").click()
    phone.opt_in()
    phone.write(what=SAID)
    phone.page.goto(sent)
    phone.page.get_by_role("link", name="Go to them").click()
    phone.sees(BACK)
    phone.press_offline("Save my answer")
    phone.signal(True)
    phone.sees("Thank you. Your idea says this now.")
    assert (news(TELLS), phone.kept()) == ([("A slide", SAID)], None)


def ask_about(browser: Browser, site: str, sent: str) -> None:
    """The coordinator asks what this idea is."""
    coordinator = Walk(browser.new_page(), site)
    coordinator.enter_as("Morag")
    coordinator.page.goto(f"{sent}/ask-them")
    coordinator.page.locator("[name=about]").select_option("what")
    coordinator.type(words="How tall is it?")
    coordinator.press("Ask this")
    coordinator.sees("Asked.")
    coordinator.page.close()


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
    assert phone.kept() == {phone.path(): {"who_for": "Us"}}
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
