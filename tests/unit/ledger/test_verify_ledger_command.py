"""verify_ledger.py as an auditor runs it: alone in a folder, on the vectors that ship with it."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.exports import verify_ledger
from tests.unit.ledger.make_vectors import FOLDER, expected, vectors

SCRIPT = Path(verify_ledger.__file__)
EXPECTED: dict[str, list[list[object]]] = json.loads((FOLDER / "expected.json").read_text())


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    said = subprocess.run(
        [sys.executable, "-I", str(folder / SCRIPT.name), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.returncode, said.stdout, said.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script and the vectors, far from anything of ours."""
    alone = tmp_path_factory.mktemp("auditor")
    shutil.copy(SCRIPT, alone)
    for file in FOLDER.iterdir():
        shutil.copy(file, alone)
    return alone


def test_the_vectors_are_those_of_their_maker() -> None:
    made = vectors()
    assert {file.name: file.read_text() for file in FOLDER.glob("*.*l")} == {
        name: text for name, text in made.items() if name.endswith("l")
    }
    assert expected(made) == EXPECTED


def test_nothing_of_ours_is_imported() -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text())):
        if isinstance(node, ast.Import):
            imported |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("name", ["sound", "agreed", "unbalanced", "paid_unaccepted", "cut_off"])
def test_vectors_end_as_they_should(folder: Path, name: str) -> None:
    head = ["--head", f"{name}.head.json"] if (folder / f"{name}.head.json").exists() else []
    code, out, err = run(folder, f"{name}.jsonl", *head, "--json")
    said = json.loads(out)
    found = [[one["line"], one["what"], one["reason"]] for one in said["findings"]]
    assert (code, found, err) == (3 if found else 0, EXPECTED[f"{name}.jsonl"], "")
    assert said["ok"] is not bool(found)


def test_in_words(folder: Path) -> None:
    assert run(folder, "sound.jsonl") == (0, "Sound.\n", "")
    code, out, _ = run(folder, "unbalanced.jsonl")
    assert (code, out) == (
        3,
        "line 4, entry 3 (entry-003): unbalanced: its legs come to 1 pence\nBroken: 1 findings.\n",
    )


def test_balances(folder: Path) -> None:
    _, out, _ = run(folder, "sound.jsonl", "--balances", "--json")
    balances = json.loads(out)["balances"]
    assert balances["pot-council:held"] == balances["pot-council:free"] == 18_601


@pytest.mark.parametrize(
    "words", [["nowhere.jsonl"], ["README.md"], ["sound.jsonl", "--head", "nowhere.json"], []]
)
def test_what_can_t_be_read_ends_with_2(folder: Path, words: list[str]) -> None:
    code, out, err = run(folder, *words)
    assert (code, out) == (2, "")
    assert err
