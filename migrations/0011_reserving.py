"""Awards are reserved, then ratified; pledges have conditions and may be lost.

A day may fund an idea anew once its award was taken back, so the pair is not unique any longer:
a trigger looks at what still stands. On SQLite this makes the table of awards anew, and with it
its triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.enforcement import RESERVING

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _of_entry(table: str) -> tuple[sa.SchemaItem, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f(f"fk_{table}_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("pledge_id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "conditions",
        sa.Column("pledge_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("words_digest", sa.String(), nullable=True),
        *_of_entry("conditions"),
    )
    op.create_index(op.f("ix_conditions_entry_id"), "conditions", ["entry_id"])
    op.create_table(
        "condition_marks",
        sa.Column("pledge_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("asked_pence", sa.BigInteger(), nullable=True),
        sa.Column("given_pence", sa.BigInteger(), nullable=True),
        sa.Column("words_digest", sa.String(), nullable=True),
        *_of_entry("condition_marks"),
    )
    op.create_index(op.f("ix_condition_marks_entry_id"), "condition_marks", ["entry_id"])
    op.create_table(
        "pledge_words",
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.Column("pledge_id", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("words_digest", name=op.f("pk_pledge_words")),
    )
    op.create_index(op.f("ix_pledge_words_pledge_id"), "pledge_words", ["pledge_id"])
    at_risk = sa.text("kind = 'at_risk'")
    op.create_index(
        "ix_accounts_at_risk",
        "accounts",
        ["fund_id"],
        sqlite_where=at_risk,
        postgresql_where=at_risk,
    )
    with op.batch_alter_table("awards") as awards:
        awards.drop_constraint("uq_awards_day_id_idea_id", type_="unique")
    op.create_index(op.f("ix_awards_day_id_idea_id"), "awards", ["day_id", "idea_id"])
    for statement in RESERVING[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise RuntimeError("Entries of the new kinds can't be read by what came before.")
