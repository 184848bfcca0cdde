"""Where signed heads are mailed to, and which went to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funder_addresses",
        sa.Column("funder_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["funders.id"], name=op.f("fk_funder_addresses_funder_id")
        ),
        sa.PrimaryKeyConstraint("funder_id", name=op.f("pk_funder_addresses")),
    )
    op.create_table(
        "head_letters",
        sa.Column("funder_id", sa.String(), nullable=False),
        sa.Column("head_number", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["funders.id"], name=op.f("fk_head_letters_funder_id")
        ),
        sa.ForeignKeyConstraint(
            ["head_number"], ["heads.number"], name=op.f("fk_head_letters_head_number")
        ),
        sa.PrimaryKeyConstraint("funder_id", "head_number", name=op.f("pk_head_letters")),
    )


def downgrade() -> None:
    op.drop_table("head_letters")
    op.drop_table("funder_addresses")
