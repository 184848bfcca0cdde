"""Rehearsals: days of which nothing counts, whatever the code does."""

# ruff: noqa: S608 (all parts of these statements are constants of this module)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _of_rehearsal(day_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM days WHERE id = {day_id} AND is_rehearsal = 1)"


MIXED = f"{_of_rehearsal('NEW.day_id')} <> (NEW.idea_id LIKE 'rehearsal-%')"
GUARDS = [
    ("days", "UPDATE", "NEW.is_rehearsal <> OLD.is_rehearsal", "a rehearsal stays one"),
    ("days", "DELETE", "OLD.is_rehearsal = 0", "only a rehearsal is thrown away"),
    ("pitches", "INSERT", MIXED, "real and invented ideas do not mix"),
    ("pitches", "UPDATE", MIXED, "real and invented ideas do not mix"),
    *(
        (table, what, _of_rehearsal("NEW.day_id"), "nothing of a rehearsal counts")
        for table in ("awards", "votes", "care_terms")
        for what in ("INSERT", "UPDATE")
    ),
]


def _guard(dialect: str, number: int) -> list[str]:
    table, what, condition, words = GUARDS[number]
    name, says = f"{table}_rehearsal_{what.lower()}_{number}", f"{table}: {words}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {condition} {refuse}"]
    returned = "OLD" if what == "DELETE" else "NEW"
    body = (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {returned}; END"
    )
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def upgrade() -> None:
    # In plain words: Alembic would make the whole table anew on SQLite to add the check.
    op.execute(
        "ALTER TABLE days ADD COLUMN is_rehearsal INTEGER DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_days_is_rehearsal CHECK (is_rehearsal IN (0, 1))"
    )
    dialect = op.get_context().dialect.name
    for number in range(len(GUARDS)):
        for statement in _guard(dialect, number):
            op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    for number, (table, what, *_rest) in enumerate(GUARDS):
        name = f"{table}_rehearsal_{what.lower()}_{number}"
        on = f" ON {table}" if dialect == "postgresql" else ""
        op.execute(f"DROP TRIGGER {name}{on}")
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("ALTER TABLE days DROP COLUMN is_rehearsal")
