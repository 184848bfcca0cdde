"""Between scoring and confirming: why a decision leaves the rule, a vote of the room on a tie."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "decisions",
        sa.Column("departure", sa.String(), server_default=sa.text("''"), nullable=False),
    )
    op.create_table(
        "tie_ballots",
        sa.Column("voter_id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_tie_ballots_day_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_tie_ballots_pitch_id")),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_tie_ballots")),
    )
    op.create_index(op.f("ix_tie_ballots_day_id"), "tie_ballots", ["day_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tie_ballots")
    op.drop_column("decisions", "departure")
