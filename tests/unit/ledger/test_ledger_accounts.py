"""The chart of accounts: names that can be read back, natural sides, what a pot opens."""

from __future__ import annotations

import pytest

from ledger.rules.accounts import (
    AWARD_KINDS,
    Account,
    AccountKind,
    AccountName,
    Pot,
    Side,
    account_id,
    account_name,
    award_accounts,
    natural_pence,
    pot_accounts,
    risk_account,
    side_of,
)

POT = Pot("pot-a", "fund-1", "funder-1", idea_id="idea-1")


def test_where_money_is_stands_on_the_debit_side() -> None:
    assert {kind: side_of(kind) for kind in AccountKind} == {
        AccountKind.RECEIVABLE: Side.DEBIT,
        AccountKind.HELD: Side.DEBIT,
        AccountKind.FREE: Side.CREDIT,
        AccountKind.SET_ASIDE: Side.CREDIT,
        AccountKind.PAID: Side.DEBIT,
        AccountKind.AT_RISK: Side.DEBIT,
        AccountKind.RESERVED: Side.CREDIT,
        AccountKind.COMMITTED: Side.CREDIT,
        AccountKind.GRANTED: Side.CREDIT,
        AccountKind.SPENT: Side.DEBIT,
    }


def test_a_signed_sum_seen_from_the_natural_side() -> None:
    assert natural_pence(AccountKind.HELD, 5) == 5
    assert natural_pence(AccountKind.FREE, 5) == -5


@pytest.mark.parametrize("kind", AccountKind)
def test_an_account_s_name_can_be_read_back(kind: AccountKind) -> None:
    of_award = kind in AWARD_KINDS
    award_id = "award-1" if of_award else None
    name = account_id("pot-a", kind, award_id)
    assert account_name(name) == AccountName("pot-a", kind, award_id)


@pytest.mark.parametrize(
    "name",
    ["", "pot-a", "pot-a:", "pot-a:spent", ":held", "pot-a:held:award-1", "pot-a:paid", "a:b:held"],
)
def test_what_is_no_account_s_name(name: str) -> None:
    with pytest.raises(ValueError, match="not the id of an account"):
        account_name(name)


def test_only_awards_have_accounts_of_their_own() -> None:
    with pytest.raises(ValueError, match="don't go together"):
        account_id("pot-a", AccountKind.HELD, "award-1")
    with pytest.raises(ValueError, match="don't go together"):
        account_id("pot-a", AccountKind.PAID)


def test_what_a_pot_opens() -> None:
    assert pot_accounts(POT)[1] == Account(
        id="pot-a:held",
        fund_id="fund-1",
        pot_id="pot-a",
        funder_id="funder-1",
        idea_id="idea-1",
        award_id=None,
        kind=AccountKind.HELD,
        side=Side.DEBIT,
        currency="GBP",
    )
    assert [account.id for account in pot_accounts(POT)] == [
        "pot-a:receivable",
        "pot-a:held",
        "pot-a:free",
    ]


def test_what_an_award_opens_in_a_pot() -> None:
    assert [(account.id, account.award_id) for account in award_accounts(POT, "award-1")] == [
        ("pot-a:reserved:award-1", "award-1"),
        ("pot-a:committed:award-1", "award-1"),
        ("pot-a:granted:award-1", "award-1"),
        ("pot-a:paid:award-1", "award-1"),
    ]


def test_what_is_at_risk_has_an_account_only_once_a_pledge_was_lost() -> None:
    found = risk_account(POT, "award-1")
    assert (found.id, found.side) == ("pot-a:at_risk:award-1", Side.DEBIT)
