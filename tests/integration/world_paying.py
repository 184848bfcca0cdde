"""Paying out in the world of `world.py`: payees, a run, limits that wait, spend lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger import store as ledger
from ledger.rules.entry import PaymentMethod
from ledger.rules.payee import Details
from ledger.store import limits, payees, runs, spending

if TYPE_CHECKING:
    from tests.integration.world import World


def paying_around(world: World) -> None:
    """A run of the first fund waits, and other payments beside it; all is there several times."""
    session, first = world.session, world.awards[0]
    world.payee = payees.payees_of_award(session, first)[0].payee_id
    voucher = {"method": PaymentMethod.VOUCHER, "typed": Details("Leanne")}
    to = [
        ledger.put_payee(session, world.by(), award_id=first, **voucher) for _ in range(world.rows)
    ]
    made = [
        ledger.prepare_payment(
            session, world.by(), award_id=first, amount_pence=1, payee_id=payee_id
        )
        for payee_id in (*to, *to)
    ]
    world.run = runs.prepare_run(session, world.by(), world.funds[0], made[: world.rows])
    pence = {"payment_pence": 1, "run_pence": 1, "day_pence": 1, "light_pence": 10}
    bought = spending.Bought("Bread", "The baker", date(2026, 5, 14), b"photo")
    for _ in range(world.rows):
        world.spend = spending.record_spend(
            session, world.by(), award_id=first, amount_pence=1, bought=bought
        )
    limits.propose_limits(session, world.by(), world.funds[0], **pence)
