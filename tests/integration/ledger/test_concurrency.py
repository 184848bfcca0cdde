"""Many hands at once: the money is spent once, and the proof holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy.exc import DatabaseError

from ledger import store
from ledger.rules import posting
from ledger.rules.accounts import AccountKind, FunderKind, account_id
from ledger.rules.entry import Award
from ledger.rules.refusal import Refusal
from ledger.rules.stack import Share
from ledger.rules.status import AwardStatus
from ledger.store import facts, writing
from makeithappen.core.db import now, transaction
from makeithappen.core.errors import Refused
from tests.integration.ledger.given import Books, wanted


def hundred_pounds(app: Flask) -> Books:
    books = Books(app)
    books.open_pot("council", FunderKind.COUNCIL, 10_000)
    return books


def at_once(act: Callable[[int], str]) -> Counter[str]:
    with ThreadPoolExecutor(40) as pool:
        return Counter(pool.map(act, range(40)))


def test_forty_awards_at_once_never_overspend(app: Flask) -> None:
    books = hundred_pounds(app)

    def award(number: int) -> str:
        try:
            books.write(store.make_award, wanted(f"idea-{number}", 1_000))
        except Refused as refused:
            return str(refused.code)
        return "awarded"

    assert at_once(award) == {"awarded": 10, Refusal.EXCEEDS_AVAILABLE: 30}
    assert books.balances() == {"council:held": 10_000, "council:reserved": 10_000}
    assert books.verify().problems == ()


def test_one_idea_is_awarded_once_by_forty_hands(app: Flask) -> None:
    books = hundred_pounds(app)

    def award(number: int) -> str:
        try:
            books.write(store.make_award, wanted("idea-1", 100))
        except Refused as refused:
            return str(refused.code)
        return "awarded"

    assert at_once(award) == {"awarded": 1, Refusal.ALREADY_AWARDED: 39}
    assert books.verify().ok


def test_a_payment_is_approved_once_by_forty_hands(app: Flask) -> None:
    books = hundred_pounds(app)
    payment_id = books.prepare(books.award(amount_pence=5_000), 2_000)

    def approve(number: int) -> str:
        try:
            books.write(store.approve_payment, payment_id, actor_id="bo")
        except Refused as refused:
            return str(refused.code)
        return "paid"

    assert at_once(approve) == {"paid": 1, Refusal.ALREADY_SETTLED: 39}
    assert books.balances()["council:paid"] == 2_000
    assert books.verify().ok


def test_the_database_alone_refuses_to_overspend(app: Flask) -> None:
    """Forty writers that believe that there is enough, with no lock and no rule in their way."""
    books = hundred_pounds(app)
    free = account_id(books.pots["council"], AccountKind.FREE)

    def award(number: int) -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    pot = facts.find_pot(session, books.pots["council"])
                    made = Award(
                        f"award-{number}", "fund-1", "r", "d", f"idea-{number}", 1_000, 1_000, "d"
                    )
                    by = store.By("person-ann", now(session), f"hand-{number}")
                    entry = posting.make_award(
                        by.stamp("fund-1"),
                        made,
                        [Share(pot, 1_000)],
                        awarded=False,
                        balances={free: 1_000},
                    )
                    writing.write(session, entry)
            except DatabaseError:
                return "refused"
        return "awarded"

    assert at_once(award) == {"awarded": 10, "refused": 30}
    assert books.balances() == {"council:held": 10_000, "council:reserved": 10_000}


def both(first: Callable[[], object], second: Callable[[], object]) -> tuple[str, str]:
    """Two acts at the same moment: "done", or the refusal's code."""

    def act(what: Callable[[], object]) -> str:
        try:
            what()
        except Refused as refused:
            return str(refused.code)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(act, (first, second))
    return one, other


ROUNDS = 6


def test_a_loss_racing_awards_never_leaves_less_than_nothing(app: Flask) -> None:
    """Whoever comes first: a promise that rests on the pledge is at risk, or is never made."""
    books = Books(app)
    books.open_pot("trust", FunderKind.TRUST, 0)
    for number in range(ROUNDS):
        pledge_id = books.pledge("trust", 1_000)
        idea = wanted(f"idea-{number}", 600)
        found = both(
            lambda one=idea: books.write(store.make_award, one),
            lambda one=pledge_id: books.write(store.lose_pledge, one),
        )
        risk_pence = books.read(lambda session: store.at_risk_pence(session, "fund-1"))
        assert (found, risk_pence) in [
            (("done", "done"), 600),
            ((str(Refusal.EXCEEDS_AVAILABLE), "done"), 0),
        ]
        books.write(store.release_day, "day-1")
        assert books.balances() == {}
    assert books.verify().problems == ()


def test_ratifying_racing_a_reopening_leaves_nothing_half_done(app: Flask) -> None:
    books = hundred_pounds(app)
    for _ in range(ROUNDS):
        award_id = books.reserve(amount_pence=5_000)
        found = both(books.ratify, lambda: books.write(store.release_day, "day-1"))
        assert found in {("done", "done"), (str(Refusal.NOTHING_RESERVED), "done")}
        assert books.balances() == {"council:held": 10_000, "council:free": 10_000}
        state = books.read(lambda s, one=award_id: store.find_award_line(s, one)).state
        assert state.status is AwardStatus.TAKEN_BACK
    assert books.verify().problems == ()


def test_a_payment_racing_a_reopening_keeps_the_day_or_is_not_made(app: Flask) -> None:
    books = hundred_pounds(app)
    for number in range(ROUNDS):
        award_id = books.award(f"idea-{number}", 100)
        found = both(
            lambda one=award_id: books.prepare(one, 10),
            lambda: books.write(store.release_day, "day-1"),
        )
        if found == ("done", str(Refusal.PAYMENT_WAITING)):
            waiting = books.read(store.payments_waiting)[0].payment.id
            books.write(store.refuse_payment, waiting)
            books.write(store.release_day, "day-1")
        else:
            assert found == (str(Refusal.EXCEEDS_COMMITTED), "done")
        assert books.balances() == {"council:held": 10_000, "council:free": 10_000}
    award_id = books.award(amount_pence=100)
    payment_id = books.prepare(award_id, 10)
    found = both(
        lambda: books.write(store.approve_payment, payment_id, actor_id="bo"),
        lambda: books.write(store.release_day, "day-1"),
    )
    refusals = {str(Refusal.PAYMENT_WAITING), str(Refusal.ALREADY_PAID)}
    assert (found[0], found[1] in refusals) == ("done", True)
    assert books.verify().problems == ()
