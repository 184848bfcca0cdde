"""Restricted money on both databases: kept by the store, the pages, the doors and forty hands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask

from ledger import store
from ledger.rules.accounts import FunderKind
from ledger.rules.refusal import Refusal
from ledger.rules.refusal_records import RecordRefusal
from makeithappen import awarding
from makeithappen.core.access import Role
from makeithappen.core.db import reading
from makeithappen.core.errors import Refused
from tests.integration.ideas.given import open_round, send_ideas
from tests.integration.ledger.given import Books, wanted
from tests.integration.ledger.test_pages_reading import name_the_fund
from tests.integration.panels.given import HELD_ON, a_funded_day
from tests.support.visitor import Visitor

Enter = Callable[..., Visitor]

HARBOUR = store.Restriction(areas=frozenset({"harbour"}))


def ruled(app: Flask, pence: int, rule: store.Restriction = HARBOUR) -> Books:
    """A council whose money is only for the harbour."""
    books = Books(app)
    books.funders["council"] = books.write(store.add_funder, name="A", kind=FunderKind.COUNCIL)
    ids = {"fund_id": "fund-1", "funder_id": books.funders["council"]}
    words = {"name": "Pot", "restriction": "Only for the harbour"}
    books.pots["council"] = books.write(store.open_pot, **ids, **words, rule=rule)
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=pence)
    return books


def test_forty_awards_at_once_never_leave_or_overspend_a_restricted_pot(app: Flask) -> None:
    books = ruled(app, 10_000)

    def award(number: int) -> str:
        known = store.Known("hill" if number % 2 else "harbour")
        try:
            books.write(store.make_award, wanted(f"idea-{number}", 1_000, known=known))
        except Refused as refused:
            return str(refused.code)
        return "awarded"

    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(award, range(40)))
    assert found.count("awarded") == 10
    assert set(found[1::2]) <= {RecordRefusal.OUTSIDE_AREA, Refusal.EXCEEDS_AVAILABLE}
    assert set(found[::2]) == {"awarded", Refusal.EXCEEDS_AVAILABLE}
    assert books.balances() == {"council:held": 10_000, "council:reserved": 10_000}
    assert books.verify().problems == ()


def test_other_money_covers_only_what_it_is_for(app: Flask) -> None:
    books = ruled(app, 500)
    books.open_pot("trust", FunderKind.TRUST, 0)
    lost = books.pledge("trust", 500, idea_id="idea-1")
    award_id = books.reserve("idea-1", 500, known=store.Known("hill"))
    books.write(store.lose_pledge, lost)
    cover = {"pot_id": books.pots["council"], "amount_pence": 500}
    with pytest.raises(Refused) as refused:
        books.write(store.cover, award_id, **cover)
    assert refused.value.code is RecordRefusal.OUTSIDE_AREA
    assert books.balances()["council:free"] == 500
    assert books.verify().problems == ()


ON = {"until_on__day": "31", "until_on__month": "12", "until_on__year": "2199"}


def test_a_pot_gets_its_rule_and_an_idea_what_is_known_of_it(app: Flask, enter: Enter) -> None:
    name_the_fund(app)
    holder = enter(Role.FUND_HOLDER)
    books = Books(app)
    funder = {"funder": books.write(store.add_funder, name="A", kind=FunderKind.TRUST)}
    words = {"name": "For food", "restriction": "Food for the youngest"}
    typed = {"purposes": "food", "audiences": "under_fives", **ON}
    opened = holder.send("/ledger/funds/fund-1/pots/new", **funder, **words, **typed)
    shown = ("Only for: Food", "Families with children under five", "until 31 December 2199")
    assert [word for word in shown if word not in opened.text] == []
    wrong = {"from_on__day": "1", "from_on__month": "1", "from_on__year": "2200"}
    page = holder.send("/ledger/funds/fund-1/pots/new", **funder, **words, **typed, **wrong)
    assert (page.status, "The last day is before the first" in page.text) == (400, True)
    (pot_id,) = books.read(
        lambda s: [line.pot.id for line in store.fund_statement(s, "fund-1").pots]
    )
    assert books.read(lambda s: store.restrictions(s, [pot_id])) == {
        pot_id: store.Restriction(
            purposes=frozenset({"food"}),
            audiences=frozenset({"under_fives"}),
            until_on=date(2199, 12, 31),
        )
    }
    (idea_id,) = send_ideas(app, open_round(app), holder.person_id)
    holder.send(f"/ledger/ideas/{idea_id}", purposes="play", audiences="parents")
    holder.send(f"/ledger/ideas/{idea_id}", purposes="food")
    with app.app_context():
        (found,) = awarding.known(reading(), [idea_id]).values()
    assert (found.purposes, found.audiences) == (frozenset({"food"}), frozenset({"parents"}))
    assert found.area_id is None
    assert books.verify().problems == ()


def test_a_panel_counts_only_money_that_fits_its_ideas(app: Flask, enter: Enter) -> None:
    """GBP 1,000 of a trust may go to any idea, GBP 500 only where no idea of the day is."""
    day = a_funded_day(app, enter)
    (pitch,) = day.read().pitches
    with day.writing() as (session, at):
        ids = {"fund_id": day.read().fund_id}
        by = [store.By("test", at, f"ruled-{number}", HELD_ON) for number in range(3)]
        funder_id = store.add_funder(session, by[0], name="C", kind=FunderKind.COUNCIL)
        words = {"name": "Pot", "restriction": "Only for food"}
        rule = store.Restriction(purposes=frozenset({"food"}))
        pot_id = store.open_pot(session, by[1], funder_id=funder_id, rule=rule, **ids, **words)
        store.receive(session, by[2], pot_id=pot_id, amount_pence=50_000)
        assert awarding.money_now(session, day.read()) == (100_000, {})
        store.write_down(session, by[0], pitch.idea_id, purposes=["food"], audiences=[])
        assert awarding.money_now(session, day.read()) == (150_000, {pitch.idea_id: 50_000})
