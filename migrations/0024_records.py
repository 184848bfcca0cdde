"""Records beside money and promises: restrictions, changes at the bank, agreements, instalments,
supports, trials.

Entries of version 3 bring records beside money and promises: see `ledger/rules/records.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from ledger.enforcement_records import STATEMENTS

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _texts(names: str, *, optional: bool = False) -> list[sa.Column[str]]:
    return [_text(name, optional=optional) for name in names.split()]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _record(
    table: str,
    keys: tuple[str, ...],
    *columns: sa.Column[Any],
    above: Sequence[str] = (),
    found_by: Sequence[str] = (),
) -> None:
    """A table of records: its key, what it holds, and the entry that brought it."""
    named = keys if "entry_id" in keys else (*keys, "entry_id")
    op.create_table(
        table,
        *(_text(name) for name in named),
        *columns,
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f(f"fk_{table}_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        *(
            sa.CheckConstraint(
                f"{column} > 0", name=op.f(f"ck_{table}_{column.removesuffix('_pence')}")
            )
            for column in above
        ),
    )
    for column in found_by:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    if "entry_id" not in keys:
        op.create_index(op.f(f"ix_{table}_entry_id"), table, ["entry_id"])


def upgrade() -> None:
    _record("codes", ("entry_id", "subject_id", "kind", "value"))
    op.create_index(op.f("ix_codes_subject_id"), "codes", ["subject_id"])
    _record(
        "changes",
        ("id",),
        *_texts("kind pot_id reason prepared_by"),
        _whole("amount_pence"),
        *_texts("corrects_id words_digest", optional=True),
        above=["amount_pence"],
    )
    _record("endings", ("subject_id",), _text("end"), _text("words_digest", optional=True))
    _record(
        "agreements",
        ("id",),
        *_texts("award_id recipient first_id owns splits text_digest"),
        _text("second_id", optional=True),
        _count("number"),
        found_by=["award_id", "first_id", "second_id"],
    )
    _record("acceptances", ("agreement_id", "person_id"), _text("text_digest"))
    _record(
        "instalments",
        ("id",),
        _text("award_id"),
        _count("plan"),
        _count("number"),
        _whole("amount_pence"),
        *_texts("due_on milestone_digest", optional=True),
        above=["amount_pence"],
        found_by=["award_id"],
    )
    _record(
        "supports",
        ("id",),
        *_texts("award_id kind unit stage words_digest"),
        _whole("quantity"),
        _text("amends_id", optional=True),
        above=["quantity"],
        found_by=["award_id"],
    )
    _record("trials", ("id",), *_texts("award_id question_digest ends_on"), found_by=["award_id"])
    op.create_table(
        "idea_codes",
        *(_text(key) for key in ("idea_id", "kind", "value")),
        sa.PrimaryKeyConstraint("idea_id", "kind", "value", name=op.f("pk_idea_codes")),
    )
    op.create_table(
        "agreement_templates",
        _text("fund_id"),
        _count("number"),
        sa.Column("words", sa.Text(), nullable=False),
        _text("made_by"),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("fund_id", "number", name=op.f("pk_agreement_templates")),
    )
    op.create_table(
        "record_words",
        _text("words_digest"),
        _text("subject_id"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("words_digest", name=op.f("pk_record_words")),
    )
    op.create_index(op.f("ix_record_words_subject_id"), "record_words", ["subject_id"])
    for statement in STATEMENTS[op.get_context().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    raise RuntimeError("Entries of version 3 can't be read by what came before.")
