"""Ideas that become one when their authors say yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("new_idea_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        sa.UniqueConstraint("new_idea_id", name=op.f("uq_merges_new_idea_id")),
    )
    op.create_table(
        "merge_ideas",
        sa.Column("merge_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("open_for", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name=op.f("fk_merge_ideas_merge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "idea_id", name=op.f("pk_merge_ideas")),
        sa.UniqueConstraint("open_for", name=op.f("uq_merge_ideas_open_for")),
    )
    op.create_index(op.f("ix_merge_ideas_idea_id"), "merge_ideas", ["idea_id"], unique=False)
    op.create_table(
        "merge_answers",
        sa.Column("merge_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.CheckConstraint("yes IN (0, 1)", name=op.f("ck_merge_answers_yes")),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name=op.f("fk_merge_answers_merge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "person_id", name=op.f("pk_merge_answers")),
    )


def downgrade() -> None:
    for table in ("merge_answers", "merge_ideas", "merges"):
        op.drop_table(table)
