"""Two funds with an entry of every kind, and rows that differ in each column that may differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask

from ledger import store
from ledger.rules.accounts import FunderKind
from ledger.rules.conditions import Audience, ConditionKind
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.rules.records import (
    ChangeKind,
    End,
    Owns,
    Reason,
    RecipientKind,
    Splits,
    SupportKind,
    SupportStage,
    Unit,
)
from ledger.rules.restriction import Restriction
from ledger.store import after_paying, limits, runs, spending
from ledger.store.pledges import compute_condition_met
from makeithappen.core.db import now, transaction
from tests.integration.ledger.given import Books, to_the_result
from tests.integration.ledger.given_kinds import LAST_MONTH, close


def everything(app: Flask) -> Books:
    """The whole way to the result, and a second award beside it, of another fund."""
    books = to_the_result(app, seals=False)
    books.seal()
    _conditions(books)
    award_id = _second_award(books)
    _on_record(books, award_id)
    books.seal()
    _paid_and_spent(books, award_id)
    books.seal()
    books.rotate()
    books.rotate()
    books.write(store.erase_subject, "person-di", actor_id="di")
    books.write(store.erase_subject, "person-ed", actor_id="cy", second_actor_id="person-bo")
    close(books, LAST_MONTH.replace(day=1) - timedelta(days=1))
    close(books, LAST_MONTH, "fund-2")
    books.seal()
    return books


def _conditions(books: Books) -> None:
    """Three more pledges: for an area, for parents, and one that half was given for."""
    pot = {"pot_id": books.pots["council"], "amount_pence": 7}
    asked = (
        store.Asked(ConditionKind.AREA, area_id="area-1"),
        store.Asked(ConditionKind.AUDIENCE, audience=Audience.PARENTS),
    )
    for one in asked:
        books.write(store.offer_pledge, **pot, asked=one)
    half = store.Asked(ConditionKind.AT_LEAST_HALF)
    pledge_id = books.write(
        store.offer_pledge_for_idea,
        fund_id="fund-1",
        funder_id=books.funders["trust"],
        idea_id="idea-1",
        amount_pence=9,
        name="Half",
        restriction="half",
        asked=half,
    )
    figures = {"asked_pence": 100, "given_pence": 50}
    books.write(compute_condition_met, pledge_id, **figures)


def _second_award(books: Books) -> str:
    """An award of another fund, which two people agreed to."""
    funder_id = books.write(store.add_funder, name="Shop", kind=FunderKind.BUSINESS)
    pot_id = books.write(
        store.open_pot,
        fund_id="fund-2",
        funder_id=funder_id,
        name="The shop's pot",
        restriction="food",
        rule=Restriction(frozenset({"area-1"}), frozenset({"food"})),
    )
    books.write(store.receive, pot_id=pot_id, amount_pence=90_000)
    books.pots["shop"] = pot_id
    books.write(store.offer_pledge, pot_id=pot_id, amount_pence=8)
    fee = {"kind": ChangeKind.FEE, "reason": Reason.TRANSFER_FEE, "words": "As it says"}
    books.write(store.prepare_change, **fee, pot_id=pot_id, amount_pence=6, actor_id="cy")
    with books.app.app_context(), transaction() as session:
        by = store.By("person-ann", now(session), "an-older-day", date(2026, 5, 1))
        store.receive(session, by, pot_id=pot_id, amount_pence=10)
    books.seal()
    other = {"fund_id": "fund-2", "round_id": "round-2", "decision_digest": "e" * 64}
    award_id = books.reserve("idea-2", 60_000, day_id="day-2", **other)
    books.ratify("day-2")
    settled: dict[str, Any] = {"owns": Owns.FUND, "splits": Splits.FUND_DECIDES, "terms": []}
    first = store.Offered(
        RecipientKind.TWO_PEOPLE, "person-dee", "person-eve", text="We agree.", **settled
    )
    second = store.Offered(
        RecipientKind.HOSTED, "person-flo", "person-gus", text="We agree again.", **settled
    )
    books.write(store.offer_agreement, award_id, first)
    agreement_id = books.write(store.offer_agreement, award_id, second)
    for person in ("flo", "gus"):
        books.write(store.accept_agreement, agreement_id, actor_id=person)
    return award_id


def _on_record(books: Books, award_id: str) -> None:
    """A second plan, hours that became more, and a trial that goes on."""
    for _plan in range(2):
        parts = [store.Part(50_000, date(2026, 1, 2)), store.Part(10_000, date(2026, 1, 3))]
        books.write(store.plan_instalments, award_id, parts)
    hours = {"kind": SupportKind.HOURS, "unit": Unit.HOURS, "stage": SupportStage.OFFERED}
    first = books.write(store.record_support, award_id, **hours, quantity=100, words="Help")
    hours["stage"] = SupportStage.RECEIVED
    more = {**hours, "quantity": 250, "words": "Help", "amends_id": first}
    books.write(store.record_support, award_id, **more)
    question = {"question": "Is it warm?", "ends_on": date(2199, 2, 2)}
    books.write(store.start_trial, award_id, **question)
    books.write(store.finish_trial, award_id, end=End.ADOPT, learnt="It is")


def _paid_and_spent(books: Books, award_id: str) -> None:
    """A run of two payments to a supplier, one of which comes back; two spend lines."""
    pence = {"payment_pence": 30_000, "run_pence": 40_000, "day_pence": 50_000}
    limit_id = books.write(limits.propose_limits, "fund-2", **pence, light_pence=2_000)
    books.write(limits.decide_limits, limit_id, agree=True, actor_id="bo")
    typed = Details("The hall", "65-43-21", "87654321", contact="hall@example.org")
    method = PaymentMethod.SUPPLIER
    hall = books.write(store.put_payee, award_id=award_id, method=method, typed=typed)
    waiting: list[str] = []
    for pence_due, invoice in ((20_000, "INV/7"), (15_000, "INV/8")):
        to = {"award_id": award_id, "amount_pence": pence_due, "payee_id": hall}
        named = {"invoice": invoice, "actor_id": "cy"}
        waiting.append(books.write(store.prepare_payment, **to, **named))
    run_id = books.write(runs.prepare_run, "fund-2", waiting)
    run = books.read(lambda session: runs.find_run(session, run_id))
    books.write(runs.approve_run, run_id, seen_hash=run.payload_hash, actor_id="bo")
    books.write(after_paying.take_file, run_id, actor_id="bo")
    books.write(after_paying.record_failure, waiting[0], "closed")
    for what, pence_spent in (("Soup", 1_500), ("Milk", 700)):
        bought = spending.Bought(what, "The shop", date(2026, 5, 15))
        spent = {"award_id": award_id, "amount_pence": pence_spent, "bought": bought}
        books.write(spending.record_spend, **spent)
