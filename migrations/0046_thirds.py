"""What pots moved is summed up by thirds of months, so that less is read of one that a day cuts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_books import THIRDS, WRITING
from ledger.enforcement_sealing import as_owner

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    for statement in THIRDS[dialect]:
        op.execute(statement)
    if dialect == "postgresql":
        schema = op.get_bind().scalar(sa.text("SELECT current_schema()"))
        for statement in as_owner(schema, WRITING):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("What came before reads whole months alone.")
