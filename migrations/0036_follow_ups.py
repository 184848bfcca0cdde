"""Questions about an idea after it was sent in, and what was said before each change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("open_for", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("answered_at", sa.String(27), nullable=True),
        sa.Column("taken_back_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_follow_ups_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("open_for", name=op.f("uq_follow_ups_open_for")),
    )
    op.create_index(op.f("ix_follow_ups_idea_id"), "follow_ups", ["idea_id"])
    op.create_table(
        "answer_versions",
        sa.Column("follow_up_id", sa.String(), nullable=False),
        sa.Column("words_before", sa.Text(), nullable=False),
        sa.Column("words_after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_ups.id"],
            name=op.f("fk_answer_versions_follow_up_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_answer_versions")),
    )


def downgrade() -> None:
    op.drop_table("answer_versions")
    op.drop_table("follow_ups")
