"""`makeithappen day` on the demo: the Lens day recounts to the penny, anywhere."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.integration.core.test_commands import run

Said = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a fresh demo."""
    file = tmp_path_factory.mktemp("day") / "demo.db"
    made = run("demo", MIH_DATABASE_URL=f"sqlite:///{file}")
    assert made.returncode == 0, made.stderr
    return file


def on(file: Path, *words: str) -> Said:
    return run(*words, MIH_DATABASE_URL=f"sqlite:///{file}")


@pytest.fixture(scope="module")
def day_id(demo: Path) -> str:
    """The id of the demo's day that is over."""
    return day_named(demo, "The Lens day")


def day_named(demo: Path, name: str) -> str:
    with sqlite3.connect(demo) as database:
        return database.execute("SELECT id FROM days WHERE name = ?", [name]).fetchone()[0]


def test_the_days_as_json(demo: Path, day_id: str) -> None:
    coming, running = (day_named(demo, name) for name in ("The next panel day", "A day to try"))
    assert json.loads(on(demo, "day", "list", "--json").stdout) == [
        {"id": coming, "name": "The next panel day", "state": "setup"},
        {"id": running, "name": "A day to try", "state": "pitch"},
        {"id": day_id, "name": "The Lens day", "state": "ratified"},
    ]
    assert on(demo, "day", "list").stdout == (
        f"{coming}  setup      The next panel day\n"
        f"{running}  pitch      A day to try\n"
        f"{day_id}  ratified   The Lens day\n"
    )


@pytest.mark.parametrize("linked", [[], ["--linked"]])
def test_the_lens_day_recounts_to_the_penny(
    demo: Path, day_id: str, tmp_path: Path, linked: list[str]
) -> None:
    file = tmp_path / "bundle.json"
    assert on(demo, "day", "export", day_id, "--out", str(file), *linked).returncode == 0
    digest = json.loads(file.read_text())["digest"]
    said = run("decide", str(file), "--expect", digest)
    assert said.stdout == "£31,300 for 5 ideas: recomputed, the same.\n"
    assert said.returncode == 0
    logged = "SELECT count(*) FROM events WHERE what = 'day_bundle_linked_exported'"
    with sqlite3.connect(demo) as database:
        assert database.execute(logged).fetchone() == (len(linked),)
    if linked:
        assert file.stat().st_mode & 0o777 == 0o600
        sealed = json.loads(on(demo, "day", "verify", day_id, "--json").stdout)
        assert sealed == {"ok": True, "sealed": digest, "digest": digest, "problems": []}


def test_the_head_over_the_day_is_in_its_bundle(demo: Path, day_id: str, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    on(demo, "day", "export", day_id, "--out", str(file))
    bundle = json.loads(file.read_text())
    with sqlite3.connect(demo) as database:
        last = "SELECT max(position) FROM seals JOIN awards USING (entry_id) WHERE day_id = ?"
        found = "SELECT number, root FROM heads WHERE size = (" + last + ")"
        number, root = database.execute(found, [day_id]).fetchone()
    head = bundle["head"]["head"]
    assert (head["number"], head["root"]) == (number, root)
    for name, value, wrong in (
        ("size", 1, "its signature does not fit what it says"),
        ("root", "0" * 64, "its signature does not fit what it says"),
        ("key_id", "0" * 16, "its key is not the one that it names"),
    ):
        altered = bundle | {"head": bundle["head"] | {"head": head | {name: value}}}
        file.write_text(json.dumps(altered))
        said = run("decide", str(file), "--json")
        body = json.loads(said.stdout)
        difference = {"what": "head", "in_bundle": wrong, "recomputed": "as it was signed"}
        assert (said.returncode, body["differences"]) == (3, [difference])


def test_a_changed_score_ends_with_3(demo: Path, day_id: str, tmp_path: Path) -> None:
    changed = tmp_path / "changed.db"
    changed.write_bytes(demo.read_bytes())
    with sqlite3.connect(changed) as database:
        database.execute("UPDATE sheet_scores SET value = value - 1 WHERE value = 4")
    said = on(changed, "day", "verify", day_id)
    assert said.returncode == 3
    assert "Not as it was: sealed digest\n" in said.stdout


def test_a_renewed_digest_is_noticed_by_the_ledger(demo: Path, day_id: str, tmp_path: Path) -> None:
    changed = tmp_path / "changed.db"
    changed.write_bytes(demo.read_bytes())
    sealed_digest = json.loads(on(demo, "day", "verify", day_id, "--json").stdout)["sealed"]
    with sqlite3.connect(changed) as database:
        renewed = "UPDATE day_events SET facts = replace(facts, ?, ?)"
        database.execute(renewed, (sealed_digest, "0" * 64))
    said = on(changed, "day", "verify", day_id, "--json")
    assert said.returncode == 3
    problems = json.loads(said.stdout)["problems"]
    assert problems[:2] == ["sealed digest", "audit trail"]
    assert [problem[:14] for problem in problems[2:]] == ["award of idea-"] * 5


def test_what_can_not_be_exported_ends_with_2(demo: Path, day_id: str, tmp_path: Path) -> None:
    said = on(demo, "day", "export", "day-none", "--out", str(tmp_path / "x"))
    assert (said.returncode, said.stdout) == (2, "")
    said = on(demo, "day", "export", day_id, "--out", str(tmp_path / "no" / "x"))
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.endswith("can't be written: No such file or directory.\n")
