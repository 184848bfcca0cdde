"""Each page of each role: nothing that axe finds, no sideways scroll, a light first page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looking import NARROW, violations

Command = Callable[..., subprocess.CompletedProcess[str]]
FIRST_PAGE_BYTES_MAX = 100_000
LATER_PAGE_BYTES_MAX = 30_000
ROLES = ["", "Leanne", "Morag", "Aisha", "Isla", "Tomasz", "Grace", "Henrik", "Una", "Priya"]


def shape(path: str) -> str:
    """An address without its ids: pages of one shape are looked at once."""
    return re.sub(r"[a-z]+-[a-z2-7]{26}", "*", path)


def enter(page: Page, site: str, first_name: str) -> None:
    page.goto(site + ("/demo" if first_name else "/"))
    if first_name:
        page.get_by_role("button", name=f"Enter as {first_name}").first.click()


def pages_of(page: Page, site: str, first_name: str, code: str = "en") -> Iterator[str]:
    """One address for each shape of page that this person can reach by links."""
    enter(page, site, first_name)
    page.goto(f"{site}/language/{code}?back=/")
    seen, waiting = set[str](), [urlsplit(page.url).path, "/", "/demo", "/sign-in"]
    while waiting:
        path = waiting.pop()
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        page.goto(site + path)
        yield path
        links = page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(a => a.getAttribute('href'))"
        )
        paths = [urlsplit(link).path for link in links if link.startswith("/")]
        waiting += [path for path in paths if path != "/" and not path.startswith("/language/")]


@pytest.mark.parametrize(
    ("first_name", "code"), [*((name, "en") for name in ROLES), ("", "ur"), ("Leanne", "ur")]
)
def test_every_page_of_a_role(
    browser: Browser, shared_site: str, first_name: str, code: str
) -> None:
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    wrong: dict[str, object] = {}
    looked_at = 0
    for path in pages_of(page, shared_site, first_name, code):
        looked_at += 1
        if found := violations(page):
            wrong[path] = found
        if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
            wrong[f"{path} is wide"] = width
    context.close()
    assert wrong == {}
    assert looked_at >= 8


VILLAGE = """META
key;value
description;A village decides
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
1;40;Swings
2;60;Trees in front of the old schoolhouse
3;50;Bench
VOTES
voter_id;vote;district
"""


def test_the_page_of_an_election(browser: Browser, command: Command, tmp_path: Path) -> None:
    file, made = tmp_path / "village.pb", tmp_path / "page.html"
    rows = ["1,2;Up the hill"] * 6 + ["2,3;By the river"] * 5 + ["3;Old Town"] * 3
    lines = [f"{number};{row}" for number, row in enumerate(rows)]
    file.write_text(VILLAGE + "\n".join(lines), encoding="utf-8")
    said = command("allocate", str(file), "--page", str(made))
    assert said.returncode == 0, said.stderr
    for width in (320, 1280):
        context = browser.new_context(viewport={"width": width, "height": 640})
        page = context.new_page()
        page.goto(made.as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        context.close()


def transferred(page: Page, sizes: list[int], path: str) -> int:
    """How many bytes came over the wire for a page."""
    sizes.clear()
    page.goto(path, wait_until="networkidle")
    return sum(sizes)


def test_pages_are_light_and_ask_nobody_else(browser: Browser, shared_site: str) -> None:
    context = browser.new_context(viewport=NARROW)
    page, asked, sizes = context.new_page(), set[str](), list[int]()
    wire = context.new_cdp_session(page)
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    wire.send("Network.enable")
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    assert 0 < transferred(page, sizes, shared_site) <= FIRST_PAGE_BYTES_MAX
    begin = page.get_by_role("link", name="Send in an idea").first.get_attribute("href")
    later = (begin, f"{begin}/first", f"{begin}/all", "/come-back", "/sign-in", "/awards")
    later += (f"{begin}/easy-read",)
    for path in later:
        assert 0 < transferred(page, sizes, f"{shared_site}{path}") <= LATER_PAGE_BYTES_MAX, path
    wire.send("Network.clearBrowserCache")
    first = transferred(page, sizes, f"{shared_site}{begin}/easy-read")
    assert LATER_PAGE_BYTES_MAX < first <= FIRST_PAGE_BYTES_MAX
    assert asked == {urlsplit(shared_site).netloc}
    context.close()
