"""Helpers of an idea and what they typed, ideas on paper, and by which channel an idea came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ideas", sa.Column("channel", sa.String(), nullable=False, server_default="online")
    )
    op.create_table(
        "idea_helpers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("helper_id", sa.String(), nullable=True),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("code_sealed", sa.String(), nullable=True),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("began_at", sa.String(27), nullable=True),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("given_at", sa.String(27), nullable=True),
        sa.Column("read_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_helpers_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_helpers")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_idea_helpers_code_digest")),
    )
    for column in ("idea_id", "helper_id"):
        op.create_index(op.f(f"ix_idea_helpers_{column}"), "idea_helpers", [column])
    op.create_table(
        "helped_answers",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_helped_answers_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", "question_id", name=op.f("pk_helped_answers")),
    )
    op.create_table(
        "paper_ideas",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("typed_by", sa.String(), nullable=False),
        sa.Column("typed_at", sa.String(27), nullable=False),
        sa.Column("differs", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_paper_ideas_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_paper_ideas")),
    )


def downgrade() -> None:
    op.drop_table("paper_ideas")
    op.drop_table("helped_answers")
    op.drop_table("idea_helpers")
    op.drop_column("ideas", "channel")
