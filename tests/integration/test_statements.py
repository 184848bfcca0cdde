"""Every page asks the database as often for one row as for thirty, and never over twelve times.

A new page needs a line here with its number, and a place in `world` for all that it lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, url_for

from ledger import store as ledger
from ledger.rules.entry import EntryKind
from makeithappen.config import Config
from makeithappen.core.db import reading, transaction
from makeithappen.core.keys import Keys, mark_demo
from panels.rules.day import State
from panels.rules.vote import VoteState
from tests.integration.world import FACES, World, build
from tests.support.fixtures import served

MOST = 12
PAGES = {
    "public.home": 8,
    "public.register": 10,
    "public.award": 8,
    "public.result": 12,
    "public.bundle": 10,
    "public.proof": 2,
    "public.unit_costs": 1,
    "people.sign_in": 1,
    "people.code": 1,
    "people.link": 1,
    "people.first_page": 1,
    "people.people": 5,
    "people.add": 1,
    "people.person": 5,
    "people.decide": 3,
    "funds.funds": 2,
    "funds.add": 1,
    "funds.fund": 5,
    "funds.structure": 2,
    "funds.areas": 3,
    "funds.archive_area": 2,
    "funds.add_round": 2,
    "funds.round_ (open)": 4,
    "funds.round_ (closed)": 4,
    "funds.round_ (prepared)": 4,
    "ideas.begin": 6,
    "ideas.begin (draft)": 6,
    "ideas.begin (closed)": 6,
    "ideas.change (draft)": 2,
    "ideas.change (sent)": 2,
    "ideas.ask (draft)": 6,
    "ideas.ask (sent)": 2,
    "ideas.check (draft)": 6,
    "ideas.check (sent)": 2,
    "ideas.sent (draft)": 2,
    "ideas.sent (sent)": 7,
    "ideas.sent (told)": 11,
    "ideas.withdraw": 2,
    "ideas.mine": 6,
    "ideas.board": 6,
    "ideas.review (sent)": 8,
    "ideas.review (told)": 8,
    "demo.enter": 3,
    "demo.outbox": 2,
    "panels.days": 4,
    "panels.my_days": 3,
    "panels.new_day": 5,
    "panels.change_day": 6,
    "panels.new_criterion": 6,
    "panels.criterion": 6,
    "panels.panel": 8,
    "panels.day (setup)": 6,
    "panels.day (scoring)": 9,
    "panels.day (allocation)": 9,
    "panels.day (confirmed)": 9,
    "panels.day (told)": 9,
    "panels.my_day (setup)": 11,
    "panels.my_day (scoring)": 11,
    "panels.my_day (allocation)": 9,
    "panels.my_day (confirmed)": 9,
    "panels.my_day (told)": 9,
    "panels.conflict (open)": 8,
    "panels.conflict (told)": 8,
    "panels.sheet (open)": 10,
    "panels.sheet (told)": 10,
    "panels.scrutineer": 6,
    "panels.tally": 9,
    "panels.decide": 10,
    "panels.read_back": 12,
    "panels.sign": 12,
    "panels.reopen": 6,
    "panels.agree": 6,
    "panels.results": 11,
    "panels.care_offer": 7,
    "panels.my_care": 8,
    "panels.care_to_pay": 4,
    "receipts.ask": 1,
    "panels.day (deliberation)": 9,
    "panels.my_day (deliberation)": 9,
    "panels.receipts (deliberation)": 10,
    "panels.receipts (told)": 10,
    "panels.receipt": 10,
    "panels.revise": 11,
    "panels.sheet_step": 9,
    "panels.check_sheet": 9,
    "panels.phone_key": 7,
    "panels.offline_worker": 1,
    "panels.offline": 1,
    "panels.sheets (scoring)": 10,
    "panels.sheets (told)": 10,
    "panels.print_paper": 9,
    "panels.take_in": 6,
    "panels.enter_paper": 8,
    "votes.votes": 3,
    "votes.new_vote": 6,
    "votes.set_up": 5,
    "votes.change_vote": 5,
    "votes.new_option": 4,
    "votes.option": 4,
    "votes.cards": 8,
    "votes.vote (open)": 6,
    "votes.paper": 6,
    "votes.close_vote": 6,
    "votes.result (closed)": 6,
    "votes.result (published)": 6,
    "votes.votes_open": 2,
    "votes.ballot": 5,
    "votes.ballot_sent": 4,
    "votes.public_result": 6,
    "demo.cards": 2,
    "reviews.ask": 10,
    "reviews.ask_publicly": 9,
    "reviews.waiting": 10,
    "reviews.answer": 8,
    "reviews.who_answers": 5,
    "ledger.funds": 4,
    "ledger.fund": 10,
    "ledger.add_funder": 2,
    "ledger.open_pot": 3,
    "ledger.record_receipt": 5,
    "ledger.offer_pledge": 6,
    "ledger.pledge (offered)": 3,
    "ledger.pledge (confirmed)": 4,
    "ledger.pledge (received)": 4,
    "ledger.award": 9,
    "ledger.prepare_payment": 8,
    "ledger.record_return": 8,
    "ledger.record_delivery": 8,
    "ledger.cancel": 8,
    "ledger.payments_waiting": 4,
    "ledger.payment (paid)": 4,
    "ledger.payment (refused)": 4,
    "ledger.payment (waiting)": 4,
    "ledger.entries": 2,
    "ledger.entries (fund)": 2,
    "ledger.entries (pot)": 2,
    "ledger.entry (pot_opened)": 6,
    "ledger.entry (receipt)": 6,
    "ledger.entry (pledge_offered)": 6,
    "ledger.entry (pledge_confirmed)": 6,
    "ledger.entry (pledge_received)": 6,
    "ledger.entry (award)": 7,
    "ledger.entry (payment_prepared)": 7,
    "ledger.entry (payment)": 7,
    "ledger.entry (payment_refused)": 7,
    "ledger.entry (return)": 7,
    "ledger.entry (cancellation)": 7,
    "ledger.entry (delivery)": 7,
    "ledger.entry (reversal)": 6,
    "ledger.reverse": 4,
    "ledger.verify": 2,
}
"""Statements by endpoint, and by state in brackets where a page has several faces."""

REDIRECTS = {
    "people.first_page",
    "ideas.begin (draft)",
    "ideas.change (sent)",
    "ideas.ask (sent)",
    "ideas.check (sent)",
    "ideas.sent (draft)",
}


@pytest.fixture
def app(config: Config, database_url: str) -> Iterator[Flask]:
    """The app as a demo: it has all pages, and the demo's own beside them."""
    settings = replace(config, database_url=database_url)
    with served(settings) as plain, plain.app_context(), transaction() as session:
        mark_demo(session, Keys.fresh())
    with served(settings) as demo:
        yield demo


