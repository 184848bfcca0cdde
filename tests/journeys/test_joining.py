"""Joining with a slip, at the width of a small phone: one phone is lost, another is shared."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from panels import store
from tests.journeys.looking import NARROW, violations
from tests.journeys.test_sheets import Hall, answer, hall, save

__all__ = ["hall"]
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


def bare(hall: Hall, **options: object) -> Page:
    """A phone of a visitor who has no account."""
    context = hall.browser.new_context(viewport=NARROW, **options)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    hall.contexts.append(context)
    return context.new_page()


def print_slips(hall: Hall, chair: Page) -> dict[str, str]:
    """The codes of all seats by first name, as the printed page shows them."""
    expect(chair.get_by_role("button", name="Sign out")).to_be_visible()
    chair.goto(f"{hall.site}/days/{hall.day_id}/seats")
    well_made(chair)
    chair.get_by_role("button", name="Print slips").click()
    well_made(chair)
    slips = chair.locator("main li.mih-card")
    assert slips.locator("svg").count() == slips.count() == 5
    texts = [slips.nth(at).inner_text() for at in range(5)]
    return {text.split("\n")[0]: CODE.findall(text)[0] for text in texts}


def well_made(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than a small phone."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def join_by_keyboard(hall: Hall, page: Page, code: str, first_name: str) -> None:
    """Type a code and press Enter, then Enter on one's own name."""
    page.goto(f"{hall.site}/join")
    page.locator("#code").focus()
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/join")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who is holding")
    page.get_by_role("button", name=f"I am {first_name}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine")


def score(hall: Hall, page: Page, first: int, second: int) -> None:
    hall.sheet(page)
    answer(page, first, second)
    save(page)
    expect(page.locator("main")).to_contain_text("Counted")


def received(hall: Hall) -> set[str]:
    """First names of those whose sheet for the first idea is in."""

    def names(session: object, day: store.Day) -> set[str]:
        inside = store.progress(session, day)[hall.pitches[0]].received  # type: ignore[arg-type]
        return {one.first_name for one in day.members if one.member_id in inside}

    return hall.ask(names)


def test_a_phone_is_lost_and_the_next_one_goes_on(hall: Hall, browser: Browser) -> None:
    chair = hall.phone("Isla")
    codes = print_slips(hall, chair)
    asked: list[str] = []
    lost = bare(hall)
    lost.on("request", lambda request: asked.append(request.url))
    lost.goto(f"{hall.site}/join#{codes['Aisha']}")
    expect(lost.locator("#code")).to_have_value(codes["Aisha"])
    assert "#" not in lost.url
    well_made(lost)
    lost.get_by_role("button", name="Go on").click()
    well_made(lost)
    lost.get_by_role("button", name="I am Aisha").click()
    expect(lost.get_by_role("region", name="Who holds this phone")).to_contain_text(
        "Aisha is scoring on this phone."
    )
    well_made(lost)
    hall.sheet(lost)
    well_made(lost)
    assert [url for url in asked if codes["Aisha"] in url] == []
    chair.goto(f"{hall.site}/days/{hall.day_id}/seats")
    chair.get_by_role("button", name=re.compile("Give a new code.*Aisha")).click()
    fresh = CODE.findall(chair.locator("main").inner_text())[0]
    answer(lost, 0, 0)
    save(lost)
    expect(lost.get_by_role("region", name="Who holds this phone")).to_have_count(0)
    assert received(hall) == set()
    found = bare(hall, java_script_enabled=False)
    join_by_keyboard(hall, found, fresh, "Aisha")
    score(hall, found, 3, 4)
    assert received(hall) == {"Aisha"}


def test_two_people_share_a_phone(hall: Hall) -> None:
    codes = print_slips(hall, hall.phone("Isla"))
    shared = bare(hall)
    join_by_keyboard(hall, shared, codes["Jo"], "Jo")
    score(hall, shared, 1, 2)
    shared.get_by_role("button", name="Hand the phone on").click()
    shared.wait_for_url("**/join")
    assert shared.request.get(f"{hall.site}/days/{hall.day_id}/mine").status == 404
    join_by_keyboard(hall, shared, codes["Callum"], "Callum")
    hall.sheet(shared)
    assert shared.locator("input[type=radio]:checked").count() == 0
    score(hall, shared, 4, 4)
    shared.goto(f"{hall.site}/join#{codes['Jo']}")
    shared.get_by_role("button", name="Go on").click()
    expect(shared.locator("main")).to_contain_text("Until now the phone was with Callum.")
    well_made(shared)
    shared.get_by_role("link", name="I am Callum").click()
    expect(shared.locator("main")).to_contain_text("Your sheet is in")
    assert received(hall) == {"Jo", "Callum"}
