"""Which voters belong together, by where or how they voted: to show what each group's share bought.

Only columns that say where somebody lives or by which way they voted are looked at; age and sex
never are. Groups of fewer than five voters are merged, so that nobody's ballot can be told.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from panels.rules.allocation.election import Election, pack
from panels.rules.pabulib import read_pabulib
from panels.rules.pabulib_rows import Rows

COLUMNS = ("neighborhood", "district", "voting_method")
"""The columns that may make groups; the first that a file has is used."""
VOTERS_MIN = 5


@dataclass(frozen=True, slots=True)
class VoterGroup:
    """Some voters with their ballots: an election of their own. `name` is "" where none is said.

    `is_merged`: made of groups that are too small to be shown.
    """

    name: str
    is_merged: bool
    election: Election


@dataclass(frozen=True, slots=True)
class VoterGroups:
    """All voters of a file by one of its columns, the largest group first."""

    column: str
    groups: tuple[VoterGroup, ...]


def voter_groups(data: bytes) -> VoterGroups | None:
    """The groups of a file that can be read; None where it tells of fewer than two."""
    votes, _problem = read_pabulib(data, keep_voters=True)
    rows = Rows(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""))
    while rows.section != "VOTES":
        for _ in rows.next_section():
            pass
    column = next((name for name in COLUMNS if name in rows.header), None)
    if votes is None or column is None:
        return None
    at = rows.header.index(column)
    found: dict[str, Counter[int]] = {}
    for row, ballot in zip(rows.rest(1), votes.voter_rows, strict=True):
        name = row[at].strip() if at < len(row) else ""
        found.setdefault(name, Counter())[ballot] += 1
    kept, merged = _merged(found)
    groups = [
        VoterGroup(name, is_merged=False, election=_of(votes.election, each))
        for name, each in kept.items()
    ]
    if merged:
        groups.append(VoterGroup("", is_merged=True, election=_of(votes.election, merged)))
    return VoterGroups(column, tuple(groups)) if len(groups) > 1 else None


def _merged(
    found: Mapping[str, Counter[int]],
) -> tuple[dict[str, Counter[int]], Counter[int]]:
    """The groups that can be shown, the largest first, and all others together.

    Where the others are still too few the next smallest group goes with them: else their ballots
    would follow from the sum.
    """
    kept = dict(sorted(found.items(), key=lambda one: (-one[1].total(), one[0])))
    merged: Counter[int] = Counter()
    for name, each in reversed(list(kept.items())):
        if each.total() >= VOTERS_MIN and (not merged or merged.total() >= VOTERS_MIN):
            break
        merged += kept.pop(name)
    return kept, merged


def _of(election: Election, counts: Mapping[int, int]) -> Election:
    """The same election with only these ballots, each so many times."""
    ballots = election.ballots
    starts, ideas, points = ballots.starts, ballots.ideas, ballots.points
    cast = sorted(counts)
    rows = [ideas[starts[row] : starts[row + 1]].tolist() for row in cast]
    given = [points[starts[row] : starts[row + 1]].tolist() for row in cast] if points else ()
    packed = pack(rows, (counts[row] for row in cast), given)
    return replace(election, voters=sum(counts.values()), ballots=packed)