def endpoint(page: str) -> str:
    return page.partition(" ")[0]


def of_the_panels(world: World) -> dict[str, dict[str, str]]:
    """What stands in the address of each page of the panels."""
    days = {state: {"day_id": day.day_id} for state, day in world.days.items()}
    pitches = {state: {"pitch_id": day.pitches[0].pitch_id} for state, day in world.days.items()}
    criterion = world.days[State.SETUP].settings.criteria[0].criterion_id
    setup = days[State.SETUP]
    second = {"member_id": world.days[State.SCORING].members[1].member_id}
    return {
        "panels.days": {},
        "panels.my_days": {},
        "panels.new_day": {"round_id": world.rounds[0]},
        "panels.change_day": setup,
        "panels.new_criterion": setup,
        "panels.criterion": {**setup, "criterion_id": criterion},
        "panels.panel": setup,
        "panels.care_offer": setup,
        "panels.my_care": days[State.TOLD],
        "panels.care_to_pay": {},
        "panels.scrutineer": setup,
        **{f"panels.day ({state})": days[state] for state in FACES},
        **{f"panels.my_day ({state})": days[state] for state in FACES},
        "panels.conflict (open)": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.conflict (told)": {**days[State.TOLD], **pitches[State.TOLD]},
        "panels.sheet (open)": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.sheet (told)": {**days[State.TOLD], **pitches[State.TOLD]},
        "panels.receipts (deliberation)": days[State.DELIBERATION],
        "panels.receipts (told)": days[State.TOLD],
        "panels.receipt": {
            **days[State.DELIBERATION],
            "sent_id": world.own_sheets[days[State.DELIBERATION]["day_id"]],
        },
        "panels.revise": {**days[State.DELIBERATION], **pitches[State.DELIBERATION]},
        "panels.sheet_step": {**days[State.SCORING], **pitches[State.SCORING], "step": "1"},
        "panels.check_sheet": {**days[State.SCORING], **pitches[State.SCORING]},
        "panels.phone_key": days[State.SCORING],
        "panels.offline_worker": {},
        "panels.offline": {},
        "panels.sheets (scoring)": days[State.SCORING],
        "panels.sheets (told)": days[State.TOLD],
        "panels.print_paper": {**days[State.SCORING], **second},
        "panels.take_in": {**days[State.SCORING], **second},
        "panels.enter_paper": {**days[State.SCORING], **second, **pitches[State.SCORING]},
        "panels.tally": days[State.ALLOCATION],
        "panels.decide": {**days[State.ALLOCATION], **pitches[State.ALLOCATION]},
        "panels.read_back": days[State.ALLOCATION],
        "panels.sign": days[State.ALLOCATION],
        "panels.reopen": days[State.ALLOCATION],
        "panels.agree": days[State.ALLOCATION],
        "panels.results": days[State.TOLD],
    }


