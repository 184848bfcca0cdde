"""Flags on words of ideas, and the words of pitches that are kept away meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("flagged_by", sa.String(), nullable=False),
        sa.Column("flagged_at", sa.String(27), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("is_hidden", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_hidden IN (0, 1)", name=op.f("ck_flags_is_hidden")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_flags_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
    )
    op.create_index(op.f("ix_flags_idea_id"), "flags", ["idea_id"], unique=False)
    op.create_index("ix_flags_flagged_at", "flags", ["flagged_at", "id"], unique=False)
    op.create_index(
        "uq_flags_hidden",
        "flags",
        ["idea_id", "part"],
        unique=True,
        sqlite_where=sa.text("is_hidden = 1"),
        postgresql_where=sa.text("is_hidden = 1"),
    )
    op.create_table(
        "flag_steps",
        sa.Column("flag_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_flag_steps_flag_id")),
        sa.PrimaryKeyConstraint("flag_id", "number", name=op.f("pk_flag_steps")),
    )
    op.create_table(
        "flag_words",
        sa.Column("flag_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_flag_words_flag_id")),
        sa.PrimaryKeyConstraint("flag_id", "number", name=op.f("pk_flag_words")),
    )
    op.create_table(
        "held_words",
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitches.id"], name=op.f("fk_held_words_pitch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pitch_id", "part", name=op.f("pk_held_words")),
    )
    for statement in _append_only("flag_steps")[op.get_context().dialect.name]:
        op.execute(statement)


def _append_only(table: str) -> dict[str, list[str]]:
    """The statements that let the database itself refuse a change, for both databases."""
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: append only'); END"
            for what in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            (
                f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{table}: append only' USING ERRCODE = '23514'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "
                f"{table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
            ),
        ],
    }


def downgrade() -> None:
    for table in ("held_words", "flag_words", "flag_steps", "flags"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION flag_steps_append_only()")
