"""What the database refuses round the erasing of people, as statements for 0027.

Who was erased is named by no entry any more and never gets a key again; a key goes only when an
entry says that its person was erased; and no key is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger import enforcement as base

_ERASED = (
    "EXISTS (SELECT 1 FROM subjects s JOIN entries e ON e.id = s.entry_id "
    "WHERE s.subject_id = {}.subject_id AND e.kind = 'subject_erased')"
)
_LATE = "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)"
CHECKS: tuple[tuple[str, str, str], ...] = (
    ("subjects", _LATE, "too late, the entry stands"),
    ("subjects", _ERASED.format("NEW"), "erased before"),
    ("subject_keys", _ERASED.format("NEW"), "erased before"),
)
# Of a payee the words may go, and the last digits with them; they never come back.
_PAYEE_COLUMNS = ("id", "award_id", "method", "digest", "added_by", "added_at", "ready_at")
_PAYEE_CHANGED = " OR ".join(
    (
        *(f"NEW.{column} <> OLD.{column}" for column in _PAYEE_COLUMNS),
        "coalesce(NEW.replaces_id, '') <> coalesce(OLD.replaces_id, '')",
        "NEW.sealed IS NOT NULL",
        "NEW.tail <> ''",
    )
)
_KEPT = f"NOT {_ERASED.format('OLD')}"


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    yield from base._sqlite_append_only("subjects", [("entry_id", "subject_id")])
    for number, (table, condition, words) in enumerate(CHECKS, 1):
        name = f"{table}_erasing_{number}"
        yield base.sqlite_trigger(name, "INSERT", table, condition, words)
    yield base._sqlite_duplicate("subject_keys", "subject_id = NEW.subject_id")
    yield base.sqlite_trigger("subject_keys_no_update", "UPDATE", "subject_keys", None, "kept")
    kept = "kept until erased"
    yield base.sqlite_trigger("subject_keys_kept", "DELETE", "subject_keys", _KEPT, kept)
    yield "DROP TRIGGER payees_kept"
    yield base.sqlite_trigger("payees_kept", "UPDATE", "payees", _PAYEE_CHANGED, "append only")


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    yield base._postgresql_append_only("subjects", "UPDATE OR DELETE")
    for table, body in base._bodies(CHECKS).items():
        yield from base.postgresql_trigger(table, "erasing", "BEFORE INSERT", body)
    yield base.postgresql_function("ledger_subject_keys_same", base.raising("kept"))
    yield (
        "CREATE TRIGGER subject_keys_same BEFORE UPDATE OR TRUNCATE ON subject_keys "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_subject_keys_same()"
    )
    kept = f"IF {_KEPT} THEN {base.raising('kept until erased')} END IF; RETURN OLD;"
    yield from base.postgresql_trigger("subject_keys", "kept", "BEFORE DELETE", kept)
    kept = f"IF {_PAYEE_CHANGED} THEN {base.raising('append only')} END IF;"
    yield from (
        "DROP TRIGGER payees_kept ON payees",
        "DROP FUNCTION ledger_payees_kept()",
        *base.postgresql_trigger("payees", "kept", "BEFORE UPDATE", kept),
    )


STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}
