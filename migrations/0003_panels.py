"""Panel days: settings, members, pitches, what members say, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fund_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("threshold_numerator", sa.Integer(), nullable=True),
        sa.Column("threshold_denominator", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days")),
    )
    op.create_index(op.f("ix_days_round_id"), "days", ["round_id"], unique=False)
    op.create_table(
        "criteria",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value_words", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_criteria_weight")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_criteria_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
    )
    op.create_index(op.f("ix_criteria_day_id"), "criteria", ["day_id"], unique=False)
    op.create_table(
        "day_events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_day_events_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_events")),
        sa.UniqueConstraint("day_id", "number", name=op.f("uq_day_events_day_id_number")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("is_reserve", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_reserve IN (0, 1)", name=op.f("ck_members_is_reserve")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_members_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("day_id", "person_id", name=op.f("uq_members_day_id_person_id")),
    )
    op.create_index("ix_members_person_id", "members", ["person_id"], unique=False)
    op.create_table(
        "pitches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("who_for", sa.String(), nullable=False),
        sa.Column("asked_pence", sa.BigInteger(), nullable=False),
        sa.Column("smallest_pence", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.CheckConstraint("asked_pence > 0", name=op.f("ck_pitches_asked")),
        sa.CheckConstraint(
            "smallest_pence BETWEEN 0 AND asked_pence", name=op.f("ck_pitches_smallest")
        ),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_pitches_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitches")),
        sa.UniqueConstraint("day_id", "idea_id", name=op.f("uq_pitches_day_id_idea_id")),
    )
    op.create_index("ix_pitches_idea_id", "pitches", ["idea_id"], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("degree", sa.String(), nullable=False),
        sa.Column("declared_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_conflicts_member_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_conflicts_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint(
            "pitch_id",
            "member_id",
            "revision",
            name=op.f("uq_conflicts_pitch_id_member_id_revision"),
        ),
    )
    op.create_index(op.f("ix_conflicts_member_id"), "conflicts", ["member_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(27), nullable=False),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_decisions_amount")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_decisions_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("pitch_id", "revision", name=op.f("uq_decisions_pitch_id_revision")),
    )
    op.create_table(
        "scale_points",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_scale_points_criterion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_points")),
        sa.UniqueConstraint(
            "criterion_id", "value", name=op.f("uq_scale_points_criterion_id_value")
        ),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sheets_member_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_sheets_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint(
            "pitch_id", "member_id", "revision", name=op.f("uq_sheets_pitch_id_member_id_revision")
        ),
    )
    op.create_index(op.f("ix_sheets_member_id"), "sheets", ["member_id"], unique=False)
    op.create_table(
        "sheet_scores",
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_sheet_scores_criterion_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_sheet_scores_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "criterion_id", name=op.f("pk_sheet_scores")),
    )


def downgrade() -> None:
    op.drop_table("sheet_scores")
    op.drop_table("sheets")
    op.drop_table("scale_points")
    op.drop_table("decisions")
    op.drop_table("conflicts")
    op.drop_table("pitches")
    op.drop_table("members")
    op.drop_table("day_events")
    op.drop_table("criteria")
    op.drop_table("days")