def of_the_votes(world: World) -> dict[str, dict[str, str]]:
    """The same for the community votes."""
    votes = {state: {"vote_id": vote_id} for state, vote_id in world.votes.items()}
    setup, now, closed, published = (votes[state] for state in VoteState)
    return {
        "votes.votes": {},
        "votes.new_vote": {"round_id": world.rounds[0]},
        "votes.set_up": setup,
        "votes.change_vote": setup,
        "votes.new_option": setup,
        "votes.option": {**setup, "option_id": world.option},
        "votes.cards": setup,
        "votes.vote (open)": now,
        "votes.paper": now,
        "votes.close_vote": now,
        "votes.result (closed)": closed,
        "votes.result (published)": published,
        "votes.votes_open": {},
        "votes.ballot": now,
        "votes.ballot_sent": now,
        "votes.public_result": published,
    }


def of_the_ledger(world: World, entries: dict[EntryKind, str]) -> dict[str, dict[str, str]]:
    """The same for the ledger; `entries` has one of each kind."""
    fund, award = {"fund_id": world.funds[0]}, {"award_id": world.awards[0]}
    return {
        "ledger.funds": {},
        "ledger.fund": fund,
        "ledger.add_funder": fund,
        "ledger.open_pot": fund,
        "ledger.record_receipt": fund,
        "ledger.offer_pledge": fund,
        **{
            f"ledger.pledge ({stage})": {"pledge_id": pledge_id}
            for stage, pledge_id in world.pledges.items()
        },
        "ledger.award": award,
        "ledger.prepare_payment": award,
        "ledger.record_return": award,
        "ledger.record_delivery": award,
        "ledger.cancel": award,
        "ledger.payments_waiting": {},
        **{
            f"ledger.payment ({stage})": {"payment_id": payment_id}
            for stage, payment_id in world.payments.items()
        },
        "ledger.entries": {},
        "ledger.entries (fund)": {"fund": world.funds[0]},
        "ledger.entries (pot)": {"pot": world.pots[0]},
        **{f"ledger.entry ({kind})": {"entry_id": entries[kind]} for kind in EntryKind},
        "ledger.reverse": {"entry_id": entries[EntryKind.AWARD]},
        "ledger.verify": {},
    }


