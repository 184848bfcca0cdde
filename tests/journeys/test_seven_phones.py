"""A whole day in a hall: seven phones, one paper, and all that goes wrong on such a day.

Aisha does one of the ideas herself. Jo goes home early. Callum and Nadia lose the network. Ewa has
paper. One idea's people do not come. Two ideas tie at the line, and a co-funder comes late.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import shortlisting
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.funds import start_store
from makeithappen.funds import store as funds
from makeithappen.funds.rules.start import Start
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.people import store as people
from makeithappen.people.models import Person
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from tests.journeys.looking import violations
from tests.journeys.test_joining import bare
from tests.journeys.test_sheets import Hall, answer, keep_on_phone, save, sees

Command = Callable[..., subprocess.CompletedProcess[str]]
PHONES = ("Aisha", "Jo", "Callum", "Nadia", "Flo", "Gus", "Hana")
PAPER = "Ewa"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
GARDEN, SWINGS, BOATS, DRUMS, TRAMS = "Garden", "Swings", "Boats", "Drums", "Trams"
ASKS = {GARDEN: 60_000, SWINGS: 30_000, BOATS: 30_000, DRUMS: 20_000, TRAMS: 20_000}
SMALLEST_PENCE, POT_PENCE = 20_000, 100_000
SCORES = {GARDEN: 4, SWINGS: 3, BOATS: 3, TRAMS: 1}
"""What everybody gives to both questions. Nobody comes for the drums."""


@dataclass
class Day(Hall):
    """The hall of this day: browsers by first name, pitches and ideas by title."""

    phones: dict[str, Page] = field(default_factory=dict)
    by_title: dict[str, str] = field(default_factory=dict)
    fund_id: str = ""

    @property
    def home(self) -> str:
        return f"{self.site}/days/{self.day_id}"

    def idea(self, title: str) -> str:
        return f"{self.home}/ideas/{self.by_title[title]}"


@pytest.fixture
def day(site: str, environment: dict[str, str], browser: Browser) -> Iterator[Day]:
    with ThreadPoolExecutor(1) as elsewhere:
        config = Config.from_env(environment)
        made = Day(elsewhere.submit(create_app, config).result(), site, browser)
        made.elsewhere = elsewhere
        made.write(partial(prepare, made))
        yield made
        for context in made.contexts:
            context.close()


def prepare(day: Day, session: Session, at: datetime) -> None:
    """A fund with £1,000, five ideas that were sent in, a panel of eight, two questions."""
    named = {one.first_name: one.id for one in session.scalars(select(Person))}
    by = {"actor_id": named["Isla"], "at": at}
    day.fund_id = funds.add_fund(session, name="The harbour fund", **by)
    start = Start(talk_contact="Isla, 01632 960 125")
    start_store.put_start(session, fund_id=day.fund_id, start=start, **by)
    post = [ledger.By(named["Tomasz"], at, f"money-{number}") for number in range(3)]
    trust = ledger.add_funder(session, post[0], name="Harbour Trust", kind=FunderKind.TRUST)
    pot = {"fund_id": day.fund_id, "funder_id": trust, "name": "The pot", "restriction": ""}
    pot_id = ledger.open_pot(session, post[1], **pot)
    ledger.receive(session, post[2], pot_id=pot_id, amount_pence=POT_PENCE)
    about = {"fund_id": day.fund_id, "round_id": "round-x", "name": "Harbour day", "quorum": 4}
    held = {"held_on": at.date(), "threshold": Fraction(1, 2)}
    day.day_id = store.add_day(session, **about, **held, **by)
    scale = tuple(ScalePoint(value, f"Step {value}") for value in range(5))
    for name in ("Joy", "Lasting"):
        said = (name, f"Will it bring {name}?", f"We want {name}.", 1)
        store.put_criterion(session, day.day_id, Criterion("", 0, *said, scale, ""), **by)
    panel: list[store.NewMember] = []
    for name in (*PHONES, PAPER):
        if name not in named:
            named[name] = people.add_person(session, first_name=name, email=None, **by)
            role = {"person_id": named[name], "role": Role.PANEL_MEMBER}
            people.give_role(session, **role, **by)
        panel.append(store.NewMember(named[name], name, is_reserve=False))
    store.put_members(session, day.day_id, panel, **by)
    for title in ASKS:
        shortlist(day, session, title, at)
    day.by_title = {one.title: one.pitch_id for one in store.load_day(session, day.day_id).pitches}


def shortlist(day: Day, session: Session, title: str, at: datetime) -> None:
    idea_id = ideas.add_sent(
        session,
        round_id="round-x",
        fund_id=day.fund_id,
        owner_id=f"person-{title}",
        words=Words(f"{title} for all.", "Us", "01632 960 123"),
        ask=Ask(ASKS[title], SMALLEST_PENCE, None, title),
        at=at,
    )
    chosen = {"day_id": day.day_id, "day_name": "Harbour day", "reason": "Good."}
    ideas.shortlist(session, idea_id=idea_id, **chosen, actor_id="test", at=at)
    facts = (title, f"{title} for all.", "Us", ASKS[title], SMALLEST_PENCE)
    pitch = shortlisting.ShortlistedIdea(idea_id, *facts)
    shortlisting.shortlist(session, pitch, day_id=day.day_id, at=at)


def test_a_hall_with_seven_phones_and_one_paper(day: Day, command: Command, tmp_path: Path) -> None:
    chair = day.phone("Isla")
    join_all(day, chair)
    press(day, chair, "Open the day", "Ask who is close to an idea")
    declare_all(day)
    hear(day, chair)
    press(day, chair, "Take a break")
    enter_the_paper(day)
    press(day, chair, "Close scoring and talk it over")
    talk_it_over(day, chair)
    press(day, chair, "Share out the money")
    settle_the_tie(day, chair)
    take_a_late_offer(day, chair)
    decide(day, chair)
    assert awarded(day) == {GARDEN: 60_000, SWINGS: 30_000, BOATS: 20_000}
    recount(day, command, tmp_path)


def press(day: Day, chair: Page, *buttons: str) -> None:
    """Let the chair press these, one after the other, on the page of the day."""
    for button in buttons:
        if chair.url != day.home:
            chair.goto(day.home)
        chair.get_by_role("button", name=button).first.click()
        chair.wait_for_load_state()


def join_all(day: Day, chair: Page) -> None:
    """Seven people join with their slips, from phones that nobody is signed in on."""
    chair.goto(f"{day.home}/seats")
    chair.get_by_role("button", name="Print slips").click()
    chair.wait_for_load_state()
    slips = chair.locator("main li.mih-card").all_inner_texts()
    codes = {text.split("\n")[0]: CODE.findall(text)[0] for text in slips}
    assert set(codes) == {*PHONES, PAPER}
    for name in PHONES:
        page = day.phones[name] = bare(day)
        page.goto(f"{day.site}/join#{codes[name]}")
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name=f"I am {name}").click()
        sees(page, "Harbour day")


def declare_all(day: Day) -> None:
    """Aisha says on her phone that the garden is hers; the others are close to nothing."""
    page = day.phones["Aisha"]
    page.goto(f"{day.idea(GARDEN)}/conflict")
    page.locator("input[name=degree][value=benefit]").check()
    page.get_by_role("button", name="Save").click()
    page.goto(f"{day.idea(GARDEN)}/sheet")
    assert page.locator("input[name=score_1]").count() == 0

    def rest(session: Session, at: datetime) -> None:
        found = store.load_day(session, day.day_id)
        for member in found.members:
            for title, pitch_id in day.by_title.items():
                if member.first_name != PAPER and (member.first_name, title) != ("Aisha", GARDEN):
                    said = {"person_id": member.person_id, "degree": Degree.NONE, "at": at}
                    store.declare(session, day.day_id, pitch_id, **said)

    day.write(rest)


def hear(day: Day, chair: Page) -> None:
    """One idea after the other; nobody comes for the drums, the first time or the second."""
    for title in (GARDEN, SWINGS, BOATS):
        press(day, chair, "Call the next idea", "Go on to questions")
        press(day, chair, "Open the scoring of this idea")
        score_all(day, chair, title)
    press(day, chair, "Call the next idea", "Nobody is here for it")
    press(day, chair, "Call the next idea", "Open the scoring of this idea")
    score_all(day, chair, TRAMS)
    press(day, chair, "Call the next idea", "Nobody is here for it")


def score_all(day: Day, chair: Page, title: str) -> None:
    """Everybody who may scores. For the swings two phones have no network; then Jo goes home."""
    cut = ("Callum", "Nadia") if title == SWINGS else ()
    gone = ("Jo",) if title in (BOATS, TRAMS) else ()
    aside = ("Aisha",) if title == GARDEN else ()
    for name in PHONES:
        if name in (*gone, *aside):
            continue
        page = day.phones[name]
        page.goto(f"{day.idea(title)}/sheet")
        if name in cut:
            keep_on_phone(page)
            page.context.set_offline(True)
        answer(page, SCORES[title], SCORES[title])
        save(page)
        sees(page, "Your sheet waits on this phone" if name in cut else "Your receipt")
    if cut:
        assert received(day, title) == {"Aisha", "Jo", "Flo", "Gus", "Hana"}
    for name in cut:
        day.phones[name].context.set_offline(False)
        sees(day.phones[name], f"{title}: sent and counted")
    if title == SWINGS:
        chair.goto(day.home)
        chair.get_by_role("button", name=re.compile("Mark as left.*Jo")).click()


def received(day: Day, title: str) -> set[str]:
    def names(session: Session, found: store.Day) -> set[str]:
        inside = store.progress(session, found)[day.by_title[title]].received
        return {one.first_name for one in found.members if one.member_id in inside}

    return day.ask(names)


def enter_the_paper(day: Day) -> None:
    """Two people read Ewa's sheets alike. She likes the boats as much as Jo liked the swings."""
    for scribe in ("Isla", "Morag"):
        page = day.phone(scribe)
        for title in (GARDEN, BOATS):
            page.goto(f"{day.home}/sheets")
            page.get_by_role("link", name=f"Enter the paper of {PAPER}: {title}").click()
            page.locator("input[name=degree][value=none]").check()
            answer(page, SCORES[title], SCORES[title])
            page.get_by_role("button", name="Keep what I read").click()
            sees(page, "What you read is kept.")


