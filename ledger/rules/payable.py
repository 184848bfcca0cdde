"""What must be so before money goes out, beside there being enough of it.

This is the one place for such conditions: each is a field of `Readiness` and a line of
`check_payable`, which is asked when a payment is prepared and again when it is approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.rules.paying_refusal import PayRefusal
from makeithappen.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Readiness:
    """How an award and its payee stand at a moment (UTC, by the database's clock)."""

    has_payee: bool
    is_replaced: bool
    ready_at: datetime | None
    now: datetime


def check_payable(ready: Readiness) -> None:
    """Refuses a payment whose payee is unknown, or was replaced since."""
    if not ready.has_payee:
        raise Refused(PayRefusal.PAYEE_MISSING)
    if ready.is_replaced:
        raise Refused(PayRefusal.PAYEE_REPLACED)


def check_payee_waited(ready: Readiness) -> None:
    """Refuses to let money go to a payee that was changed less than a day ago."""
    if ready.ready_at is not None and ready.now < ready.ready_at:
        left = ready.ready_at - ready.now
        hours, minutes = divmod(-(-left // timedelta(minutes=1)), 60)
        raise Refused(PayRefusal.PAYEE_WAITS, hours=hours, minutes=minutes)
