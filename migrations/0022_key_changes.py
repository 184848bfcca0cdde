"""Keys change in the chain: the new one is announced under the old one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_keys import KEY_CHANGES

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_key_changes_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_changes")),
    )
    op.create_index(op.f("ix_key_changes_entry_id"), "key_changes", ["entry_id"])
    for statement in KEY_CHANGES[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise RuntimeError("Entries of the new kind can't be read by what came before.")
