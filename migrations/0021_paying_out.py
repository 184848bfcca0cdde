"""Payees, payment runs, limits, what went wrong at the bank, vouchers, and what was spent.

Bodies have version 3 from here on; entries of older versions are read as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_paying import STATEMENTS

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_words",
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_invoice_words")),
    )
    op.create_table(
        "pay_limits",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("payment_pence", sa.BigInteger(), nullable=False),
        sa.Column("run_pence", sa.BigInteger(), nullable=False),
        sa.Column("day_pence", sa.BigInteger(), nullable=False),
        sa.Column("light_pence", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "payment_pence > 0 AND run_pence > 0 AND day_pence > 0 AND light_pence >= 0",
            name=op.f("ck_pay_limits_pence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_limits")),
        sa.UniqueConstraint("id", "asked_by", name=op.f("uq_pay_limits_id_asked_by")),
    )
    op.create_index(op.f("ix_pay_limits_fund_id"), "pay_limits", ["fund_id"], unique=False)
    op.create_table(
        "payees",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("tail", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.Column("ready_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["replaces_id"], ["payees.id"], name=op.f("fk_payees_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payees")),
        sa.UniqueConstraint("digest", name=op.f("uq_payees_digest")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_payees_replaces_id")),
    )
    op.create_index(op.f("ix_payees_award_id"), "payees", ["award_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("prepared_at", sa.String(27), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("id", "prepared_by", name=op.f("uq_runs_id_prepared_by")),
    )
    op.create_index(op.f("ix_runs_fund_id"), "runs", ["fund_id"], unique=False)
    op.create_table(
        "spend_words",
        sa.Column("spend_id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("photo", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("spend_id", name=op.f("pk_spend_words")),
    )
    op.create_index(op.f("ix_spend_words_award_id"), "spend_words", ["award_id"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("payment_id", "number", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_vouchers_code_digest")),
    )
    op.create_table(
        "pay_limit_outcomes",
        sa.Column("limit_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "outcome = 'turned_down' OR decided_by <> asked_by",
            name=op.f("ck_pay_limit_outcomes_two_people"),
        ),
        sa.CheckConstraint(
            "outcome IN ('agreed', 'turned_down')", name=op.f("ck_pay_limit_outcomes_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["limit_id", "asked_by"],
            ["pay_limits.id", "pay_limits.asked_by"],
            name=op.f("fk_pay_limit_outcomes_limit_id"),
        ),
        sa.PrimaryKeyConstraint("limit_id", name=op.f("pk_pay_limit_outcomes")),
    )
    op.create_table(
        "payment_failures",
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_payment_failures_entry_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment_failures")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_payment_failures_entry_id")),
    )
    op.create_table(
        "payment_payees",
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("payee_digest", sa.String(), nullable=False),
        sa.Column("invoice_digest", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_payment_payees_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment_payees")),
    )
    op.create_index(
        op.f("ix_payment_payees_entry_id"), "payment_payees", ["entry_id"], unique=False
    )
    op.create_index(
        op.f("ix_payment_payees_payee_digest"), "payment_payees", ["payee_digest"], unique=False
    )
    op.create_table(
        "payment_runs",
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_payment_runs_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment_runs")),
    )
    op.create_index(op.f("ix_payment_runs_entry_id"), "payment_runs", ["entry_id"], unique=False)
    op.create_index(op.f("ix_payment_runs_run_id"), "payment_runs", ["run_id"], unique=False)
    op.create_table(
        "run_files",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.CheckConstraint("what IN ('taken', 'allowed')", name=op.f("ck_run_files_what")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_files_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_run_files")),
    )
    op.create_table(
        "run_outcomes",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "outcome = 'withdrawn' OR decided_by <> prepared_by",
            name=op.f("ck_run_outcomes_two_people"),
        ),
        sa.CheckConstraint(
            "outcome IN ('approved', 'withdrawn')", name=op.f("ck_run_outcomes_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "prepared_by"],
            ["runs.id", "runs.prepared_by"],
            name=op.f("fk_run_outcomes_run_id"),
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_outcomes")),
    )
    op.create_table(
        "run_payments",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_payments_run_id")),
        sa.PrimaryKeyConstraint("run_id", "payment_id", name=op.f("pk_run_payments")),
    )
    op.create_index(
        op.f("ix_run_payments_payment_id"), "run_payments", ["payment_id"], unique=False
    )
    op.create_table(
        "spends",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.String(), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.Column("photo_digest", sa.String(), nullable=True),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_spends_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_spends_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spends")),
    )
    op.create_index(op.f("ix_spends_award_id"), "spends", ["award_id"], unique=False)
    op.create_index(op.f("ix_spends_entry_id"), "spends", ["entry_id"], unique=False)
    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise RuntimeError("Entries of the new kinds can't be read by what came before.")
