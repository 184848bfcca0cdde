"""The letter that a panel which reads now knows a child by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea_children", sa.Column("kept_letter", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("idea_children", "kept_letter")
