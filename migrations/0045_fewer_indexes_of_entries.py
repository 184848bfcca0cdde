"""Entries have no index that another one covers, none of what is empty, and fewer checks to call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_kinds import STATEMENTS

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_entries_fund_id", "entries")  # two others begin with the fund
    for column in ("pledge_id", "award_id", "payment_id"):
        filled = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_entries_{column}", "entries")
        op.create_index(
            f"ix_entries_{column}",
            "entries",
            [column],
            sqlite_where=filled,
            postgresql_where=filled,
        )
    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("There is nothing that would need the old indexes.")
