"""The pages of ratifying, of what is at risk, and of what a funder asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from ledger import store
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import EntryKind
from makeithappen.core.access import Role
from makeithappen.core.db import now, transaction
from makeithappen.funds import store as funds
from panels import models
from panels.rules.day import Move
from tests.integration.ledger.given import Books, two_pots, wanted
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
CALM = (
    Move.OPEN,
    Move.ASK_CONFLICTS,
    Move.SCORE_ALL,
    Move.BREAK,
    Move.DELIBERATE,
    Move.ALLOCATE,
    Move.CONFIRM,
    Move.TELL,
)
FUND, DAY = "/ledger/funds/fund-1", "/ledger/days/day-1/ratify"


@pytest.fixture
def holder(app: Flask, enter: Enter) -> Visitor:
    name_the_fund(app)
    return enter(Role.FUND_HOLDER, first_name="Tomasz")


def told_day(app: Flask) -> None:
    """The panel day of the awards, of which everybody was told."""
    with app.app_context(), transaction() as session:
        at = now(session)
        ids = {"id": "day-1", "fund_id": "fund-1", "round_id": "round-1"}
        session.add(models.Day(**ids, name="Spring day", held_on=at.date(), created_at=at))
        session.flush()
        for number, move in enumerate(CALM, 1):
            event = {"id": f"event-{number}", "what": str(move), "at": at, "facts": "{}"}
            session.add(models.DayEvent(day_id="day-1", number=number, actor_id="chair", **event))


def newest(books: Books) -> store.EntryLine:
    return books.read(lambda session: store.entry_lines(session, limit=1))[0]


def test_the_fund_holder_reads_back_and_ratifies(app: Flask, holder: Visitor, enter: Enter) -> None:
    told_day(app)
    books = two_pots(app)
    assert "No decision waits" in holder.open("/ledger/ratifications").text
    award_id = books.reserve(amount_pence=40_000)
    assert "£400 is reserved and waits to be ratified." in holder.open(FUND).text
    assert "Spring day 1 £400" in holder.open("/ledger/ratifications").text
    address = f"/ledger/awards/{award_id}"
    assert "Prepare a payment" not in holder.open(address).text
    page = holder.open(DAY)
    assert "An idea without a title £400 Waits to be ratified In all £400" in page.text
    assert "council £300 trust £100 In all £400" in page.text
    for _press in range(2):
        done = holder.fill(page)
        assert (done.path, done.status) == (DAY, 200)
    assert "by Tomasz" in done.text
    assert newest(books).entry.kind is EntryKind.RATIFICATION
    assert newest(books).entry.stamp.actor_id == holder.person_id
    assert "Prepare a payment" in holder.open(address).text
    again = holder.fill(crafted(holder.open(DAY), DAY))
    assert again.status == 409
    assert "Nothing of this day waits to be ratified" in again.text
    auditor = enter(Role.AUDITOR)
    assert "by Tomasz" in auditor.open(address).text
    assert "Ratify £" not in auditor.open(DAY).text
    assert books.verify().problems == ()


def crafted(page: Page, action: str) -> Page:
    """The page with a form of its own sent elsewhere: what no button there does."""
    page.forms[0].action = action
    return page


def test_who_confirmed_does_not_ratify(app: Flask, holder: Visitor) -> None:
    told_day(app)
    books = two_pots(app)
    with app.app_context(), transaction() as session:
        by = store.By(holder.person_id, now(session), "own decision")
        store.make_award(session, by, wanted())
    page = holder.open(DAY)
    assert "You confirmed this decision, so somebody else must ratify it." in page.text
    refused = holder.fill(crafted(page, DAY))
    assert refused.status == 409
    assert "somebody else must check it. Ask another fund holder." in refused.text
    assert newest(books).entry.kind is EntryKind.AWARD


def test_a_lost_pledge_is_shown_and_covered(app: Flask, holder: Visitor) -> None:
    books = Books(app)
    books.open_pot("council", FunderKind.COUNCIL, 10_000)
    books.open_pot("trust", FunderKind.TRUST, 0)
    pledge_id = books.pledge("trust", 6_000, idea_id="idea-1")
    award_id = books.award(amount_pence=8_000)
    pledge = holder.open(f"/ledger/pledges/{pledge_id}")
    lost = holder.fill(pledge, to="/lose")
    assert "State Lost" in lost.text
    fund = holder.open(FUND)
    assert "£60 of what this fund promised is at risk: a pledge was lost." in fund.text
    assert "In all £100 £0 £80 £0 £60 £80" in fund.text
    assert "At risk Pledges" in fund.text
    address = f"/ledger/awards/{award_id}"
    award = holder.open(address)
    assert "£60 of this award is at risk: a pledge behind it was lost." in award.text
    assert "Pledge lost" in award.text
    payee = books.payee(award_id)
    prepared = holder.send(f"{address}/payments/new", amount="20.01", payee=payee)
    assert prepared.status == 409
    assert "£60 of this award is at risk, because a pledge was lost." in prepared.text
    cover = holder.open(f"{address}/cover")
    assert "£60 of this award has lost its money." in cover.text
    too_much = holder.fill(cover, pot=books.pots["council"], amount="60.01")
    assert too_much.status == 409
    assert "This is £60.01, and £60 is at risk here." in too_much.text
    done = holder.fill(too_much, pot=books.pots["council"], amount="60")
    assert (done.path, "Ratified, to be paid" in done.text) == (address, True)
    assert "at risk" not in holder.open(FUND).text
    assert books.verify().problems == ()


def test_an_offer_asks_for_something(app: Flask, holder: Visitor) -> None:
    books = two_pots(app)
    with app.app_context(), transaction() as session:
        by = {"actor_id": "test", "at": now(session)}
        area_id = funds.add_area(session, fund_id="fund-1", name="Harbour", **by)
    offer = {"funder": books.funders["trust"], "towards": f"pot:{books.pots['trust']}"}

    def offered(asks: str, words: str = "") -> Page:
        return holder.send(f"{FUND}/pledges/new", **offer, amount="50", asks=asks, words=words)

    assert "The funder asks Only for Harbour" in offered(f"area:{area_id}").text
    said = "The funder asks Only for families with children under five"
    assert said in offered("audience:under_fives").text
    half = offered("at_least_half")
    assert (half.status, "Half of the ask can only be meant for one idea." in half.text) == (
        409,
        True,
    )
    assert offered("other").status == 409
    page = offered("other", "Only on Sundays")
    assert "Only on Sundays" in page.text
    assert "Not yet, so the offer counts for nothing" in page.text
    assert "Asks for something" in holder.open(FUND).text
    assert holder.fill(page, to="/met", reason="").status == 400
    met = holder.fill(page, to="/met", reason="It is on Sundays")
    assert "Is that so? Yes" in met.text
    assert "State Confirmed" in holder.fill(met, to="/confirm").text
    withdrawn = holder.fill(offered("nothing"), to="/withdraw")
    assert "State Taken back" in withdrawn.text
    assert books.verify().problems == ()
