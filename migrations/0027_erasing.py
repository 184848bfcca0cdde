"""Whose keys the ledger's digests are taken with, and these keys, deleted with their people.

Digests from before were taken with the site's own key; they stay as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_erasing import STATEMENTS

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subjects",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_subjects_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_id", "subject_id", name=op.f("pk_subjects")),
    )
    op.create_index(op.f("ix_subjects_subject_id"), "subjects", ["subject_id"])
    op.create_table(
        "subject_keys",
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_subject_keys")),
    )
    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise RuntimeError("Entries of the new kinds can't be read by what came before.")
