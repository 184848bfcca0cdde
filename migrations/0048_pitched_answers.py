"""How many people an idea reaches, and what it leaves out with the smallest amount: for the panel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

PARTS = ("how_many", "drops")


def upgrade() -> None:
    for part in PARTS:
        op.add_column(
            "pitches", sa.Column(part, sa.String(), nullable=False, server_default=sa.text("''"))
        )


def downgrade() -> None:
    for part in PARTS:
        op.drop_column("pitches", part)
