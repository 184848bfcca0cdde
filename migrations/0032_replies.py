"""What a fund says before the form and after it, its letters, and the replies to each idea."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

EMPTY, NONE = sa.text("''"), sa.text("'[]'")
STARTS = {
    "start_who": (sa.Text(), EMPTY),
    "start_what": (sa.Text(), EMPTY),
    "start_not": (sa.Text(), EMPTY),
    "fits": (sa.Text(), NONE),
    "signposts": (sa.Text(), EMPTY),
    "talk_contact": (sa.String(), EMPTY),
    "talk_days": (sa.Integer(), sa.text("3")),
}
PARTS = ("strengths", "criterion", "reason", "would_help", "elsewhere")


def upgrade() -> None:
    for name, (kind, usual) in STARTS.items():
        op.add_column("funds", sa.Column(name, kind, nullable=False, server_default=usual))
    op.create_table(
        "reply_templates",
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fund_id", "outcome", name=op.f("pk_reply_templates")),
    )
    op.create_table(
        "replies",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("place_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("day_id", sa.String(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in PARTS),
        sa.Column("looked_by", sa.String(), nullable=True),
        sa.Column("looked_at", sa.String(27), nullable=True),
        sa.Column("looked_digest", sa.String(), nullable=True),
        sa.Column("told_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("idea_id", "place_id", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_place_id"), "replies", ["place_id"])


def downgrade() -> None:
    op.drop_table("replies")
    op.drop_table("reply_templates")
    for name in STARTS:
        op.drop_column("funds", name)
