"""Which kinds of entries PostgreSQL asks what, as statements for 0044.

A check that is about some kinds alone is only called for these: to call a function costs more than
to look at the kind. What is at risk is asked of every entry, by a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger import enforcement as base

OF_KINDS: Mapping[str, tuple[str, ...]] = {
    "paying": ("spend",),
    "records": (
        "interest",
        "fee",
        "correction_up",
        "correction_down",
        "amendment",
        "payment_prepared",
        "payment",
        "agreement_accepted",
    ),
    "reserving": ("ratification", "pledge_lost", "cover", "award", "pledge_confirmed"),
}
"""The triggers of entries that are about these kinds alone."""
FOR_ALL = tuple(
    check for check in base.RESERVING_CHECKS if check[0] == "entries" and "NEW.kind" not in check[1]
)


def postgresql() -> Iterator[str]:
    """The statements for PostgreSQL; SQLite looks at the kind before it does anything else."""
    for name, kinds in OF_KINDS.items():
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        yield f"DROP TRIGGER entries_{name} ON entries"
        yield (
            f"CREATE TRIGGER entries_{name} BEFORE INSERT ON entries FOR EACH ROW "
            f"WHEN (NEW.kind IN ({listed})) EXECUTE FUNCTION ledger_entries_{name}()"
        )
    body = base._bodies(FOR_ALL)["entries"]
    yield from base.postgresql_trigger("entries", "risk", "BEFORE INSERT", body)


STATEMENTS: Mapping[str, tuple[str, ...]] = {"sqlite": (), "postgresql": tuple(postgresql())}
