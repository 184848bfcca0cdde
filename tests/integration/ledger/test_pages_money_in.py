"""The fund holder's pages for money that comes in: funders, pots, receipts, pledges."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ledger import models, store
from ledger.rules.accounts import FunderKind
from ledger.rules.entry import EntryKind
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.ideas import store as ideas
from tests.integration.ideas.given import Place, open_round, send_ideas
from tests.integration.ledger.given import Books, two_pots
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.support.visitor import Page, Visitor

Enter = Callable[..., Visitor]
FUND = "/ledger/funds/fund-1"
ON = {"received_on__day": "1", "received_on__month": "4", "received_on__year": "2022"}


@pytest.fixture
def holder(app: Flask, enter: Enter) -> Visitor:
    """A fund holder, and the fund that they hold."""
    name_the_fund(app)
    return enter(Role.FUND_HOLDER, first_name="Tomasz")


def kinds(books: Books) -> list[EntryKind]:
    """What was posted so far, in order."""
    lines = books.read(lambda session: store.entry_lines(session, limit=500))
    return [line.entry.kind for line in reversed(lines)]


def newest(books: Books) -> store.EntryLine:
    return books.read(lambda session: store.entry_lines(session, limit=1))[0]


def pledge_of(books: Books) -> str:
    return books.read(lambda session: store.pledge_lines(session, "fund-1"))[-1].pledge.id


def shortlisted(app: Flask, place: Place, owner_id: str) -> str:
    """An idea that a panel has before it; gives its id."""
    (idea_id,) = send_ideas(app, place, owner_id)
    with app.app_context(), transaction() as session:
        day = {"day_id": "day-1", "day_name": "The day"}
        who = {"actor_id": "test", "at": now(session)}
        ideas.shortlist(session, idea_id=idea_id, reason="It lasts.", **day, **who)
    return idea_id


def pots(app: Flask) -> list[models.Pot]:
    with app.app_context():
        return list(reading().scalars(select(models.Pot).order_by(models.Pot.position)))


def test_a_new_fund_names_a_funder_and_opens_a_pot(app: Flask, holder: Visitor) -> None:
    assert "Name the funder first" in holder.open(f"{FUND}/pots/new").text
    assert "Name the funder first" in holder.open(f"{FUND}/pledges/new").text
    named = holder.send(f"{FUND}/funders/new", name="Harbour Trust", kind="trust")
    assert (named.path, named.status) == (FUND, 200)
    assert "Saved. You can open a pot for it now." in named.text
    books = Books(app)
    (funder,) = books.read(store.funders)
    assert (funder.name, funder.kind) == ("Harbour Trust", FunderKind.TRUST)

    words = {"name": "Open pot", "restriction": "Anything for families"}
    opened = holder.send(f"{FUND}/pots/new", funder=funder.funder_id, **words)
    expected = (*words.values(), "Harbour Trust")
    assert [word for word in expected if word not in opened.text] == []
    (pot,) = pots(app)
    came = holder.send(f"{FUND}/receipts/new", pot=pot.id, amount="1,250.50", **ON)
    assert "Open pot Harbour Trust £1,250.50 £0 £0 £0 £1,250.50" in came.text
    assert kinds(books) == [EntryKind.POT_OPENED, EntryKind.RECEIPT]
    stamp = newest(books).entry.stamp
    assert (stamp.actor_id, str(stamp.effective_on)) == (holder.person_id, "2022-04-01")
    assert books.verify().problems == ()


def test_a_pledge_for_one_idea_goes_its_way(app: Flask, holder: Visitor, enter: Enter) -> None:
    place = open_round(app)
    idea_id = shortlisted(app, place, enter(Role.APPLICANT).person_id)
    title, fund = f"An idea without a title ({idea_id[-4:]})", f"/ledger/funds/{place.fund_id}"
    holder.send(f"{fund}/funders/new", name="Harbour Trust", kind="trust")
    books = Books(app)
    (funder,) = books.read(store.funders)
    page = holder.open(f"{fund}/pledges/new")
    assert f"Only for the idea: {title}" in page.text
    offer = {"funder": funder.funder_id, "towards": f"idea:{idea_id}"}
    pledge = holder.fill(page, amount="300", **offer)
    assert pledge.path.startswith("/ledger/pledges/")
    assert f"Amount £300 For {title} State Offered" in pledge.text
    confirmed = holder.fill(pledge, to="/confirm")
    assert "State Confirmed" in confirmed.text
    received = holder.fill(confirmed, to="/receive", **ON)
    assert "State Received" in received.text
    assert "Did the money come in?" not in received.text
    steps = [EntryKind.PLEDGE_OFFERED, EntryKind.PLEDGE_CONFIRMED, EntryKind.PLEDGE_RECEIVED]
    assert kinds(books) == steps
    assert str(newest(books).entry.stamp.effective_on) == "2022-04-01"
    statement = holder.open(fund)
    assert f"Only for the idea “{title}”." in statement.text
    assert "For one idea Harbour Trust £300 £0 £0 £0 £300" in statement.text
    (pot,) = pots(app)
    assert (pot.idea_id, title in pot.name + pot.restriction) == (idea_id, False)
    assert f"For one idea (Harbour Trust): {title}" in holder.open(f"{fund}/receipts/new").text
    assert books.verify().problems == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the amount in pounds, like 250 or 250.50"),
        ("-1", "Write an amount of more than £0, like 250 or 250.50"),
        ("0", "Write an amount of more than £0, like 250 or 250.50"),
        ("1e3", "Write the amount in digits, like 250 or 250.50"),
        ("NaN", "Write the amount in digits, like 250 or 250.50"),
        ("12.345", "Write pounds and whole pence, with two digits after the point, like 250.50"),
        ("9223372036854775808", "This amount is too large. Write the amount in pounds, like 250"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_amount_is_said_and_kept(
    app: Flask, holder: Visitor, typed: str, sentence: str
) -> None:
    books = two_pots(app)
    before = kinds(books)
    page = holder.send(f"{FUND}/receipts/new", pot=books.pots["trust"], amount=typed, **ON)
    assert page.status == 400
    assert sentence in page.text
    assert sent_again(page) == {"pot": books.pots["trust"], "amount": typed}
    assert kinds(books) == before


def sent_again(page: Page) -> dict[str, str]:
    values = next(form.values for form in page.forms if "amount" in form.values)
    return {name: values[name] for name in ("pot", "amount")}


def test_what_is_missing_is_said_and_nothing_is_stored(app: Flask, holder: Visitor) -> None:
    books = two_pots(app)
    before, funders = kinds(books), books.read(store.funders)

    def said(path: str, **typed: str) -> list[bool]:
        sentences = typed.pop("sentences").split("|")
        page = holder.send(f"{FUND}/{path}", **typed)
        assert page.status == 400
        return [sentence in page.text for sentence in sentences]

    assert said(
        "funders/new", sentences="Write the name of the funder|Choose the kind of funder"
    ) == [True, True]
    assert said("pots/new", sentences="Choose the funder|Write a name for the pot") == [True, True]
    assert said("receipts/new", sentences="Choose the pot|Write the amount") == [True, True]
    assert said("pledges/new", sentences="Choose the funder|Choose what the money is for") == [
        True,
        True,
    ]
    strange = {"pot": "pot-of-another-fund", "amount": "5"}
    assert said("receipts/new", **strange, sentences="Choose one of the answers") == [True]
    late = {"pot": books.pots["trust"], "amount": "5", **ON, "received_on__year": "2190"}
    assert said("receipts/new", **late, sentences="This day is still to come") == [True]
    assert (kinds(books), books.read(store.funders)) == (before, funders)


def test_a_pledge_goes_to_a_pot_of_its_own_funder(app: Flask, holder: Visitor) -> None:
    books = two_pots(app)
    before = kinds(books)
    page = holder.open(f"{FUND}/pledges/new")
    offer = {"amount": "75", "towards": f"pot:{books.pots['council']}"}
    refused = holder.fill(page, funder=books.funders["trust"], **offer)
    assert refused.status == 409
    assert "This pot holds other money" in refused.text
    assert next(f.values for f in refused.forms if "towards" in f.values).items() >= offer.items()
    assert kinds(books) == before
    taken = holder.fill(refused, funder=books.funders["council"])
    assert "Pledge of council" in taken.text
    assert kinds(books) == [*before, EntryKind.PLEDGE_OFFERED]


def test_a_pledge_can_only_go_on(app: Flask, holder: Visitor) -> None:
    books = two_pots(app)
    books.write(store.offer_pledge, pot_id=books.pots["trust"], amount_pence=500)
    address = f"/ledger/pledges/{pledge_of(books)}"

    early = crafted(holder.open(address), f"{address}/receive")
    page = holder.fill(early, to="/receive", **ON)
    assert page.status == 409
    assert "This pledge is only an offer so far." in page.text

    confirmed = holder.send(address, to="/confirm")
    assert confirmed.status == 200
    page = holder.fill(crafted(confirmed, f"{address}/confirm"), to="/confirm")
    assert page.status == 409
    assert "Somebody has done this already." in page.text
    future = {**ON, "received_on__year": "2190"}
    confirmed = holder.open(address)
    assert holder.fill(confirmed, to="/receive", **future).status == 400

    books.write(store.reverse, newest(books).entry.id)
    assert "Offered" in holder.open(address).text
    page = holder.fill(confirmed, to="/receive", **ON)
    assert page.status == 409
    assert "£0 was confirmed and is still to come in" in page.text
    assert kinds(books)[-2:] == [EntryKind.PLEDGE_CONFIRMED, EntryKind.REVERSAL]


def crafted(page: Page, action: str) -> Page:
    """The page with its form sent elsewhere: what no button there does."""
    form = next(form for form in page.forms if "/pledges/" in form.action)
    form.action = action
    return page


def test_pressing_twice_counts_once(app: Flask, holder: Visitor) -> None:
    books = two_pots(app)
    before = kinds(books)
    page = holder.open(f"{FUND}/receipts/new")
    typed = {"pot": books.pots["council"], "amount": "10", **ON}
    assert [holder.fill(page, **typed).path for _ in range(2)] == [FUND, FUND]
    assert kinds(books) == [*before, EntryKind.RECEIPT]
    other = holder.fill(page, **{**typed, "amount": "11"})
    assert other.status == 409
    assert "This page was sent before with other words in it" in other.text
    assert kinds(books) == [*before, EntryKind.RECEIPT]
