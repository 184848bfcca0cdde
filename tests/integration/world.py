"""A world in which everything that can be there several times is there as often as is asked for.

One person, the viewer, may enter every page of it. Made through the stores and the doors, but for
what a panel says about ideas: thirty people about thirty ideas on four days are written in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger import store as ledger
from makeithappen import awarding, shortlisting, telling
from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.funds import store as funds
from makeithappen.funds.rules.rounds import Structure
from makeithappen.ideas import follow_ups
from makeithappen.ideas import store as ideas
from makeithappen.ideas.rules.idea import Ask, Words
from makeithappen.people import comeback, factors, sign_ins
from makeithappen.people import store as people
from makeithappen.people.models import SignIn
from makeithappen.people.rules.sign_in import STAFF_SPAN
from panels import store as panels
from panels.rules.care import Terms
from panels.rules.criteria import CRITERIA_MAX, Criterion, ScalePoint
from panels.rules.day import Move, Presence, State
from panels.rules.running_order import Timetable
from panels.rules.vote import VoteState
from panels.store import care
from panels.store.receipts import make_secret
from tests.integration.letters import look_at_letters
from tests.integration.world_around import (
    care_around,
    rehearsals_around,
    reviews_around,
    seats_around,
    votes_around,
)
from tests.integration.world_authors import authors_around
from tests.integration.world_boards import boards_around
from tests.integration.world_books import books_around
from tests.integration.world_children import children_around
from tests.integration.world_files import files_around
from tests.integration.world_helping import helping_around
from tests.integration.world_money import money_in, money_out
from tests.integration.world_panels import decide, say
from tests.integration.world_paying import paying_around
from tests.integration.world_plans import outcomes_around, plans_around
from tests.integration.world_replies import replies_around
from tests.integration.world_safety import assigned_around, flags_around
from tests.integration.world_screens import screens_around

STRUCTURE = Structure("Harbour Trust", "Grace", "Bo", "01234 567890", "Cy, 01234 567891")
WORDS = Words("A bench by the pond. We would sit there.", "Everybody", "leanne@example.org")
SCALE = tuple(ScalePoint(value, f"Step {value}") for value in range(3))
MOST_PENCE, LEAST_PENCE = 500_000, 1_000
"""What the first award takes, and each of the others."""


OFFER = care.Offer(Terms(6_000, 40), Timetable(600, 4, 5, 2, 10, 3), "Europe/London")
FACES = (
    State.SETUP,
    State.SCORING,
    State.DELIBERATION,
    State.ALLOCATION,
    State.CONFIRMED,
    State.TOLD,
)
"""The states in which the pages of a day look different."""


@dataclass
class World:
    """Ids by what they are, in the order in which they were made; days by where they stand."""

    session: Session
    at: datetime
    rows: int
    keys: Iterator[int] = field(default_factory=count)
    people: list[str] = field(default_factory=list)
    funds: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)
    still_rounds: dict[str, str] = field(default_factory=dict)
    drafts: list[str] = field(default_factory=list)
    follow_ups: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    pots: list[str] = field(default_factory=list)
    pledges: dict[str, str] = field(default_factory=dict)
    days: dict[State, panels.Day] = field(default_factory=dict)
    ideas: dict[State, list[str]] = field(default_factory=dict)
    awards: list[str] = field(default_factory=list)
    may_be_lost: list[str] = field(default_factory=list)
    at_risk: str = ""
    empty_days: list[str] = field(default_factory=list)
    payments: dict[str, str] = field(default_factory=dict)
    payee: str = ""
    run: str = ""
    spend: str = ""
    review: str = ""
    own_sheets: dict[str, str] = field(default_factory=dict)
    votes: dict[VoteState, str] = field(default_factory=dict)
    option: str = ""
    rehearsal: str = ""
    tie_day: dict[str, str] = field(default_factory=dict)
    room_code: str = ""
    funder: str = ""
    agreement: str = ""
    own_idea: str = ""
    answered: str = ""
    milestone: str = ""
    change: str = ""
    flag: str = ""
    child: str = ""
    file: str = ""
    signature: str = ""
    token: str = ""
    helped: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    together: list[str] = field(default_factory=list)
    merge: str = ""
    split: str = ""
    split_idea: str = ""
    heard: dict[str, str] = field(default_factory=dict)
    guests: list[str] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        """The viewer does nearly everything."""
        return {"actor_id": self.people[0], "at": self.at}

    def one_more_day(self, state: State) -> panels.Day:
        """Another day in this state, with ideas of its own."""
        day_id = _day(self, f"One more day {state}")
        _set_up(self, day_id, [_idea(self, self.rounds[0], LEAST_PENCE) for _ in range(self.rows)])
        _hold(self, day_id, FACES.index(state))
        return panels.load_day(self.session, day_id)

    def by(self, person: int = 0) -> ledger.By:
        """One posting by one of the people."""
        return ledger.By(self.people[person], self.at, f"world:{next(self.keys)}")


def build(app: Flask, rows: int) -> tuple[World, FlaskClient]:
    """The world, and the browser of its viewer."""
    with app.app_context(), transaction() as session:
        world = World(session, now(session), rows)
        for part in (
            _people,
            _funds,
            outcomes_around,
            _ideas,
            plans_around,
            files_around,
            money_in,
            _days,
            money_out,
            paying_around,
            reviews_around,
            care_around,
            seats_around,
            rehearsals_around,
            votes_around,
            boards_around,
            screens_around,
            books_around,
            flags_around,
            children_around,
            helping_around,
            authors_around,
            assigned_around,
            replies_around,
            _sign_ins,
        ):
            part(world)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = world.token, True
    return world, client


def _people(world: World) -> None:
    """The viewer, a panel that has a quorum, and its reserve; changes wait for a second person."""
    for number in range(max(world.rows, 4) + world.rows):
        named = {"first_name": f"Person {number}", "email": f"person{number}@example.org"}
        stamp = {"actor_id": "test", "at": world.at}
        world.people.append(people.add_person(world.session, **named, **stamp))
        for role in Role:
            people.give_role(world.session, person_id=world.people[-1], role=role, **stamp)
        factors.give(world.session, world.people[-1], world.at)
    factors.begin(world.session, world.people[0])
    for number in range(world.rows):
        change = {"kind": "address", "value": f"new{number}@example.org"}
        person_id = world.people[number + 1]
        assert not people.ask_change(world.session, person_id=person_id, **change, **world.who)
    world.changes = [change.change_id for change in people.waiting_changes(world.session)]


def _funds(world: World) -> None:
    session, today = world.session, world.at.date()
    for number in range(world.rows):
        words = {"name": f"Fund {number}", "purpose": "Ideas of families"}
        fund_id = funds.add_fund(session, **words, **world.who)
        funds.change_fund(session, fund_id=fund_id, structure=STRUCTURE, **words, **world.who)
        world.funds.append(fund_id)
    mine = {"fund_id": world.funds[0], **world.who}
    span = {"opens_on": today - timedelta(1), "closes_on": today + timedelta(30)}
    for number in range(world.rows):
        world.areas.append(funds.add_area(session, name=f"Area {number}", **mine))
    for number in range(world.rows + 1):
        round_id = funds.add_round(session, name=f"Round {number}", **span, **mine)
        funds.open_round(session, round_id=round_id, **world.who)
        world.rounds.append(round_id)
    world.still_rounds["closed"] = world.rounds.pop()
    funds.close_round(session, round_id=world.still_rounds["closed"], **world.who)
    world.still_rounds["prepared"] = funds.add_round(session, name="Next", **span, **mine)


def _ideas(world: World) -> None:
    """A draft and an idea without an answer in each round, and ideas for a day of each state."""
    for round_id in world.rounds:
        world.drafts.append(_draft(world, round_id))
        world.sent.append(_idea(world, round_id, LEAST_PENCE))
        _ask_about(world, world.sent[-1])
    for state in FACES:
        amounts = [LEAST_PENCE] * world.rows
        if state is State.TOLD:
            amounts[0] = MOST_PENCE
        world.ideas[state] = [_idea(world, world.rounds[0], pence) for pence in amounts]


def _ask_about(world: World, idea_id: str) -> None:
    """An idea whose people answered as many questions as are asked for, and are asked one more."""
    ids = {"idea_id": idea_id}
    who = {"actor_id": "coordinator", "at": world.at}
    for number in range(world.rows):
        about = {**ids, "question_id": "drops", "words": "And then?"}
        follow_ups.ask(world.session, **about, **who)
        [asked] = follow_ups.open_ones(world.session, [idea_id]).values()
        said = {"person_id": world.people[0], "answer": f"Answer {number}", "at": world.at}
        follow_ups.reply(world.session, **ids, follow_up_id=asked.follow_up_id, **said)
    follow_ups.ask(world.session, **ids, question_id="who_for", words="Who else?", **who)
    [asked] = follow_ups.open_ones(world.session, [idea_id]).values()
    world.follow_ups.append(asked.follow_up_id)


def _draft(world: World, round_id: str) -> str:
    mine = {"fund_id": world.funds[0], "owner_id": world.people[0], "at": world.at}
    answers = {**asdict(WORDS), "how_many": "30", "drops": "The second bench."}
    return ideas.begin(world.session, round_id=round_id, answers=answers, **mine)


def _idea(world: World, round_id: str, ask_pence: int) -> str:
    """One that was sent in, and whose people asked for something to take part."""
    idea_id = ideas.add_sent(
        world.session,
        round_id=round_id,
        fund_id=world.funds[0],
        owner_id=world.people[0],
        words=WORDS,
        ask=Ask(ask_pence, 1, world.areas[0], "A bench"),
        at=world.at,
    )
    ideas.amend_answers(world.session, idea_id, {"take_part": "bsl", "take_part_else": "A break"})
    return idea_id


def _days(world: World) -> None:
    """Days that are still empty, and one for each state; the one that was told comes first."""
    for number in range(world.rows):
        world.empty_days.append(_day(world, f"Empty day {number}"))
    for state in reversed(FACES):
        day_id = _day(world, f"Day {state}")
        _set_up(world, day_id, world.ideas[state])
        _hold(world, day_id, FACES.index(state))
        world.days[state] = panels.load_day(world.session, day_id)


def _day(world: World, name: str) -> str:
    seats = max(world.rows, 4)  # one is behind the ideas and does not score
    ids = {"fund_id": world.funds[0], "round_id": world.rounds[0]}
    settings = {"held_on": date(2026, 5, 14), "quorum": seats - 1, "threshold": Fraction(1, 2)}
    day_id = panels.add_day(world.session, name=name, **ids, **settings, **world.who)
    members = [
        panels.NewMember(person_id, f"Person {number}", is_reserve=number >= seats)
        for number, person_id in enumerate(world.people)
    ]
    panels.put_members(world.session, day_id, members, **world.who)
    return day_id


def _set_up(world: World, day_id: str, idea_ids: list[str]) -> None:
    for number in range(min(world.rows, CRITERIA_MAX)):
        words = (f"Criterion {number}", "Is it so?", "We care.")
        criterion = Criterion("", 0, *words, 1, SCALE, "Bella")
        panels.put_criterion(world.session, day_id, criterion, **world.who)
    for idea_id in idea_ids:
        place = {"day_id": day_id, "day_name": "Day", "reason": "Good."}
        idea = ideas.shortlist(world.session, idea_id=idea_id, **place, **world.who)
        facts = (idea.name, idea.words.what, idea.words.who_for, idea.ask.ask_pence or 0, 1)
        pitch = shortlisting.ShortlistedIdea(idea_id, *facts)
        shortlisting.shortlist(world.session, pitch, day_id=day_id, at=world.at)


def _hold(world: World, day_id: str, moves: int) -> None:
    """So many steps: to scoring, talking over, sharing out, confirm, tell."""
    session = world.session
    care.put_offer(session, day_id, OFFER, **world.who)
    if moves >= 1:
        panels.open_day(session, day_id, **world.who)
        for move in (Move.ASK_CONFLICTS, Move.SCORE_ALL):
            panels.move_day(session, day_id, move, **world.who)
        day = panels.load_day(session, day_id)
        for member in day.members[: world.rows]:
            for presence in Presence.LEFT, Presence.CAME:
                panels.note_presence(session, day_id, member.member_id, presence, **world.who)
        say(world, day, silent=() if moves > 1 else (world.people[0],))
        make_secret(session, day_id)
    if moves >= 2:
        for move in (Move.BREAK, Move.DELIBERATE):
            panels.move_day(session, day_id, move, **world.who)
    if moves >= 3:
        panels.move_day(session, day_id, Move.ALLOCATE, **world.who)
        decide(world, day)
    if moves >= 4:
        awarding.read_back_day(session, day_id, **world.who)
        second = {**world.who, "actor_id": world.people[1]}
        world.awards += awarding.confirm_day(session, day_id, **second)
    if moves >= 5:
        look_at_letters(session, day_id, **second)
        telling.tell_day(session, day_id, **world.who)


def _sign_ins(world: World) -> None:
    """Last of all, and seen in an hour: no page has to note that the viewer was seen."""
    at = now(world.session)
    for _number in range(world.rows):
        to = {"email": "person0@example.org", "browser": "b", "link_address": "{token}"}
        sign_ins.ask_for_code(world.session, **to, at=at)
        world.token = sign_ins.start_sign_in(world.session, world.people[0], STAFF_SPAN, at)
        comeback.give_code(world.session, world.people[0], at)
        to = {"email": "person0@example.org", "link_address": "{token}"}
        comeback.mail_link(world.session, world.people[0], **to, at=at)
    world.session.execute(update(SignIn).values(last_seen_at=at + timedelta(hours=1)))
