"""Which pots pay an award: money meant for that idea first, then the other pots in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.rules.accounts import PROMISED, AccountKind, Pot, account_id
from ledger.rules.refusal import Refusal
from makeithappen.core.errors import Refused

Balances = Mapping[str, int]  # pence by account id, each on its natural side; missing means 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one pot gives."""

    pot: Pot
    amount_pence: int


def free_pence(pot: Pot, balances: Balances) -> int:
    """What can still be committed from this pot."""
    return balances.get(account_id(pot.id, AccountKind.FREE), 0)


def award_pence(pots: Sequence[Pot], kind: AccountKind, award_id: str, balances: Balances) -> int:
    """What an award's accounts of one kind hold over all its pots."""
    return sum(balances.get(account_id(pot.id, kind, award_id), 0) for pot in pots)


def at_risk_pence(pot_id: str, award_id: str, balances: Balances) -> int:
    """What of an award in one pot has no money behind it any longer."""
    return balances.get(account_id(pot_id, AccountKind.AT_RISK, award_id), 0)


def promised_pence(pot_id: str, award_id: str, balances: Balances) -> int:
    """What of an award in one pot is not paid yet, ratified or not."""
    return sum(balances.get(account_id(pot_id, kind, award_id), 0) for kind in PROMISED)


def stack(
    idea_id: str, amount_pence: int, pots: Sequence[Pot], balances: Balances
) -> tuple[Share, ...]:
    """Takes from each pot up to what is free, earmarked ones first; pots of other ideas never.

    Refuses with exceeds_available where the pots together don't hold enough.
    """
    earmarked = [pot for pot in pots if pot.idea_id == idea_id]
    common = [pot for pot in pots if pot.idea_id is None]
    shares: list[Share] = []
    missing_pence = amount_pence
    for pot in earmarked + common:
        taken_pence = min(missing_pence, free_pence(pot, balances))
        if taken_pence > 0:
            shares.append(Share(pot, taken_pence))
            missing_pence -= taken_pence
    if missing_pence:
        raise Refused(
            Refusal.EXCEEDS_AVAILABLE,
            amount_pence=amount_pence,
            available_pence=amount_pence - missing_pence,
        )
    return tuple(shares)
