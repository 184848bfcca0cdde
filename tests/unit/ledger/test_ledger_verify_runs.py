"""Payments and their runs: a forged one is found by our own rules and by the outsider's."""

from __future__ import annotations

import pytest

from ledger.rules.entry import Entry
from tests.unit.ledger.ledger_export import checked, exported
from tests.unit.ledger.ledger_world import World, verify
from tests.unit.ledger.make_vectors import forged_payments

FORGED = forged_payments()
RUN = "the payments of its run are not those that were approved"
SETTLED = "it pays another amount than was prepared, or by who prepared it"
SPENT = "it was below zero at one time"
FOUND = {
    "two_in_a_run": [],
    "run_of_one_hand": [("entries", "entry-x2", SETTLED)],
    "run_of_other_payments": [("payment_runs", "payment-1", RUN)],
    "run_left_out": [("payment_runs", "payment-1", RUN)],
    "approved_alone": [("entries", "entry-024", SETTLED)],
    "paid_without_a_run": [
        ("entries", "entry-024", "it names a run that is not that of its payment")
    ],
    "paid_to_another": [("payment_runs", "payment-1", RUN)],
    "paid_to_nobody": [
        ("entries", "entry-023", "it names a payee that is not that of its payment")
    ],
    "spent_more_than_paid": [
        ("accounts", "pot-council:paid:award-1", SPENT),
        ("accounts", "pot-trust:paid:award-1", SPENT),
    ],
    "closed_beyond_what_was_paid": [("accounts", "pot-council:paid:award-1", SPENT)],
    "spend_of_another_amount": [
        ("entries", "entry-032", "its spend line is not what its legs move")
    ],
    "return_undone_twice": [("entries", "entry-052", "it reverses an entry for the second time")],
}


def test_each_forgery_is_expected() -> None:
    assert FOUND.keys() == FORGED.keys()


@pytest.mark.parametrize("name", FORGED)
def test_a_forgery_is_named_by_both(name: str) -> None:
    entries: list[Entry] = FORGED[name]
    world = World()
    for entry in entries:
        world.post(entry)
    found = [(one.table, one.row, one.reason) for one in verify(world.tables)]
    assert found == FOUND[name]
    assert bool(checked(exported(entries).text())) is bool(found)
