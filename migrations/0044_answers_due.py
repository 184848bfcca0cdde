"""By which day everybody of a round has an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("answers_due_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("rounds", "answers_due_on")
