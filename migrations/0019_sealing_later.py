"""Entries wait for their seal in a queue that the database keeps; they are sealed later.

On PostgreSQL what the triggers write, they write as who owns the tables, so that the site can run
under a role that may not change the ledger's rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_sealing import SEALING, as_owner

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsealed",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=True,
        ),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_unsealed_entry_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_unsealed")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_unsealed_entry_id")),
        sqlite_autoincrement=True,
    )
    dialect = op.get_context().dialect.name
    for statement in SEALING[dialect]:
        op.execute(sa.text(statement.replace(":", "\\:")))
    if dialect == "postgresql":
        schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
        for statement in as_owner(schema):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("Entries that wait would be lost from sight.")
