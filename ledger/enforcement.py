"""What the database itself refuses, as statements for a migration, for both databases.

Append-only tables refuse UPDATE, DELETE, REPLACE and (on PostgreSQL) TRUNCATE. Legs are written
before their entry: the entry's trigger checks that they balance, and after it no leg may follow.
Balances are made with their accounts and moved by postings alone; their CHECK refuses overspending.

A migration must always do the same, so what is written here is never changed: STATEMENTS are those
of 0004, RESERVING those that 0007 adds to them.
"""

# ruff: noqa: S608 (all parts of these statements are constants of this module)
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

APPEND_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "entries": (("id",), ("intent_key",), ("reverses_id",)),
    "postings": (("entry_id", "account_id"),),
    "accounts": (("id",),),
    "awards": (("id",), ("day_id", "idea_id")),
    "pledges": (("id",),),
    "payments": (("id",),),
    "seals": (("position",), ("entry_id",)),
    "heads": (("number",),),
}
"""Each append-only table with its unique keys: a REPLACE would delete the row that has them."""

OF_ENTRIES = ("postings", "accounts", "awards", "pledges", "payments")
PENCE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "postings": ("amount_pence",),
    "awards": ("amount_pence", "asked_pence"),
    "pledges": ("amount_pence",),
    "payments": ("amount_pence",),
}
ONCE = (
    ("payment_id", "'payment', 'payment_refused'"),
    ("pledge_id", "'pledge_confirmed'"),
    ("pledge_id", "'pledge_received'"),
)
MOVING = (
    "'receipt', 'pledge_confirmed', 'pledge_received', 'award', 'payment', 'return', 'cancellation'"
)

_LEGS = "SELECT count(*) FROM postings WHERE entry_id = NEW.id"
_UNBALANCED = (
    "EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id "
    "WHERE p.entry_id = NEW.id GROUP BY a.pot_id HAVING sum(p.amount_pence) <> 0)"
)
_TOO_FEW_LEGS = f"({_LEGS}) = 1 OR (({_LEGS}) = 0 AND NEW.kind IN ({MOVING}))"
_OUT_OF_ORDER = {
    "seals": (
        "NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM seals) OR "
        "NEW.previous_link <> coalesce((SELECT link FROM seals WHERE position = NEW.position - 1), "
        f"'{'0' * 64}')"
    ),
    "heads": (
        "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM heads) OR "
        "NEW.size <= (SELECT coalesce(max(size), 0) FROM heads) OR "
        "NEW.size > (SELECT coalesce(max(position), 0) FROM seals)"
    ),
}
_NATURAL = (
    "(SELECT CASE side WHEN 'debit' THEN 1 ELSE -1 END FROM accounts WHERE id = NEW.account_id)"
)
_BALANCE_MOVES = (
    "UPDATE balances SET balance_pence = balance_pence + NEW.amount_pence * "
    f"{_NATURAL}, entry_id = NEW.entry_id WHERE account_id = NEW.account_id"
)
# A balance may only move by a leg that is on its way: its entry does not stand yet.
_BALANCE_TYPED = (
    "NEW.account_id <> OLD.account_id OR NEW.entry_id IS NULL OR "
    "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id) OR "
    "NEW.balance_pence - OLD.balance_pence <> coalesce((SELECT amount_pence FROM postings "
    f"WHERE entry_id = NEW.entry_id AND account_id = NEW.account_id), 0) * {_NATURAL}"
)
_BALANCE_MADE = (
    "NEW.balance_pence <> 0 OR NEW.entry_id IS NOT NULL OR "
    "NOT EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account_id)"
)


