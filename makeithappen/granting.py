"""What the site's own role may do on PostgreSQL: add to the ledger, and never change it.

The tables belong to another role, whose address only migrations know. What the ledger's triggers
write (balances, sums of months, the queue of what waits to be sealed) they write as that role.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

READ_ONLY = frozenset({"alembic_version", "balances", "pot_months", "unsealed"})
TO_DELETE = frozenset({"subject_keys"})  # when their people are erased; never changed
_KEPT = ("ledger_append_only", "events_append_only")
_TABLES = text(
    "SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p "
    "ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = ANY(:kept)) AS is_kept "
    "FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind IN ('r', 'p') ORDER BY c.relname"
)
_MAY_ALTER = text(
    "SELECT bool_or(pg_has_role(c.relowner, 'MEMBER') "
    "OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')) FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE p.proname = ANY(:kept) AND c.relnamespace = current_schema()::regnamespace"
)


def grant(connection: Connection, role: str) -> None:
    """Give a role what the site needs, and nothing else. Run as who owns the tables."""
    for statement in _statements(connection, role):
        connection.execute(text(statement))


def may_alter(connection: Connection) -> bool:
    """Whether the role of this connection could change or empty a table of the ledger."""
    return bool(connection.execute(_MAY_ALTER, {"kept": list(_KEPT)}).scalar_one())


def _statements(connection: Connection, role: str) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    schema, to = quote(connection.scalar(text("SELECT current_schema()"))), quote(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {to}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {to}"
    for name, is_kept in connection.execute(_TABLES, {"kept": list(_KEPT)}).all():
        change = "SELECT, INSERT" if is_kept else "SELECT, INSERT, UPDATE, DELETE"
        change = "SELECT, INSERT, DELETE" if name in TO_DELETE else change
        rights = "SELECT" if name in READ_ONLY else change
        yield f"GRANT {rights} ON {schema}.{quote(name)} TO {to}"
    yield f"GRANT UPDATE (sealed, tail) ON {schema}.payees TO {to}"  # when their people are erased
