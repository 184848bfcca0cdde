"""Joining a day from any phone: a code for each seat, and the phones that it opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_codes",
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_seat_codes_day_id")),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_seat_codes")),
        sa.UniqueConstraint("member_id", name=op.f("uq_seat_codes_member_id")),
    )
    op.create_index(op.f("ix_seat_codes_day_id"), "seat_codes", ["day_id"], unique=False)
    op.create_table(
        "seat_phones",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("last_seen_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_digest"],
            ["seat_codes.code_digest"],
            name=op.f("fk_seat_phones_code_digest"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_seat_phones")),
    )
    op.create_index(op.f("ix_seat_phones_code_digest"), "seat_phones", ["code_digest"])


def downgrade() -> None:
    op.drop_table("seat_phones")
    op.drop_table("seat_codes")