# From 0007 on: awards are reserved and ratified, pledges have conditions and may be lost.
RESERVING_TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "conditions": (("pledge_id",),),
    "condition_marks": (("pledge_id",),),
}
RESERVING_MOVING = "'ratification', 'pledge_lost', 'cover'"
_PROMISED = (
    "SELECT coalesce(sum(b.balance_pence), 0) FROM balances b JOIN accounts c "
    "ON c.id = b.account_id WHERE c.pot_id = r.pot_id AND c.award_id = r.award_id "
    "AND c.kind IN ('reserved', 'committed')"
)
_AT_RISK = (
    "EXISTS (SELECT 1 FROM accounts r JOIN balances k ON k.account_id = r.id "
    "WHERE r.kind = 'at_risk' AND r.fund_id = NEW.fund_id AND k.balance_pence > ({}))"
)
_UNMET = (
    "NEW.kind = 'pledge_confirmed' "
    "AND EXISTS (SELECT 1 FROM conditions WHERE pledge_id = NEW.pledge_id) "
    "AND NOT EXISTS (SELECT 1 FROM condition_marks WHERE pledge_id = NEW.pledge_id)"
)
_AWARD_STANDS = (
    "EXISTS (SELECT 1 FROM awards w JOIN accounts c ON c.award_id = w.id "
    "JOIN balances b ON b.account_id = c.id WHERE w.day_id = NEW.day_id "
    "AND w.idea_id = NEW.idea_id AND b.balance_pence > 0 "
    "AND c.kind IN ('reserved', 'committed', 'granted'))"
)
RESERVING_CHECKS: tuple[tuple[str, str, str], ...] = (
    ("entries", f"({_LEGS}) = 0 AND NEW.kind IN ({RESERVING_MOVING})", "needs two legs"),
    ("entries", _AT_RISK.format(_PROMISED), "more at risk than promised"),
    ("entries", f"NEW.kind = 'award' AND {_AT_RISK.format(0)}", "shortfall"),
    ("entries", _UNMET, "condition not met"),
    ("awards", _AWARD_STANDS, "duplicate"),
    *(
        (table, "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)", "too late")
        for table in RESERVING_TABLES
    ),
)


def _checks() -> Iterator[tuple[str, str, str]]:
    """(table, condition, words): a row is not let in while the condition holds."""
    for table in OF_ENTRIES:
        late = "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)"
        yield table, late, "too late, the entry stands"
    yield "entries", _TOO_FEW_LEGS, "needs two legs"
    yield "entries", _UNBALANCED, "unbalanced"
    for table, condition in _OUT_OF_ORDER.items():
        yield table, condition, "out of order"
    yield "balances", _BALANCE_MADE, "only made with an account"


def sqlite() -> Iterator[str]:
    """The statements for SQLite."""
    for table, keys in APPEND_ONLY.items():
        yield from _sqlite_append_only(table, keys)
    for number, (column, kinds) in enumerate(ONCE, 1):
        condition = (
            f"NEW.kind IN ({kinds}) AND EXISTS (SELECT 1 FROM entries "
            f"WHERE {column} = NEW.{column} AND kind IN ({kinds}))"
        )
        yield sqlite_trigger(f"entries_once_{number}", "INSERT", "entries", condition, "duplicate")
    for number, (table, condition, words) in enumerate(_checks(), 1):
        yield sqlite_trigger(f"{table}_check_{number}", "INSERT", table, condition, words)
    for table, columns in PENCE_COLUMNS.items():
        yield _sqlite_pence(table, columns)
    yield _sqlite_duplicate("balances", "account_id = NEW.account_id")
    yield sqlite_trigger("balances_no_delete", "DELETE", "balances", None, "append only")
    yield sqlite_trigger("balances_typed", "UPDATE", "balances", _BALANCE_TYPED, "never typed")
    yield (
        "CREATE TRIGGER accounts_balance AFTER INSERT ON accounts BEGIN "
        "INSERT INTO balances (account_id, balance_pence) VALUES (NEW.id, 0); END"
    )
    yield (f"CREATE TRIGGER postings_balance AFTER INSERT ON postings BEGIN {_BALANCE_MOVES}; END")


