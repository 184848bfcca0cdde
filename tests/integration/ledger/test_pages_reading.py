"""The ledger's pages to read: who may, and what they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ledger import store, words
from ledger.rules.accounts import AccountKind, FunderKind
from ledger.rules.conditions import Audience, ConditionKind
from ledger.rules.entry import EntryKind, PaymentMethod
from ledger.rules.pledging import PledgeStage
from ledger.rules.refusal import Refusal
from ledger.rules.status import AwardStatus
from makeithappen.core.access import Role
from makeithappen.core.db import transaction
from makeithappen.core.errors import Refused
from makeithappen.core.sentences import sentence
from makeithappen.funds.models import Fund
from tests.integration.ledger.given import Books, two_pots, whole_way
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]
FUND = "/ledger/funds/fund-1"
HOLDER, APPROVER, AUDITOR, ADMINISTRATOR = (
    Role.FUND_HOLDER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
READERS = {HOLDER, APPROVER, AUDITOR, ADMINISTRATOR}
ENTRY_READERS = {HOLDER, APPROVER, AUDITOR}


def name_the_fund(app: Flask) -> None:
    """A fund by the id that the books of these tests are kept under."""
    words_about = dict.fromkeys(
        ("purpose", "money_held_by", "money_authorised_by", "safeguarding_lead"), ""
    )
    more = dict.fromkeys(("safeguarding_contact", "review_contact"), "")
    with app.app_context(), transaction() as session:
        zone = {"zone": "Europe/London"}
        session.add(Fund(id="fund-1", name="Make it Happen", **zone, **words_about, **more))


def ids(books: Books) -> dict[str, str]:
    """One of each thing that has a page."""
    award = books.read(store.award_lines)[-1]
    payments = books.read(lambda session: store.payments_of_award(session, award.award.id))
    pledges = books.read(lambda session: store.pledge_lines(session, "fund-1"))
    return {
        "award": award.award.id,
        "entry": award.entry_id,
        "payment": payments[0].payment.id,
        "pledge": pledges[-1].pledge.id,
        "day": award.award.day_id,
    }


def pages(own: dict[str, str]) -> dict[str, set[Role]]:
    """Each page by GET, and who may enter."""
    award, entry = f"/ledger/awards/{own['award']}", f"/ledger/entries/{own['entry']}"
    return {
        "/ledger": READERS,
        FUND: READERS,
        f"{FUND}/funders/new": {HOLDER},
        f"{FUND}/pots/new": {HOLDER},
        f"{FUND}/receipts/new": {HOLDER},
        f"{FUND}/pledges/new": {HOLDER},
        f"/ledger/pledges/{own['pledge']}": READERS,
        award: READERS,
        f"{award}/payments/new": {HOLDER},
        f"{award}/returns/new": {HOLDER},
        f"{award}/delivery": {HOLDER},
        f"{award}/cancel": {HOLDER},
        f"{award}/cover": {HOLDER},
        "/ledger/ratifications": ENTRY_READERS,
        f"/ledger/days/{own['day']}/ratify": ENTRY_READERS,
        "/ledger/payments": ENTRY_READERS,
        f"/ledger/payments/{own['payment']}": ENTRY_READERS,
        "/ledger/entries": ENTRY_READERS,
        entry: ENTRY_READERS,
        f"{entry}/reverse": {HOLDER},
        "/ledger/verify": READERS,
        f"{award}/paying": READERS,
        f"{award}/payees/new": {HOLDER},
        f"{award}/spends": READERS | {Role.COORDINATOR},
        f"{award}/spends/new": {HOLDER, Role.COORDINATOR},
        f"{FUND}/limits": ENTRY_READERS,
        f"{FUND}/runs/new": {HOLDER},
        f"/ledger/payments/{own['payment']}/failed": {HOLDER},
        "/ledger/vouchers": ENTRY_READERS,
    }


def buttons(own: dict[str, str]) -> dict[str, set[Role]]:
    """What can only be pressed, and who may."""
    return {
        f"/ledger/days/{own['day']}/ratify": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/met": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/half": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/withdraw": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/lose": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/confirm": {HOLDER},
        f"/ledger/pledges/{own['pledge']}/receive": {HOLDER},
        f"/ledger/payments/{own['payment']}/approve": {APPROVER},
        f"/ledger/payments/{own['payment']}/refuse": {APPROVER, HOLDER},
    }


def test_who_may_enter_and_press(app: Flask, enter: Enter, visitor: Visitor) -> None:
    name_the_fund(app)
    own = ids(whole_way(app))
    browsers = {role: enter(role) for role in Role}
    for path, allowed in pages(own).items():
        found = {role for role, browser in browsers.items() if browser.open(path).status == 200}
        assert found == allowed, path
        assert visitor.open(path).status == 404, path
    for path, allowed in buttons(own).items():
        # without a token whoever may is told that the page is stale, and nobody else anything
        headers = {"Sec-Fetch-Site": "same-origin"}
        answers = {r: b.client.post(path, headers=headers).status_code for r, b in browsers.items()}
        assert {role for role, status in answers.items() if status != 404} == allowed, path
        assert {answers[role] for role in allowed} == {400}, path


def test_what_is_not_there_is_missing(app: Flask, enter: Enter) -> None:
    strange = {
        name: f"{name}-{'a' * 26}" for name in ("award", "entry", "payment", "pledge", "day")
    }
    browser = enter(HOLDER, APPROVER)
    page = browser.open("/ledger/verify")
    token = next(form.values["csrf_token"] for form in page.forms)
    known = {"/ledger", "/ledger/payments", "/ledger/entries", "/ledger/verify"}
    known |= {"/ledger/ratifications", "/ledger/vouchers"}
    for path in pages(strange):
        assert browser.open(path).status == (200 if path in known else 404), path
    for path in buttons(strange):
        typed = {"csrf_token": token, "intent": "0" * 32, "received_on-day": "1"}
        typed |= {"received_on-month": "4", "received_on-year": "2022", "reason": "so"}
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://localhost/"}
        answer = browser.client.post(path, data=typed, headers=headers)
        assert answer.status_code == 404, path
    assert "No money yet" in browser.open("/ledger").text
    assert "No entries yet" in browser.open("/ledger/verify").text
    name_the_fund(app)
    assert "Funds without a pot" in browser.open("/ledger").text
    assert "No pot yet" in browser.open(FUND).text


def test_the_money_of_a_fund(app: Flask, enter: Enter) -> None:
    name_the_fund(app)
    whole_way(app)
    auditor = enter(AUDITOR)
    listed = auditor.open("/ledger")
    to_commit, to_pay = "£700 £0 £200 £10.01 £510.01", "£700 £200 £10.01 £510.01"
    assert "At risk" not in listed.text
    assert f"Make it Happen {to_commit}" in listed.text
    assert f"Make it Happen {to_pay}" in listed.text
    page = auditor.open(FUND)
    for expected in (
        "council's pot council £300 £0 £120 £6.01 £186.01",
        "council's pot council £300 £120 £6.01 £186.01",
        "trust's pot trust £400 £0 £80 £4 £324",
        "trust's pot trust £400 £80 £4 £324",
        "For one idea trust £0 £0 £0 £0 £0",
        f"In all {to_commit}",
        f"In all {to_pay}",
        "An idea without a title £500 £200 £10.01 £0 Paid Carried out",
        "Pledge of trust trust's pot £400 Received",
        "Pledge of trust An idea without a title £5 Lost",
        "Pledge of trust trust's pot £0.05 Taken back",
        "An idea without a title £4 £0 £0 £0 Cancelled",
    ):
        assert expected in page.text
    assert "Record something" not in page.text
    assert "Record something" in enter(HOLDER).open(FUND).text
    administrator = enter(ADMINISTRATOR).open(FUND)
    assert "/ledger/entries" not in administrator.html


def test_an_award_and_its_timeline(app: Flask, enter: Enter) -> None:
    own = ids(whole_way(app))
    page = enter(AUDITOR).open(f"/ledger/awards/{own['award']}")
    for expected in (
        "Awarded £500 Asked for £500 Ratified",
        "by somebody Paid £200 Waits for approval £0",
        "Returned £10.01 Cancelled £300 Not paid yet £0",
        "council £300 £120 £6.01 £180 £0",
        "trust £200 £80 £4 £120 £0",
        "In all £500 £200 £10.01 £300 £0",
    ):
        assert expected in page.text
    steps = (
        "Award reserved Entry 16",
        "Award ratified Entry 17",
        "Payment prepared Entry 20",
        "Payment approved and paid Entry 21",
        "Money came back Entry 22",
        "Payment refused Entry 24",
        "Idea carried out Entry 25",
        "Rest cancelled Entry 48",
    )
    places = [page.text.index(step) for step in steps]
    assert places == sorted(places)
    assert "Record something" not in page.text
    assert "Record something" in enter(HOLDER).open(f"/ledger/awards/{own['award']}").text


def test_an_entry_with_its_seal(app: Flask, enter: Enter) -> None:
    books = whole_way(app)
    auditor = enter(AUDITOR)
    lines = books.read(lambda session: store.entry_lines(session, limit=100))
    line = next(line for line in lines if line.entry.kind is EntryKind.PAYMENT)
    page = auditor.open(f"/ledger/entries/{line.entry.id}")
    head = books.read(lambda session: store.head_covering(session, line.position))
    assert head is not None
    for expected in (
        f"Entry {line.position} Payment approved and paid Amount £200",
        "With the recipient council's pot £120",
        "At the bank, to pay council's pot £120",
        "In all £400 £400",
        line.content_hash,
        line.link,
        f"Number {head.head.number}, over {head.head.size} entries",
        head.head.root,
    ):
        assert expected in page.text
    assert "Reverse this entry" not in page.text
    newest = auditor.open("/ledger/verify")
    head = books.read(store.newest_head)
    assert head is not None
    assert [word for word in (head.head.root, head.signature) if word not in newest.text] == []
    assert "makeithappen ledger verify" in newest.text


def test_entries_go_from_page_to_page(app: Flask, enter: Enter) -> None:
    books = two_pots(app)
    for pence in range(1, 40):
        books.write(store.receive, pot_id=books.pots["council"], amount_pence=pence)
    total = len(books.read(lambda session: store.entry_lines(session, limit=100)))
    auditor = enter(AUDITOR)

    def numbers(path: str) -> list[int]:
        text = auditor.open(path).text
        listed = [n for n in range(1, total + 1) if f"Entry {n} " in text]
        return [] if not listed else [listed[0], listed[-1], len(listed)]

    assert numbers("/ledger/entries") == [total - 29, total, 30]
    older = f"/ledger/entries?before={total - 29}"
    assert older in auditor.open("/ledger/entries").html
    assert numbers(older) == [1, total - 30, total - 30]
    assert "Previous page" in auditor.open(older).text
    assert numbers("/ledger/entries?before=9x") == [total - 29, total, 30]
    assert numbers("/ledger/entries?fund=fund-2") == []
    assert numbers(f"/ledger/entries?pot={books.pots['trust']}") == [3, 6, 4]
    narrowed = auditor.open(f"/ledger/entries?pot={books.pots['council']}").html
    assert f"pot={books.pots['council']}&amp;before=" in narrowed.replace("&amp;amp;", "&amp;")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_code_has_words(app: Flask) -> None:
    names = (words.ENTRY_NAMES, words.ACCOUNT_NAMES, words.STATUS_NAMES, words.STAGE_NAMES)
    assert [set(table) for table in (*names, words.METHOD_NAMES, words.FUNDER_KIND_NAMES)] == [
        set(codes)
        for codes in (EntryKind, AccountKind, AwardStatus, PledgeStage, PaymentMethod, FunderKind)
    ]
    assert set(words.CONDITION_NAMES) == set(ConditionKind)
    assert set(words.AUDIENCE_NAMES) == set(Audience)
    facts: dict[str, Any] = dict.fromkeys(("amount_pence", "asked_pence", "given_pence"), 12_345)
    facts |= dict.fromkeys(("closes_on", "closed_on"), date(2026, 5, 31))
    with app.test_request_context():
        said = {sentence(Refused(code, **facts, available_pence=678)) for code in Refusal}
    assert len(said) == len(Refusal)
    assert [line for line in said if "%" in line or not line.endswith(".")] == []
