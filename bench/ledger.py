"""The ledger's benchmarks as JSON: checking what was exported, and posting.

    .venv/bin/python bench/ledger.py [--sizes 10000,100000] [--all]

1,000,000 only where it is asked for: --sizes 10000,100000,1000000
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # not this folder: it has a ledger of its own
from bench import ledger_checking  # noqa: E402


def main() -> None:
    """Run both and print what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--all", action="store_true", help="other tools above 100,000 as well")
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    found = {"checking": ledger_checking.checking(sizes, everything=asked.all)}
    if importlib.util.find_spec("bench.ledger_posting") is not None:
        found["posting"] = importlib.import_module("bench.ledger_posting").posting()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
