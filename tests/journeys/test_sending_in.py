"""Sending in an idea at 390 x 844 and at 320 px, each page and each mistake looked at.

Alone in Urdu, alone without scripts, with a helper, and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import serving
from tests.journeys.looking import Phone

GO_ON = "Save and go on"
LONG = {"who_for": 2001, "drops": 2001, "title": 81}
HELPER_CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
COMEBACK_CODE = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{4}-[A-Z2-9]{3}\b")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, loaded: object) -> Iterator[str]:
    """A demo for the ideas of this module: each journey has people of its own."""
    with serving(tmp_path_factory.mktemp("sending"), loaded) as address:  # type: ignore[arg-type]
        yield address


def main_words(phone: Phone) -> str:
    return phone.page.locator("main").inner_text()


def begin(phone: Phone) -> str:
    """Go from the home page to what stands before the first question; gives its address."""
    phone.go("/")
    phone.look()
    phone.follow("Send in an idea")
    return phone.page.url


def start(phone: Phone, words: str) -> None:
    """Follow a way to the first question; a fund may ask before whether it is for them."""
    phone.follow(words)
    asked = phone.page.locator("input[value=yes]").count()
    if asked:
        fields = [f"q{number}" for number in range(1, asked + 1)]
        assert phone.wrong("Go on") == fields
        for name in fields:
            phone.choose(name, "yes")
        phone.right("Go on")


def too_long(question: str) -> dict[str, str]:
    return {question: "x" * LONG[question]}


@pytest.mark.parametrize(("code", "scripts"), [("ur", True), ("en", False)])
def test_alone(browser: Browser, served: str, code: str, scripts: bool) -> None:
    with Phone(browser, served, code=code, scripts=scripts) as phone:
        home = begin(phone)
        start(phone, "All questions on one long page")
        missing = ["what", "how_many", "area", "ask", "contact"]
        assert phone.wrong(GO_ON, how_many="x", ask="-1") == missing
        phone.page.goto(home)
        start(phone, "Start now")
        answer_questions(phone)
        plan(phone)
        ask_a_child(phone)
        ask_for_help(phone)
        assert phone.wrong(GO_ON) == ["contact"]
        phone.right(GO_ON, contact="01632 960 123")
        phone.press("Send my idea")
        receipt = phone.page.url
        phone.sees(phone.words.gettext("We have your idea. A person reads it and answers you."))
        comeback = COMEBACK_CODE.findall(main_words(phone))[0]
        for link in ("Read what you sent in", "What children say, and what they hear from us"):
            phone.page.goto(receipt)
            phone.follow(link)
        phone.page.goto(receipt)
        phone.follow("Send it to yourself, or get a link by e-mail")
        assert phone.wrong("Send me a link", email="nobody") == ["email"]
    with Phone(browser, served, code=code, scripts=scripts) as another:
        another.go("/come-back")
        another.look()
        assert another.wrong("Go on") == ["code"]
        assert another.wrong("Go on", code="AAA-2222-AAA") == ["code"]
        another.right("Go on", code=comeback.lower())
        assert another.page.url == f"{served}/ideas"
        another.page.goto(receipt)
        another.follow("Take my idea back")
        another.press("Yes, take it back")


@pytest.mark.parametrize("scripts", [True, False])
def test_back_to_the_first_question(browser: Browser, served: str, scripts: bool) -> None:
    with Phone(browser, served, scripts=scripts) as phone:
        begin(phone)
        start(phone, "Start now")
        phone.right(GO_ON, what="A van full of toys.")
        phone.right(GO_ON, who_for="Small children.")
        for _page in ("who_for", "what"):
            phone.page.go_back()
            phone.page.wait_for_load_state()
        assert phone.page.input_value("#what") == "A van full of toys."
        phone.right(GO_ON, what="A bus full of toys.")
        assert phone.page.input_value("#who_for") == "Small children."
        phone.go("/ideas")
        assert phone.page.locator("main .mih-card h2").all_inner_texts() == ["A bus full of toys"]


def answer_questions(phone: Phone) -> None:
    """All questions up to the amounts, each with its mistake first."""
    assert phone.wrong(GO_ON) == ["what"]
    phone.right(GO_ON, what="کھلونوں سے بھری ایک گاڑی۔ A van full of toys.")
    assert phone.wrong(GO_ON, **too_long("who_for")) == ["who_for"]
    phone.type(who_for="Small children.")
    phone.press("Say it, film it or draw it instead")
    assert phone.wrong("Add it") == ["file"]
    phone.follow("Back")
    phone.right(GO_ON)
    phone.follow("See all your answers")
    assert phone.wrong("Send my idea") == ["change-area"]
    phone.go(phone.page.url.removeprefix(phone.site).replace("/send", "/carry-on"))
    assert phone.wrong(GO_ON, how_many="x") == ["how_many"]
    phone.follow("Skip this")
    assert phone.wrong(GO_ON) == ["area"]
    phone.choose("area", "anywhere")
    phone.right(GO_ON)
    assert phone.wrong(GO_ON, ask="-1") == ["ask"]
    phone.right(GO_ON, ask="800")
    assert phone.wrong(GO_ON, smallest="900") == ["smallest"]
    phone.right(GO_ON, smallest="500")
    assert phone.wrong(GO_ON, **too_long("drops")) == ["drops"]
    phone.right(GO_ON, drops="")


def plan(phone: Phone) -> None:
    """What the money buys, what else helps, what gets better, and a name."""
    assert phone.wrong("Add this", price="x") == ["words", "price"]
    phone.right("Add this", words="Toys for one street", quantity="8", price="90")
    phone.right(GO_ON)
    assert phone.wrong("Add this", how_much="x") == ["words", "how_much"]
    phone.right("Add this", words="Bread from the bakery", how_much="12")
    phone.right(GO_ON)
    phone.right(GO_ON)
    assert phone.wrong(GO_ON, **too_long("title")) == ["title"]
    phone.right(GO_ON, title="A toy library in a van")


def ask_a_child(phone: Phone) -> None:
    """A child of seven says something; both say yes."""
    assert phone.wrong("Go on") == ["age"]
    phone.right("Go on", age="7")
    assert phone.wrong(GO_ON) == ["words"]
    phone.right(GO_ON, words="A red digger.")
    phone.press("Yes, show it to the panel")
    phone.page.locator("main form").nth(1).get_by_role("button").first.click()
    phone.look()
    phone.follow("Go on")
    phone.follow("Go on without another child")


def ask_for_help(phone: Phone) -> None:
    """What would help them to take part, with a link that is none first."""
    phone.page.locator("[name=take_part]").nth(2).check()
    assert phone.wrong(GO_ON, signed_link="my video") == ["signed_link"]
    phone.right(GO_ON, take_part_language="اردو", signed_link="https://example.org/signed")


def test_with_a_helper(browser: Browser, served: str) -> None:
    with Phone(browser, served) as parent, Phone(browser, served) as helper:
        begin(parent)
        start(parent, "Start now")
        parent.right(GO_ON, what="A van full of toys.")
        comeback = COMEBACK_CODE.findall(main_words(parent))[0]
        parent.follow("See all your answers")
        idea = parent.page.url.removesuffix("/check")
        parent.follow("Somebody helps me")
        parent.press("Make a code")
        join(helper, HELPER_CODE.findall(main_words(parent))[0])
        assert helper.page.url == f"{idea}/answer/who_for"
        write(helper, idea)
        sees_only_that_draft(helper, idea)
        helper.page.goto(f"{idea}/read-back")
        helper.press("I have read this to them")
        assert helper.wrong("Send my idea") == ["code"]
        assert helper.wrong("Send my idea", code="AAA-2222-AAA") == ["code"]
        assert comeback not in helper.page.content()
        parent.page.goto(f"{idea}/helper")
        parent.look()
        helper.right("Send my idea", code=comeback)
        helper.look()
        helper.sees("Your code is the one that you typed just now.")
        helper.sees("Samaritans, 116 123")
        helper.go("/ideas")
        assert COMEBACK_CODE.findall(main_words(helper)) == []
        assert helper.page.request.get(f"{idea}/read-back").status == 404
        parent.page.goto(idea)
        parent.look()
        parent.sees("We have your idea.")
        parent.follow("Read what you sent in")
        parent.sees("Children in two streets.")


def join(helper: Phone, code: str) -> None:
    """Find the page for helpers and type the code."""
    helper.go("/come-back")
    helper.follow("Somebody gave you a code so that you can help them?")
    assert helper.wrong("Begin to help") == ["code"]
    assert helper.wrong("Begin to help", code="AAAA-2222") == ["code"]
    helper.right("Begin to help", code=code.lower())


def write(helper: Phone, idea: str) -> None:
    """Type for somebody; whose words they are is asked each time."""
    assert helper.wrong(GO_ON, who_for="Children in two streets.") == ["whose"]
    helper.choose("whose", "own")
    helper.right(GO_ON)
    helper.page.goto(f"{idea}/answer/all")
    helper.look()
    assert helper.wrong(GO_ON, ask="-1", what="") == ["what", "area", "ask", "contact"]
    helper.type(what="A van full of toys.", ask="800", contact="01632 960 124")
    helper.choose("area", "anywhere")
    helper.right(GO_ON)


def sees_only_that_draft(helper: Phone, idea: str) -> None:
    """What belongs to the person alone is not there for a helper."""
    closed = ("", "/answers", "/helper", "/children", "/withdraw")
    assert [helper.page.request.get(f"{idea}{path}").status for path in closed] == [404] * 5
    helper.go("/ideas")
    helper.look()
    drafts = helper.page.locator("main a[href^='/ideas/idea-']")
    assert [link.get_attribute("href") for link in drafts.all()] == [
        f"{idea.removeprefix(helper.site)}/carry-on"
    ]


def test_helping_from_the_first_word(browser: Browser, served: str) -> None:
    with Phone(browser, served) as helper:
        begin(helper)
        helper.follow("I am helping somebody")
        helper.press("They are here with me: begin")
        assert len(COMEBACK_CODE.findall(main_words(helper))) == 1
        helper.press("I have my code")
        assert helper.wrong(GO_ON) == ["what", "whose"]
        helper.follow("See all your answers")
        helper.follow("I have stopped helping")
        helper.press("Yes, end it")


ROWS = {
    "spending_1__words": "A coach",
    "spending_1__quantity": "2",
    "spending_1__price": "120.50",
    "other_help_1__words": "Sandwiches from the bakery",
    "other_help_1__how_much": "40",
    "children_1__age": "7",
    "children_1__words": "I want to see a whale",
}
FIGURES = {name: ROWS[name] for name in ROWS if not name.endswith("words")}


def test_on_paper(browser: Browser, served: str) -> None:
    with Phone(browser, served) as family:
        begin(family)
        family.follow("I would rather write on paper")
    with Phone(browser, served) as morag:
        morag.enter_as("Morag")
        morag.follow("Ideas on paper")
        morag.follow("Type a paper")
        types_a_paper(morag)
        morag.follow("Back")
        morag.follow("Change")
        assert morag.wrong("Keep it", contact="", spending_2__price="x") == [
            *("spending_2-words", "spending_2-quantity", "spending_2-price", "contact"),
        ]
    with Phone(browser, served) as rhona:
        rhona.enter_as("Rhona")
        rhona.follow("Ideas on paper")
        rhona.follow("Compare it")
        assert rhona.wrong("I have compared it", ask="x", spending_1__price="y") == [
            *("ask", "spending_1-price", "compared"),
        ]
        rhona.page.get_by_label("I have compared every answer with the paper").check()
        rhona.right("I have compared it", **FIGURES, ask="300", contact="01632 960 125")
        rhona.sees("We have your idea")
        assert len(COMEBACK_CODE.findall(main_words(rhona))) == 1


def types_a_paper(morag: Phone) -> None:
    """All of a paper, with mistakes in each part first."""
    button = "Keep it, and type the next paper"
    some = {"spending_6__words": "Fuel", "other_help_4__how_much": "0", "children_2__age": "18"}
    assert morag.wrong(button, ask="x", **some) == [
        *("what", "area", "ask", "spending_6-quantity", "spending_6-price"),
        *("other_help_4-words", "other_help_4-how_much", "other_help_4-what"),
        *("children_2-age", "children_2-words", "contact"),
    ]
    morag.choose("area", "anywhere")
    morag.page.locator("[name='other_help_1-what']").select_option("in_kind:meals")
    morag.page.locator("[name='other_help_1-sure']").check()
    morag.page.locator("[name=outcomes]").first.check()
    for who in ("child", "carer"):
        morag.page.locator(f"[name='children_1-{who}']").select_option("yes")
    empty = dict.fromkeys(some, "")
    answers = {"what": "A bus to the sea", "ask": "300", "contact": "01632 960 125"}
    morag.right(button, **answers, **ROWS, **empty)
