"""A day goes step by step: its earlier, coarser events become the steps that they stood for."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STEPS = {
    "open": ("open", "ask_conflicts", "score_all"),
    "close_scoring": ("break", "deliberate", "allocate"),
    "reopen_scoring": ("reopening_asked", "reopen"),
}
EVENTS = sa.table(
    "day_events",
    *(sa.column(name) for name in ("id", "day_id", "number", "what", "actor_id")),
    sa.column("at"),
    sa.column("facts"),
)


def upgrade() -> None:
    link = op.get_bind()
    rows = link.execute(sa.select(EVENTS).order_by(EVENTS.c.day_id, EVENTS.c.number)).mappings()
    written: list[dict[str, Any]] = []
    days: dict[str, list[str]] = {}
    for row in rows.all():
        done = days.setdefault(row["day_id"], [])
        for place, what in enumerate(STEPS.get(row["what"], (row["what"],))):
            if what == "break" and done and done[-1] == "reopen":
                continue  # scoring opened again is the break already
            done.append(what)
            new = {"id": row["id"]} if place == 0 else {"id": f"event-{secrets.token_hex(13)}"}
            facts = row["facts"] if place == 0 else "{}"
            written.append({**row, **new, "facts": facts, "what": what, "number": len(done)})
    link.execute(sa.delete(EVENTS))
    if written:
        link.execute(sa.insert(EVENTS), written)


def downgrade() -> None:
    raise RuntimeError("The steps of a day can't be told apart again.")
