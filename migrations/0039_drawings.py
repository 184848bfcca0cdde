"""A child's drawing or voice: a file of an idea that belongs to one of its children."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as files:
        files.add_column(sa.Column("child_id", sa.String(), nullable=True))
        files.create_foreign_key(
            op.f("fk_attachments_child_id"), "idea_children", ["child_id"], ["id"]
        )
        files.create_index("ix_attachments_child_id", ["child_id"])


def downgrade() -> None:
    with op.batch_alter_table("attachments") as files:
        files.drop_index("ix_attachments_child_id")
        files.drop_constraint(op.f("fk_attachments_child_id"), type_="foreignkey")
        files.drop_column("child_id")
