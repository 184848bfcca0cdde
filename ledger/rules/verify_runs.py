"""Whether each payment went out in the run that another person approved, to whom it was for.

The fingerprint of a run covers all its payments, so one that is slipped in, left out or sent to
somebody else shows. What this remembers grows with payments that wait, not with the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.rules.entry import Entry, EntryKind
from ledger.rules.runs import RunLine, payload_hash

SETTLING = frozenset({EntryKind.PAYMENT, EntryKind.PAYMENT_REFUSED})
OTHER_RUN = "the payments of its run are not those that were approved"
_Named = tuple[str, str, str, str]  # the run and its fingerprint, the fund, who approved it


@dataclass(slots=True)
class _Run:
    """The payments of a run that were found so far."""

    first_id: str
    lines: list[RunLine] = field(default_factory=list[RunLine])


class RunsCheck:
    """Follows sound entries in the order of their seals."""

    def __init__(self) -> None:
        self._waiting: dict[str, RunLine] = {}
        self._open: dict[_Named, _Run] = {}
        self._known = True

    def lose_track(self) -> None:
        """An entry could not be followed: it may have been one of a run."""
        self._known = False

    def follow(self, entry: Entry) -> None:
        """Takes note of payments that wait, and adds one that goes out to its run."""
        for payment in entry.payments:
            payee = entry.payees[0] if entry.payees else None
            self._waiting[payment.id] = RunLine(
                payment_id=payment.id,
                award_id=payment.award_id,
                fund_id=entry.fund_id,
                amount_pence=payment.amount_pence,
                prepared_by=payment.prepared_by,
                payee_digest=payee.payee_digest if payee else "",
                invoice_digest=payee.invoice_digest if payee else None,
            )
        line = self._waiting.pop(entry.payment_id or "", None) if entry.kind in SETTLING else None
        if line is None or not entry.runs:
            return
        [mark] = entry.runs
        named = (mark.run_id, mark.payload_hash, entry.fund_id, entry.stamp.actor_id)
        run = self._open.setdefault(named, _Run(line.payment_id))
        run.lines.append(line)
        if payload_hash(entry.fund_id, run.lines) == mark.payload_hash:
            del self._open[named]

    def left(self) -> list[str]:
        """After the last entry: a payment of each run that never became whole."""
        return [run.first_id for run in self._open.values()] if self._known else []
