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
    assert books.balances() == {"council:held": 10_000, "council:committed": 10_000}
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
    assert books.balances() == {"council:held": 10_000, "council:committed": 10_000}
