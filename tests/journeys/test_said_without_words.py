"""Ideas told without writing: with a child's drawing, and by voice alone, from start to panel.

Each page that a family meets is looked at on two sizes of phone: of the first way with scripts, of
the second one without. A child draws without scripts as well, looked at on one size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.test_accessible import NARROW, violations
from tests.journeys.test_whole_way import PHONE, TITLE, Walk, set_up_a_day, shortlist
from tests.support import recorded
from tests.support.pictures import picture

DRAWING = "A drawing by Child A, 7: a van with a slide"
PICTURE: FilePayload = {"name": "Zoe Smith.jpg", "mimeType": "image/jpeg", "buffer": b""}
VOICE: FilePayload = {"name": "Zoe.wav", "mimeType": "audio/wav", "buffer": b""}


class Family(Walk):
    """A walk that looks at each page it meets."""

    sizes: Sequence[dict[str, int]] = (NARROW, PHONE)

    def __init__(self, page: Page, site: str) -> None:
        super().__init__(page, site)
        self.wrong: dict[str, Any] = {}
        self.looked_at = 0

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.look()

    def follow(self, words: str) -> None:
        super().follow(words)
        self.look()

    def look(self) -> None:
        """Nothing that axe finds and no sideways scroll; each error leads to its field."""
        self.looked_at += 1
        for size in self.sizes:
            self.page.set_viewport_size(size)  # pyright: ignore[reportArgumentType]
            if found := violations(self.page):
                self.wrong[f"{self.page.url} {size['width']}"] = found
            if self.page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                self.wrong[f"{self.page.url} is wider than {size['width']}"] = True
        links = self.page.locator("#error-summary a")
        for place in range(links.count()):
            target = (links.nth(place).get_attribute("href") or "").removeprefix("#")
            links.nth(place).click()
            assert self.page.evaluate("document.activeElement.id") == target, self.page.url

    def fails(self, *fields: str, press: str = "Save and go on") -> None:
        """The press says what is missing, once for each of these fields."""
        self.press(press)
        links = self.page.locator("#error-summary a")
        assert [links.nth(at).get_attribute("href") for at in range(links.count())] == [
            f"#{field}" for field in fields
        ]

    def add(self, file: FilePayload, data: bytes) -> None:
        self.page.locator("input[type=file]").set_input_files({**file, "buffer": data})
        with self.page.expect_navigation():  # a script asks first whether it may be sent
            self.page.get_by_role("button", name="Add it", exact=True).click()
        self.look()


@pytest.fixture
def family(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Family]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    if not request.param:  # axe is a script itself, so what is missing are those of the site
        context.route("**/*.js", lambda route: route.abort())
    yield Family(context.new_page(), site)
    context.close()


def to_the_first_question(family: Family) -> None:
    family.go("/")
    family.follow("Send in an idea")
    family.follow("Start now")
    for number in (1, 2, 3):
        family.choose(f"q{number}", "yes")
    family.press("Go on")
    family.fails("what")


def where_and_how_much(family: Family) -> None:
    """From the second question to the name: what a panel can't do without, and nothing else."""
    family.follow("Skip this")
    family.follow("Skip this")
    family.fails("area")
    family.choose("area", "anywhere")
    family.press("Save and go on")
    family.type(ask="800")
    family.press("Save and go on")
    family.type(smallest="900")
    family.fails("smallest")
    family.type(smallest="500")
    family.press("Save and go on")
    for _page in ("drops", "spending", "other help", "outcomes"):
        family.follow("Skip this")


def sheet(walk: Walk) -> None:
    """Scoring opens, and somebody on the panel comes to the sheet of the idea."""
    walk.enter_as("Isla")
    Walk.follow(walk, "Our day")
    for move in (
        "Open the day",
        "Ask who is close to an idea",
        "Call the next idea",
        "Go on to questions",
        "Open the scoring of this idea",
    ):
        Walk.press(walk, move)
    walk.enter_as("Aisha")
    Walk.follow(walk, "Our day")
    Walk.follow(walk, "Say how close you are")
    walk.choose("degree", "none")
    Walk.press(walk, "Save")


@pytest.mark.parametrize("family", [True], indirect=True, ids=["scripts"])
def test_with_a_childs_drawing(family: Family) -> None:
    to_the_first_question(family)
    family.type(what="A van full of toys.")
    family.press("Save and go on")
    where_and_how_much(family)
    family.type(title=TITLE)
    family.press("Save and go on")
    draws(family)
    family.follow("Go on without another child")
    family.follow("Skip this")
    family.fails("contact")
    family.type(contact="01632 960 123")
    family.press("Save and go on")
    family.sees("1 drawing or recording")
    family.press("Send my idea")
    family.sees("We have your idea")
    assert family.looked_at >= 25
    family.leave_phone()
    taken_back_while_the_panel_looks(family, family.page.url + "/children")
    assert family.wrong == {}


