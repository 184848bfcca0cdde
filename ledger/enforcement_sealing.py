"""What 0019 lets the database do by itself: keep the queue of entries that wait for their seal.

An entry joins the queue as it is written and leaves it as its seal is. Nobody else may put a row
in or take one out, so no entry can be left out of the seals without being seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ledger.enforcement import postgresql_function, postgresql_trigger, raising, sqlite_trigger

_SEALED = "EXISTS (SELECT 1 FROM seals WHERE entry_id = {}.entry_id)"
_JOINS = "INSERT INTO unsealed (entry_id) VALUES (NEW.id);"
_FACTS_OF_RESTORES = "epoch, acknowledged_at, lost_number, lost_size, lost_head"
_LEAVES = "DELETE FROM unsealed WHERE entry_id = NEW.entry_id;"

WRITING = ("accounts_balance", "postings_balance", "entries_wait", "seals_stand")
"""The functions that write for whoever posts or seals: as their owner, with a fixed path."""


def _sqlite() -> Iterator[str]:
    changes = (
        ("unsealed_no_update", "UPDATE", None, "append only"),
        ("unsealed_no_delete", "DELETE", f"NOT {_SEALED.format('OLD')}", "it is not sealed yet"),
        ("unsealed_no_second", "INSERT", _SEALED.format("NEW"), "it is sealed already"),
    )
    for name, what, condition, words in changes:
        yield sqlite_trigger(name, what, "unsealed", condition, words)
    same = "EXISTS (SELECT 1 FROM unsealed WHERE number = NEW.number OR entry_id = NEW.entry_id)"
    yield sqlite_trigger("unsealed_duplicate", "INSERT", "unsealed", same, "duplicate")
    yield f"CREATE TRIGGER entries_wait AFTER INSERT ON entries BEGIN {_JOINS} END"
    yield f"CREATE TRIGGER seals_stand AFTER INSERT ON seals BEGIN {_LEAVES} END"


def _postgresql() -> Iterator[str]:
    yield from postgresql_trigger("entries", "wait", "AFTER INSERT", _JOINS)
    yield from postgresql_trigger("seals", "stand", "AFTER INSERT", _LEAVES)
    second = f"IF {_SEALED.format('NEW')} THEN {raising('it is sealed already')} END IF;"
    yield from postgresql_trigger("unsealed", "second", "BEFORE INSERT", second)
    early = f"IF NOT {_SEALED.format('OLD')} THEN {raising('it is not sealed yet')} END IF;"
    yield postgresql_function("ledger_unsealed_leave", early, gives="OLD")
    yield (
        "CREATE TRIGGER unsealed_leave BEFORE DELETE ON unsealed "
        "FOR EACH ROW EXECUTE FUNCTION ledger_unsealed_leave()"
    )
    yield (
        "CREATE TRIGGER unsealed_append_only BEFORE UPDATE OR TRUNCATE ON unsealed "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
    )


def as_owner(schema: str, names: Iterable[str] = WRITING) -> Iterator[str]:
    """On PostgreSQL these functions act as who owns the tables, whoever posts: an app that may
    change neither balances nor the queue still can post. Nobody else may tie them to a table of
    their own, nor put another table in the place of ours.
    """
    for name in names:
        function = f"FUNCTION ledger_{name}()"
        path = f'pg_catalog, "{schema}", pg_temp'
        yield f"ALTER {function} SECURITY DEFINER SET search_path = {path}"
        yield f"REVOKE EXECUTE ON {function} FROM PUBLIC"


SEALING: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(_sqlite()),
    "postgresql": tuple(_postgresql()),
}


_RESTORES_APPEND_ONLY = (
    f"CREATE TRIGGER restores_append_only BEFORE UPDATE OF {_FACTS_OF_RESTORES} OR DELETE "
    "OR TRUNCATE ON restores FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
)


def _sqlite_restoring() -> Iterator[str]:
    columns = f"UPDATE OF {_FACTS_OF_RESTORES}"
    again = "EXISTS (SELECT 1 FROM restores WHERE epoch = NEW.epoch)"
    yield sqlite_trigger("restores_no_delete", "DELETE", "restores", None, "append only")
    yield sqlite_trigger("restores_no_update", columns, "restores", None, "append only")
    yield sqlite_trigger("restores_duplicate", "INSERT", "restores", again, "duplicate")


RESTORING: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(_sqlite_restoring()),
    "postgresql": (_RESTORES_APPEND_ONLY,),
}
"""What 0025 adds: of a restored backup only the words may be changed."""