def talk_it_over(day: Day, chair: Page) -> None:
    """Whoever scored sees how far it lies apart; Aisha sees nothing of her own idea."""
    for page in (chair, day.phones["Hana"]):
        page.goto(f"{day.home}/board")
        assert violations(page) == []
        expect(page.locator("main")).to_contain_text(GARDEN)
    aisha = day.phones["Aisha"]
    aisha.goto(f"{day.home}/board")
    sees(aisha, SWINGS)
    seen = day.ask(store.tallies)
    counted = {title: (seen[one].complete, seen[one].mean) for title, one in day.by_title.items()}
    assert counted == {
        GARDEN: (7, 4),
        SWINGS: (7, 3),
        BOATS: (7, 3),
        DRUMS: (0, None),
        TRAMS: (6, 1),
    }


def settle_the_tie(day: Day, chair: Page) -> None:
    """£400 are left for two ideas of £300: those who are here vote, and the swings come first."""
    chair.goto(f"{day.home}/sharing")
    sees(chair, "A tie at the line")
    assert violations(chair) == []
    chair.get_by_role("button", name="Let the room vote").click()
    for name in PHONES:
        page = day.phones[name]
        page.goto(f"{day.home}/tie")
        if name == "Jo":
            continue
        wanted = BOATS if name in ("Callum", "Nadia") else SWINGS
        page.locator(f"input[name=choice][value='{day.by_title[wanted]}']").check()
        page.get_by_role("button", name="Vote").click()
        sees(page, "Your vote is in.")
    chair.goto(f"{day.home}/tie")
    chair.get_by_role("button", name="Close the vote and count").click()
    sees(chair, f"{SWINGS}: 4 votes")


