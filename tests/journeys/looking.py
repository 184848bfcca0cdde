"""What every state of a page keeps to: nothing that axe finds, no sideways scroll on a small
phone, and errors that take whoever sees them to the field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Page

from makeithappen.core.catalogs import catalog
from tests.journeys.test_whole_way import PHONE, Walk

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# (All that is right with a page takes longer to send from the browser than to find.)
LOOK = """async rules => {
  const runOnly = {type: "tag", values: rules};
  const found = await axe.run(
    document, {runOnly, resultTypes: ["violations"], selectors: false}
  );
  return found.violations;
}"""
NARROW = {"width": 320, "height": 640}
UNREAD = "Nobody who speaks this language has read this page yet."
DIRECTIONS = """() => [
  document.documentElement.lang,
  document.documentElement.dir,
  [...document.querySelectorAll("main :is(textarea, input[type=text])")]
    .filter(field => field.closest("[dir]") === document.documentElement).map(field => field.id),
]"""
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now, once its styles are there."""
    page.wait_for_load_state()
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(LOOK, RULES)
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def faults(page: Page) -> list[str]:
    """What is wrong with the page at the width of two phones."""
    wrong: list[str] = []
    for size in (PHONE, NARROW):
        page.set_viewport_size(size)  # pyright: ignore[reportArgumentType]
        wrong += [f"{size['width']} px: {one}" for one in violations(page)]
        if (width := page.evaluate("document.documentElement.scrollWidth")) > size["width"]:
            wrong.append(f"{size['width']} px: {width} wide")
    return wrong


def follow_errors(page: Page) -> list[str]:
    """The ids to which the links of an error summary lead, each followed.

    The summary has the focus when the page comes, and each link moves it to its field.
    """
    page.wait_for_load_state()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    fields: list[str] = []
    for link in page.locator("#error-summary a").all():
        link.click()
        fields.append(page.evaluate("document.activeElement.id"))
        assert link.get_attribute("href") == f"#{fields[-1]}"
    return fields


@dataclass(frozen=True, slots=True)
class Language:
    """What each page says in a language: its `lang`, its `dir`, fields without a direction, and
    how often it owns up that no speaker has read it."""

    locale: str
    page: tuple[str, str, list[str]]
    unread: int


LANGUAGES = {
    "en": Language("en_GB", ("en-GB", "ltr", []), 0),
    "ur": Language("ur", ("ur", "rtl", []), 1),
}


class Phone(Walk):
    """Somebody's own phone, on which each page is looked at as it comes.

    All is pressed at the width of the smaller one. What is pressed and followed is given in
    English, and found in the language of the phone. Where scripts are off, axe looks at the same
    page on another phone.
    """

    def __init__(
        self, browser: Browser, site: str, *, code: str = "en", scripts: bool = True
    ) -> None:
        context = browser.new_context(java_script_enabled=scripts)
        context.set_default_timeout(15_000)
        super().__init__(context.new_page(), site)
        self.page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
        self.glass = self.page if scripts else browser.new_page()
        self.glass.goto(site)
        self.language = LANGUAGES[code]
        self.words = catalog(self.language.locale)
        self.go(f"/language/{code}?back=/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.glass.context.close()
        self.page.context.close()

    def follow(self, words: str) -> None:
        super().follow(self.words.gettext(words))
        self.look()

    def press(self, words: str) -> None:
        super().press(self.words.gettext(words))
        self.look()

    def look(self) -> None:
        """Nothing is wrong with the page that is there now, or that has just begun to come."""
        self.page.wait_for_load_state()
        if self.glass is not self.page:
            self.glass.set_content(SCRIPT.sub("", self.page.content()))
        address = self.page.url
        assert (address, faults(self.glass)) == (address, [])
        assert (address, *self.page.evaluate(DIRECTIONS)) == (address, *self.language.page)
        unread = self.page.get_by_text(self.words.gettext(UNREAD))
        assert (address, unread.count()) == (address, self.language.unread)

    def wrong(self, button: str, **typed: str) -> list[str]:
        """Send a form that has mistakes; gives the fields to which its errors lead."""
        self.type(**typed)
        self.press(button)
        assert self.page.title().startswith(f"{self.words.gettext('Error')}: ")
        return follow_errors(self.page)

    def right(self, button: str, **typed: str) -> None:
        """Send a form that has none."""
        self.type(**typed)
        self.press(button)
        assert self.page.locator("#error-summary").count() == 0
