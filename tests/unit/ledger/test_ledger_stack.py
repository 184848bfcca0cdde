"""The funding stack: earmarked money first, then pot by pot, never another idea's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.rules.accounts import Pot
from ledger.rules.refusal import Refusal
from ledger.rules.stack import Share, free_pence, stack
from makeithappen.core.errors import Refused
from tests.unit.ledger.ledger_world import COUNCIL, GIFT, TRUST

BALANCES = {"pot-council:free": 100, "pot-trust:free": 50, "pot-gift:free": 30}
POTS = (COUNCIL, TRUST, GIFT)


def test_money_for_this_idea_goes_first() -> None:
    assert stack("idea-1", 140, POTS, BALANCES) == (
        Share(GIFT, 30),
        Share(COUNCIL, 100),
        Share(TRUST, 10),
    )


def test_money_for_another_idea_is_not_touched() -> None:
    assert stack("idea-2", 120, POTS, BALANCES) == (Share(COUNCIL, 100), Share(TRUST, 20))
    with pytest.raises(Refused) as refused:
        stack("idea-2", 151, POTS, BALANCES)
    assert refused.value.code is Refusal.EXCEEDS_AVAILABLE
    assert refused.value.facts == {"amount_pence": 151, "available_pence": 150}


def test_a_pot_without_an_account_has_nothing() -> None:
    assert free_pence(Pot("pot-x", "fund-1", "funder-x"), BALANCES) == 0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**13), st.sampled_from([None, "idea-1", "idea-2"]))),
    st.integers(1, 10**13),
)
def test_shares_add_up_or_nothing_is_taken(
    given_pots: list[tuple[int, str | None]], amount_pence: int
) -> None:
    pots = [Pot(f"pot-{n}", "f", "x", idea) for n, (_, idea) in enumerate(given_pots)]
    balances = {f"pot-{n}:free": pence for n, (pence, _) in enumerate(given_pots)}
    enough = sum(pence for pence, idea in given_pots if idea != "idea-2") >= amount_pence
    if enough:
        shares = stack("idea-1", amount_pence, pots, balances)
        assert sum(share.amount_pence for share in shares) == amount_pence
        assert all(0 < share.amount_pence <= free_pence(share.pot, balances) for share in shares)
        assert all(share.pot.idea_id != "idea-2" for share in shares)
    else:
        with pytest.raises(Refused):
            stack("idea-1", amount_pence, pots, balances)