def take_a_late_offer(day: Day, chair: Page) -> None:
    """The bakery comes late and gives £100 for the garden alone: the pot has £500 for the rest."""
    funder = day.phone("Duncan")
    funder.goto(f"{day.home}/offers")
    assert violations(funder) == []
    funder.locator("[name=funder_name]").fill("The bakery")
    funder.locator("input[name=funder_kind][value=business]").check()
    funder.locator("[name=amount]").fill("100")
    funder.locator("[name=pitch_id]").select_option(label=GARDEN)
    funder.locator("[name=asks]").select_option(index=0)
    funder.get_by_role("button", name="Make this offer").click()
    sees(funder, "£100 The bakery")
    chair.goto(f"{day.home}/offers")
    chair.get_by_role("button", name="They stand by it: confirm").click()
    sees(chair, "Confirmed")


def decide(day: Day, chair: Page) -> None:
    """As the rule says, but for the boats: they get the part that works for them."""
    why = "Two hundred pounds still pay for one boat."
    said: dict[str, tuple[str, str, str]] = {
        GARDEN: ("full", "", ""),
        SWINGS: ("full", "", ""),
        BOATS: ("part", "200", why),
        DRUMS: ("defer", "", ""),
        TRAMS: ("not_now", "", ""),
    }
    for title, (outcome, amount, departure) in said.items():
        chair.goto(f"{day.idea(title)}/decide")
        chair.locator(f"input[name=outcome][value={outcome}]").check()
        if amount:
            chair.locator("[name=amount]").fill(amount)
        chair.locator("[name=reason]").fill("The panel talked about it.")
        chair.locator("[name=departure]").fill(departure)
        chair.get_by_role("button", name="Save this decision").click()
        expect(chair.locator(".govuk-error-summary")).to_have_count(0)
    chair.goto(f"{day.home}/read-back")
    chair.get_by_role("button", name="I have read all of this aloud").click()
    second = day.phone("Nadia")  # with her account: a phone at a seat does not sign
    second.goto(f"{day.home}/sign")
    second.get_by_role("button", name="Yes, I sign").click()
    send_letters(day, chair)


