"""A day to test with: its people at their browsers, and short ways to move it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import shortlisting
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.funds import store as funds
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from panels import store
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Move
from panels.rules.decisions import Outcome
from tests.support.visitor import Page, Visitor

HELD_ON = date(2026, 5, 14)
WORDS = ("Not at all", "A little", "Some of it", "Most of it", "All of it")


def criterion(name: str, weight: int = 1) -> Criterion:
    """A new criterion on a scale from 0 to 4."""
    scale = tuple(ScalePoint(value, words) for value, words in enumerate(WORDS))
    return Criterion("", 0, name, f"{name}: is it so?", f"We care: {name}.", weight, scale, "Bella")


@dataclass
class DayGiven:
    """A day with its people. `members` are browsers; `pitches` and `criteria` are ids."""

    app: Flask
    day_id: str
    chair: Visitor
    members: list[Visitor]
    reserve: Visitor
    pitches: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/days/{self.day_id}"

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, datetime]]:
        """A transaction outside of any request, with its time."""
        with self.app.app_context(), transaction() as session:
            yield session, now(session)

    def act(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Call a write of the store about this day."""
        with self.writing() as (session, at):
            return what(session, self.day_id, *given, **named, at=at)

    def read(self) -> store.Day:
        """The day as it stands."""
        with self.app.app_context():
            return store.load_day(reading(), self.day_id)

    def ask(self, what: Callable[..., Any]) -> Any:
        """Call a reading function of the store with the day."""
        with self.app.app_context():
            return what(reading(), store.load_day(reading(), self.day_id))

    def declare(self, member: int, pitch: int, degree: Degree = Degree.NONE) -> None:
        who = self.members[member].person_id
        self.act(store.declare, self.pitches[pitch], person_id=who, degree=degree)

    def score(self, member: int, pitch: int, *values: int | None, comment: str = "") -> int:
        """Declare no conflict and send a sheet; returns its revision."""
        self.declare(member, pitch)
        return self.score_again(member, pitch, *values, comment=comment)

    def score_again(self, member: int, pitch: int, *values: int | None, comment: str = "") -> int:
        """Send a sheet; returns its revision, 0 where it came late."""
        given = dict(zip(self.criteria, values, strict=True))
        who = self.members[member].person_id
        said = {"person_id": who, "values": given, "comment": comment}
        return self.act(store.put_sheet, self.pitches[pitch], **said).revision

    def open(self) -> None:
        """Open the day, and the scoring of each idea."""
        self.act(store.open_day, actor_id=self.chair.person_id)
        self.move(Move.ASK_CONFLICTS, Move.SCORE_ALL)

    def close_scoring(self) -> None:
        """Close scoring and go on to sharing the money out."""
        self.move(Move.BREAK, Move.DELIBERATE, Move.ALLOCATE)

    def move(self, *moves: Move, pitch: int = 0) -> None:
        """Make these moves; a call is for the pitch with this number."""
        for one in moves:
            called = self.pitches[pitch] if one is Move.PITCH else None
            self.act(store.move_day, one, pitch_id=called, actor_id=self.chair.person_id)

    def confirm(self, to_commit_pence: int = 100_000, **named: Any) -> None:
        """The chair reads back and the last member signs, without the ledger."""
        money = {"to_commit_pence": to_commit_pence, **named}
        self.act(store.read_back, **money, actor_id=self.chair.person_id)
        self.act(store.confirm, **money, actor_id=self.members[-1].person_id)

    def sign_off(self) -> Page:
        """The same on the pages; returns what the member who signs sees."""
        self.chair.send(f"{self.address}/read-back")
        return self.members[-1].send(f"{self.address}/sign")

    def decide(self, pitch: int, outcome: str, amount_pence: int | None = None) -> None:
        said = {"outcome": Outcome(outcome), "amount_pence": amount_pence, "reason": "It helps."}
        said["departure"] = "We talked it over."
        who = self.chair.person_id
        self.act(store.put_decision, self.pitches[pitch], **said, actor_id=who)


def a_day(
    app: Flask, enter: Callable[..., Visitor], *, pitches: int = 2, fund_id: str = "fund-1"
) -> DayGiven:
    """A day in set-up that could open: two criteria (3 : 1), five members, one in reserve."""
    names = ("Ashok", "Bella", "Catriona", "Dawid", "Elspeth")
    members = [enter(Role.PANEL_MEMBER, first_name=name) for name in names]
    reserve = enter(Role.PANEL_MEMBER, first_name="Farah")
    chair = enter(Role.CHAIR, first_name="Gail")
    with app.app_context(), transaction() as session:
        by = {"actor_id": chair.person_id, "at": now(session)}
        day_id = store.add_day(
            session,
            fund_id=fund_id,
            round_id="round-1",
            name="Spring day",
            held_on=HELD_ON,
            quorum=3,
            threshold=Fraction(1, 2),
            **by,
        )
        given = DayGiven(app, day_id, chair, members, reserve)
        for name, weight in (("Together", 3), ("Lasting", 1)):
            written = criterion(name, weight)
            given.criteria.append(store.put_criterion(session, day_id, written, **by))
        panel = [
            store.NewMember(one.person_id, name, is_reserve=False)
            for one, name in zip(members, names, strict=True)
        ]
        panel.append(store.NewMember(reserve.person_id, "Farah", is_reserve=True))
        store.put_members(session, day_id, panel, **by)
        for at in range(1, pitches + 1):
            given.pitches.append(put_pitch(session, day_id, at, by["at"]))
    return given


