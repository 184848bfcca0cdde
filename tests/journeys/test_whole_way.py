"""One idea walks the whole way in a browser of the size of a phone, with and without scripts.

Idea, shortlist, panel day, score, decision, award, payment, register, proof.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
Command = Callable[..., subprocess.CompletedProcess[str]]
TITLE = "A toy library in a van"


class Walk:
    """A browser that walks through the site, now as this person, now as that one."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def enter_as(self, first_name: str) -> None:
        self.go("/demo")
        self.page.get_by_role("button", name=f"Enter as {first_name}").first.click()

    def leave_phone(self) -> None:
        """Somebody else takes over; whoever was here may come back on the same phone."""
        self.phone = self.page.context.cookies()

    def back_on_phone(self) -> None:
        self.page.context.clear_cookies()
        self.page.context.add_cookies(self.phone)  # pyright: ignore[reportArgumentType]

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def press(self, words: str) -> None:
        """Press a button. (A click waits until the next page begins, not until all is there.)"""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    def type(self, **typed: str) -> None:
        for name, text in typed.items():
            self.page.locator(f"[name={name.replace('__', '-')}]").fill(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"input[name={name}][value='{value}']").check()

    def code_of(self, first_name: str) -> str:
        """What the app of somebody shows now, looked up in another tab."""
        tab = self.page.context.new_page()
        tab.goto(f"{self.site}/demo/codes")
        code = tab.locator("tr", has_text=first_name).locator("td").inner_text()
        tab.close()
        return code

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def walk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Walk]:
    context = browser.new_context(java_script_enabled=request.param, viewport=PHONE)
    context.set_default_timeout(10_000)
    yield Walk(context.new_page(), site)
    context.close()


def test_from_a_parents_phone_to_a_proven_payment(walk: Walk, command: Command) -> None:
    before = json.loads(command("ledger", "verify", "--json").stdout)
    send_an_idea(walk)
    set_up_a_day(walk)
    shortlist(walk)
    raise_money(walk)
    score(walk)
    decide(walk)
    agree(walk)
    pay(walk)
    walk.go("/awards")
    walk.follow(TITLE)
    walk.sees("£800")
    proven = json.loads(command("ledger", "verify", "--json").stdout)
    assert (proven["ok"], proven["problems"]) == (True, [])
    assert proven["entries"] == proven["sealed"] == before["entries"] + 7


def send_an_idea(walk: Walk) -> None:
    walk.go("/")
    walk.follow("Send in an idea")
    walk.follow("Start now")
    for number in (1, 2, 3):
        walk.choose(f"q{number}", "yes")
    walk.press("Go on")
    walk.type(what="A van full of toys.")
    walk.press("Save and go on")
    walk.type(who_for="Small children.")
    walk.press("Save and go on")
    walk.follow("Skip this")
    walk.choose("area", "anywhere")
    walk.press("Save and go on")
    for question, typed in {"ask": "800", "smallest": "500", "drops": ""}.items():
        walk.type(**{question: typed})
        walk.press("Save and go on")
    walk.type(words="Toys for one street", quantity="8", price="100")
    walk.press("Add this")
    walk.sees("That is just what you ask for.")
    walk.press("Save and go on")
    walk.follow("Skip this")
    walk.page.get_by_label("Children play outdoors").check()
    walk.press("Save and go on")
    walk.type(title=TITLE)
    walk.press("Save and go on")
    walk.follow("Skip this")
    walk.page.get_by_label("Help with travel").check()
    walk.press("Save and go on")
    walk.type(contact="01632 960 123")
    walk.press("Save and go on")
    walk.sees("£800")
    walk.sees("Help with travel")
    walk.press("Send my idea")
    walk.sees("We have your idea")
    walk.leave_phone()


def set_up_a_day(walk: Walk) -> None:
    walk.enter_as("Isla")
    walk.follow("Panel days")
    walk.follow("A day for Ideas for")
    today = datetime.now(UTC)
    walk.type(name="Our day", quorum="3", threshold_percent="50")
    walk.type(
        held_on__day=str(today.day), held_on__month=str(today.month), held_on__year=str(today.year)
    )
    walk.press("Save and go on")
    walk.follow("Write a criterion")
    walk.type(name="Joy", value_words="We want joy.", question="Will it bring joy?", weight="2")
    walk.choose("starts_at", "0")
    walk.type(step_1="None", step_2="Some", step_3="A lot")
    walk.press("Save")
    walk.follow("Choose the panel")
    for first_name in ("Aisha", "Jo", "Callum"):
        panel = walk.page.get_by_role("group", name="On the panel")
        panel.get_by_label(first_name, exact=True).check()
    walk.press("Save")


