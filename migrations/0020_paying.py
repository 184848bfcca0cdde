"""Second factors, and a proof that is kept with a sign-in. A demo gets the keys that are new."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from makeithappen.core.keys import FILES, fresh_key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("proven_at", sa.String(27), nullable=True))
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("pending", sa.String(), nullable=True),
        sa.Column("set_at", sa.String(27), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_second_factors_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"])
    _fill_demo_keys()


def _fill_demo_keys() -> None:
    """A demo keeps its keys in its database: it gets those that were not there before."""
    read = op.get_bind().execute
    mark = read(sa.text("SELECT keys FROM demo_mark")).scalar_one_or_none()
    if mark is not None:
        kept = {**{name: fresh_key() for name in FILES}, **json.loads(mark)}
        read(sa.text("UPDATE demo_mark SET keys = :keys"), {"keys": json.dumps(kept)})


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("sign_ins", "proven_at")