def of_the_rest(world: World) -> dict[str, dict[str, str]]:
    """The same for all other pages."""
    fund, round_ = {"fund_id": world.funds[0]}, {"round_id": world.rounds[0]}
    draft, sent = {"idea_id": world.drafts[0]}, {"idea_id": world.sent[0]}
    told = {"idea_id": world.ideas[State.TOLD][0]}
    still = {name: {"round_id": round_id} for name, round_id in world.still_rounds.items()}
    return {
        "public.home": {},
        "public.register": {},
        "public.award": {"award_id": world.awards[0]},
        "public.result": {"day_id": world.days[State.TOLD].day_id},
        "public.bundle": {"day_id": world.days[State.TOLD].day_id},
        "public.proof": {},
        "public.unit_costs": {},
        "people.sign_in": {},
        "people.code": {},
        "people.link": {"token": "token"},
        "people.first_page": {},
        "people.people": {},
        "people.add": {},
        "people.person": {"person_id": world.people[0]},
        "people.decide": {"change_id": world.changes[0]},
        "funds.funds": {},
        "funds.add": {},
        "funds.fund": fund,
        "funds.structure": fund,
        "funds.areas": fund,
        "funds.archive_area": {"area_id": world.areas[0]},
        "funds.add_round": fund,
        "funds.round_ (open)": round_,
        "funds.round_ (closed)": still["closed"],
        "funds.round_ (prepared)": still["prepared"],
        "ideas.begin": {**round_, "another": "1"},
        "ideas.begin (draft)": round_,
        "ideas.begin (closed)": still["closed"],
        "ideas.change (draft)": draft,
        "ideas.change (sent)": sent,
        "ideas.ask (draft)": draft,
        "ideas.ask (sent)": sent,
        "ideas.check (draft)": draft,
        "ideas.check (sent)": sent,
        "ideas.sent (draft)": draft,
        "ideas.sent (sent)": sent,
        "ideas.sent (told)": told,
        "ideas.withdraw": sent,
        "ideas.mine": {},
        "ideas.board": {},
        "ideas.review (sent)": sent,
        "ideas.review (told)": told,
        "reviews.ask": {"idea_id": world.ideas[State.TOLD][-1]},
        "reviews.ask_publicly": still["closed"],
        "reviews.waiting": {},
        "reviews.answer": {"review_id": world.review},
        "reviews.who_answers": fund,
        "receipts.ask": {},
        "demo.enter": {},
        "demo.outbox": {},
        "demo.cards": {},
    }


@pytest.mark.parametrize("rows", [1, 30])
def test_each_page_takes_as_many_statements_for_one_row_as_for_thirty(
    app: Flask, statements: Callable[[], Any], rows: int
) -> None:
    world, viewer = build(app, rows)
    with app.test_request_context():
        lines = ledger.entry_lines(reading(), limit=10_000)
        entries = {line.entry.kind: line.entry.id for line in lines}
        pages = {**of_the_rest(world), **of_the_panels(world), **of_the_votes(world)}
        pages |= of_the_ledger(world, entries)
        addresses = {page: url_for(endpoint(page), **ids) for page, ids in pages.items()}
    found: dict[str, int] = {}
    for page, address in addresses.items():
        with statements() as said:
            answer = viewer.get(address)
        answer.close()
        assert answer.status_code == (302 if page in REDIRECTS else 200), page
        found[page] = len(said)
    assert found == PAGES


def test_every_page_is_counted_and_none_takes_more_than_twelve(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {endpoint(page) for page in PAGES} == pages - {"static"}
    assert max(PAGES.values()) <= MOST