@pytest.mark.parametrize("family", [False], indirect=True, ids=["no-scripts"])
def test_with_a_childs_drawing_and_no_scripts(family: Family) -> None:
    """Only what a child's pages ask; the other questions are looked at above and below."""
    family.sizes = (PHONE,)
    family.go("/")
    for words in ("Send in an idea", "Start now"):
        Walk.follow(family, words)
    for number in (1, 2, 3):
        family.choose(f"q{number}", "yes")
    Walk.press(family, "Go on")
    family.type(what="A van full of toys.")
    Walk.press(family, "Save and go on")
    idea = family.page.url.removesuffix("/answer/who_for")
    family.page.goto(f"{idea}/answer/area")
    family.choose("area", "anywhere")
    Walk.press(family, "Save and go on")
    family.page.goto(f"{idea}/children")
    draws(family)
    family.follow("Go on without another child")
    Walk.follow(family, "Skip this")
    family.type(contact="01632 960 123")
    family.press("Save and go on")
    family.sees("1 drawing or recording")
    family.press("Send my idea")
    family.sees("We have your idea")
    assert (family.looked_at, family.wrong) == (17, {})


def taken_back_while_the_panel_looks(family: Family, child: str) -> None:
    helpers = Walk(family.page, family.site)
    set_up_a_day(helpers)
    shortlist(helpers)
    sheet(helpers)
    family.look()
    drawing = family.page.get_by_role("img", name=DRAWING)
    expect(drawing).to_be_visible()
    assert "Zoe" not in family.page.content()
    address = drawing.get_attribute("src") or ""
    assert family.page.request.get(family.site + address).status == 200
    where, panel = family.page.url, family.page.context.cookies()

    family.back_on_phone()
    family.page.goto(child)
    family.look()
    family.follow("Say yes, or take it back")
    family.press("No, don't show it")
    family.sees("The panel does not see this")
    family.phone = panel
    family.back_on_phone()
    family.page.goto(where)
    family.sees(TITLE)
    expect(drawing).to_have_count(0)
    assert family.page.request.get(family.site + address).status == 404


def draws(family: Family) -> None:
    """A child of seven draws, and two people say yes, each by themselves."""
    family.look()
    family.fails("age", press="Go on")
    family.type(age="18")
    family.fails("age", press="Go on")
    family.type(age="7")
    family.press("Go on")
    family.sees("Child A, 7")
    family.fails("words")
    family.press("Draw it or say it")
    family.fails("file", press="Add it")
    family.add(PICTURE, b"%PDF-1.7")
    family.sees("We can't use this kind of file.")
    family.add(PICTURE, recorded.iphone())
    family.sees("A film shows who the child is.")
    family.type(description="a van with a slide")
    family.add(PICTURE, picture("JPEG"))
    expect(family.page.get_by_role("img", name=DRAWING)).to_be_visible()
    family.follow("Go on")
    yes = family.page.get_by_role("button", name="Yes, show it to the panel")
    for number, standing in enumerate(("a yes is missing", "Each yes is there")):
        yes.nth(number).click()
        family.look()
        family.sees(standing)
    family.follow("Go on")


@pytest.mark.parametrize("family", [False], indirect=True, ids=["no-scripts"])
def test_by_voice_alone(family: Family) -> None:
    to_the_first_question(family)
    family.press("Say it, film it or draw it instead")
    family.fails("file", press="Add it")
    family.add(VOICE, b"%PDF-1.7")
    family.sees("We can't use this kind of file.")
    family.add(VOICE, recorded.wav())
    family.sees("Recording")
    family.follow("Go on")
    where_and_how_much(family)
    for _page in ("title", "children", "take_part"):
        family.follow("Skip this")
    family.type(contact="01632 960 123")
    family.press("Save and go on")
    family.sees("Said without words, see below")
    family.press("Send my idea")
    family.sees("We have your idea")
    assert family.looked_at >= 20
    idea = family.page.url
    family.leave_phone()

    helpers = Walk(family.page, family.site)
    set_up_a_day(helpers)
    asked_and_written_down(helpers, idea)
    family.back_on_phone()
    family.page.goto(idea)
    family.follow("Answer this")
    family.fails("title", press="Save my answer")
    family.type(title=TITLE)
    family.press("Save my answer")
    shortlist(helpers)
    sheet(helpers)
    family.look()
    family.page.get_by_text("What is said, in words").click()
    family.sees("A van full of toys.")
    heard = family.page.locator("audio")
    answer = family.page.request.get(family.site + (heard.get_attribute("src") or ""))
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
    assert "Zoe" not in family.page.content()
    assert family.wrong == {}


def asked_and_written_down(walk: Walk, idea: str) -> None:
    """The coordinator writes down what is said, and asks for a name: a panel needs one."""
    walk.enter_as("Morag")
    walk.page.goto(f"{idea}/review")
    walk.follow("Put it into words")
    walk.type(words="A van full of toys.")
    walk.press("Keep it")
    walk.follow("Ask its people a question")
    walk.page.locator("[name=about]").select_option("title")
    walk.type(words="What shall we call it?")
    walk.press("Ask this")
