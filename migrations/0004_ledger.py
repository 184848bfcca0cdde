"""The ledger: entries, their projections, seals and heads, and what the database refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement import POSTGRESQL_FUNCTIONS, STATEMENTS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("second_actor_id", sa.String(), nullable=True),
        sa.Column("intent_key", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("pledge_id", sa.String(), nullable=True),
        sa.Column("award_id", sa.String(), nullable=True),
        sa.Column("payment_id", sa.String(), nullable=True),
        sa.Column("reverses_id", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.CheckConstraint("second_actor_id <> actor_id", name=op.f("ck_entries_two_people")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["entries.id"], name=op.f("fk_entries_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("intent_key", name=op.f("uq_entries_intent_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_entries_reverses_id")),
    )
    op.create_index(op.f("ix_entries_award_id"), "entries", ["award_id"], unique=False)
    op.create_index(op.f("ix_entries_fund_id"), "entries", ["fund_id"], unique=False)
    op.create_index(op.f("ix_entries_payment_id"), "entries", ["payment_id"], unique=False)
    op.create_index(op.f("ix_entries_pledge_id"), "entries", ["pledge_id"], unique=False)
    op.create_index(
        "uq_entries_confirmed_pledge",
        "entries",
        ["pledge_id"],
        unique=True,
        sqlite_where=sa.text("kind IN ('pledge_confirmed')"),
        postgresql_where=sa.text("kind IN ('pledge_confirmed')"),
    )
    op.create_index(
        "uq_entries_received_pledge",
        "entries",
        ["pledge_id"],
        unique=True,
        sqlite_where=sa.text("kind IN ('pledge_received')"),
        postgresql_where=sa.text("kind IN ('pledge_received')"),
    )
    op.create_index(
        "uq_entries_settled_payment",
        "entries",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("kind IN ('payment', 'payment_refused')"),
        postgresql_where=sa.text("kind IN ('payment', 'payment_refused')"),
    )
    op.create_table(
        "funders",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funders")),
    )
    op.create_table(
        "heads",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.Column("previous_head", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.String(27), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_heads")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("pot_id", sa.String(), nullable=False),
        sa.Column("funder_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=True),
        sa.Column("award_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint("currency = 'GBP'", name=op.f("ck_accounts_currency")),
        sa.CheckConstraint("side IN ('debit', 'credit')", name=op.f("ck_accounts_side")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_accounts_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_award_id"), "accounts", ["award_id"], unique=False)
    op.create_index(op.f("ix_accounts_entry_id"), "accounts", ["entry_id"], unique=False)
    op.create_index(op.f("ix_accounts_fund_id"), "accounts", ["fund_id"], unique=False)
    op.create_index(op.f("ix_accounts_pot_id"), "accounts", ["pot_id"], unique=False)
    op.create_table(
        "awards",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("asked_pence", sa.BigInteger(), nullable=False),
        sa.Column("decision_digest", sa.String(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_awards_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_awards_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("day_id", "idea_id", name=op.f("uq_awards_day_id_idea_id")),
    )
    op.create_index(op.f("ix_awards_entry_id"), "awards", ["entry_id"], unique=False)
    op.create_index(op.f("ix_awards_fund_id"), "awards", ["fund_id"], unique=False)
    op.create_index(op.f("ix_awards_idea_id"), "awards", ["idea_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_payments_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_award_id"), "payments", ["award_id"], unique=False)
    op.create_index(op.f("ix_payments_entry_id"), "payments", ["entry_id"], unique=False)
    op.create_table(
        "pledges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("pot_id", sa.String(), nullable=False),
        sa.Column("funder_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=True),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_pledges_amount")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_pledges_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
    )
    op.create_index(op.f("ix_pledges_entry_id"), "pledges", ["entry_id"], unique=False)
    op.create_index(op.f("ix_pledges_fund_id"), "pledges", ["fund_id"], unique=False)
    op.create_table(
        "pots",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("funder_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("restriction", sa.Text(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["funders.id"], name=op.f("fk_pots_funder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pots")),
        sa.UniqueConstraint("fund_id", "position", name=op.f("uq_pots_fund_id_position")),
    )
    op.create_index(op.f("ix_pots_funder_id"), "pots", ["funder_id"], unique=False)
    op.create_table(
        "seals",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("previous_link", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_seals_entry_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_seals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_seals_entry_id")),
    )
    op.create_table(
        "balances",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("balance_pence", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=True),
        sa.CheckConstraint("balance_pence >= 0", name=op.f("ck_balances_enough")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_balances_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_balances")),
    )
    op.create_table(
        "postings",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_pence <> 0 AND amount_pence BETWEEN -10000000000000 AND 10000000000000",
            name=op.f("ck_postings_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_postings_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_postings_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_id", "account_id", name=op.f("pk_postings")),
    )
    op.create_index(op.f("ix_postings_account_id"), "postings", ["account_id"], unique=False)

    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.drop_table("postings")
    op.drop_table("balances")
    op.drop_table("seals")
    op.drop_table("pots")
    op.drop_table("pledges")
    op.drop_table("payments")
    op.drop_table("awards")
    op.drop_table("accounts")
    op.drop_table("heads")
    op.drop_table("funders")
    op.drop_table("entries")
    if op.get_context().dialect.name == "postgresql":
        for name in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")
