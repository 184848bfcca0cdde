"""Times our allocation rules against pabutools on the same files, one process per run.

    python bench/allocate.py --data DIR [--files PART ...] [--rules RULE ...] [--timeout 300]

Prints JSON: for each file and rule, seconds to load, seconds of the rule itself, seconds of the
whole process from start to printed winners, peak memory in MB, and the ratios. Rules are greedy,
mes, add1, phragmen with :cost, :cardinality, :points or :borda. Files under 2,000 ballots repeat
the rule 20 times and give the median. pabutools is a development dependency.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

REPEATS_SMALL = 20
BALLOTS_SMALL = 2_000
ROOT = Path(__file__).resolve().parent.parent
RULES = ("greedy:cost", "greedy:cardinality", "mes:cost", "mes:cardinality", "phragmen:cost",
         "add1:cost")  # fmt: skip


def main() -> None:
    """Compare, or be one of the two sides."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--files", nargs="*", default=[""])
    parser.add_argument("--rules", nargs="*", default=RULES)
    parser.add_argument("--timeout", type=int, default=300)
    parser.add_argument("--increment", type=int, default=1)
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--side", choices=["ours", "pabutools", "bare", "reading"])
    asked = parser.parse_args()
    if asked.side:
        print(json.dumps(_side(asked.side, asked.data, asked.rules[0], asked.increment)))
        return
    files = sorted(
        file for file in asked.data.glob("*.pb") if any(part in file.name for part in asked.files)
    )
    bare = _run("bare", files[0], "-", asked)
    report = {"bare_mb": bare["peak_mb"], "runs": [], "reading": []}
    for file in files:
        report["reading"].append({"file": file.stem, **_run("reading", file, "-", asked)})
        for rule in asked.rules:
            report["runs"].append(_compare(file, rule, bare["peak_mb"], asked))
            print(json.dumps(report["runs"][-1]), file=sys.stderr, flush=True)
    print(json.dumps(report, indent=1))


def _compare(file: Path, rule: str, bare_mb: float, asked: argparse.Namespace) -> dict:
    ours = _run("ours", file, rule, asked)
    row = {"file": file.stem, "rule": rule, "ours": ours}
    if "peak_mb" in ours:
        ours["above_bare_per_file"] = round(
            (ours["peak_mb"] - bare_mb) * 1e6 / file.stat().st_size, 2
        )
    if not asked.ours_only and "error" not in ours:
        theirs = row["pabutools"] = _run("pabutools", file, rule, asked)
        if "rule_s" in theirs:
            row["ratio_rule"] = round(theirs["rule_s"] / ours["rule_s"], 2)
            row["ratio_total"] = round(theirs["total_s"] / ours["total_s"], 2)
            row["same"] = theirs["selected"] == ours["selected"]
            theirs.pop("selected")
    ours.pop("selected", None)
    return row


def _run(side: str, file: Path, rule: str, asked: argparse.Namespace) -> dict:
    """One process; its own times, its whole time and its peak memory."""
    command = [
        sys.executable, str(Path(__file__).resolve()), "--side", side, "--data", str(file),
        "--rules", rule, "--increment", str(asked.increment),
    ]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )
    try:
        out, err = process.communicate(timeout=asked.timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"killed_after_s": asked.timeout}
    total = time.perf_counter() - start
    if process.returncode:
        return {"error": err.strip().splitlines()[-1:]}
    return {**json.loads(out), "total_s": round(total, 4)}


def _side(side: str, file: Path, rule: str, increment: int) -> dict:
    if side == "bare":
        import numpy  # noqa: F401  (only its memory is wanted)

        return {"peak_mb": _peak_mb()}
    if side == "reading":
        return _reading(file)
    sys.path.insert(0, str(ROOT))
    run = _ours if side == "ours" else _pabutools
    found = run(file, rule, increment)
    return {**found, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _timed(ballots: int, run: Callable[[], object]) -> tuple[float, object]:
    times = []
    for _ in range(REPEATS_SMALL if ballots < BALLOTS_SMALL else 1):
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
        if sum(times) > 30:
            break
    return round(statistics.median(times), 6), found


def _reading(file: Path) -> dict:
    """Reading alone against `csv.reader`; the best of seven."""
    sys.path.insert(0, str(ROOT))
    import numpy  # noqa: F401  (loading it is not reading)

    from panels.rules.pabulib import read_pabulib

    ours, plain = [], []
    for _ in range(7):
        start = time.perf_counter()
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for _row in csv.reader(lines, delimiter=";"):
                pass
        plain.append(time.perf_counter() - start)
        start = time.perf_counter()
        read_pabulib(file.read_bytes())
        ours.append(time.perf_counter() - start)
    return {
        "read_s": round(min(ours), 5),
        "csv_s": round(min(plain), 5),
        "times_csv": round(min(ours) / min(plain), 2),
    }


def _ours(file: Path, rule: str, increment: int) -> dict:
    from panels.rules.allocation.choose import Completion, RuleName, RuleSettings, allocate
    from panels.rules.allocation.election import Utility
    from panels.rules.pabulib import read_pabulib

    name, _, utility = rule.partition(":")
    names = {"greedy": RuleName.GREEDY, "phragmen": RuleName.PHRAGMEN}
    start = time.perf_counter()
    votes, problem = read_pabulib(file.read_bytes())
    if votes is None:
        raise SystemExit(problem.sentence() if problem else "")
    load = time.perf_counter() - start
    settings = RuleSettings(
        names.get(name, RuleName.EQUAL_SHARES),
        Utility(utility),
        Completion.ADD1 if name == "add1" else Completion.NONE,
        increment * 10**votes.places,
    )
    seconds, outcome = _timed(votes.election.voters, lambda: allocate(votes.election, settings))
    selected = sorted(votes.election.ids[idea] for idea in outcome.chosen)
    return {"load_s": round(load, 5), "rule_s": seconds, "selected": selected}


def _pabutools(file: Path, rule: str, increment: int) -> dict:
    sys.setrecursionlimit(10_000)
    from pabutools import election as pb
    from pabutools import rules

    name, _, utility = rule.partition(":")
    sats = {
        "cost": pb.Cost_Sat,
        "cardinality": pb.Cardinality_Sat,
        "points": pb.Additive_Cardinal_Sat,
        "borda": pb.Additive_Borda_Sat,
    }
    start = time.perf_counter()
    instance, profile = pb.parse_pabulib(str(file))
    if utility in ("cost", "cardinality") and not isinstance(profile, pb.ApprovalProfile):
        ranked = isinstance(profile, pb.OrdinalProfile)
        profile = pb.ApprovalProfile(
            pb.ApprovalBallot(p for p in ballot if ranked or ballot[p] > 0) for ballot in profile
        )
    load = time.perf_counter() - start
    several = profile.num_ballots() > BALLOTS_SMALL
    votes = profile.as_multiprofile() if several else profile

    def run() -> object:
        if name == "greedy":
            return rules.greedy_utilitarian_welfare(instance, votes, sat_class=sats[utility])
        if name == "phragmen":
            return rules.sequential_phragmen(instance, votes)
        step = {"voter_budget_increment": increment} if name == "add1" else {}
        return rules.method_of_equal_shares(instance, votes, sat_class=sats[utility], **step)

    seconds, chosen = _timed(profile.num_ballots(), run)
    selected = sorted(project.name for project in chosen)
    return {"load_s": round(load, 5), "rule_s": seconds, "selected": selected}


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
