"""Closed months, and what each pot's accounts moved in a month, with all that was moved so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_books import MONTHS_SO_FAR, STATEMENTS, WRITING
from ledger.enforcement_sealing import as_owner

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closes",
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("closes_on", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("trial_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_closes_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("fund_id", "closes_on", name=op.f("pk_closes")),
    )
    op.create_index(op.f("ix_closes_entry_id"), "closes", ["entry_id"])
    named = ("pot_id", "account_kind", "kind", "month", "recorded_month")
    op.create_table(
        "pot_months",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*named, "fund_id")),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*named, name=op.f("pk_pot_months")),
    )
    op.create_index(op.f("ix_pot_months_fund_id_month"), "pot_months", ["fund_id", "month"])
    op.create_table(
        "closes_asked",
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("trial_digest", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("fund_id", name=op.f("pk_closes_asked")),
    )
    op.create_index("ix_entries_fund_effective", "entries", ["fund_id", "effective_on"])
    op.create_index("ix_entries_fund_recorded", "entries", ["fund_id", "recorded_at"])
    op.create_index("ix_postings_amount_pence", "postings", ["amount_pence"])
    op.execute(MONTHS_SO_FAR)
    dialect = op.get_context().dialect.name
    for statement in STATEMENTS[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))
    if dialect == "postgresql":
        schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
        for statement in as_owner(schema, WRITING):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("Entries of the new kinds can't be read by what came before.")
