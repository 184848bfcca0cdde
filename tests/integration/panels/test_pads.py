"""Money offered in the room: by a co-funder, under a condition, confirmed by the chair."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from ledger import store as ledger
from ledger.rules.accounts import FunderKind
from makeithappen import awarding, pledging
from makeithappen.core.access import Role
from makeithappen.core.db import now, reading, transaction
from makeithappen.funds import store as funds
from panels import store
from panels.rules.day import Move
from tests.integration.panels.given import HELD_ON, DayGiven, a_day, put_real_idea
from tests.support.visitor import Page, Visitor, read


@pytest.fixture
def sharing(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """£400 in the pot for one idea that asks for £500 and works with £200; all scored it 3."""
    with app.app_context(), transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
        by = [ledger.By("test", at, str(key), HELD_ON) for key in range(3)]
        trust = ledger.add_funder(session, by[0], name="A trust", kind=FunderKind.TRUST)
        pot = {"fund_id": fund_id, "funder_id": trust, "name": "Pot", "restriction": ""}
        pot_id = ledger.open_pot(session, by[1], **pot)
        ledger.receive(session, by[2], pot_id=pot_id, amount_pence=40_000)
    day = a_day(app, enter, pitches=0, fund_id=fund_id)
    put_real_idea(day, fund_id, 1)
    day.open()
    for member in range(5):
        day.score(member, 0, 3, 3)
    day.close_scoring()
    return day


@pytest.fixture
def duncan(enter: Callable[..., Visitor]) -> Visitor:
    return enter(Role.COFUNDER, first_name="Duncan")


def pad(day: DayGiven) -> str:
    return f"{day.address}/offers"


def offer(day: DayGiven, who: Visitor, **said: str) -> Page:
    typed = {"funder_name": "Harbour Trust", "funder_kind": "trust", "amount": "100", **said}
    typed = {"pitch_id": day.pitches[0], "asks": "nothing", **typed}
    return who.send(pad(day), to="/offers", **typed)


def press(day: DayGiven, who: Visitor, what: str, **typed: str) -> Page:
    return who.send(pad(day), to=what, **typed)


def sums(day: DayGiven) -> tuple[int, int]:
    """What is left for any idea, and what was confirmed for single ideas."""
    with day.app.app_context():
        found = day.read()
        money = store.money_of(found, *awarding.money_now(reading(), found))
    return money.budget_pence, sum(money.pledged_pence.values())


def test_a_co_funder_offers_and_the_chair_confirms(sharing: DayGiven, duncan: Visitor) -> None:
    assert "Spring day" in duncan.open("/days/offers").text
    page = offer(sharing, duncan)
    assert "£100 Harbour Trust Offered Idea 1" in page.text
    assert "They stand by it" not in page.text
    board = f"{sharing.address}/sharing"
    assert "Offered for it £100 Harbour Trust" in sharing.chair.open(board).text
    assert "By the rule In part £400" in sharing.chair.open(board).text
    confirmed = press(sharing, sharing.chair, "/confirm")
    assert "£100 Harbour Trust Confirmed Idea 1" in confirmed.text
    text = sharing.chair.open(board).text
    assert "Confirmed for it alone £100" in text
    assert "By the rule In full £500" in text
    assert sums(sharing) == (40_000, 10_000)
    sharing.decide(0, "full")
    assert sharing.sign_off().status == 200
    assert "Make this offer" not in duncan.open(pad(sharing)).text
    late = send_to(duncan, f"{pad(sharing)}/{pledge(sharing)}/withdraw")
    assert (late.status, "Offers are taken here from the opening" in late.text) == (409, True)


def pledge(day: DayGiven) -> str:
    with day.app.app_context():
        return pledging.offers(reading(), day.read().fund_id)[0].pledge_id


def send_to(who: Visitor, path: str) -> Page:
    """From a page that was open since before."""
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}
    page = who.open("/days/offers")
    values = next(one for one in page.forms if "csrf_token" in one.values).values
    data = {**values, "intent": "0" * 32}
    return read(who.client.post(path, data=data, headers=headers))


def test_half_of_the_ask_is_worked_out_from_what_the_panel_decided(
    sharing: DayGiven, duncan: Visitor
) -> None:
    offer(sharing, duncan, asks="at_least_half")
    page = sharing.chair.open(pad(sharing))
    assert "Only if the panel gives at least half" in page.text
    assert "They stand by it" not in page.text
    assert press(sharing, sharing.chair, "/met").status == 409
    sharing.decide(0, "part", 34_999)
    assert press(sharing, sharing.chair, "/met").status == 409
    sharing.decide(0, "part", 35_000)
    assert "It is so." in press(sharing, sharing.chair, "/met").text
    assert "Confirmed Idea 1" in press(sharing, sharing.chair, "/confirm").text


def test_other_conditions_are_met_for_a_reason(sharing: DayGiven, duncan: Visitor) -> None:
    offer(sharing, duncan, asks="audience:under_fives")
    page = sharing.chair.open(pad(sharing))
    assert "Only for families with children under five Not so yet" in page.text
    assert press(sharing, sharing.chair, "/met", reason=" ").status == 409
    met = press(sharing, sharing.chair, "/met", reason="It is a playgroup.")
    assert "It is so." in met.text


def test_an_offer_for_any_idea_counts_for_all(sharing: DayGiven, duncan: Visitor) -> None:
    offer(sharing, duncan, pitch_id="", amount="50", asks="other", words="Say thanks.")
    assert "Any idea that the panel chooses Say thanks." in duncan.open(pad(sharing)).text
    text = sharing.chair.open(f"{sharing.address}/sharing").text
    assert "Offered for any idea £50 Harbour Trust : Say thanks." in text
    press(sharing, sharing.chair, "/met", reason="We do.")
    press(sharing, sharing.chair, "/confirm")
    assert sums(sharing) == (45_000, 0)


def test_only_who_made_an_offer_takes_it_back(
    sharing: DayGiven, duncan: Visitor, enter: Callable[..., Visitor]
) -> None:
    offer(sharing, duncan)
    other = enter(Role.COFUNDER)
    assert "Take the offer back" not in other.open(pad(sharing)).text
    place = f"{pad(sharing)}/{pledge(sharing)}"
    refused = send_to(other, f"{place}/withdraw")
    assert (refused.status, "Somebody else made this offer." in refused.text) == (409, True)
    assert send_to(other, f"{place}/confirm").status == 404
    assert send_to(sharing.chair, f"{pad(sharing)}/pledge-x/confirm").status == 404
    assert "Taken back" in press(sharing, duncan, "/withdraw").text


def test_who_may_open_the_pad_and_bad_input(
    sharing: DayGiven, duncan: Visitor, enter: Callable[..., Visitor]
) -> None:
    for role in (Role.PANEL_MEMBER, Role.COORDINATOR, Role.APPLICANT, Role.APPROVER):
        assert enter(role).open(pad(sharing)).status == 404
    assert enter(Role.FUND_HOLDER).open(pad(sharing)).status == 200
    for page in ("board", "sharing", "tally", ""):
        assert duncan.open(f"{sharing.address}/{page}".rstrip("/")).status == 404
    for amount in ("-1", "0", "1e3", ""):
        page = offer(sharing, duncan, amount=amount)
        assert (page.status, "Write" in page.text) == (400, True)
    half = offer(sharing, duncan, pitch_id="", asks="at_least_half")
    assert (half.status, "Half of the ask can only be meant for one idea." in half.text) == (
        409,
        True,
    )
    sharing.act(store.ask_to_reopen, reason="A slip.", actor_id=sharing.chair.person_id)
    sharing.act(store.reopen, actor_id=sharing.members[0].person_id)
    assert "£100 Harbour Trust Offered" in offer(sharing, duncan).text
    sharing.move(Move.DELIBERATE)
