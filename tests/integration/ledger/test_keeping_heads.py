"""A head that was kept, and keys that change: what neither a rewrite nor a cut end gets past."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import close_all_sessions

from ledger import exporting, sealing, store, verifying
from ledger.exports.verify_ledger import Kept as KeptFile
from ledger.exports.verify_ledger import Verification
from ledger.rules.entry import content_hash
from ledger.rules.kept import Kept
from ledger.rules.problems import Problem
from makeithappen.app import create_app
from makeithappen.config import Config
from makeithappen.core.db import db, transaction
from makeithappen.core.keys import read_keys, write_keys
from makeithappen.core.signing import name_of, our_public_keys
from tests.integration.core.test_commands import run
from tests.integration.ledger.given import Books, two_pots, whole_way
from tests.integration.ledger.tampering import Tamperer, tampering

ANEW = "it is not the head that somebody kept: the ledger was written anew"
CUT = "it is missing, though somebody kept it: the end of the ledger was cut off"


def outside(books: Books, folder: Path, kept: str | None = None) -> list[tuple[int, str, str]]:
    """What the stand-alone verifier says of the export."""
    bundle, head = folder / "bundle.jsonl", folder / "kept.json"
    with books.app.app_context():
        bundle.write_text("".join(exporting.bundle_lines(db.engine, our_public_keys())))
    if kept is not None:
        head.write_text(kept)
    run_of = Verification(bundle, None if kept is None else KeptFile(head))
    run_of.run()
    return run_of.findings


def head_file(books: Books) -> str:
    with books.app.app_context():
        return exporting.newest_head_file(db.engine, our_public_keys())


def sealed_anew(books: Books, tamperer: Tamperer) -> None:
    """Whoever holds the key seals everything again."""
    bodies = {row["id"]: row["body"] for row in tamperer.rows("entries")}
    order = [row["entry_id"] for row in tamperer.rows("seals")]
    for table in ("heads", "seals"):
        tamperer.run(f"DELETE FROM {table}")
    for entry_id in order:
        with books.app.app_context(), transaction() as session:
            sealing._seal(session, [(entry_id, content_hash(bodies[entry_id]))])


def test_a_ledger_leads_to_the_head_that_was_kept(app: Flask, tmp_path: Path) -> None:
    books = whole_way(app)
    kept, text = books.kept(), head_file(books)
    assert books.verify(kept).problems == ()
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=1)
    assert books.verify(kept).problems == ()
    assert outside(books, tmp_path, text) == []


def test_a_whole_ledger_written_anew_is_found_by_a_kept_head(app: Flask, tmp_path: Path) -> None:
    books = two_pots(app)
    kept, text = books.kept(), head_file(books)
    with tampering(app) as tamperer:
        row = tamperer.rows("entries")[0]
        body = row["body"].replace(row["actor_id"], "person-eve")
        changed = {"body": body, "content_hash": content_hash(body), "actor_id": "person-eve"}
        tamperer.update("entries", row, **changed)
        sealed_anew(books, tamperer)
    assert books.verify().problems == ()
    number = kept.head.number
    assert books.verify(kept).problems == (Problem("heads", str(number), ANEW),)
    assert [found[1:] for found in outside(books, tmp_path, text)] == [
        (f"head {number}", "it is not the head that you kept: the ledger was written anew")
    ]


def test_an_end_that_was_cut_off_is_found_by_a_kept_head(app: Flask, tmp_path: Path) -> None:
    books = two_pots(app)
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    kept, text = books.kept(), head_file(books)
    with tampering(app) as tamperer:
        last = tamperer.rows("seals")[-1]
        for table, column in (("postings", "entry_id"), ("entries", "id"), ("seals", "entry_id")):
            for row in tamperer.rows(table):
                if row[column] == last["entry_id"]:
                    tamperer.delete(table, row)
        tamperer.delete("heads", tamperer.rows("heads")[-1])
        for row in tamperer.rows("balances"):
            if row["entry_id"] == last["entry_id"]:
                own = tamperer.rows("postings")
                before = [one for one in own if one["account_id"] == row["account_id"]]
                tamperer.update(
                    "balances",
                    row,
                    balance_pence=row["balance_pence"] - 7,
                    entry_id=before[0]["entry_id"],
                )
        for row in tamperer.rows("pot_months"):
            if (row["pot_id"], row["kind"]) == (books.pots["council"], "receipt"):
                less = 7 if row["amount_pence"] > 0 else -7
                tamperer.update("pot_months", row, amount_pence=row["amount_pence"] - less)
    assert books.verify().problems == ()
    assert books.verify(kept).problems == (Problem("heads", str(kept.head.number), CUT),)
    [(_, what, reason)] = outside(books, tmp_path, text)
    assert (what, reason.partition(":")[0]) == ("end", "cut off")


def test_a_kept_head_of_another_key_is_refused(app: Flask) -> None:
    books = two_pots(app)
    kept = books.kept()
    other = Kept(kept.head, kept.signature, b"x" * 32)
    number = str(kept.head.number)
    assert books.verify(other).problems == (Problem("heads", number, ANEW),)


@pytest.fixture
def own_keys(config: Config, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An app with a folder of keys of its own."""
    write_keys(tmp_path / "keys")
    made = create_app(replace(config, database_url=database_url, keys_dir=tmp_path / "keys"))
    yield made
    close_all_sessions()
    with made.app_context():
        db.engine.dispose()


