"""A running day on several screens: the chair moves it on, and the room and a phone follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from makeithappen.demo_running import IDEAS, NAME
from tests.journeys.looking import NARROW, violations
from tests.journeys.test_accessible import enter

PHONE = {"width": 390, "height": 844}
HALL = {"width": 1920, "height": 1080}
FOLLOWS_WITHIN_MS = 2_000
ORDINARY, LONG = "We build a bench with a roof. " * 18, "We build a bench with a roof. " * 90
SMALLEST_PX = """() => Math.min(...[...document.querySelectorAll(".mih-paper--sheet *")]
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
HEARD, PITCHED, LATER = (title for title, *_rest in IDEAS)


@contextmanager
def device(
    browser: Browser, site: str, first_name: str, *, scripts: bool = True, size: object = None
) -> Iterator[Page]:
    """A browser of somebody's own, entered as them, on the running day where they have a page."""
    context = browser.new_context(viewport=size or PHONE, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    enter(page, site, first_name)
    if first_name != "Henrik":
        page.get_by_role("link", name=NAME).click()
    yield page
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_room_and_a_phone_follow_the_chair(browser: Browser, site: str, scripts: bool) -> None:
    with (
        device(browser, site, "Isla") as chair,
        device(browser, site, "Isla", scripts=scripts, size=HALL) as room,
        device(browser, site, "Aisha", scripts=scripts) as phone,
    ):
        room.goto(f"{chair.url}/room")
        expect(room.locator("#now")).to_have_text(f"Hearing an idea{PITCHED}")
        for press, said in (("Go on to questions", "Questions"), ("Pause the day", "Paused")):
            chair.get_by_role("button", name=press).click()
            for page in (room, phone):
                if not scripts:
                    page.get_by_role("link", name="Load this page again").click()
                now = page.locator("[data-live-part=now]")
                expect(now).to_contain_text(said, timeout=FOLLOWS_WITHIN_MS)
        expect(phone.locator("[data-live-part=now]")).not_to_contain_text("Questions")


def test_what_is_being_written_stays(browser: Browser, site: str) -> None:
    with device(browser, site, "Isla") as chair, device(browser, site, "Aisha") as phone:
        phone.get_by_role("link", name=f"Look at it or change it {HEARD}").click()
        phone.get_by_label("What should the panel hear").fill("A bench is for everybody.")
        chair.get_by_role("button", name="Open the scoring of this idea").click()
        said = phone.locator("[data-live-says]")
        words = f"The day has moved on: Scoring: {PITCHED}. What you have written stays here."
        expect(said).to_have_text(words, timeout=FOLLOWS_WITHIN_MS)
        typed = phone.get_by_label("What should the panel hear")
        expect(typed).to_have_value("A bench is for everybody.")
        assert violations(phone) == []
        phone.get_by_role("button", name="Save my sheet").click()
        expect(phone.locator("main")).to_contain_text("This sheet is in the count.")


def test_a_page_says_when_the_connection_is_gone_and_comes_back(
    browser: Browser, site: str
) -> None:
    with device(browser, site, "Isla") as chair, device(browser, site, "Aisha") as phone:
        trouble = phone.locator("[data-live-trouble]")
        phone.context.set_offline(True)
        # a question to the server that is on its way is given up after eight seconds
        expect(trouble).to_contain_text("No connection just now.", timeout=15_000)
        chair.get_by_role("button", name="Go on to questions").click()
        phone.context.set_offline(False)
        expect(trouble).to_be_empty(timeout=15_000)
        expect(phone.locator("[data-live-part=now]")).to_contain_text("Questions")
        phone.get_by_role("button", name="Stop updating").click()
        chair.get_by_role("button", name="Pause the day").click()
        phone.wait_for_timeout(2 * FOLLOWS_WITHIN_MS)
        expect(phone.locator("[data-live-part=now]")).to_contain_text("Questions")
        phone.get_by_role("button", name="Go on updating").click()
        expect(phone.locator("[data-live-part=now]")).to_contain_text("Paused")


def test_the_focus_stays_where_it_was(browser: Browser, site: str) -> None:
    with device(browser, site, "Isla") as chair, device(browser, site, "Isla") as other:
        other.get_by_role("button", name="Pause the day").focus()
        chair.get_by_role("button", name="Two more minutes").click()
        chair.get_by_role("button", name="Go on to questions").click()
        now = other.locator("[data-live-part=now]")
        expect(now).to_contain_text("Questions", timeout=FOLLOWS_WITHIN_MS)
        assert other.evaluate("document.activeElement.textContent") == "Pause the day"


def test_every_screen_of_a_running_day_can_be_used_by_everybody(
    browser: Browser, site: str
) -> None:
    wrong: dict[str, object] = {}
    with device(browser, site, "Isla", size=NARROW) as chair:
        day = chair.url
        chair.goto(f"{day}/screens")
        chair.get_by_role("button", name="Make an address").click()
        hall = chair.locator(".govuk-inset-text").inner_text()
        chair.goto(f"{day}/remarks")
        chair.get_by_role("link", name=f"Write or take away {PITCHED}").click()
        chair.get_by_label("What was said?").fill("Who mends the nets?")
        chair.get_by_role("button", name="Save").click()
        remark = chair.url
        pages = ["", "/room", "/room?again=1", "/observe", "/screens", "/remarks"]
        for address in [*(day + path for path in pages), hall, remark]:
            chair.goto(address)
            if found := violations(chair):
                wrong[address] = found
            if (width := chair.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
                wrong[f"{address} is wide"] = width
    with device(browser, site, "Henrik", size=NARROW) as observer:
        observer.get_by_role("link", name="Panel days").click()
        observer.get_by_role("link", name=NAME).click()
        expect(observer.locator("#now")).to_contain_text(PITCHED)
        assert violations(observer) == []
    context = browser.new_context(viewport=HALL)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(hall)
    expect(page.locator("#now")).to_contain_text(PITCHED)
    assert violations(page) == []
    context.close()
    assert wrong == {}


def test_an_ordinary_idea_takes_one_side_of_paper(browser: Browser, shared_site: str) -> None:
    with device(browser, shared_site, "Isla") as chair:
        chair.goto(f"{chair.url}/sheets")
        chair.get_by_role("link", name="Print Aisha").click()
        words = chair.locator(".mih-paper--sheet > .mih-typed")
        assert (words.count(), sides(chair)) == (len(IDEAS), len(IDEAS))
        words.first.evaluate("(one, text) => { one.textContent = text }", ORDINARY)
        assert sides(chair) == len(IDEAS)
        words.first.evaluate("(one, text) => { one.textContent = text }", LONG)
        assert sides(chair) == len(IDEAS) + 1
        chair.emulate_media(media="print")
        assert chair.evaluate(SMALLEST_PX) * 3 / 4 >= 11


def sides(page: Page) -> int:
    """How many sides of A4 a page takes, with the margins that browsers leave."""
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
    printed = page.pdf(format="A4", margin=margin)  # type: ignore[arg-type]
    return len(re.findall(rb"/Type\s*/Page\b", printed))
