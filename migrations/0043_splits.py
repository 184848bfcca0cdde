"""One idea becomes two when its authors say yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "split_ideas",
        sa.Column("merge_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("new_idea_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name=op.f("fk_split_ideas_merge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "place", name=op.f("pk_split_ideas")),
        sa.UniqueConstraint("new_idea_id", name=op.f("uq_split_ideas_new_idea_id")),
    )


def downgrade() -> None:
    op.drop_table("split_ideas")
