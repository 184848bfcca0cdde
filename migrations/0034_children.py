"""What children say with an idea, each yes to it, and links to come back that go by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "funds",
        sa.Column("child_bands", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        "idea_children",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("telling", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("hidden_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_children_idea_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("age BETWEEN 0 AND 17", name=op.f("ck_idea_children_age")),
        sa.CheckConstraint("place BETWEEN 0 AND 9", name=op.f("ck_idea_children_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_children")),
        sa.UniqueConstraint("idea_id", "place", name=op.f("uq_idea_children_idea_id_place")),
    )
    op.create_table(
        "child_yeses",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("child_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.CheckConstraint("who IN ('child', 'carer')", name=op.f("ck_child_yeses_who")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_child_yeses")),
    )
    op.create_index(op.f("ix_child_yeses_child_id"), "child_yeses", ["child_id"])
    op.create_table(
        "comeback_links",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_comeback_links_person_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_comeback_links")),
    )
    op.create_index(op.f("ix_comeback_links_person_id"), "comeback_links", ["person_id"])
    for statement in _append_only():
        op.execute(statement)


def _append_only() -> list[str]:
    """Each yes and no stays as it was said."""
    says = "'child_yeses: append only'"
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER child_yeses_{what.lower()} BEFORE {what} ON child_yeses "
            f"BEGIN SELECT RAISE(ABORT, {says}); END"
            for what in ("UPDATE", "DELETE")
        ] + [
            (
                "CREATE TRIGGER child_yeses_insert BEFORE INSERT ON child_yeses "
                "WHEN EXISTS (SELECT 1 FROM child_yeses WHERE number = NEW.number) "
                "BEGIN SELECT RAISE(ABORT, 'child_yeses: duplicate'); END"
            )
        ]
    return [
        (
            "CREATE FUNCTION child_yeses_stay() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION {says} USING ERRCODE = 'check_violation'; END $$"
        ),
        (
            "CREATE TRIGGER child_yeses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON child_yeses "
            "FOR EACH STATEMENT EXECUTE FUNCTION child_yeses_stay()"
        ),
    ]


def downgrade() -> None:
    op.drop_table("comeback_links")
    op.drop_table("child_yeses")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION child_yeses_stay()")
    op.drop_table("idea_children")
    op.drop_column("funds", "child_bands")
