"""Funds with their areas and rounds, and the ideas that are sent in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("money_held_by", sa.String(), nullable=False),
        sa.Column("money_authorised_by", sa.String(), nullable=False),
        sa.Column("safeguarding_lead", sa.String(), nullable=False),
        sa.Column("safeguarding_contact", sa.String(), nullable=False),
        sa.Column("review_contact", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
    )
    op.create_table(
        "ideas",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who_for", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("area_id", sa.String(), nullable=True),
        sa.Column("ask_pence", sa.BigInteger(), nullable=True),
        sa.Column("smallest_pence", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("sent_at", sa.String(27), nullable=True),
        sa.Column("decided_at", sa.String(27), nullable=True),
        sa.Column("day_id", sa.String(), nullable=True),
        sa.Column("day_name", sa.String(), nullable=True),
        sa.Column("reason_words", sa.Text(), nullable=False),
        sa.Column("awarded_pence", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ask_pence > 0", name=op.f("ck_ideas_ask")),
        sa.CheckConstraint(
            "smallest_pence BETWEEN 1 AND ask_pence", name=op.f("ck_ideas_smallest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
    )
    op.create_index(op.f("ix_ideas_contact_email"), "ideas", ["contact_email"], unique=False)
    op.create_index(op.f("ix_ideas_owner_id"), "ideas", ["owner_id"], unique=False)
    op.create_index(op.f("ix_ideas_round_id"), "ideas", ["round_id"], unique=False)
    op.create_index("ix_ideas_sent", "ideas", ["sent_at", "id"], unique=False)
    op.create_table(
        "areas",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("archived_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_areas_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_fund_id"), "areas", ["fund_id"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("criteria_words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=True),
        sa.Column("closed_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_rounds_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_fund_id"), "rounds", ["fund_id"], unique=False)


def downgrade() -> None:
    op.drop_table("rounds")
    op.drop_table("areas")
    op.drop_table("ideas")
    op.drop_table("funds")
