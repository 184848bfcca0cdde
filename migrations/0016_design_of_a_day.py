"""What is chosen before a day: effects of conflicts, order of ties, reveal, pot. So far as usual."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

USUAL = {
    "know_effect": "counts_and_shown",
    "close_effect": "may_talk",
    "benefit_effect": "leaves_room",
    "tie_order": "lower_median supporters smaller_ask panel_vote",
    "reveal": "deliberation",
}


def upgrade() -> None:
    for name, usual in USUAL.items():
        op.add_column("days", sa.Column(name, sa.String(), nullable=False, server_default=usual))
    op.add_column("days", sa.Column("pot_pence", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in ("pot_pence", *USUAL):
        op.drop_column("days", name)