def put_pitch(session: Session, day_id: str, number: int, at: datetime) -> str:
    """An idea that asks for £500 and works with £200."""
    return store.put_pitch(
        session,
        day_id,
        idea_id=f"idea-{number}",
        title=f"Idea {number}",
        words="A bench under the tree.",
        who_for="All of us",
        asked_pence=50_000,
        smallest_pence=20_000,
        at=at,
    )


def put_real_idea(day: DayGiven, fund_id: str, number: int, *, owner_id: str = "person-x") -> str:
    """An idea that was sent in, shortlisted and put before the panel; returns its id."""
    with day.writing() as (session, at):
        idea_id = ideas.add_sent(
            session,
            round_id="round-1",
            fund_id=fund_id,
            owner_id=owner_id,
            words=Words("A bench", "All of us", f"family{number}@example.org"),
            ask=Ask(50_000, 20_000, None, f"Idea {number}"),
            at=at,
        )
        chosen = {"day_id": day.day_id, "day_name": "Spring day", "reason": "Good."}
        ideas.shortlist(session, idea_id=idea_id, **chosen, actor_id="test", at=at)
        facts = (f"Idea {number}", "A bench", "All of us", 50_000, 20_000)
        pitch = shortlisting.ShortlistedIdea(idea_id, *facts)
        shortlisting.shortlist(session, pitch, day_id=day.day_id, at=at)
    day.pitches = [pitch.pitch_id for pitch in day.read().pitches]
    return idea_id


def a_decided_day(
    app: Flask, enter: Callable[..., Visitor], *, fifth_sheet: bool = False
) -> DayGiven:
    """Three ideas that ask for £500: the first got £400 with £100 from the council; one is below.

    Elspeth stepped back from the second; with `fifth_sheet` she scored the first, like the others.
    """
    with app.app_context(), transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)

        def by(key: str) -> ledger.By:
            return ledger.By("test", at, key, HELD_ON)

        trust = ledger.add_funder(session, by("1"), name="A trust", kind=FunderKind.TRUST)
        pot = {"fund_id": fund_id, "funder_id": trust, "name": "Pot", "restriction": ""}
        pot_id = ledger.open_pot(session, by("2"), **pot)
        ledger.receive(session, by("3"), pot_id=pot_id, amount_pence=80_000)
        council = ledger.add_funder(session, by("4"), name="Council", kind=FunderKind.COUNCIL)
        words = {"name": "For one", "restriction": ""}
        pledge_id = ledger.offer_pledge_for_idea(
            session,
            by("5"),
            fund_id=fund_id,
            funder_id=council,
            idea_id="idea-1",
            amount_pence=10_000,
            **words,
        )
        ledger.confirm_pledge(session, by("6"), pledge_id)
    given = a_day(app, enter, pitches=3, fund_id=fund_id)
    given.open()
    for member in range(4):
        given.score(member, 0, 3, 3)
        given.score(member, 1, 2, 2)
        given.score(member, 2, 1, 1)
    given.declare(4, 1, Degree.CLOSE)
    if fifth_sheet:
        given.score(4, 0, 3, 3)
    given.close_scoring()
    given.decide(0, "part", 40_000)
    given.decide(1, "full")
    given.decide(2, "not_now")
    return given


def a_funded_day(
    app: Flask, enter: Callable[..., Visitor], *, scrutineer_key: str | None = None
) -> DayGiven:
    """A day that can confirm one idea with £400 of the £500 it asks for; the fund has £1,000."""
    with app.app_context(), transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
        by = [ledger.By("test", at, f"given-{number}", HELD_ON) for number in range(3)]
        funder_id = ledger.add_funder(session, by[0], name="A trust", kind=FunderKind.TRUST)
        pot = {"fund_id": fund_id, "funder_id": funder_id, "name": "Pot", "restriction": ""}
        pot_id = ledger.open_pot(session, by[1], **pot)
        ledger.receive(session, by[2], pot_id=pot_id, amount_pence=100_000)
    day = a_day(app, enter, pitches=0, fund_id=fund_id)
    put_real_idea(day, fund_id, 1)
    if scrutineer_key:
        day.act(store.put_scrutineer, scrutineer_key, actor_id="test")
    day.open()
    for member in range(3):
        day.score(member, 0, 3, 3)
    day.close_scoring()
    day.decide(0, "part", 40_000)
    return day
