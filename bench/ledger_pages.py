"""How long a fund's statement takes over few and over many postings.

    python bench/ledger_pages.py [--postings 10000 1000000] [--database-url postgresql://...]

Fills an empty database with receipts and payments over five years (in bulk, with the triggers off,
and unsealed: this is about reading), then asks for pages through the app as a browser does. Prints
JSON: milliseconds at the median, of the statement to the end of a month, to a day in its middle,
between two such days and as it stood on a day, and of the entries behind a figure; and how many
times longer they take over the most postings. `measure` is there for bench/ledger.py.
"""

# ruff: noqa: E402 (this folder leaves the path before the rest is imported)
from __future__ import annotations

import argparse
import json
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

sys.path[0] = str(Path(__file__).parents[1])  # not this folder: it has a ledger of its own
from ledger import models, store
from ledger.enforcement_books import BACKFILL
from ledger.rules.accounts import FunderKind, Pot, award_accounts
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.access import Role
from makeithappen.core.db import db, now, transaction
from makeithappen.core.keys import write_keys
from makeithappen.funds import store as funds
from makeithappen.migrating import migrate
from makeithappen.people import sign_ins
from makeithappen.people import store as people
from makeithappen.people.rules.sign_in import STAFF_SPAN

AWARDS = 250
FIRST, DAYS = date(2021, 1, 1), 5 * 365
CHUNK = 20_000
ROUNDS = 15
PAGES = {
    "month_end": "statement?first=2025-01-01&last=2025-12-31",
    "mid_month": "statement?first=2025-01-01&last=2025-10-15",
    "mid_to_mid": "statement?first=2025-03-16&last=2025-10-15",
    "as_it_stood": "statement?first=2025-01-01&last=2025-10-31&known=2025-10-15",
    "behind_a_figure": "statement/received?first=2025-12-01&last=2025-12-31",
}


def measure(app: Flask, postings: int) -> dict[str, float]:
    """Milliseconds of each page at the median, over an empty app that is filled first."""
    with app.app_context():
        fund_id = _fund(postings)
        client = _auditor(app)
    found = {}
    for name, path in PAGES.items():
        times = [_ask(client, f"/ledger/funds/{fund_id}/{path}") for _ in range(ROUNDS)]
        found[name] = round(statistics.median(times), 2)
    return found


def _ask(client: FlaskClient, path: str) -> float:
    begun = time.perf_counter()
    answer = client.get(path, headers={"Host": "localhost"}, base_url="https://localhost")
    took = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 200, answer.status
    return took


def _fund(postings: int) -> str:
    with transaction() as session:
        at = now(session)
        fund_id = funds.add_fund(session, name="Many entries", actor_id="bench", at=at)
        pots: list[Pot] = []
        for number in range(3):
            by = store.By("bench", at, f"bench {number}")
            funder_id = store.add_funder(session, by, name="Funder", kind=FunderKind.TRUST)
            words = {"name": f"Pot {number}", "restriction": "any"}
            ids = {"fund_id": fund_id, "funder_id": funder_id}
            pots.append(Pot(store.open_pot(session, by, **ids, **words), fund_id, funder_id))
    triggers = _without_triggers()
    with transaction() as session:
        _fill(session, pots, postings)
    with transaction() as session:
        session.execute(text("DELETE FROM pot_months"))
        session.execute(text(BACKFILL))
    _with_triggers(triggers)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return fund_id


