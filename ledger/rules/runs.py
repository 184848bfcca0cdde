"""Payment runs: payments of one fund that go out together, after a second person's word on all.

The approval binds the hash of exactly what stands in the run: who is paid (as a digest), how much,
for what. Anybody can work it out again from the ledger's entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.rules.canonical import canonical_json, sha256_hex
from ledger.rules.paying_refusal import PayRefusal
from makeithappen.core.errors import Refused


@dataclass(frozen=True, slots=True)
class RunLine:
    """One payment of a run, as the approver reads it."""

    payment_id: str
    award_id: str
    fund_id: str
    amount_pence: int
    prepared_by: str
    payee_digest: str
    invoice_digest: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may go out at once, in pence; None where a fund has set none.

    `light_pence`: spend lines below it need no photo of a receipt.
    """

    payment_pence: int | None = None
    run_pence: int | None = None
    day_pence: int | None = None
    light_pence: int | None = None


def payload_hash(fund_id: str, lines: Sequence[RunLine]) -> str:
    """The fingerprint of a run's exact content, in whatever order it was put together."""
    rows = [
        {
            "payment_id": line.payment_id,
            "award_id": line.award_id,
            "amount_pence": line.amount_pence,
            "payee_digest": line.payee_digest,
            "invoice_digest": line.invoice_digest,
        }
        for line in sorted(lines, key=lambda line: line.payment_id)
    ]
    text = canonical_json({"fund_id": fund_id, "payments": rows})
    return sha256_hex(b"makeithappen run v1\n" + text.encode())


def total_pence(lines: Sequence[RunLine]) -> int:
    """What a run comes to."""
    return sum(line.amount_pence for line in lines)


def check_run(fund_id: str, lines: Sequence[RunLine], *, taken: bool) -> None:
    """Refuses a run of nothing, of several funds, or with a payment of another open run."""
    if not lines:
        raise Refused(PayRefusal.RUN_EMPTY)
    if any(line.fund_id != fund_id for line in lines):
        raise Refused(PayRefusal.RUN_OTHER_FUND)
    if taken:
        raise Refused(PayRefusal.PAYMENT_IN_RUN)


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's word on a run: what it was when it was prepared, what they saw, what it is now."""

    actor_id: str
    prepared_by: str
    is_decided: bool
    prepared_hash: str
    seen_hash: str
    present_hash: str
    is_near: bool


def check_approval(approval: Approval, lines: Sequence[RunLine]) -> None:
    """Refuses whoever had a hand in it, is close to who is paid, or saw something else."""
    if approval.is_decided:
        raise Refused(PayRefusal.RUN_DECIDED)
    hands = {approval.prepared_by, *(line.prepared_by for line in lines)}
    if approval.actor_id in hands:
        raise Refused(PayRefusal.RUN_SAME_PERSON)
    if approval.is_near:
        raise Refused(PayRefusal.PAYEE_NEAR)
    if not approval.prepared_hash == approval.seen_hash == approval.present_hash:
        raise Refused(PayRefusal.RUN_CHANGED)


def check_limits(lines: Sequence[RunLine], limits: Limits, *, paid_today_pence: int) -> None:
    """Refuses more than a fund lets go in one payment, in one run, or in one day."""
    run_pence = total_pence(lines)
    largest_pence = max(line.amount_pence for line in lines)
    for code, amount_pence, most_pence in (
        (PayRefusal.PAYMENT_LIMIT, largest_pence, limits.payment_pence),
        (PayRefusal.RUN_LIMIT, run_pence, limits.run_pence),
        (PayRefusal.DAY_LIMIT, paid_today_pence + run_pence, limits.day_pence),
    ):
        if most_pence is not None and amount_pence > most_pence:
            raise Refused(code, amount_pence=amount_pence, most_pence=most_pence)


def check_limits_decided(*, asked_by: str, decided_by: str, is_decided: bool) -> None:
    """Refuses to change a fund's limits alone, and to decide twice."""
    if is_decided:
        raise Refused(PayRefusal.LIMITS_DECIDED)
    if asked_by == decided_by:
        raise Refused(PayRefusal.LIMITS_SAME_PERSON)
