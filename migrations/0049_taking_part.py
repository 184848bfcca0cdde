"""When a coordinator arranged what would help an idea's people to take part, and who did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ideas", sa.Column("arranged_at", sa.String(27)))
    op.add_column("ideas", sa.Column("arranged_by", sa.String()))


def downgrade() -> None:
    op.drop_column("ideas", "arranged_by")
    op.drop_column("ideas", "arranged_at")
