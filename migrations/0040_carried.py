"""Which idea another one was carried on from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ideas", sa.Column("carried_from", sa.String(), nullable=True))
    op.create_index("uq_ideas_carried", "ideas", ["carried_from", "round_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_ideas_carried", "ideas")
    op.drop_column("ideas", "carried_from")
