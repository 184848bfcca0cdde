"""Who writes an idea together with the person who began it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_authors",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("code_sealed", sa.String(), nullable=True),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("ends_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_co_authors_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_authors")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_co_authors_idea_id_person_id")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_co_authors_code_digest")),
    )
    op.create_index(op.f("ix_co_authors_person_id"), "co_authors", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("co_authors")