def _without_triggers() -> list[tuple[str, str]]:
    """Bulk rows are let in; gives what has to be put back."""
    with db.engine.connect().execution_options(begin="IMMEDIATE") as connection:
        if db.engine.dialect.name == "postgresql":
            for table in ("accounts", "entries", "postings", "pot_months"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.commit()
            return []
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        found = [(str(name), str(made)) for name, made in connection.exec_driver_sql(query)]
        for name, _made in found:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.commit()
        return found


def _with_triggers(triggers: list[tuple[str, str]]) -> None:
    with db.engine.connect().execution_options(begin="IMMEDIATE") as connection:
        for _name, made in triggers:
            connection.exec_driver_sql(made)
        connection.commit()


def _fill(session: Any, pots: list[Pot], postings: int) -> None:
    account_rows = [
        {name: getattr(account, name) for name in account.__slots__} | {"entry_id": "opened"}
        for pot in pots
        for number in range(AWARDS)
        for account in award_accounts(pot, f"award-{number}")
    ]
    rows = _entries(pots, postings)
    first = next(rows)
    opened = first[0] | {"id": "opened", "intent_key": "opened"}
    session.execute(insert(models.Entry), [opened])
    session.execute(insert(models.Account), account_rows)
    while chunk := list(islice(rows, CHUNK)):
        session.execute(insert(models.Posting), [leg for _entry, legs in chunk for leg in legs])
        session.execute(insert(models.Entry), [entry for entry, _legs in chunk])


def _entries(pots: list[Pot], postings: int) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Receipts (two legs) and payments (four) by turns."""
    made, number = 0, 0
    while made < postings:
        pot, award_id = pots[number % 3], f"award-{number // 3 % AWARDS}"
        on = FIRST + timedelta(days=number * 7 % DAYS)
        entry = {
            "id": f"entry-{number}",
            "kind": "payment" if number % 3 == 2 else "receipt",
            "recorded_at": datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
            "effective_on": on,
            "actor_id": "bench",
            "intent_key": f"key-{number}",
            "fund_id": pot.fund_id,
            "award_id": award_id if number % 3 == 2 else None,
            "body": "",
            "content_hash": "",
        }
        names = [(f"{pot.id}:held", 3), (f"{pot.id}:free", -3)]
        if number % 3 == 2:
            names = [
                (f"{pot.id}:paid:{award_id}", 1),
                (f"{pot.id}:held", -1),
                (f"{pot.id}:committed:{award_id}", 1),
                (f"{pot.id}:granted:{award_id}", -1),
            ]
        legs = [
            {"entry_id": entry["id"], "account_id": account, "amount_pence": pence}
            for account, pence in names
        ]
        yield entry, legs
        made, number = made + len(legs), number + 1


def _auditor(app: Flask) -> FlaskClient:
    with transaction() as session:
        at = now(session)
        named = {"first_name": "Ada", "email": f"{secrets.token_hex(4)}@example.org"}
        person_id = people.add_person(session, **named, actor_id="bench", at=at)
        people.give_role(session, person_id=person_id, role=Role.AUDITOR, actor_id="bench", at=at)
        token = sign_ins.start_sign_in(session, person_id, STAFF_SPAN, at)
    client = app.test_client()
    with client.session_transaction(base_url="https://localhost") as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def run(database_url: str, postings: int) -> dict[str, float]:
    """Migrate an empty database and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        write_keys(Path(folder) / "keys")
        config = Config.from_env(
            {
                "MIH_SECRET_KEY": secrets.token_urlsafe(32),
                "MIH_KEYS_DIR": str(Path(folder) / "keys"),
                "MIH_PUBLIC_URL": "https://localhost",
                "MIH_HOSTS": "localhost",
            }
        )
        own = database_url or f"sqlite:///{folder}/bench.db"
        app = create_app(replace(config, database_url=own))
        with app.app_context():
            migrate()
        found = measure(app, postings)
        with app.app_context():
            db.engine.dispose()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--database-url", nargs="*", default=[], help="one empty one per size")
    asked = parser.parse_args()
    urls = asked.database_url or [""] * len(asked.postings)
    runs = {size: run(url, size) for size, url in zip(asked.postings, urls, strict=True)}
    least, most = runs[min(runs)], runs[max(runs)]
    ratios = {name: round(most[name] / least[name], 2) for name in PAGES}
    print(json.dumps({"milliseconds": runs, "times_longer": ratios}, indent=2))


if __name__ == "__main__":
    main()
