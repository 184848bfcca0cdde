"""Reviews of decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None

RECORDS = ("review_routes", "reviews", "review_answers")
"""What is appended and never changed."""


def append_only(table: str) -> dict[str, list[str]]:
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


def upgrade() -> None:
    _reviews()
    for table in RECORDS:
        for statement in append_only(table)[op.get_context().dialect.name]:
            op.execute(statement)


def _reviews() -> None:
    op.create_table(
        "review_routes",
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("stand_in_id", sa.String(), nullable=True),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("person_id <> stand_in_id", name=op.f("ck_review_routes_two_people")),
        sa.PrimaryKeyConstraint("fund_id", "revision", name=op.f("pk_review_routes")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=True),
        sa.Column("day_id", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("answerer_id", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_due_on", "reviews", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_reviews_fund_id"), "reviews", ["fund_id"], unique=False)
    op.create_index(op.f("ix_reviews_idea_id"), "reviews", ["idea_id"], unique=False)
    op.create_index(op.f("ix_reviews_round_id"), "reviews", ["round_id"], unique=False)
    op.create_table(
        "review_answers",
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.String(27), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_answers_review_id")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_answers")),
    )
    op.create_index(
        op.f("ix_review_answers_answered_by"), "review_answers", ["answered_by"], unique=False
    )
    op.create_table(
        "review_words",
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_words_review_id")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_words")),
    )


def downgrade() -> None:
    for table in ("review_words", "review_answers", "reviews", "review_routes"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for table in RECORDS:
            op.execute(f"DROP FUNCTION {table}_append_only()")
