"""Round the score sheets: receipts, late sheets, drafts, paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_secrets",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_day_secrets_day_id")),
        sa.PrimaryKeyConstraint("day_id", name=op.f("pk_day_secrets")),
    )
    op.create_table(
        "late_sheets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("scores", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_late_sheets_member_id")
        ),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_late_sheets_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_sheets")),
    )
    op.create_index(op.f("ix_late_sheets_pitch_id"), "late_sheets", ["pitch_id"], unique=False)
    op.create_table(
        "sheet_reasons",
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitches.id"], name=op.f("fk_sheet_reasons_pitch_id")
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_reasons")),
    )
    op.create_index(op.f("ix_sheet_reasons_pitch_id"), "sheet_reasons", ["pitch_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_receipts_pitch_id")),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_receipts")),
    )
    op.create_index(op.f("ix_receipts_pitch_id"), "receipts", ["pitch_id"], unique=False)
    op.create_table(
        "sheet_drafts",
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sheet_drafts_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitches.id"], name=op.f("fk_sheet_drafts_pitch_id")
        ),
        sa.PrimaryKeyConstraint("pitch_id", "member_id", name=op.f("pk_sheet_drafts")),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pitch_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.String(27), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_papers_number")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_papers_member_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitches.id"], name=op.f("fk_papers_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint(
            "pitch_id", "member_id", "number", name=op.f("uq_papers_pitch_id_member_id_number")
        ),
    )
    op.create_index(op.f("ix_papers_pitch_id"), "papers", ["pitch_id"], unique=False)
    op.create_table(
        "paper_entries",
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_entries_paper_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", "number", name=op.f("pk_paper_entries")),
    )


def downgrade() -> None:
    for table in (
        "paper_entries",
        "papers",
        "sheet_drafts",
        "receipts",
        "sheet_reasons",
        "late_sheets",
        "day_secrets",
    ):
        op.drop_table(table)
