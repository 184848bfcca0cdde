"""Checking an exported ledger, beside hledger and beancount on the same journal.

Each tool runs as a process of its own; seconds are the wall's and the processor's, memory is the
most that was resident. A tool that is not there is left out, with the reason. BEAN_CHECK may name
bean-check of another environment.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[1])  # not this folder: it has a ledger of its own
from bench import journal  # noqa: E402

VERIFIER = str(Path(__file__).parents[1] / "ledger" / "exports" / "verify_ledger.py")
USED = str(Path(__file__).with_name("used.py"))
BEAN_CHECK = os.environ.get("BEAN_CHECK") or shutil.which("bean-check")
HLEDGER = shutil.which("hledger")
HLEDGER_MAX = 100_000
"""hledger and beancount need many gigabytes and minutes above this; ask for them with --all."""


def checking(sizes: list[int], *, everything: bool = False, repeats: int = 3) -> dict[str, Any]:
    """All measurements, by size."""
    with tempfile.TemporaryDirectory() as folder:
        return {str(size): of_size(size, Path(folder), everything, repeats) for size in sizes}


def of_size(size: int, folder: Path, everything: bool, repeats: int) -> dict[str, Any]:  # noqa: FBT001
    """What checking so many transactions costs each tool."""
    bundle = folder / f"{size}.jsonl"
    journal.write_bundle(journal.journal(size), bundle)
    own = [sys.executable, "-I", VERIFIER, str(bundle)]
    found: dict[str, Any] = {
        "verify_ledger": measured(own, repeats),
        "verify_ledger balances": measured([*own, "--balances"], repeats),
        "entries": sum(1 for _ in bundle.open("rb")) - 1,
        "bytes": bundle.stat().st_size,
    }
    bundle.unlink()
    journal.write_bundle(journal.growing(size), bundle)
    found["verify_ledger, an account for every entry"] = measured(own, 1)
    bundle.unlink()
    large = size > HLEDGER_MAX and not everything
    for name, why, commands in others(size, folder):
        if large or why:
            found[name] = {"skipped": why or f"above {HLEDGER_MAX}: ask with --all"}
            continue
        for label, command in commands().items():
            found[label] = measured(command, 1 if large else repeats)
    return found


def others(
    size: int, folder: Path
) -> Iterator[tuple[str, str, Callable[[], dict[str, list[str]]]]]:
    """The other tools: name, why it is left out, and its commands once their file was written."""

    def accounts() -> set[str]:
        return {account for line in journal.journal(size) for account, _ in line.legs}

    def hledger() -> dict[str, list[str]]:
        path = folder / "hledger.journal"
        journal.write_hledger(journal.journal(size), path, accounts())
        own = [str(HLEDGER), "-f", str(path)]
        return {
            "hledger check": [*own, "check", "-s", "ordereddates"],
            "hledger balance": [*own, "balance", "-N"],
        }

    def beancount() -> dict[str, list[str]]:
        path = folder / "beancount.beancount"
        journal.write_beancount(journal.journal(size), path, accounts())
        return {"bean-check": [str(BEAN_CHECK), "-C", str(path)]}

    yield "hledger", "" if HLEDGER else "hledger is not installed", hledger
    yield "bean-check", "" if BEAN_CHECK else "bean-check is not installed", beancount


def measured(command: list[str], repeats: int) -> dict[str, float]:
    """The quickest of some runs; the largest memory of all."""
    runs = [_run(command) for _ in range(repeats)]
    quickest = min(runs, key=lambda run: run["seconds"])
    return {**quickest, "rss_mib": max(run["rss_mib"] for run in runs)}


def _run(command: list[str]) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-I", "-S", USED, *command],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1"},
    )
    return json.loads(ran.stdout)


def main() -> None:
    """Print the measurements for the sizes that are asked for."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    sizes = [int(word) for word in words] or [10_000, 100_000]
    print(json.dumps(checking(sizes, everything="--all" in sys.argv), indent=1))


if __name__ == "__main__":
    main()
