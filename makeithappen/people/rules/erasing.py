"""Who can be erased: whoever holds no office, decides nothing just now, and is owed nothing."""

from __future__ import annotations

from makeithappen.core.errors import Refused
from makeithappen.people.rules.refusals import Refusal

PRIVATE = frozenset({"applicant", "panel_member", "cofunder"})
"""Roles that somebody has for themselves. All others are offices: they are given back first."""


def check_erase(
    roles: frozenset[str], *, on_panel: bool, before_panel: bool, owed_pence: int
) -> None:
    """Refuse while others count on this person: an office, a panel, or money to be paid."""
    if roles - PRIVATE:
        raise Refused(Refusal.HOLDS_OFFICE)
    if on_panel:
        raise Refused(Refusal.ON_A_PANEL)
    if before_panel:
        raise Refused(Refusal.BEFORE_A_PANEL)
    if owed_pence:
        raise Refused(Refusal.IS_OWED, amount_pence=owed_pence)