def send_letters(day: Day, chair: Page) -> None:
    """One letter leads to the next; when all are looked at, they go together."""
    chair.goto(f"{day.home}/replies")
    chair.get_by_role("link", name=GARDEN).click()
    for _letter in ASKS:
        chair.locator("[name=strengths]").fill("Children would love it.")
        chair.locator("[name=criterion]").select_option(label="Joy")
        chair.locator("[name=would_help]").fill("One more grown-up who joins in.")
        chair.locator("[name=elsewhere]").fill("The library: 01632 960 124")
        chair.get_by_role("button", name="Keep this").click()
        chair.get_by_role("button", name="I have looked at this letter").click()
    chair.get_by_role("button", name="Send all letters").click()
    sees(chair, "Everybody was told")


def awarded(day: Day) -> dict[str, int]:
    """What the ledger reserved, by title."""

    def read(session: Session, _at: datetime) -> dict[str, int]:
        lines = ledger.award_lines_of_day(session, day.day_id)
        names = ideas.titles(session, [line.award.idea_id for line in lines])
        return {names[line.award.idea_id]: line.award.amount_pence for line in lines}

    return day.write(read)


def recount(day: Day, command: Command, folder: Path) -> None:
    """Both bundles recount to the same awards anywhere, and the ledger holds."""
    amounts = [20_000, 30_000, 60_000]
    for form in ((), ("--linked",)):
        file = folder / f"bundle{len(form)}.json"
        assert command("day", "export", day.day_id, "--out", str(file), *form).returncode == 0
        decided = command("decide", str(file), "--json")
        assert decided.returncode == 0, decided.stdout + decided.stderr
        awards = json.loads(decided.stdout)["awards"]
        assert sorted(awards.values()) == amounts
    assert command("day", "verify", day.day_id).returncode == 0
    assert command("ledger", "verify").returncode == 0
