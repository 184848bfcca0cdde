"""An award's money, step by step: what is with the recipient, and what is still to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.rules.accounts import PROMISED, AccountKind, account_name, natural_pence
from ledger.rules.entry import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """Where an award's money stands after an entry, in pence."""

    entry_id: str
    to_pay_pence: int
    with_recipient_pence: int


def timeline(award_id: str, entries: Iterable[Entry]) -> list[Step]:
    """A step for each entry, in their order; entries about other awards change nothing."""
    steps: list[Step] = []
    to_pay_pence = with_recipient_pence = 0
    for entry in entries:
        for leg in entry.legs:
            name = account_name(leg.account_id)
            if name.award_id != award_id:
                continue
            pence = natural_pence(name.kind, leg.amount_pence)
            to_pay_pence += pence if name.kind in PROMISED else 0
            with_recipient_pence += pence if name.kind is AccountKind.PAID else 0
        steps.append(Step(entry.id, to_pay_pence, with_recipient_pence))
    return steps
