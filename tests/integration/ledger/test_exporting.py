"""The exported ledger of real databases: sound, always the same bytes, naming what was edited."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from ledger import exporting, store
from ledger.exports import verify_ledger
from ledger.exports.verify_ledger import Kept, Verification
from makeithappen.core.db import db
from makeithappen.core.errors import Missing
from makeithappen.core.signing import our_public_keys
from tests.integration.core.test_commands import run
from tests.integration.ledger.given import Books, whole_way
from tests.integration.ledger.tampering import tampering


def export(books: Books, folder: Path) -> tuple[str, Path, Path]:
    """The bundle's text, and where it and the newest head lie."""
    with books.app.app_context():
        text = "".join(exporting.bundle_lines(db.engine, our_public_keys()))
        head = exporting.newest_head_file(db.engine, our_public_keys())
    bundle_file, head_file = folder / "bundle.jsonl", folder / "head.json"
    bundle_file.write_text(text)
    head_file.write_text(head)
    return text, bundle_file, head_file


def findings(bundle_file: Path, head_file: Path | None = None) -> list[tuple[int, str, str]]:
    run = Verification(bundle_file, None if head_file is None else Kept(head_file))
    run.run()
    return run.findings


def test_the_whole_way_is_sound_for_an_outsider(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.exporting.ROWS_AT_ONCE", 2)
    books = whole_way(app)
    text, bundle_file, head_file = export(books, tmp_path)
    assert findings(bundle_file, head_file) == []
    assert export(books, tmp_path)[0] == text
    books.write(store.receive, pot_id=books.pots["council"], amount_pence=1)
    kept = tmp_path / "kept.json"
    kept.write_text(head_file.read_text())
    longer, bundle_file, _ = export(books, tmp_path)
    assert longer.splitlines()[1:-2] == text.splitlines()[1:]
    assert findings(bundle_file, kept) == []


def test_an_edited_body_is_named_in_the_export(app: Flask, tmp_path: Path) -> None:
    books = whole_way(app)
    with tampering(app) as tamperer:
        row = tamperer.rows("entries")[3]
        changed = row["body"].replace('"fund-1"', '"fund-2"')
        tamperer.update("entries", row, body=changed)
        _, bundle_file, _head = export(books, tmp_path)
    [(_, what, reason)] = [one for one in findings(bundle_file) if one[1].startswith("entry")]
    assert row["id"] in what
    assert reason == "its hash is not that of what it says"


def test_nothing_to_hand_out_yet(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(Missing):
            exporting.newest_head_file(db.engine, our_public_keys())
        with pytest.raises(Missing):
            list(exporting.bundle_lines(db.engine, our_public_keys()))


def test_the_commands_on_the_demo(tmp_path: Path) -> None:
    settings = {"MIH_DATABASE_URL": f"sqlite:///{tmp_path}/demo.db"}
    empty = run("ledger", "head", "--out", f"{tmp_path}/h.json", **settings)
    assert (empty.returncode, empty.stdout) == (2, "")
    assert run("demo", **settings).returncode == 0
    for _ in range(2):
        for name in ("head", "bundle"):
            said = run("ledger", name, "--out", f"{tmp_path}/{name}", **settings)
            assert (said.returncode, said.stdout) == (0, ""), said.stderr
    assert sorted(file.name for file in tmp_path.iterdir() if "demo" not in file.name) == [
        "bundle",
        "head",
    ]
    script = [sys.executable, "-I", str(verify_ledger.__file__)]
    words = [f"{tmp_path}/bundle", "--head", f"{tmp_path}/head"]
    said = subprocess.run([*script, *words], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "Sound.\n", "")
    nowhere = run("ledger", "head", "--out", f"{tmp_path}/no/where.json", **settings)
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
