"""Pledges with conditions, and pledges that are lost: threat 6, at each state of a pledge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ledger import models, store
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import Audience, Condition, ConditionKind
from ledger.rules.pledging import PledgeStage
from ledger.rules.refusal import Refusal
from ledger.rules.status import AwardStatus
from makeithappen import pledging
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Refused
from makeithappen.funds import store as funds
from tests.integration.ledger.given import Books, wanted


@pytest.fixture
def books(app: Flask) -> Books:
    """A council with 100 pounds here, and a trust without any."""
    made = Books(app)
    made.open_pot("council", FunderKind.COUNCIL, 10_000)
    made.open_pot("trust", FunderKind.TRUST, 0)
    return made


def code(books: Books, act: Callable[..., Any], *given: Any, **named: Any) -> object:
    with pytest.raises(Refused) as refused:
        books.write(act, *given, **named)
    return refused.value.code


def offer(books: Books, pence: int, asked: store.Asked | None = None) -> str:
    pot_id = books.pots["trust"]
    return books.write(store.offer_pledge, pot_id=pot_id, amount_pence=pence, asked=asked)


def line(books: Books, pledge_id: str) -> store.PledgeLine:
    return books.read(lambda session: store.find_pledge_line(session, pledge_id))


def to_commit(books: Books) -> int:
    return books.read(lambda session: store.available_pence(session, "fund-1"))


def at_risk(books: Books) -> int:
    return books.read(lambda session: store.at_risk_pence(session, "fund-1"))


def award_line(books: Books, award_id: str) -> store.AwardLine:
    return books.read(lambda session: store.find_award_line(session, award_id))


def test_an_offer_that_is_taken_back_was_never_counted(books: Books) -> None:
    pledge_id = offer(books, 5_000)
    assert to_commit(books) == 10_000
    assert code(books, store.lose_pledge, pledge_id) is Refusal.NOT_CONFIRMED
    books.write(store.withdraw_pledge, pledge_id)
    assert line(books, pledge_id).stage is PledgeStage.WITHDRAWN
    assert code(books, store.confirm_pledge, pledge_id) is Refusal.ALREADY_SETTLED
    assert code(books, store.withdraw_pledge, pledge_id) is Refusal.ALREADY_SETTLED
    assert (to_commit(books), books.verify().ok) == (10_000, True)


def test_a_pledge_that_nobody_counts_on_is_only_gone(books: Books) -> None:
    pledge_id = books.pledge("trust", 5_000)
    assert to_commit(books) == 15_000
    books.write(store.lose_pledge, pledge_id)
    assert (to_commit(books), at_risk(books)) == (10_000, 0)
    assert line(books, pledge_id).stage is PledgeStage.LOST
    assert code(books, store.lose_pledge, pledge_id) is Refusal.ALREADY_SETTLED
    assert code(books, store.receive_pledge, pledge_id) is Refusal.ALREADY_SETTLED
    books.award(amount_pence=10_000)
    assert books.verify().ok


@pytest.mark.parametrize("ratified", [False, True])
def test_a_pledge_that_is_lost_after_the_award_puts_its_share_at_risk(
    books: Books, *, ratified: bool
) -> None:
    pledge_id = books.pledge("trust", 6_000)
    award_id = books.reserve(amount_pence=14_000)
    if ratified:
        books.ratify()
    books.write(store.lose_pledge, pledge_id)
    found = award_line(books, award_id)
    assert (found.state.status, found.state.totals.at_risk_pence) == (AwardStatus.AT_RISK, 4_000)
    assert found.state.totals.awarded_pence == 14_000
    assert (to_commit(books), at_risk(books)) == (0, 4_000)
    assert code(books, store.make_award, wanted("idea-2", 1)) is Refusal.SHORTFALL
    if not ratified:
        books.ratify()
    with pytest.raises(Refused) as refused:
        books.prepare(award_id, 10_001)
    assert (refused.value.code, refused.value.facts) == (
        Refusal.AT_RISK,
        {"amount_pence": 4_000},
    )
    books.pay(award_id, 10_000)
    assert books.balances() == {
        "council:granted": 10_000,
        "council:paid": 10_000,
        "trust:committed": 4_000,
        "trust:at_risk": 4_000,
    }
    assert books.verify().problems == ()


def test_a_payment_that_waits_is_not_approved_once_its_money_is_lost(books: Books) -> None:
    pledge_id = books.pledge("trust", 6_000)
    award_id = books.award(amount_pence=16_000)
    payment_id = books.prepare(award_id, 10_001)
    books.write(store.lose_pledge, pledge_id)
    assert code(books, store.approve_payment, payment_id, actor_id="bo") is Refusal.AT_RISK
    books.write(store.refuse_payment, payment_id, actor_id="bo")
    books.pay(award_id, 10_000)


def test_a_pledge_that_came_in_is_not_lost_but_a_bounced_one_is(books: Books) -> None:
    """The bank took it back: its arrival is undone first, then it is lost like any other."""
    pledge_id = books.pledge("trust", 6_000)
    received = books.write(store.receive_pledge, pledge_id)
    award_id = books.award(amount_pence=16_000)
    assert code(books, store.lose_pledge, pledge_id) is Refusal.PLEDGE_CAME_IN
    books.write(store.reverse, received)
    books.write(store.lose_pledge, pledge_id)
    assert award_line(books, award_id).state.totals.at_risk_pence == 6_000
    assert (to_commit(books), books.verify().problems) == (0, ())


def test_money_that_was_paid_out_can_not_be_lost(books: Books) -> None:
    pledge_id = books.pledge("trust", 6_000)
    received = books.write(store.receive_pledge, pledge_id)
    books.pay(books.award(amount_pence=16_000), 16_000)
    assert code(books, store.reverse, received) is Refusal.EXCEEDS_HELD


def test_a_loss_is_shared_by_the_awards_of_its_pot(books: Books) -> None:
    pledge_id = books.pledge("trust", 6_000)
    made = [books.reserve(f"idea-{number}", pence) for number, pence in enumerate((10_000, 2_001))]
    made.append(books.reserve("idea-9", 3_999))
    books.write(store.lose_pledge, pledge_id)
    shares = [award_line(books, one).state.totals.at_risk_pence for one in made]
    assert (shares, sum(shares)) == ([0, 2_001, 3_999], 6_000)


def lost(books: Books) -> tuple[str, str]:
    """An award of 100 pounds of which 60 are at risk."""
    pledge_id = books.pledge("trust", 6_000, idea_id="idea-1")
    award_id = books.award(amount_pence=10_000)
    books.write(store.lose_pledge, pledge_id)
    return award_id, pledge_id


def test_other_money_covers_what_is_at_risk(books: Books) -> None:
    award_id, _ = lost(books)
    cover = {"pot_id": books.pots["council"]}
    assert code(books, store.cover, award_id, **cover, amount_pence=6_001) is (
        Refusal.EXCEEDS_AT_RISK
    )
    books.write(store.cover, award_id, **cover, amount_pence=6_000)
    found = award_line(books, award_id).state
    assert (found.status, at_risk(books)) == (AwardStatus.RATIFIED, 0)
    assert [(share.funder_id, share.amount_pence) for share in found.shares] == [
        (books.funders["council"], 10_000)
    ]
    books.pay(award_id, 10_000)
    assert books.verify().problems == ()


def test_a_late_receipt_covers_what_is_at_risk(books: Books) -> None:
    award_id, _ = lost(books)
    pot_id = books.write(
        store.open_pot,
        fund_id="fund-1",
        funder_id=books.funders["trust"],
        name="Late",
        restriction="",
    )
    books.write(store.receive, pot_id=pot_id, amount_pence=6_000)
    assert code(books, store.make_award, wanted("idea-2", 1)) is Refusal.SHORTFALL
    books.write(store.cover, award_id, pot_id=pot_id, amount_pence=6_000)
    books.write(store.make_award, wanted("idea-2", 6_000))
    assert books.verify().problems == ()


def test_the_funder_pays_after_all(books: Books) -> None:
    award_id, pledge_id = lost(books)
    loss = books.read(lambda session: store.entry_lines(session, limit=1))[0].entry.id
    books.write(store.reverse, loss)
    assert (at_risk(books), line(books, pledge_id).stage) == (0, PledgeStage.CONFIRMED)
    books.write(store.receive_pledge, pledge_id)
    books.pay(award_id, 10_000)
    assert books.verify().problems == ()


def test_a_loss_that_was_covered_can_not_be_undone(books: Books) -> None:
    award_id, _ = lost(books)
    loss = books.read(lambda session: store.entry_lines(session, limit=1))[0].entry.id
    books.write(store.cover, award_id, pot_id=books.pots["council"], amount_pence=1)
    assert code(books, store.reverse, loss) is Refusal.EXCEEDS_AT_RISK


def test_cancelling_the_rest_heals_too(books: Books) -> None:
    award_id, _ = lost(books)
    books.pay(award_id, 1_500)
    books.write(store.cancel, award_id)
    assert (at_risk(books), to_commit(books)) == (0, 8_500)
    assert award_line(books, award_id).state.status is AwardStatus.PAID
    assert books.verify().problems == ()


def test_a_condition_holds_a_pledge_back_until_somebody_says_why_it_is_met(books: Books) -> None:
    asked = store.Asked(ConditionKind.OTHER, words="Only if Ann runs it")
    pledge_id = offer(books, 500, asked)
    assert code(books, store.confirm_pledge, pledge_id) is Refusal.CONDITION_NOT_MET
    assert line(books, pledge_id).words == "Only if Ann runs it"
    meet = store.mark_condition_met
    assert code(books, meet, pledge_id, reason=" ") is Refusal.CONDITION_INCOMPLETE
    books.write(meet, pledge_id, reason="Ann said she will")
    assert code(books, meet, pledge_id, reason="again") is Refusal.ALREADY_SETTLED
    assert (line(books, pledge_id).is_met, to_commit(books)) == (True, 10_000)
    books.write(store.confirm_pledge, pledge_id)
    assert to_commit(books) == 10_500
    books.write(store.erase_words, pledge_id)
    assert line(books, pledge_id).words is None
    assert books.read(lambda s: s.query(models.PledgeWords).count()) == 0
    assert books.verify().problems == ()


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (
            store.Asked(ConditionKind.AREA, area_id="area-1"),
            {"kind": ConditionKind.AREA, "about": "area-1"},
        ),
        (
            store.Asked(ConditionKind.AUDIENCE, audience=Audience.UNDER_FIVES),
            {"kind": ConditionKind.AUDIENCE, "about": "under_fives"},
        ),
    ],
)
def test_a_condition_is_kept_as_data(
    books: Books, asked: store.Asked, condition: dict[str, Any]
) -> None:
    pledge_id = offer(books, 500, asked)
    assert line(books, pledge_id).condition == Condition(pledge_id, **condition)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (store.Asked(ConditionKind.OTHER, words="  "), Refusal.CONDITION_INCOMPLETE),
        (store.Asked(ConditionKind.AREA), Refusal.CONDITION_INCOMPLETE),
        (store.Asked(ConditionKind.AT_LEAST_HALF), Refusal.CONDITION_NEEDS_IDEA),
    ],
)
def test_what_is_half_said_is_refused(books: Books, asked: store.Asked, refusal: Refusal) -> None:
    how = {"pot_id": books.pots["trust"], "amount_pence": 500, "asked": asked}
    assert code(books, store.offer_pledge, **how) is refusal
    assert books.read(lambda session: store.pledge_lines(session, "fund-1")) == []


def test_half_is_worked_out_and_not_believed(books: Books) -> None:
    pledge_id = books.write(
        store.offer_in_room,
        fund_id="fund-1",
        funder_name="  The bakery ",
        funder_kind=FunderKind.BUSINESS,
        idea_id="idea-1",
        amount_pence=500,
        name="For one idea",
        restriction="Only this idea.",
        asked=store.Asked(ConditionKind.AT_LEAST_HALF),
    )
    meet = store.compute_condition_met
    facts = {"asked_pence": 1_001, "given_pence": 500}
    assert code(books, meet, pledge_id, **facts) is Refusal.HALF_NOT_GIVEN
    assert code(books, store.mark_condition_met, pledge_id, reason="I say so") is (
        Refusal.HALF_NOT_GIVEN
    )
    books.write(meet, pledge_id, asked_pence=1_001, given_pence=501)
    books.write(store.confirm_pledge, pledge_id)
    assert books.verify().problems == ()


def test_a_room_sees_what_is_offered_and_a_funder_is_known_again(app: Flask) -> None:
    books = Books(app)
    with app.app_context(), transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Our fund", actor_id="test", at=at)
        who = {"funder_kind": FunderKind.BUSINESS, "actor_id": "seat-1", "at": at}
        offers = [
            pledging.offer(
                session,
                fund_id=fund_id,
                funder_name=name,
                amount_pence=500,
                idea_id=None,
                asked=None,
                intent_key=f"pad-{name}",
                **who,
            )
            for name in ("The Bakery", "the bakery")
        ]
    funder_names = [funder.name for funder in books.read(store.funders)]
    assert funder_names == ["The Bakery"]
    with app.app_context(), transaction() as session:
        by = {"actor_id": "chair", "at": now(session)}
        pledging.confirm(session, offers[0], intent_key="c", **by)
        pledging.withdraw(session, offers[1], intent_key="w", **by)
    shown = books.read(lambda session: pledging.offers(session, fund_id))
    assert [(one.pledge_id, one.funder_name, one.amount_pence, one.stage) for one in shown] == [
        (offers[0], "The Bakery", 500, PledgeStage.CONFIRMED),
        (offers[1], "The Bakery", 500, PledgeStage.WITHDRAWN),
    ]
    assert books.verify().problems == ()