def shortlist(walk: Walk) -> None:
    """Another idea of the round waits as well, and everybody hears at the same time."""
    walk.enter_as("Morag")
    walk.follow("A den in the wood")
    walk.follow("Answer this idea")
    walk.choose("outcome", "not_this_time")
    walk.type(strengths="It is out of doors.", reason="The wood is sold.", would_help="A wood.")
    walk.page.locator("[name=criterion]").select_option(label="What the fund is for")
    walk.press("Keep this answer")
    walk.press("I have looked at this letter")
    walk.follow("Ideas sent in")
    walk.follow(TITLE)
    walk.follow("Answer this idea")
    walk.choose("outcome", "shortlisted")
    walk.page.locator("[name=day]").select_option(label="Our day")
    walk.type(strengths="Children would love it.")
    walk.press("Keep this answer")
    walk.press("I have looked at this letter")
    walk.press("Send all letters")


def raise_money(walk: Walk) -> None:
    """Somebody gives £1,000 more, so that there is something to decide over."""
    walk.enter_as("Tomasz")
    walk.follow("Make it Happen Fund")
    walk.follow("Money that came in")
    today = datetime.now(UTC)
    pot = "The pot of the day (Other givers together)"
    walk.page.locator("[name=pot]").select_option(label=pot)
    walk.type(amount="1,000")
    walk.type(
        received_on__day=str(today.day),
        received_on__month=str(today.month),
        received_on__year=str(today.year),
    )
    walk.press("Record it")


def score(walk: Walk) -> None:
    walk.enter_as("Isla")
    walk.follow("Our day")
    walk.press("Open the day")
    walk.press("Ask who is close to an idea")
    walk.press("Call the next idea")
    walk.press("Go on to questions")
    walk.press("Open the scoring of this idea")
    for first_name in ("Aisha", "Jo", "Callum"):
        walk.enter_as(first_name)
        walk.follow("Our day")
        walk.follow("Say how close you are")
        walk.choose("degree", "none")
        walk.press("Save")
        walk.page.get_by_label("A lot").check()
        walk.press("Save my sheet")
        walk.sees("Your receipt")
    walk.enter_as("Isla")
    walk.follow("Our day")
    walk.press("Take a break")
    walk.press("Close scoring and talk it over")
    walk.press("Share out the money")


def decide(walk: Walk) -> None:
    walk.follow("Decide")
    walk.choose("outcome", "full")
    walk.type(reason="It brings joy to many.")
    walk.press("Save this decision")
    walk.follow("Read back and confirm")
    walk.press("I have read all of this aloud")
    walk.enter_as("Jo")
    walk.follow("Our day")
    walk.follow("Sign the decisions")
    walk.press("Yes, I sign")
    walk.enter_as("Isla")
    walk.follow("Our day")
    walk.follow("Look at the letters and send them")
    walk.follow(TITLE)
    walk.type(strengths="Children would love it.")
    walk.press("Keep this")
    walk.press("I have looked at this letter")
    walk.press("Send all letters")
    walk.sees("Everybody was told")


def agree(walk: Walk) -> None:
    walk.enter_as("Tomasz")
    walk.follow("Decisions to ratify")
    walk.follow("Our day")
    walk.press("Ratify £800")
    open_the_award(walk)
    walk.follow("Agreement, instalments")
    walk.follow("Offer an agreement")
    walk.choose("recipient", "individual")
    walk.choose("owns", "group")
    walk.choose("splits", "give_back")
    walk.press("Offer it")
    walk.back_on_phone()
    walk.go("/")
    walk.follow("My agreements")
    walk.follow(TITLE)
    walk.sees("What is bought belongs to the group.")
    walk.press("I say yes to this")
    walk.sees("You have said yes.")


def open_the_award(walk: Walk) -> None:
    walk.follow("Fund")
    walk.follow("Make it Happen Fund")
    walk.follow(TITLE)


def pay(walk: Walk) -> None:
    walk.enter_as("Tomasz")
    open_the_award(walk)
    walk.follow("Prepare a payment")
    walk.follow("Add who is paid")
    walk.choose("method", "bank_transfer")
    walk.type(name="Leanne Example", sort_code="12-34-56", account="12345678")
    walk.type(one_time_code=walk.code_of("Tomasz"))
    walk.press("Keep this")
    walk.follow("Prepare a payment")
    walk.type(amount="800")
    walk.page.locator("[name=payee]").select_option(label="Leanne Example (•••• 5678)")
    walk.press("Send it to an approver")
    walk.enter_as("Grace")
    walk.follow(TITLE)
    walk.sees("•••• 5678")
    walk.type(one_time_code=walk.code_of("Grace"))
    walk.press("Approve £800")
