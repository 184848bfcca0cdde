"""A restored backup is written down when somebody acknowledges it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_sealing import RESTORING

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restores",
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("acknowledged_at", sa.String(27), nullable=False),
        sa.Column("lost_number", sa.Integer(), nullable=False),
        sa.Column("lost_size", sa.Integer(), nullable=False),
        sa.Column("lost_head", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_restores")),
    )
    for statement in RESTORING[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("restores")
