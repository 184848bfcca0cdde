"""Times our allocation rules against pabutools on the same files, one process per run.

    python bench/allocate.py --data DIR [--files PART ...] [--rules RULE ...] [--timeout 300]

Prints JSON. `runs`: for each file and rule, seconds to load, seconds of the rule itself, seconds of
the whole process from start to printed winners, peak memory in MB, and the ratios (of pairs of
runs one after the other, the median of `--repeat`; "at least" where pabutools was stopped). Rules
are greedy, mes, add1, phragmen with :cost, :cardinality, :points or :borda. `small`: on files under
2,000 ballots both run each rule 20 times in turn in one process; our median as a part of theirs.
`reading`: against csv.reader. `summary`: what the targets are about. pabutools is a development
dependency.
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
BALLOTS_LARGE = 10_000
ROOT = Path(__file__).resolve().parent.parent
RULES = ("greedy:cost", "greedy:cardinality", "mes:cost", "mes:cardinality", "phragmen:cost",
         "add1:cost")  # fmt: skip
RULES_SMALL = (*RULES, "add1:cardinality", "mes:points", "add1:points", "mes:borda", "add1:borda")
SECONDS_SMALL = 30
"""How long the repeats of one small case may take."""


def main() -> None:
    """Compare, or be one of the two sides."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--files", nargs="*", default=[""])
    parser.add_argument("--rules", nargs="*", default=RULES)
    parser.add_argument("--timeout", type=int, default=300)
    parser.add_argument("--increment", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--side", choices=["ours", "pabutools", "bare", "reading", "small"])
    asked = parser.parse_args()
    if asked.side:
        print(json.dumps(_side(asked.side, asked.data, asked.rules[0], asked.increment)))
        return
    files = sorted(
        file for file in asked.data.glob("*.pb") if any(part in file.name for part in asked.files)
    )
    bare = _run("bare", files[0], "-", asked)
    report = {"bare_mb": bare["peak_mb"], "runs": [], "small": [], "reading": []}
    for file in files:
        read = {"file": file.stem, **_run("reading", file, "-", asked)}
        report["reading"].append(read)
        if read["ballots"] < BALLOTS_SMALL and not asked.ours_only:
            report["small"] += _run("small", file, "-", asked).get("small", [])
        for rule in asked.rules:
            row = _compare(file, rule, bare["peak_mb"], asked)
            report["runs"].append({"ballots": read["ballots"], **row})
            print(json.dumps(report["runs"][-1]), file=sys.stderr, flush=True)
    print(json.dumps({**report, "summary": _summary(report)}, indent=1))


def _summary(report: dict) -> dict:
    """The worst of each target, and the geometric mean of the whole process."""
    found: dict[str, float | None] = {
        "large_reading_times_csv_most": max(
            (row["times_csv"] for row in report["reading"] if row["ballots"] >= BALLOTS_LARGE),
            default=None,
        ),
        "small_times_pabutools_most": max(
            (row["times_pabutools"] for row in report["small"]), default=None
        ),
    }
    large = [row for row in report["runs"] if row["ballots"] >= BALLOTS_LARGE]
    above = [row["ours"].get("above_bare_per_file", 0) for row in large]
    found["large_memory_per_file_most"] = max(above, default=None)
    compared = [row for row in large if "ratio_total" in row and "add1" not in row["rule"]]
    if compared:
        totals = [row["ratio_total"] for row in compared]
        found["large_total_least"] = min(totals)
        found["large_total_geometric_mean"] = round(statistics.geometric_mean(totals), 1)
    rules = {"large_rule_least": compared, "add1_rule_least": [
        row for row in report["runs"] if "ratio_rule" in row and "add1" in row["rule"]
    ]}  # fmt: skip
    for name, rows in rules.items():
        slow = [row["ratio_rule"] for row in rows if row["pabutools"].get("rule_s", 2) > 1]
        found[name] = min(slow, default=None)
    return found


def _compare(file: Path, rule: str, bare_mb: float, asked: argparse.Namespace) -> dict:
    pairs = [_pair(file, rule, asked) for _ in range(asked.repeat)]
    row = pairs[0]
    ours = row["ours"]
    if "peak_mb" in ours:
        above = (ours["peak_mb"] - bare_mb) * 1e6 / file.stat().st_size
        ours["above_bare_per_file"] = round(above, 2)
    for ratio in ("ratio_rule", "ratio_total"):
        if ratio in row:
            row[ratio] = round(statistics.median(pair[ratio] for pair in pairs), 2)
    return row


def _pair(file: Path, rule: str, asked: argparse.Namespace) -> dict:
    """One run of ours and one of theirs, one after the other."""
    ours = _run("ours", file, rule, asked)
    row = {"file": file.stem, "rule": rule, "ours": ours}
    if not asked.ours_only and "rule_s" in ours:
        theirs = row["pabutools"] = _run("pabutools", file, rule, asked)
        if "error" not in theirs:
            whole = theirs.get("total_s", asked.timeout)
            row["ratio_rule"] = theirs.get("rule_s", whole) / ours["rule_s"]
            row["ratio_total"] = whole / ours["total_s"]
        if "selected" in theirs:
            row["same"] = theirs.pop("selected") == ours["selected"]
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
    if side == "small":
        return _small(file, increment)
    run, load_s = (_ours if side == "ours" else _pabutools)(file, rule, increment)
    start = time.perf_counter()
    selected = run()
    rule_s = round(time.perf_counter() - start, 6)
    return {"load_s": load_s, "rule_s": rule_s, "selected": selected, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _small(file: Path, increment: int) -> dict:
    """Each rule that the file's ballots allow, ours and theirs in turn; the medians."""
    rows = []
    for rule in RULES_SMALL:
        try:
            ours, _ = _ours(file, rule, increment)
            theirs, _ = _pabutools(file, rule, increment)
            same = ours() == theirs()
        except Exception as error:  # noqa: BLE001 (the utility is not one of these ballots)
            print(f"{file.stem} {rule}: {error}", file=sys.stderr)
            continue
        times: list[tuple[float, float]] = []
        while len(times) < REPEATS_SMALL and sum(map(sum, times)) < SECONDS_SMALL:
            times.append((_seconds(ours), _seconds(theirs)))
        mine, other = (statistics.median(column) for column in zip(*times, strict=True))
        rows.append({
            "file": file.stem, "rule": rule,
            "ours_s": round(mine, 6), "pabutools_s": round(other, 6),
            "times_pabutools": round(mine / other, 3), "runs": len(times), "same": same,
        })  # fmt: skip
    return {"small": rows}


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _reading(file: Path) -> dict:
    """Reading alone against `csv.reader`, in seconds of the processor; the best of seven."""
    sys.path.insert(0, str(ROOT))
    import numpy  # noqa: F401  (loading it is not reading)

    from panels.rules.pabulib import read_pabulib

    ours, plain = [], []
    for _ in range(7):
        start = time.process_time()
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for _row in csv.reader(lines, delimiter=";"):
                pass
        plain.append(time.process_time() - start)
        start = time.process_time()
        votes, _ = read_pabulib(file.read_bytes())
        ours.append(time.process_time() - start)
    return {
        "ballots": votes.election.voters,
        "read_s": round(min(ours), 5),
        "csv_s": round(min(plain), 5),
        "times_csv": round(min(ours) / min(plain), 2),
    }


Rule = tuple[Callable[[], list[str]], float]
"""A rule on a file that was read, and the seconds that reading took."""


def _ours(file: Path, rule: str, increment: int) -> Rule:
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

    def run() -> list[str]:
        outcome = allocate(votes.election, settings)
        return sorted(votes.election.ids[idea] for idea in outcome.chosen)

    return run, round(load, 5)


def _pabutools(file: Path, rule: str, increment: int) -> Rule:
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

    def run() -> list[str]:
        if name == "greedy":
            chosen = rules.greedy_utilitarian_welfare(instance, votes, sat_class=sats[utility])
        elif name == "phragmen":
            chosen = rules.sequential_phragmen(instance, votes)
        else:
            step = {"voter_budget_increment": increment} if name == "add1" else {}
            chosen = rules.method_of_equal_shares(instance, votes, sat_class=sats[utility], **step)
        return sorted(project.name for project in chosen)

    return run, round(load, 5)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
