"""Which pots pay an award: money meant for that idea first, then the other pots in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.rules.accounts import PROMISED, AccountKind, Pot, account_id
from ledger.rules.refusal import Refusal
from ledger.rules.restriction import NOTHING_KNOWN, UNRESTRICTED, Known, fits
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
    idea_id: str,
    amount_pence: int,
    pots: Sequence[Pot],
    balances: Balances,
    known: Known = NOTHING_KNOWN,
) -> tuple[Share, ...]:
    """Takes from each pot up to what is free: earmarked ones first, then those whose restriction
    fits, then those that may be used for anything. Pots of other ideas, and those whose restriction
    does not fit, never.

    Refuses with exceeds_available where the pots together don't hold enough, and with what does not
    fit where only a restriction keeps money back that would do.
    """
    able = [pot for pot in pots if pot.idea_id in {None, idea_id}]
    fitting = sorted(
        (pot for pot in able if fits(pot.restriction, known) is None),
        key=lambda pot: (pot.idea_id is None, pot.restriction == UNRESTRICTED),
    )
    shares: list[Share] = []
    missing_pence = amount_pence
    for pot in fitting:
        taken_pence = min(missing_pence, free_pence(pot, balances))
        if taken_pence > 0:
            shares.append(Share(pot, taken_pence))
            missing_pence -= taken_pence
    if missing_pence:
        raise Refused(
            _why(missing_pence, able, balances, known),
            amount_pence=amount_pence,
            available_pence=amount_pence - missing_pence,
        )
    return tuple(shares)


def _why(missing_pence: int, pots: Sequence[Pot], balances: Balances, known: Known) -> StrEnum:
    """The first restriction that keeps money back, if all that is kept back would be enough."""
    reasons = [(fits(pot.restriction, known), free_pence(pot, balances)) for pot in pots]
    kept = [(reason, pence) for reason, pence in reasons if reason is not None and pence]
    enough = sum(pence for _, pence in kept) >= missing_pence
    return kept[0][0] if kept and enough else Refusal.EXCEEDS_AVAILABLE


def money_for(
    ideas: Mapping[str, Known], pots: Sequence[Pot], balances: Balances
) -> tuple[int, dict[str, int]]:
    """What can be promised to these ideas together, and the part of it for one of them alone.

    A pot whose restriction fits some of them counts for all: who decides too much for the others is
    refused when the money is to be promised.
    """
    total_pence = 0
    for_ideas: dict[str, int] = {}
    for pot in pots:
        meant = [
            idea_id
            for idea_id, known in ideas.items()
            if pot.idea_id in {None, idea_id} and fits(pot.restriction, known) is None
        ]
        is_common = pot.idea_id is None and pot.restriction == UNRESTRICTED
        free = free_pence(pot, balances)
        if meant or is_common:
            total_pence += free
        if len(meant) == 1 and not is_common:
            for_ideas[meant[0]] = for_ideas.get(meant[0], 0) + free
    return total_pence, for_ideas
