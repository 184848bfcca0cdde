"""Tables of paying out: payees, runs, limits, what went wrong at the bank, what was spent.

`payment_payees`, `payment_runs` and `spends` are projections of bodies like those of `models.py`.
All others but the words of payees, invoices and spend lines are only ever added to; words lie
encrypted or may be erased, and stand in bodies as digests.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime


def _of_entry() -> Mapped[str]:
    """Rows come before their entry, so this key is checked at the commit."""
    key = ForeignKey("entries.id", deferrable=True, initially="DEFERRED")
    return mapped_column(key, index=True)


class PaymentPayee(Base):
    """Who a payment goes to and for which invoice, as digests."""

    __tablename__ = "payment_payees"

    payment_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    payee_digest: Mapped[str] = mapped_column(index=True)
    invoice_digest: Mapped[str | None]


class PaymentRun(Base):
    """In which run a payment was approved, and the fingerprint of that run."""

    __tablename__ = "payment_runs"

    payment_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    run_id: Mapped[str] = mapped_column(index=True)
    payload_hash: Mapped[str]


class Spend(Base):
    """What a recipient spent on one thing."""

    __tablename__ = "spends"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="amount"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    award_id: Mapped[str] = mapped_column(index=True)
    amount_pence: Mapped[int] = mapped_column(Pence)
    spent_on: Mapped[str]
    words_digest: Mapped[str]
    photo_digest: Mapped[str | None]


class Payee(Base):
    """Who is paid, and where to. A change is a new row that replaces an older one, once.

    `sealed` is encrypted JSON; None once it was erased. `tail` are the last digits of the account.
    """

    __tablename__ = "payees"
    __table_args__ = (UniqueConstraint("replaces_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("payees.id"))
    method: Mapped[str]
    sealed: Mapped[str | None] = mapped_column(Text)
    tail: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    ready_at: Mapped[datetime] = mapped_column(UtcTime)


class InvoiceWords(Base):
    """The number of an invoice, behind its digest. It can be erased."""

    __tablename__ = "invoice_words"

    payment_id: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    salt: Mapped[str]


class Run(Base):
    """Payments of one fund that one person put together."""

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("id", "prepared_by"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(index=True)
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime] = mapped_column(UtcTime)
    payload_hash: Mapped[str]
    total_pence: Mapped[int] = mapped_column(Pence)


class RunPayment(Base):
    """One payment of a run."""

    __tablename__ = "run_payments"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    payment_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class RunOutcome(Base):
    """What became of a run, once: approved by somebody else, or taken apart again."""

    __tablename__ = "run_outcomes"
    __table_args__ = (
        CheckConstraint("outcome IN ('approved', 'withdrawn')", name="outcome"),
        CheckConstraint("outcome = 'withdrawn' OR decided_by <> prepared_by", name="two_people"),
        ForeignKeyConstraint(["run_id", "prepared_by"], ["runs.id", "runs.prepared_by"]),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    prepared_by: Mapped[str]
    outcome: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(UtcTime)


class RunFile(Base):
    """Each time that a run's bank file was taken, or allowed to be taken once more."""

    __tablename__ = "run_files"
    __table_args__ = (CheckConstraint("what IN ('taken', 'allowed')", name="what"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)


class PayLimit(Base):
    """Limits that somebody proposed for a fund; they hold once another agreed."""

    __tablename__ = "pay_limits"
    __table_args__ = (
        UniqueConstraint("id", "asked_by"),
        CheckConstraint(
            "payment_pence > 0 AND run_pence > 0 AND day_pence > 0 AND light_pence >= 0",
            name="pence",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str] = mapped_column(index=True)
    payment_pence: Mapped[int] = mapped_column(Pence)
    run_pence: Mapped[int] = mapped_column(Pence)
    day_pence: Mapped[int] = mapped_column(Pence)
    light_pence: Mapped[int] = mapped_column(Pence)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)


class PayLimitOutcome(Base):
    """Another person's word on proposed limits."""

    __tablename__ = "pay_limit_outcomes"
    __table_args__ = (
        CheckConstraint("outcome IN ('agreed', 'turned_down')", name="outcome"),
        CheckConstraint("outcome = 'turned_down' OR decided_by <> asked_by", name="two_people"),
        ForeignKeyConstraint(["limit_id", "asked_by"], ["pay_limits.id", "pay_limits.asked_by"]),
    )

    limit_id: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    outcome: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(UtcTime)


class PaymentFailure(Base):
    """A payment that did not arrive: why, and the entry that took it back."""

    __tablename__ = "payment_failures"

    payment_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), unique=True)
    why: Mapped[str]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(UtcTime)


class Voucher(Base):
    """A code that was handed over for a payment, as a keyed digest. Only the newest one is good."""

    __tablename__ = "vouchers"

    payment_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_digest: Mapped[str] = mapped_column(unique=True)
    issued_by: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(UtcTime)


class SpendWords(Base):
    """The words of a spend line, and where the photo of its receipt lies. They can be erased."""

    __tablename__ = "spend_words"

    spend_id: Mapped[str] = mapped_column(primary_key=True)
    award_id: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    supplier: Mapped[str]
    salt: Mapped[str]
    photo: Mapped[str | None]
