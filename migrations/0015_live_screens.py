"""The address of a hall's screen, and the scribe's remarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_links",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_room_links_day_id")),
        sa.PrimaryKeyConstraint("day_id", name=op.f("pk_room_links")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_room_links_code_digest")),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_remarks_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_pitch_id"), "remarks", ["pitch_id"], unique=False)
