"""Lines of what an idea's money would be spent on, other help, and the outcomes of a fund."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("archived_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_outcomes_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index(op.f("ix_outcomes_fund_id"), "outcomes", ["fund_id"])
    _of_idea(
        "idea_lines",
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_pence", sa.BigInteger(), nullable=False),
        quantity="quantity BETWEEN 1 AND 10000",
        unit_pence="unit_pence BETWEEN 1 AND 10000000",
    )
    _of_idea(
        "idea_help",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        quantity="quantity BETWEEN 1 AND 1000000000",
    )
    op.create_table(
        "idea_outcomes",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("outcome_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_outcomes_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", "outcome_id", name=op.f("pk_idea_outcomes")),
    )


def _of_idea(table: str, *columns: sa.Column, **checks: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *columns,
        *(
            sa.CheckConstraint(check, name=op.f(f"ck_{table}_{name}"))
            for name, check in checks.items()
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f(f"fk_{table}_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("idea_id", "number", name=op.f(f"uq_{table}_idea_id_number")),
    )


def downgrade() -> None:
    for table in ("idea_outcomes", "idea_help", "idea_lines", "outcomes"):
        op.drop_table(table)
