"""A large file is checked by two processes: together they only say what one alone says, too."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.exports import verify_ledger
from ledger.exports.verify_ledger import (
    ANY,
    FORM,
    FREE,
    KNOWN_KINDS,
    QUICK,
    Kept,
    Unproven,
    Verification,
    misshapen,
    shared,
)
from ledger.rules.canonical import Unsealable
from ledger.rules.entry import EntryKind, canonical_body
from tests.unit.ledger.ledger_export import exported
from tests.unit.ledger.ledger_world import whole_way
from tests.unit.ledger.make_vectors import AGREED, FOLDER
from tests.unit.ledger.test_verify_ledger_agrees import FORGERIES
from tests.unit.ledger.test_verify_ledger_tampering import CLEAN, LINES, VALUE

NAMES = sorted(file.stem for file in FOLDER.glob("*.jsonl"))
SCRIPT = "import os, signal, verify_ledger as v\nv.SHARED_MIN = 0\n{}\nraise SystemExit(v.main())"
OPEN = {"recorded_at", "reverses_id"}  # what an ordinary form has no need to name
SPLIT = {  # what these entries move in several pots
    *(EntryKind.AWARD, EntryKind.RATIFICATION, EntryKind.PAYMENT),
    *(EntryKind.RETURN, EntryKind.SPEND),
}
TWO = "os.cpu_count = lambda: 2"
ONE = "del os.fork"
DIES = f"{TWO}; fork = os.fork; os.fork = lambda: fork() or os.kill(os.getpid(), signal.SIGKILL)"


def run(first: str, *words: object) -> tuple[int, str, str]:
    """What the command says of a file, however small: by two processes, by one, by one of two."""
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(first), *map(str, words)],
        cwd=Path(verify_ledger.__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.returncode, said.stdout, said.stderr


@pytest.fixture(autouse=True)
def however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ledger, "SHARED_MIN", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def sound(path: Path, kept: Kept | None = None) -> bool:
    """Whether two find it sound."""
    try:
        return shared(path, kept).findings == []
    except Exception:  # noqa: BLE001 (the command, too, takes anything for a no)
        return False


@pytest.mark.parametrize("name", NAMES)
def test_two_find_sound_what_one_does(name: str) -> None:
    path, head = FOLDER / f"{name}.jsonl", FOLDER / f"{name}.head.json"
    kept = Kept(head) if head.exists() else None
    assert sound(path, kept) is (Verification(path, kept).run().findings == [])


@pytest.mark.parametrize("name", ["agreed", "closed", "altered", "overspent", "paid_to_another"])
def test_the_command_says_the_same(name: str) -> None:
    words = (FOLDER / f"{name}.jsonl", "--balances", "--json")
    assert run(TWO, *words) == run(ONE, *words)


def test_no_altered_value_is_sound_to_two(tmp_path: Path) -> None:
    path = tmp_path / "bundle.jsonl"
    for number, line in enumerate(LINES):
        for match in list(VALUE.finditer(line))[number % 7 :: 7]:
            other = line[: match.start()] + '"another"' + line[match.end() :]
            path.write_text("".join([*LINES[:number], other, *LINES[number + 1 :]]))
            assert not sound(path), other
    path.write_text(CLEAN.text())
    assert sound(path)


@pytest.mark.parametrize("name", ["sound", "altered", "key_of_nobody"])
def test_when_the_other_process_dies_one_alone_looks(name: str) -> None:
    """`altered` is broken in nothing but a hash, at which the one that is left did not look."""
    words = (FOLDER / f"{name}.jsonl", "--json")
    assert run(DIES, *words) == run(ONE, *words)


def test_one_of_two_that_dies_gives_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: fork() or os._exit(0))
    with pytest.raises(ValueError, match="Expecting value"):
        shared(FOLDER / "sound.jsonl", None)


def test_two_may_not_have_read_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, fork = tmp_path / "bundle.jsonl", os.fork

    def meanwhile() -> int:
        time.sleep(0.02)  # the clock of files ticks every few milliseconds
        path.touch()
        return fork()

    path.write_text(CLEAN.text())
    assert sound(path)
    monkeypatch.setattr(os, "fork", meanwhile)
    with pytest.raises(Unproven):
        shared(path, None)


def test_a_small_file_is_for_one_and_so_is_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert not sound(FOLDER / "sound.jsonl")
    monkeypatch.undo()
    assert not sound(FOLDER / "sound.jsonl")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_what_is_read_in_a_hurry_is_what_stands_there(version: int) -> None:
    """All patterns read the same of a body in canonical form. What is ordinary is by itself what an
    entry has to be; what is not, is left to the pattern for any."""
    number, wide = b"%d" % version, set[EntryKind]()
    for entry in AGREED:
        body = canonical_body(replace(entry, version=version)).encode()
        whole = FORM[number, ANY].fullmatch(body)
        assert whole is not None
        assert (quick := QUICK[number, ANY].fullmatch(body)) is not None
        assert quick.groupdict() == whole.groupdict()
        for forms in (FORM, QUICK):
            own = forms[number, whole["kind"]].fullmatch(body)
            if own is not None:
                read = own.groupdict()
                named = whole.groupdict().keys() & read.keys()
                assert {name: read[name] for name in named} == {n: whole[n] for n in named}
                assert not any(whole[n] for n in whole.groupdict().keys() - named - OPEN)
        if FORM[number, whole["kind"]].fullmatch(body) is not None:
            assert misshapen(whole, number) is None
        elif whole["kind"] in KNOWN_KINDS[number]:
            wide.add(entry.kind)
    known = {EntryKind(kind.decode()) for kind in KNOWN_KINDS[number]}
    assert wide == (SPLIT | {EntryKind(k.decode()) for k in FREE | {b"reversal"}}) & known


def test_two_find_sound_what_one_does_of_each_forgery(tmp_path: Path) -> None:
    """Each of the two by itself, in this process."""
    path, whole = tmp_path / "bundle.jsonl", whole_way().entries
    for forge in FORGERIES:
        for at in range(len(whole)):
            for number in (1, 2):
                entries = list(whole)
                forge(entries, at, number)
                try:
                    path.write_text(exported(entries, head_each=False).text())
                except (Unsealable, ValueError, KeyError):
                    continue  # it can't be written at all
                alone = not Verification(path, None).run().findings
                assert alone is (both(path) is None), (forge, at, number)


def both(path: Path) -> Exception | None:
    """What stops either of the two."""
    try:
        for part in ("seals", "meaning"):
            Verification(path, None, part).run()
    except Exception as error:  # noqa: BLE001 (the command, too, takes anything for a no)
        return error
    return None
