"""Money that is set aside or set free moves something, and another person has proposed it."""

from __future__ import annotations

from alembic import op

from ledger.enforcement_aside import STATEMENTS

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("Entries about money set aside can't be read by what came before.")
