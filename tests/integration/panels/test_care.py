"""Pay, expenses, a cap and breaks, through the pages, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.core.events import Event
from makeithappen.funds import models as funds
from makeithappen.people.store import give_role
from panels import store
from panels.models_care import CareAnswer
from panels.rules.care import Answer, Owed, Terms
from panels.rules.running_order import Timetable
from panels.store import care
from panels.store.care import MyCare, Offer, Paid, ToPay
from tests.integration.panels.given import HELD_ON, DayGiven, a_day
from tests.support.visitor import Visitor

PLAN = Timetable(630, 4, 5, 2, 10, 1)
OFFER = Offer(Terms(6_000, 8), PLAN, "Europe/London")
TYPED = {
    "pay": "60",
    "ideas_max": "8",
    "starts": "10:30",
    "pitch_minutes": "4",
    "questions_minutes": "5",
    "scoring_minutes": "2",
    "break_every": "1",
    "break_minutes": "10",
}


@dataclass
class CareGiven:
    """A day in set-up of a real round, its first member, and who pays."""

    day: DayGiven
    ashok: Visitor
    tom: Visitor

    @property
    def terms(self) -> str:
        return f"{self.day.address}/care"

    @property
    def mine(self) -> str:
        return f"{self.day.address}/mine/care"

    def offer(self, offer: Offer = OFFER) -> None:
        self.day.act(care.put_offer, offer, actor_id=self.day.chair.person_id)

    def say(self, answer: Answer, member: int = 0) -> None:
        who = self.day.members[member].person_id
        self.day.act(care.put_answer, person_id=who, answer=answer)

    def said(self, member: int = 0) -> MyCare:
        who = self.day.members[member].person_id
        with self.day.app.app_context():
            return care.my_care(reading(), self.day.day_id, who)

    def to_pay(self) -> list[ToPay]:
        with self.day.app.app_context():
            return care.to_pay(reading())

    def paid(self) -> list[Paid]:
        with self.day.app.app_context():
            return care.paid(reading())


@pytest.fixture
def given(app: Flask, enter: Callable[..., Visitor], day: DayGiven) -> CareGiven:
    """The offer is not made yet."""
    with app.app_context(), transaction() as session:
        fund = funds.Fund(id="fund-1", name="Make it Happen", zone="Europe/London", purpose="")
        for part in ("money_held_by", "money_authorised_by", "safeguarding_lead"):
            setattr(fund, part, "Bo")
        fund.safeguarding_contact = fund.review_contact = "Cy"
        session.add(fund)
        session.flush()
        dates = {"opens_on": HELD_ON, "closes_on": HELD_ON, "opened_at": now(session)}
        row = {"fund_id": "fund-1", "name": "Spring", "criteria_words": "", "closed_at": None}
        session.add(funds.Round(id="round-1", **row, **dates))
    return CareGiven(day, day.members[0], enter(Role.FUND_HOLDER, first_name="Tom"))


def test_the_offer_of_a_day_is_kept_and_shown_again(given: CareGiven) -> None:
    kept = given.day.chair.send(given.terms, **TYPED)
    assert (kept.status, kept.path) == (200, given.terms)
    assert {name: kept.forms[-1].values[name] for name in TYPED} == TYPED
    offer = given.day.ask(lambda session, day: care.offer_of(session, day.day_id))
    assert offer == OFFER
    none = given.day.chair.send(
        given.terms, **TYPED | {"pay": "", "ideas_max": "", "starts": "9.05"}
    )
    assert none.status == 200
    offer = given.day.ask(lambda session, day: care.offer_of(session, day.day_id))
    plan = Timetable(545, 4, 5, 2, 10, 1)
    assert offer == Offer(Terms(0, None), plan, "Europe/London")


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"pay": "a lot"}, 400, "Write the amount in digits, like 250 or 250.50"),
        ({"pay": "-5"}, 400, "Write an amount of more than £0"),
        ({"pay": "1000.01"}, 409, "Write the pay for one day, £1,000 or less."),
        ({"ideas_max": "0"}, 400, "Write a number from 1 to 100"),
        ({"ideas_max": "lots"}, 400, "Write a whole number, like 12"),
        ({"starts": ""}, 400, "Write the time like 10:30"),
        ({"starts": "24:00"}, 400, "Write the time like 10:30"),
        ({"starts": "half past ten"}, 400, "Write the time like 10:30"),
        ({"pitch_minutes": ""}, 400, "Write a whole number, like 5"),
        ({"pitch_minutes": "0"}, 409, "Write minutes from 0 to 120, and 1 or more for the pitch."),
        ({"break_minutes": "121"}, 400, "Write a whole number from 0 to 120"),
        ({"break_every": "-1"}, 400, "Write a whole number from 0 to 120"),
    ],
)
def test_an_offer_that_makes_no_sense_is_not_kept(
    given: CareGiven, typed: dict[str, str], status: int, words: str
) -> None:
    page = given.day.chair.send(given.terms, **TYPED | typed)
    assert (page.status, words in page.text) == (status, True)
    (name, value), *_rest = typed.items()
    assert page.forms[-1].values[name] == value
    assert given.day.ask(lambda session, day: care.offer_of(session, day.day_id)) is None


def test_a_cap_that_leaves_ideas_short_is_said_at_once(given: CareGiven) -> None:
    given.offer(Offer(Terms(0, 1), PLAN, "Europe/London"))
    page = given.day.chair.open(given.terms)
    assert "With 1 ideas for each member, not each idea gets enough score sheets." in page.text
    assert "Let each member score 2 or more, or ask more people." in page.text
    given.offer()
    assert "not each idea" not in given.day.chair.open(given.terms).text


def test_the_offer_stands_from_the_opening_on(given: CareGiven) -> None:
    given.offer()
    page = given.day.chair.open(given.terms)
    given.day.open()
    late = given.day.chair.fill(page, pay="10")
    assert (late.status, "its settings, panel and ideas are sealed" in late.text) == (409, True)
    assert given.day.ask(lambda session, day: care.offer_of(session, day.day_id)) == OFFER


def test_a_member_takes_pay_and_claims_and_changes_it(given: CareGiven) -> None:
    given.offer()
    page = given.ashok.open(given.mine)
    assert "You are offered £60 for the day." in page.text
    assert "we can't promise anything" in page.text
    kept = given.ashok.fill(page, pay="yes", travel="4.50", childcare="20")
    assert (kept.status, kept.path) == (200, f"{given.day.address}/mine")
    assert given.said() == MyCare(Answer(True, 450, 2_000, 0), 1, None, None)
    again = given.ashok.open(given.mine)
    shown = {name: again.forms[-1].values[name] for name in ("pay", "travel", "childcare", "other")}
    assert shown == {"pay": "yes", "travel": "4.50", "childcare": "20", "other": ""}
    given.ashok.fill(again, pay="no", travel="", childcare="")
    assert given.said() == MyCare(Answer(False, 0, 0, 0), 2, None, None)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 400, "Say whether you take the pay. Both answers are fine."),
        ({"pay": "maybe"}, 400, "Choose one of the answers"),
        ({"pay": "yes", "travel": "free"}, 400, "Write the amount in digits"),
        ({"pay": "yes", "other": "-1"}, 400, "Write an amount of more than £0"),
        ({"pay": "yes", "childcare": "500.01"}, 409, "Write £500 or less for each kind."),
    ],
)
def test_what_a_member_can_not_say(
    given: CareGiven, typed: dict[str, str], status: int, words: str
) -> None:
    given.offer()
    page = given.ashok.send(given.mine, **typed)
    assert (page.status, words in page.text) == (status, True)
    assert given.said() == care.NOTHING_SAID


def test_a_day_without_pay_asks_for_expenses_alone(given: CareGiven) -> None:
    assert "Nobody has said yet what this day offers." in given.ashok.open(given.mine).text
    given.offer(Offer(Terms(0, None), PLAN, "Europe/London"))
    page = given.ashok.open(given.mine)
    assert "There is no pay for this day." in page.text
    assert "pay" not in page.forms[-1].values
    assert given.ashok.fill(page, travel="3").status == 200
    assert given.said().answer == Answer(False, 300, 0, 0)


def test_the_fund_holder_sees_who_is_to_be_paid_and_nobody_who_says_no(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True, 450), 0)
    given.say(Answer(False), 1)
    given.say(Answer(False, 0, 2_000), 2)
    ids = [one.person_id for one in given.day.members]
    day = (given.day.day_id, "Spring day", HELD_ON)
    assert given.to_pay() == [
        ToPay(*day, ids[0], "Ashok", 1, Answer(True, 450), Owed(6_000, 450)),
        ToPay(*day, ids[2], "Catriona", 1, Answer(False, 0, 2_000), Owed(0, 2_000)),
    ]
    page = given.tom.open("/days/care")
    assert "Ashok Spring day £60 £4.50 £0 £0 £64.50" in page.text
    assert "Catriona Spring day £0 £0 £20 £0 £20" in page.text
    assert "Bella" not in page.text
    pages = [given.day.address, given.terms, "/days"]
    seen = "".join(given.day.chair.open(path).text for path in pages)
    assert "64.50" not in seen
    with given.day.app.app_context():
        said = reading().execute(select(Event.what).where(Event.what.like("care%"))).scalars().all()
    assert said == ["care_offer"]


def test_marking_as_paid_is_kept_with_who_and_when(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True, 450))
    page = given.tom.open("/days/care")
    done = given.tom.fill(page)
    assert (done.status, "Nothing to pay" in done.text) == (200, True)
    [paid] = given.paid()
    owed, tom = Owed(6_000, 450), given.tom.person_id
    assert paid == Paid("Spring day", HELD_ON, "Ashok", owed, tom, paid.marked_at)
    assert "Ashok Spring day £60 £4.50 £64.50" in done.text
    assert ", by Tom" in done.text
    assert given.said() == MyCare(Answer(True, 450), 1, owed, paid.marked_at)
    assert "You were paid £64.50 on" in given.ashok.open(given.mine).text
    with given.day.app.app_context():
        event = reading().execute(select(Event).where(Event.what == "care_paid")).scalar_one()
    who = given.ashok.person_id
    facts = {"person_id": who, "pay_pence": 6_000, "expenses_pence": 450}
    assert (event.actor_id, event.subject_id, json.loads(event.facts)) == (
        tom,
        given.day.day_id,
        facts,
    )
    assert given.tom.fill(page).status == 200, "pressed twice counts once"
    assert len(given.paid()) == 1


def test_what_can_not_be_marked_as_paid(given: CareGiven, enter: Callable[..., Visitor]) -> None:
    given.offer()
    given.say(Answer(True))
    page = given.tom.open("/days/care")
    given.say(Answer(True, 450))
    changed = given.tom.fill(page)
    assert (changed.status, "has changed what they claim" in changed.text) == (409, True)
    ann = enter(Role.FUND_HOLDER, first_name="Ann")
    theirs = ann.open("/days/care")
    assert given.tom.send("/days/care").status == 200
    late = ann.fill(theirs)
    assert (late.status, "This was paid before." in late.text) == (409, True)
    assert [(one.owed, one.marked_by) for one in given.paid()] == [
        (Owed(6_000, 450), given.tom.person_id)
    ]


def test_two_who_mark_at_once_pay_once(given: CareGiven, enter: Callable[..., Visitor]) -> None:
    given.offer()
    given.say(Answer(True))
    payers = [given.tom, enter(Role.FUND_HOLDER), enter(Role.FUND_HOLDER)]
    gate, found = Barrier(len(payers)), []

    def mark(who: Visitor) -> None:
        page = who.open("/days/care")
        gate.wait()
        found.append(who.fill(page).status)

    marks = [Thread(target=mark, args=[who]) for who in payers]
    for one in marks:
        one.start()
    for one in marks:
        one.join()
    assert sorted(found) == [200, 409, 409]
    assert len(given.paid()) == 1


def test_a_fund_holder_on_the_panel_does_not_mark_their_own_pay(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True))
    with given.day.app.app_context(), transaction() as session:
        who = {"person_id": given.ashok.person_id, "role": str(Role.FUND_HOLDER)}
        give_role(session, **who, actor_id="test", at=now(session))
    page = given.ashok.send("/days/care")
    assert (page.status, "This is your own pay." in page.text) == (409, True)
    assert given.paid() == []


def test_after_it_was_paid_nothing_changes(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True))
    page = given.ashok.open(given.mine)
    given.tom.send("/days/care")
    late = given.ashok.fill(page, pay="no")
    assert (late.status, "You were paid £60 on" in late.text) == (409, True)
    assert given.said().revision == 1


def test_only_members_answer_and_only_the_fund_holder_pays(
    given: CareGiven, visitor: Visitor, enter: Callable[..., Visitor]
) -> None:
    given.offer()
    others = [enter(role) for role in Role]
    assert {who.open(given.mine).status for who in (*others, given.day.chair, visitor)} == {404}
    may_pay = [who.open("/days/care").status for who in others]
    assert may_pay == [200 if role is Role.FUND_HOLDER else 404 for role in Role]
    may_offer = [who.open(given.terms).status for who in others]
    staff = (Role.COORDINATOR, Role.CHAIR)
    assert may_offer == [200 if role in staff else 404 for role in Role]


@pytest.mark.parametrize("table", ["care_answers", "care_payments"])
@pytest.mark.parametrize("change", ["UPDATE {} SET person_id = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_record(
    given: CareGiven, table: str, change: str
) -> None:
    given.offer()
    given.say(Answer(True))
    given.tom.send("/days/care")
    with (
        given.day.app.app_context(),
        pytest.raises(DatabaseError, match=f"{table}: append only"),
        transaction() as session,
    ):
        session.execute(text(change.format(table)))


def test_a_member_taken_off_the_panel_is_not_on_the_list(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True))
    left = [
        store.NewMember(one.person_id, one.first_name, one.is_reserve)
        for one in given.day.read().members
        if one.person_id != given.ashok.person_id
    ]
    given.day.act(store.put_members, left, actor_id=given.day.chair.person_id)
    assert given.to_pay() == []
    assert given.ashok.open(given.mine).status == 404


def test_the_members_page_shows_times_breaks_and_the_cap(given: CareGiven) -> None:
    given.offer()
    text_ = given.ashok.open(f"{given.day.address}/mine").text
    assert "You score 8 ideas at most. Pay and expenses for you" in text_
    assert (
        "The chair may change them. 10:30 Idea 1 10:41 Break 10:51 Idea 2 11:02 All ideas are heard"
    ) in text_


@pytest.mark.parametrize("count", [1, 30])
def test_statements_per_page(
    app: Flask,
    enter: Callable[..., Visitor],
    given: CareGiven,
    statements: Callable[[], Any],
    count: int,
) -> None:
    days = [given.day, *(a_day(app, enter, pitches=1) for _day in range(count // 6))]
    for day in days:
        day.act(care.put_offer, OFFER, actor_id=day.chair.person_id)
        for one in day.members[:count]:
            day.act(care.put_answer, person_id=one.person_id, answer=Answer(True, 100))
    paths = {
        "offer": (given.day.chair, given.terms),
        "mine": (given.ashok, given.mine),
        "to pay": (given.tom, "/days/care"),
    }
    found = {}
    for name, (who, path) in paths.items():
        with statements() as said:
            assert who.open(path).status == 200
        found[name] = len(said)
    assert found == {"offer": 7, "mine": 8, "to pay": 4}


def test_an_answer_says_when(given: CareGiven) -> None:
    given.offer()
    given.say(Answer(True))
    with given.day.app.app_context():
        row = reading().execute(select(CareAnswer)).scalar_one()
    assert abs((datetime.now(UTC) - row.said_at).total_seconds()) < 60
