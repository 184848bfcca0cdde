"""What families had typed when their sign-in had ended, for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_texts",
        sa.Column("browser_digest", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("browser_digest", "place", name=op.f("pk_kept_texts")),
    )
    for column in ("idea_id", "made_at"):
        op.create_index(op.f(f"ix_kept_texts_{column}"), "kept_texts", [column], unique=False)


def downgrade() -> None:
    op.drop_table("kept_texts")
