"""The ledger's tables.

`entries.body` is the truth; its other columns and the rows of postings, accounts, awards, pledges,
payments, conditions and their marks are projections of bodies. All of these and the seals and heads
are only ever added to (`enforcement.py`); balances follow the postings; funders, pots and pledge
words hold words, and may change.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from makeithappen.core.db import Base, Pence, UtcTime
from makeithappen.core.money import PENCE_MAX

_AT_RISK = text("kind = 'at_risk'")


def _once(name: str, column: str, kinds: str) -> Index:
    """At most one entry of these kinds per value of the column."""
    where = text(f"kind IN ({kinds})")
    return Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


def _where_filled(column: str) -> Index:
    """An index of the entries that have something there: most have nothing."""
    where = text(f"{column} IS NOT NULL")
    return Index(f"ix_entries_{column}", column, sqlite_where=where, postgresql_where=where)


def _of_entry() -> Mapped[str]:
    """Rows come before their entry, so this key is checked at the commit."""
    key = ForeignKey("entries.id", deferrable=True, initially="DEFERRED")
    return mapped_column(key, index=True)


class Entry(Base):
    """One entry: its body, its hash, and what of the body one may want to search by."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("second_actor_id <> actor_id", name="two_people"),
        _once("uq_entries_settled_payment", "payment_id", "'payment', 'payment_refused'"),
        _once("uq_entries_confirmed_pledge", "pledge_id", "'pledge_confirmed'"),
        _once("uq_entries_received_pledge", "pledge_id", "'pledge_received'"),
        *(_where_filled(column) for column in ("pledge_id", "award_id", "payment_id")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    effective_on: Mapped[date]
    actor_id: Mapped[str]
    second_actor_id: Mapped[str | None]
    intent_key: Mapped[str] = mapped_column(unique=True)
    fund_id: Mapped[str]  # two indexes begin with it
    pledge_id: Mapped[str | None]
    award_id: Mapped[str | None]
    payment_id: Mapped[str | None]
    reverses_id: Mapped[str | None] = mapped_column(ForeignKey("entries.id"), unique=True)
    body: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]


class Account(Base):
    """An account of a pot, or of an award in a pot."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("side IN ('debit', 'credit')", name="side"),
        CheckConstraint("currency = 'GBP'", name="currency"),
        Index(
            "ix_accounts_at_risk",
            "fund_id",
            sqlite_where=_AT_RISK,
            postgresql_where=_AT_RISK,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    fund_id: Mapped[str] = mapped_column(index=True)
    pot_id: Mapped[str] = mapped_column(index=True)
    funder_id: Mapped[str]
    idea_id: Mapped[str | None]
    award_id: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    side: Mapped[str]
    currency: Mapped[str]


class Posting(Base):
    """One leg of an entry; debits are above zero."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint(
            f"amount_pence <> 0 AND amount_pence BETWEEN -{PENCE_MAX} AND {PENCE_MAX}",
            name="amount",
        ),
    )

    entry_id: Mapped[str] = mapped_column(
        ForeignKey("entries.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    amount_pence: Mapped[int] = mapped_column(Pence)


class Award(Base):
    """Money promised to an idea; a panel day funds an idea once, unless it was taken back."""

    __tablename__ = "awards"
    __table_args__ = (
        Index(None, "day_id", "idea_id"),
        CheckConstraint("amount_pence > 0", name="amount"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    fund_id: Mapped[str] = mapped_column(index=True)
    round_id: Mapped[str]
    day_id: Mapped[str]
    idea_id: Mapped[str] = mapped_column(index=True)
    amount_pence: Mapped[int] = mapped_column(Pence)
    asked_pence: Mapped[int] = mapped_column(Pence)
    decision_digest: Mapped[str]


class Pledge(Base):
    """Money that a funder offered."""

    __tablename__ = "pledges"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="amount"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    fund_id: Mapped[str] = mapped_column(index=True)
    pot_id: Mapped[str]
    funder_id: Mapped[str]
    idea_id: Mapped[str | None]
    amount_pence: Mapped[int] = mapped_column(Pence)


class Payment(Base):
    """An instalment as it was prepared."""

    __tablename__ = "payments"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="amount"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    award_id: Mapped[str] = mapped_column(index=True)
    amount_pence: Mapped[int] = mapped_column(Pence)
    method: Mapped[str]
    prepared_by: Mapped[str]


class Condition(Base):
    """What a funder made a pledge depend on; words of their own stand as a digest."""

    __tablename__ = "conditions"

    pledge_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    kind: Mapped[str]
    about: Mapped[str | None]
    words_digest: Mapped[str | None]


class ConditionMark(Base):
    """That a condition is met: by which figures, or for which reason (a digest of its words)."""

    __tablename__ = "condition_marks"

    pledge_id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = _of_entry()
    asked_pence: Mapped[int | None] = mapped_column(Pence)
    given_pence: Mapped[int | None] = mapped_column(Pence)
    words_digest: Mapped[str | None]


class Seal(Base):
    """An entry's place in the chain, from 1 on without a gap."""

    __tablename__ = "seals"

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"), unique=True)
    content_hash: Mapped[str]
    previous_link: Mapped[str]
    link: Mapped[str]


class Head(Base):
    """A signed head over the first `size` seals."""

    __tablename__ = "heads"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    size: Mapped[int]
    root: Mapped[str]
    peaks: Mapped[str] = mapped_column(Text)
    previous_head: Mapped[str]
    sealed_at: Mapped[datetime] = mapped_column(UtcTime)
    epoch: Mapped[int]
    key_id: Mapped[str]
    signature: Mapped[str]


class Balance(Base):
    """An account's balance on its natural side. Only triggers write it: it is never typed."""

    __tablename__ = "balances"
    __table_args__ = (CheckConstraint("balance_pence >= 0", name="enough"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    balance_pence: Mapped[int] = mapped_column(Pence)
    entry_id: Mapped[str | None]  # which entry moved it last


class Funder(Base):
    """Who gives. Words: they may change, and nothing that is sealed holds them."""

    __tablename__ = "funders"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]


class Pot(Base):
    """What a pot is called and what its money may be used for, in words; and its place."""

    __tablename__ = "pots"
    __table_args__ = (UniqueConstraint("fund_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fund_id: Mapped[str]
    funder_id: Mapped[str] = mapped_column(ForeignKey("funders.id"), index=True)
    name: Mapped[str]
    restriction: Mapped[str] = mapped_column(Text)
    idea_id: Mapped[str | None]
    position: Mapped[int]


class PledgeWords(Base):
    """The words behind a digest of a condition or a mark. They can be erased; the digest stays."""

    __tablename__ = "pledge_words"

    words_digest: Mapped[str] = mapped_column(primary_key=True)
    pledge_id: Mapped[str] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(Text)
