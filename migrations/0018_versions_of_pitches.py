"""What an idea before the panel was before it was changed, and when it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pitches", sa.Column("changed_at", sa.String(27), nullable=True))
    op.create_table(
        "pitch_versions",
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_pence", sa.BigInteger(), nullable=False),
        sa.Column("smallest_pence", sa.BigInteger(), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["pitch_id"],
            ["pitches.id"],
            name=op.f("fk_pitch_versions_pitch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pitch_id", "version", name=op.f("pk_pitch_versions")),
    )
    for statement in _refusing_updates():
        op.execute(statement)


def _refusing_updates() -> list[str]:
    """A trigger that keeps versions as they were written. They go only with their pitch."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            (
                "CREATE TRIGGER pitch_versions_update BEFORE UPDATE ON pitch_versions "
                "BEGIN SELECT RAISE(ABORT, 'pitch_versions: append only'); END"
            )
        ]
    return [
        (
            "CREATE FUNCTION pitch_versions_update() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'pitch_versions: append only' "
            "USING ERRCODE = 'check_violation'; END $$"
        ),
        (
            "CREATE TRIGGER pitch_versions_update BEFORE UPDATE ON pitch_versions "
            "FOR EACH ROW EXECUTE FUNCTION pitch_versions_update()"
        ),
    ]


def downgrade() -> None:
    op.drop_table("pitch_versions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION pitch_versions_update()")
    op.drop_column("pitches", "changed_at")
