"""What the database itself refuses about key changes; statements of 0024, never changed."""

from __future__ import annotations

from collections.abc import Mapping

from ledger import enforcement as base

_LATE = "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)"
_WORDS = "too late, the entry stands"
KEY_CHANGES: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        *base._sqlite_append_only("key_changes", [("id",), ("entry_id",)]),
        base.sqlite_trigger("key_changes_late", "INSERT", "key_changes", _LATE, _WORDS),
    ),
    "postgresql": (
        base._postgresql_append_only("key_changes", "UPDATE OR DELETE"),
        *base.postgresql_trigger(
            "key_changes",
            "check",
            "BEFORE INSERT",
            f"IF {_LATE} THEN {base.raising(_WORDS)} END IF;",
        ),
    ),
}
