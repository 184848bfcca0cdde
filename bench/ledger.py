"""The ledger's benchmarks as JSON: checking what was exported, and posting.

    .venv/bin/python bench/ledger.py [--sizes 10000,100000] [--all] [--only posting]

1,000,000 only where it is asked for: --sizes 10000,100000,1000000
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # not this folder: it has a ledger of its own
from bench import ledger_checking, ledger_posting  # noqa: E402


def main() -> None:
    """Run both and print what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--all", action="store_true", help="other tools above 100,000 as well")
    parser.add_argument("--only", choices=["checking", "posting"])
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    found = {}
    if asked.only != "posting":
        found["checking"] = ledger_checking.checking(sizes, everything=asked.all)
    if asked.only != "checking":
        found["posting"] = ledger_posting.posting()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
