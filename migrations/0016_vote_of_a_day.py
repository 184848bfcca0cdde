"""Which community vote a day has chosen, and which ideas a voter scores. So far none, and all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign key: votes know their day already, and the two tables would wait for each other.
    op.add_column("days", sa.Column("vote_id", sa.String(), nullable=True))
    op.add_column("voters", sa.Column("ideas", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("voters", "ideas")
    op.drop_column("days", "vote_id")