def test_heads_change_their_key_where_the_chain_says_so(own_keys: Flask, tmp_path: Path) -> None:
    books = two_pots(own_keys)
    kept, text = books.kept(), head_file(books)
    first = kept.head.key_id
    books.rotate()
    assert books.kept().head.key_id == first
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    second = books.kept().head.key_id
    assert second != first
    books.rotate()
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=8)
    third = books.kept().head.key_id
    assert len({first, second, third}) == 3
    (tmp_path / "keys" / f"signing-{second}.key").unlink()  # what was replaced is not needed
    assert books.verify(kept).problems == ()
    assert books.verify(books.kept()).problems == ()
    assert outside(books, tmp_path, text) == []
    assert outside(books, tmp_path, head_file(books)) == []
    folder = tmp_path / "keys"
    assert {file.name for file in folder.glob("*.pub")} == {
        f"signing-{one}.pub" for one in (first, second, third)
    }
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in folder.glob("*.key"))


def test_a_key_that_nobody_announced_is_found(own_keys: Flask, tmp_path: Path) -> None:
    """Somebody exchanges the file of the key: the next head has a key that the chain lacks."""
    books = two_pots(own_keys)
    text = head_file(books)
    number = books.kept().head.number + 1
    (tmp_path / "keys" / "signing.key").unlink()
    write_keys(tmp_path / "eve")
    (tmp_path / "eve" / "signing.key").rename(tmp_path / "keys" / "signing.key")
    books.app.extensions["keys"] = read_keys(tmp_path / "keys")
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=7)
    with books.app.app_context():
        trusted = our_public_keys() | {
            name_of(one): one for one in [bytes.fromhex(json.loads(text)["public_key"])]
        }
        report = verifying.verify(db.engine, trusted)
    unknown = Problem("heads", str(number), "it is signed with an unknown key")
    assert report.problems[0] == unknown


def test_the_commands(tmp_path: Path) -> None:
    write_keys(tmp_path / "keys")
    settings = {
        "MIH_DATABASE_URL": f"sqlite:///{tmp_path}/own.db",
        "MIH_KEYS_DIR": str(tmp_path / "keys"),
        "MIH_SECRET_KEY": secrets.token_urlsafe(32),
    }
    assert run("migrate", **settings).returncode == 0
    two_pots(create_app(Config.from_env(settings)))
    head = tmp_path / "head.json"
    assert run("ledger", "head", "--out", str(head), **settings).returncode == 0
    said = run("keys", "rotate", **settings)
    assert (said.returncode, said.stdout[:30]) == (0, "Heads are signed with " + said.stdout[22:30])
    said = run("ledger", "verify", "--against", str(head), **settings)
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    altered = json.loads(head.read_text())
    altered["head"]["size"] += 1
    head.write_text(json.dumps(altered))
    said = run("ledger", "verify", "--json", "--against", str(head), **settings)
    reason = "its signature does not fit what it says"
    assert said.returncode == 3
    assert json.loads(said.stdout)["problems"] == [
        {"table": "kept head", "row": str(head), "reason": reason}
    ]
    demo = {"MIH_DATABASE_URL": f"sqlite:///{tmp_path}/demo.db"}
    assert run("demo", **demo).returncode == 0
    assert run("keys", "rotate", **demo).returncode == 2
