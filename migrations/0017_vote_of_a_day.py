"""Which community vote a day has chosen, which ideas a voter scores, versions of criteria.

So far no day has chosen a vote, voters score all ideas, and what is written is the first version.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign key: votes know their day already, and the two tables would wait for each other.
    op.add_column("days", sa.Column("vote_id", sa.String(), nullable=True))
    op.add_column("voters", sa.Column("ideas", sa.String(), nullable=True))
    version = sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    op.add_column("criteria", version)
    versions = op.create_table(
        "criterion_versions",
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("is_removed", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.CheckConstraint("is_removed IN (0, 1)", name=op.f("ck_criterion_versions_is_removed")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_criterion_versions_day_id")),
        sa.PrimaryKeyConstraint("criterion_id", "version", name=op.f("pk_criterion_versions")),
    )
    op.create_index(op.f("ix_criterion_versions_day_id"), "criterion_versions", ["day_id"])
    rows = _first_versions()
    if rows:
        op.bulk_insert(versions, rows)
    for statement in _refusing_updates():
        op.execute(statement)


def _refusing_updates() -> list[str]:
    """A trigger that keeps versions as they were written. Only with a whole rehearsal may they go."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            (
                "CREATE TRIGGER criterion_versions_update BEFORE UPDATE ON criterion_versions "
                "BEGIN SELECT RAISE(ABORT, 'criterion_versions: append only'); END"
            )
        ]
    return [
        (
            "CREATE FUNCTION criterion_versions_update() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'criterion_versions: append only' "
            "USING ERRCODE = 'check_violation'; END $$"
        ),
        (
            "CREATE TRIGGER criterion_versions_update BEFORE UPDATE ON criterion_versions "
            "FOR EACH ROW EXECUTE FUNCTION criterion_versions_update()"
        ),
    ]


def _first_versions() -> list[dict[str, object]]:
    """What is written now, as the first version; nobody knows who saved it."""
    read = op.get_bind().execute
    scales: dict[str, list[list[object]]] = {}
    points = "SELECT criterion_id, value, words FROM scale_points ORDER BY criterion_id, value"
    for row in read(sa.text(points)):
        scales.setdefault(row.criterion_id, []).append([row.value, row.words])
    criteria = read(
        sa.text(
            "SELECT criteria.*, days.created_at FROM criteria "
            "JOIN days ON days.id = criteria.day_id ORDER BY criteria.id"
        )
    )
    return [
        {
            "criterion_id": row.id,
            "version": 1,
            "day_id": row.day_id,
            "said": json.dumps(
                {
                    "name": row.name,
                    "question": row.question,
                    "scale": scales.get(row.id, []),
                    "value": row.value_words,
                    "weight": row.weight,
                },
                sort_keys=True,
                ensure_ascii=False,
            ),
            "written_by": row.written_by,
            "is_removed": 0,
            "saved_by": "",
            "saved_at": row.created_at,
        }
        for row in criteria
    ]


def downgrade() -> None:
    op.drop_table("criterion_versions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION criterion_versions_update()")
    op.drop_column("criteria", "version")
    op.drop_column("voters", "ideas")
    op.drop_column("days", "vote_id")
