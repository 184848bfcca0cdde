"""Reviews of decisions, and care for the panel: pay, expenses, a cap, the times of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RECORDS = ("review_routes", "reviews", "review_answers", "care_answers", "care_payments")
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
    _care()
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


def _care() -> None:
    op.create_table(
        "care_terms",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("pay_pence", sa.BigInteger(), nullable=False),
        sa.Column("ideas_max", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("pitch_minutes", sa.Integer(), nullable=False),
        sa.Column("questions_minutes", sa.Integer(), nullable=False),
        sa.Column("scoring_minutes", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("break_every", sa.Integer(), nullable=False),
        sa.CheckConstraint("pay_pence >= 0", name=op.f("ck_care_terms_pay")),
        sa.CheckConstraint("ideas_max >= 1", name=op.f("ck_care_terms_ideas_max")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_care_terms_day_id")),
        sa.PrimaryKeyConstraint("day_id", name=op.f("pk_care_terms")),
    )
    op.create_table(
        "care_answers",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("takes_pay", sa.Integer(), nullable=False),
        sa.Column("travel_pence", sa.BigInteger(), nullable=False),
        sa.Column("childcare_pence", sa.BigInteger(), nullable=False),
        sa.Column("other_pence", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.String(27), nullable=False),
        sa.CheckConstraint("takes_pay IN (0, 1)", name=op.f("ck_care_answers_takes_pay")),
        sa.CheckConstraint(
            "travel_pence >= 0 AND childcare_pence >= 0 AND other_pence >= 0",
            name=op.f("ck_care_answers_amounts"),
        ),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_care_answers_day_id")),
        sa.PrimaryKeyConstraint("day_id", "person_id", "revision", name=op.f("pk_care_answers")),
    )
    op.create_table(
        "care_payments",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("pay_pence", sa.BigInteger(), nullable=False),
        sa.Column("expenses_pence", sa.BigInteger(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("marked_at", sa.String(27), nullable=False),
        sa.CheckConstraint("marked_by <> person_id", name=op.f("ck_care_payments_two_people")),
        sa.CheckConstraint(
            "pay_pence >= 0 AND expenses_pence >= 0 AND pay_pence + expenses_pence > 0",
            name=op.f("ck_care_payments_amounts"),
        ),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_care_payments_day_id")),
        sa.PrimaryKeyConstraint("day_id", "person_id", name=op.f("pk_care_payments")),
    )


def downgrade() -> None:
    for table in ("care_payments", "care_answers", "care_terms"):
        op.drop_table(table)
    for table in ("review_words", "review_answers", "reviews", "review_routes"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for table in RECORDS:
            op.execute(f"DROP FUNCTION {table}_append_only()")
