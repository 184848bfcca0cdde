"""Whether an idea may get a part of what it asks for: a setting of each day, yes for those so far."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain words: Alembic would make the whole table anew on SQLite to add the check.
    op.execute(
        "ALTER TABLE days ADD COLUMN part_funding INTEGER DEFAULT 1 NOT NULL "
        "CONSTRAINT ck_days_part_funding CHECK (part_funding IN (0, 1))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE days DROP COLUMN part_funding")
