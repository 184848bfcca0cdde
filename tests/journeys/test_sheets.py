"""A hall with a bad signal: phones, phones without a network, and paper give one count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.db import now, transaction
from makeithappen.people.models import Person
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move
from tests.journeys.looking import NARROW, violations

NAMES = ("Aisha", "Jo", "Callum", "Nadia", "Ewa")
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
WAITS = "On this phone"


@dataclass
class Hall:
    """A day on which scoring is open, and a phone for each of its people.

    What happens elsewhere is done in a thread of its own: a browser's one has a loop running.
    """

    app: Flask
    site: str
    browser: Browser
    day_id: str = ""
    chair_id: str = ""
    pitches: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    elsewhere: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def write(self, act: Callable[[Session, datetime], Any]) -> Any:
        """Do something in a transaction."""

        def within() -> Any:
            with self.app.app_context(), transaction() as session:
                return act(session, now(session))

        return self.elsewhere.submit(within).result()

    def ask(self, what: Callable[[Session, store.Day], Any]) -> Any:
        """Call a reading function of the store with the day."""
        return self.write(lambda session, _at: what(session, store.load_day(session, self.day_id)))

    def move(self, *moves: Move) -> None:
        """Let the chair make these moves."""

        def act(session: Session, at: datetime) -> None:
            for one in moves:
                store.move_day(session, self.day_id, one, actor_id=self.chair_id, at=at)

        self.write(act)

    def phone(self, first_name: str, **options: object) -> Page:
        """A browser of somebody's own, entered."""
        context = self.browser.new_context(viewport=NARROW, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(f"{self.site}/demo")
        page.get_by_role("button", name=f"Enter as {first_name}").first.click()
        return page

    def sheet(self, page: Page, pitch: int = 0) -> Page:
        """Go to the sheet of an idea."""
        page.goto(f"{self.site}/days/{self.day_id}/ideas/{self.pitches[pitch]}/sheet")
        return page


@pytest.fixture
def hall(site: str, environment: dict[str, str], browser: Browser) -> Iterator[Hall]:
    with ThreadPoolExecutor(1) as elsewhere:
        config = Config.from_env(environment)
        made = Hall(elsewhere.submit(create_app, config).result(), site, browser)
        made.elsewhere = elsewhere
        made.write(partial(set_up, made))
        yield made
        for context in made.contexts:
            context.close()


def set_up(hall: Hall, session: Session, at: datetime) -> None:
    """A day of five people with two questions and two ideas, on which scoring is open."""
    people = {one.first_name: one.id for one in session.scalars(select(Person))}
    hall.chair_id = people["Isla"]
    by = {"actor_id": hall.chair_id, "at": at}
    about = {"fund_id": "fund-x", "round_id": "round-x", "name": "Hall day", "quorum": 3}
    held = {"held_on": at.date(), "threshold": Fraction(1, 2)}
    hall.day_id = store.add_day(session, **about, **held, **by)
    scale = tuple(ScalePoint(value, f"Step {value}") for value in range(5))
    for name in ("Joy", "Lasting"):
        said = (name, f"Will it bring {name}?", f"We want {name}.", 1)
        store.put_criterion(session, hall.day_id, Criterion("", 0, *said, scale, ""), **by)
    panel = [store.NewMember(people[name], name, is_reserve=False) for name in NAMES]
    store.put_members(session, hall.day_id, panel, **by)
    for number in (1, 2):
        words = {"title": f"Idea {number}", "words": "A bench.", "who_for": "Us"}
        amounts = {"asked_pence": 50_000, "smallest_pence": 20_000}
        about_it = {"idea_id": f"idea-{number}", **words, **amounts}
        hall.pitches.append(store.put_pitch(session, hall.day_id, **about_it, at=at))
    store.open_day(session, hall.day_id, **by)
    for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
        store.move_day(session, hall.day_id, move, **by)
    for name in NAMES[:4]:
        for pitch_id in hall.pitches:
            who = {"person_id": people[name], "degree": Degree.NONE, "at": at}
            store.declare(session, hall.day_id, pitch_id, **who)


def answer(page: Page, first: int, second: int) -> None:
    page.locator(f"input[name=score_1][value='{first}']").check()
    page.locator(f"input[name=score_2][value='{second}']").check()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save my sheet").click()


def keep_on_phone(page: Page) -> None:
    page.get_by_label("Keep my scores on this phone").check()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")


def sees(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def test_phones_paper_and_queue_give_one_count(hall: Hall) -> None:
    aisha, jo, callum = (hall.phone(name) for name in NAMES[:3])
    for page in (aisha, jo, callum):
        hall.sheet(page)

    answer(aisha, 4, 4)
    save(aisha)
    sees(aisha, "Your receipt")
    assert CODE.search(aisha.locator("main").inner_text())

    # Two phones lose the network in the middle; one of them is loaded anew.
    lose_the_signal(jo, 2, 2)
    lose_the_signal(callum, 3, 3)
    answer(jo, 1, 1)
    save(jo)
    sees(jo, "Your sheet waits on this phone")
    callum.reload()
    sees(callum, "No signal")
    sees(callum, "Idea 1: waits for the signal")

    enter_ewas_paper(hall)
    before = hall.ask(store.progress)
    assert len(before[hall.pitches[0]].received) == 2

    # The signal comes back: one page is still open, the other one is opened again.
    jo.context.set_offline(False)
    sees(jo, "Idea 1: sent and counted")
    callum.context.set_offline(False)
    hall.sheet(callum)
    sees(callum, "Idea 1: sent and counted")

    nadia = late_phone(hall)
    counted = hall.ask(store.tallies)[hall.pitches[0]]
    assert (counted.complete, counted.mean) == (4, Fraction(4 + 1 + 3 + 0, 4))
    assert hall.ask(store.late_counts) == {hall.pitches[0]: 1}
    assert [waiting(page) for page in (jo, callum, nadia)] == [0, 0, 0]


def lose_the_signal(page: Page, first: int, second: int) -> None:
    """Fill in a sheet without a network; it waits on the phone."""
    keep_on_phone(page)
    page.context.set_offline(True)
    answer(page, first, second)
    save(page)
    sees(page, "Your sheet waits on this phone")
    sees(page, "Idea 1: waits for the signal")
    assert violations(page) == []


def enter_ewas_paper(hall: Hall) -> None:
    """Two people read it alike."""
    for scribe in ("Isla", "Morag"):
        page = hall.phone(scribe)
        page.goto(f"{hall.site}/days/{hall.day_id}/sheets")
        page.get_by_role("link", name="Enter the paper of Ewa: Idea 1").click()
        page.locator("input[name=degree][value=know]").check()
        answer(page, 0, 0)
        page.get_by_role("button", name="Keep what I read").click()
        sees(page, "What you read is kept.")


def late_phone(hall: Hall) -> Page:
    """Nadia's phone comes back when scoring has closed."""
    page = hall.sheet(hall.phone("Nadia"))
    lose_the_signal(page, 4, 4)
    hall.move(Move.BREAK, Move.DELIBERATE)
    page.context.set_offline(False)
    sees(page, "Idea 1: sent too late: kept, not counted")
    return page


def waiting(page: Page) -> int:
    """How many sheets a phone still keeps."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("mih-waiting");
          request.onerror = () => reject(request.error);
          request.onsuccess = () => {
            const names = [...request.result.objectStoreNames];
            if (!names.length) return resolve(0);
            const rows = request.result.transaction("sheets").objectStore("sheets").getAll();
            rows.onsuccess = () => { request.result.close(); resolve(rows.result.length); };
          };
        })"""
    )


KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("mih-waiting");
  request.onsuccess = async () => {
    const rows = (name) => new Promise((done) => {
      const all = request.result.transaction(name).objectStore(name).getAll();
      all.onsuccess = () => done(all.result);
    });
    const [key] = await rows("keys"), [sheet] = await rows("sheets");
    const names = Object.keys(sheet).sort();
    const text = new TextDecoder("latin1").decode(sheet.data);
    request.result.close();
    resolve([key.key.extractable, names, text.includes("score_1") || text.includes("Idea")]);
  };
})"""


def test_what_waits_is_encrypted_and_goes_with_signing_out(hall: Hall) -> None:
    page = hall.sheet(hall.phone("Aisha"))
    answer(page, 4, 4)
    page.context.set_offline(True)
    save(page)
    sees(page, "No signal. What you typed stays on this page.")
    assert waiting(page) == 0
    page.get_by_label("Keep my scores on this phone").check()
    sees(page, "Idea 1: waits for the signal")
    assert page.evaluate(KEPT) == [False, ["data", "day", "intent", "iv", "who"], False]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    page.context.set_offline(False)
    sees(page, "sent and counted")
    expect(page.locator("[data-says]")).to_have_text("")
    answer(page, 3, 3)  # the same page goes on: this changes the sheet that was sent
    save(page)
    sees(page, "Your receipt")
    hall.sheet(page, 1)
    answer(page, 1, 1)
    page.context.set_offline(True)
    save(page)
    sees(page, "Idea 2: waits for the signal")
    page.get_by_label("Keep my scores on this phone").uncheck()
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert waiting(page) == 0
    page.get_by_label("Keep my scores on this phone").check()
    save(page)
    sees(page, "Idea 2: waits for the signal")
    # Signed out by a page that knows nothing of the queue, as on a shared phone.
    other = page.context.new_page()
    page.context.set_offline(False)
    page.close()
    other.goto(f"{hall.site}/awards")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    assert waiting(other) == 0


def test_a_shared_phone_sends_nobody_elses_sheet(hall: Hall) -> None:
    page = hall.sheet(hall.phone("Aisha"))
    keep_on_phone(page)
    answer(page, 4, 4)
    page.context.set_offline(True)
    save(page)
    sees(page, "Idea 1: waits for the signal")
    context = page.context
    page.close()
    context.clear_cookies()  # first: a page that is still closing would send it as Aisha
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{hall.site}/demo")
    page.get_by_role("button", name="Enter as Jo").first.click()
    hall.sheet(page)
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert waiting(page) == 1
    received = hall.ask(store.progress)[hall.pitches[0]].received
    assert received == frozenset()


def test_what_is_typed_comes_back_and_the_keyboard_is_enough(hall: Hall) -> None:
    page = hall.sheet(hall.phone("Aisha"))
    page.locator("input[name=score_1]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    sees(page, "What you typed is kept. It is not sent yet.")
    hall.sheet(page)
    expect(page.locator("input[name=score_1][value='1']")).to_be_checked()
    expect(page.locator("input[name=score_2][value='0']")).to_be_checked()
    page.locator("textarea[name=comment]").focus()
    for _step in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Save my sheet"
    page.keyboard.press("Enter")
    sees(page, "Your receipt")


def test_without_scripts_one_question_after_another(hall: Hall) -> None:
    page = hall.sheet(hall.phone("Aisha", java_script_enabled=False))
    expect(page.get_by_label("Keep my scores on this phone")).to_be_hidden()
    page.get_by_role("link", name="One question at a time").click()
    page.locator("input[name=score_1][value='2']").check()
    page.get_by_role("button", name="Go on").click()
    page.locator("input[name=score_2][value=cant_say]").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Go on").click()
    sees(page, "Look it over")
    save(page)
    sees(page, "Your receipt")


def test_each_page_at_320_pixels_has_nothing_that_axe_finds(hall: Hall) -> None:
    chair, aisha = hall.phone("Isla"), hall.phone("Aisha")
    home = f"{hall.site}/days/{hall.day_id}"
    idea = f"{home}/ideas/{hall.pitches[0]}"
    day = hall.ask(lambda _session, found: found)
    ewa = next(one.member_id for one in day.members if one.first_name == "Ewa")
    taken = (hall.day_id, ewa, hall.pitches)
    hall.write(lambda session, at: store.take_in(session, *taken, actor_id="x", at=at))
    hall.sheet(aisha)
    answer(aisha, 4, 4)
    sees(aisha, "What you typed is kept")
    wrong: dict[str, object] = {}

    def look(page: Page, address: str) -> None:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if found := [*violations(page), *([width] if width > NARROW["width"] else [])]:
            wrong[address] = found

    for address in (f"{idea}/sheet", f"{idea}/sheet/1", f"{idea}/sheet/3", f"{idea}/sheet/check"):
        look(aisha, address)
    aisha.goto(f"{idea}/sheet?all=1")
    save(aisha)
    sees(aisha, "Your receipt")
    for address in (aisha.url, f"{home}/mine/receipts", f"{home}/mine", f"{hall.site}/receipts"):
        look(aisha, address)
    paper = f"{home}/paper/{ewa}"
    for address in (f"{home}/sheets", paper, f"{paper}/taken-in", f"{paper}/{hall.pitches[0]}"):
        look(chair, address)
    for scribe, score in (("Isla", 1), ("Morag", 2)):
        page = hall.phone(scribe)
        page.goto(f"{paper}/{hall.pitches[0]}")
        page.locator("input[name=degree][value=none]").check()
        answer(page, score, score)
        page.get_by_role("button", name="Keep what I read").click()
        sees(page, "What you read is kept.")
    look(chair, f"{paper}/{hall.pitches[0]}")
    sees(chair, "Look at the paper together.")
    hall.move(Move.BREAK, Move.DELIBERATE)
    for address in (f"{idea}/sheet", f"{idea}/revise", f"{hall.site}/days/offline"):
        look(aisha, address)
    assert wrong == {}
