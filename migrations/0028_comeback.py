"""Codes with which guests come back to their ideas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comeback_codes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_comeback_codes_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_comeback_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_comeback_codes_digest")),
    )


def downgrade() -> None:
    op.drop_table("comeback_codes")