def _sqlite_append_only(table: str, keys: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for what in ("UPDATE", "DELETE"):
        yield sqlite_trigger(f"{table}_no_{what.lower()}", what, table, None, "append only")
    guards = [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
    yield _sqlite_duplicate(table, " OR ".join(f"({guard})" for guard in guards))


def _sqlite_pence(table: str, columns: Iterable[str], kinds: str = "'integer'") -> str:
    condition = " OR ".join(f"typeof(NEW.{column}) NOT IN ({kinds})" for column in columns)
    return sqlite_trigger(f"{table}_pence", "INSERT", table, condition, "pence must be whole")


def sqlite_reserving() -> Iterator[str]:
    """What 0007 adds on SQLite, where it makes the table of awards anew."""
    yield from _sqlite_append_only("awards", [("id",)])
    late = "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)"
    yield sqlite_trigger("awards_late", "INSERT", "awards", late, "too late, the entry stands")
    yield _sqlite_pence("awards", PENCE_COLUMNS["awards"])
    for table, keys in RESERVING_TABLES.items():
        yield from _sqlite_append_only(table, keys)
    marked = ("asked_pence", "given_pence")
    yield _sqlite_pence("condition_marks", marked, "'integer', 'null'")
    for number, (table, condition, words) in enumerate(RESERVING_CHECKS, 1):
        name = f"{table}_reserving_{number}"
        yield sqlite_trigger(name, "INSERT", table, condition, words)


def sqlite_trigger(name: str, what: str, table: str, condition: str | None, words: str) -> str:
    """A trigger that refuses what a condition describes, in these words."""
    when = "" if condition is None else f"WHEN {condition} "
    return (
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table}: {words}'); END"
    )


def _sqlite_duplicate(table: str, guard: str) -> str:
    condition = f"EXISTS (SELECT 1 FROM {table} WHERE {guard})"
    return sqlite_trigger(f"{table}_duplicate", "INSERT", table, condition, "duplicate")


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL."""
    yield postgresql_function("ledger_append_only", raising("append only"))
    for table in (*APPEND_ONLY, "balances"):
        what = "DELETE" if table == "balances" else "UPDATE OR DELETE"
        yield _postgresql_append_only(table, what)
    for table, body in _bodies(_checks()).items():
        yield from postgresql_trigger(table, "check", "BEFORE INSERT", body)
    typed = f"IF {_BALANCE_TYPED} THEN {raising('never typed')} END IF;"
    yield from postgresql_trigger("balances", "typed", "BEFORE UPDATE", typed)
    made = "INSERT INTO balances (account_id, balance_pence) VALUES (NEW.id, 0);"
    yield from postgresql_trigger("accounts", "balance", "AFTER INSERT", made)
    yield from postgresql_trigger("postings", "balance", "AFTER INSERT", f"{_BALANCE_MOVES};")


def postgresql_reserving() -> Iterator[str]:
    """What 0007 adds on PostgreSQL."""
    for table in RESERVING_TABLES:
        yield _postgresql_append_only(table, "UPDATE OR DELETE")
    for table, body in _bodies(RESERVING_CHECKS).items():
        yield from postgresql_trigger(table, "reserving", "BEFORE INSERT", body)


def _postgresql_append_only(table: str, what: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE {what} OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
    )


def _bodies(checks: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """All checks of a table in one function."""
    bodies: dict[str, list[str]] = {}
    for table, condition, words in checks:
        bodies.setdefault(table, []).append(f"IF {condition} THEN {raising(words)} END IF;")
    return {table: " ".join(own) for table, own in bodies.items()}


def raising(words: str) -> str:
    """The statement that refuses, in these words."""
    return f"RAISE EXCEPTION '%: {words}', TG_TABLE_NAME USING ERRCODE = '23514';"


def postgresql_function(name: str, body: str, gives: str = "NEW") -> str:
    """A trigger's function."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN {gives}; END $$"
    )


def postgresql_trigger(table: str, name: str, when: str, body: str) -> Iterator[str]:
    """A trigger for each row, with a function of its own."""
    function = f"ledger_{table}_{name}"
    yield postgresql_function(function, body)
    yield (
        f"CREATE TRIGGER {table}_{name} {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


POSTGRESQL_FUNCTIONS = (
    "ledger_append_only",
    *(f"ledger_{table}_check" for table in (*OF_ENTRIES, "entries", "seals", "heads", "balances")),
    "ledger_balances_typed",
    "ledger_accounts_balance",
    "ledger_postings_balance",
)

STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite()),
    "postgresql": tuple(postgresql()),
}

RESERVING: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(sqlite_reserving()),
    "postgresql": tuple(postgresql_reserving()),
}
