"""Sheets and conflicts belong to voters; who a voter is can be taken away."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from makeithappen.core.keys import keys

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENTS = sa.table("day_events", sa.column("day_id"), sa.column("what"))
VOTERS = sa.table(
    "voters", *(sa.column(name) for name in ("id", "day_id", "member_id", "is_seated"))
)
MEMBERS = sa.table("members", *(sa.column(name) for name in ("id", "day_id", "is_reserve")))
CONFIRMED = sa.select(EVENTS.c.day_id).where(EVENTS.c.what == "confirm")


def upgrade() -> None:
    op.create_table(
        "voters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("is_seated", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_seated IN (0, 1)", name=op.f("ck_voters_is_seated")),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_voters_day_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_voters_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voters")),
        sa.UniqueConstraint("day_id", "member_id", name=op.f("uq_voters_day_id_member_id")),
    )
    op.create_index(op.f("ix_voters_member_id"), "voters", ["member_id"], unique=False)
    op.create_table(
        "sealed_links",
        sa.Column("day_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["days.id"], name=op.f("fk_sealed_links_day_id")),
        sa.PrimaryKeyConstraint("day_id", "version", name=op.f("pk_sealed_links")),
    )
    with op.batch_alter_table("days") as days:
        days.add_column(sa.Column("scrutineer_key", sa.String(), nullable=True))
    _make_voters()
    for table in ("conflicts", "sheets"):
        _give_to_voters(table)
    with op.batch_alter_table("conflicts") as conflicts:
        conflicts.add_column(sa.Column("is_kin", sa.Integer(), nullable=False, server_default="0"))
        conflicts.create_check_constraint(op.f("ck_conflicts_is_kin"), "is_kin IN (0, 1)")
    with op.batch_alter_table("conflicts") as conflicts:
        conflicts.alter_column("is_kin", server_default=None)
    op.create_table(
        "kin_links",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kin_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.CheckConstraint("person_id < kin_id", name=op.f("ck_kin_links_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kin_links_person_id")),
        sa.ForeignKeyConstraint(["kin_id"], ["people.id"], name=op.f("fk_kin_links_kin_id")),
        sa.PrimaryKeyConstraint("person_id", "kin_id", name=op.f("pk_kin_links")),
    )
    op.create_index(op.f("ix_kin_links_kin_id"), "kin_links", ["kin_id"], unique=False)
    op.execute(sa.update(VOTERS).where(VOTERS.c.day_id.in_(CONFIRMED)).values(member_id=None))


def _make_voters() -> None:
    """A voter for each member of a day that was opened.

    In a confirmed day the voter is the keyed digest that stands in its sealed bundle already.
    """
    link = op.get_bind()
    confirmed = set(link.execute(CONFIRMED).scalars())
    opened = sa.select(EVENTS.c.day_id).where(EVENTS.c.what == "open")
    rows: list[dict[str, Any]] = []
    for member in link.execute(sa.select(MEMBERS).where(MEMBERS.c.day_id.in_(opened))).all():
        sealed_as = f"panels.voter:{member.day_id}:{member.id}"
        was_sealed = member.day_id in confirmed
        voter = keys().keyed_digest(sealed_as) if was_sealed else f"voter-{secrets.token_hex(13)}"
        facts = {"day_id": member.day_id, "is_seated": 1 - member.is_reserve}
        rows.append({"id": voter, "member_id": member.id, **facts})
    if rows:
        link.execute(sa.insert(VOTERS), sorted(rows, key=lambda row: str(row["id"])))


def _give_to_voters(table: str) -> None:
    with op.batch_alter_table(table) as rows:
        rows.add_column(sa.Column("voter_id", sa.String(), nullable=True))
    own = sa.table(table, sa.column("voter_id"), sa.column("member_id"))
    mine = sa.select(VOTERS.c.id).where(VOTERS.c.member_id == own.c.member_id)
    op.execute(sa.update(own).values(voter_id=mine.scalar_subquery()))
    op.drop_index(op.f(f"ix_{table}_member_id"), table_name=table)
    with op.batch_alter_table(table) as rows:
        rows.drop_constraint(op.f(f"uq_{table}_pitch_id_member_id_revision"), type_="unique")
        rows.drop_constraint(op.f(f"fk_{table}_member_id"), type_="foreignkey")
        rows.drop_column("member_id")
        rows.alter_column("voter_id", existing_type=sa.String(), nullable=False)
        rows.create_unique_constraint(
            op.f(f"uq_{table}_pitch_id_voter_id_revision"), ["pitch_id", "voter_id", "revision"]
        )
        rows.create_foreign_key(op.f(f"fk_{table}_voter_id"), "voters", ["voter_id"], ["id"])
    op.create_index(op.f(f"ix_{table}_voter_id"), table, ["voter_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Whose sheets were whose is gone.")
