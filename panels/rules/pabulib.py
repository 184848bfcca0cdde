"""Real elections come as Pabulib files (.pb): read them without loss, or say which line is wrong.

The format is arXiv:2012.06539: META, PROJECTS and VOTES, fields parted by semicolons. What is not
needed to decide is dropped while reading: the age and sex of voters never enter the program.
Ballots that are empty count as voters. Equal ballots of different voters each count.
"""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from panels.rules.allocation.election import BallotKind, Ballots, Election, order_by_id
from panels.rules.pabulib_rows import FileProblem, Problem, Rows, Wrong, is_utf8

_NUMBER = re.compile(r"(\d{1,18})(?:[.,](\d{1,6}))?")
_NUMBER_SIGNED = re.compile(r"-\d+(?:[.,]\d+)?")
_KINDS: Mapping[str, BallotKind] = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "cumulative": BallotKind.POINTS,
    "scoring": BallotKind.POINTS,
    "ordinal": BallotKind.RANKED,
}


FAST_BYTES_MIN = 400_000
"""From this size on, loading NumPy pays for itself."""
SAMPLE_BYTES = 50_000


@dataclass(frozen=True, slots=True)
class PabulibFile:
    """An election and what its file said about it.

    Amounts in the election are the file's times `10**places`; so are points, by `points_places`.
    `voter_ids` and `voter_rows` (which distinct ballot is whose) are kept only when asked for.
    """

    election: Election
    meta: Mapping[str, str]
    names: tuple[str, ...]
    categories: tuple[str, ...]
    places: int
    points_places: int
    voter_ids: tuple[str, ...]
    voter_rows: tuple[int, ...]


def read_pabulib(
    data: bytes, *, keep_voters: bool = False
) -> tuple[PabulibFile | None, Problem | None]:
    """Read a file's bytes: the election, or the first thing that is wrong.

    A large file whose ballots mostly differ is read by NumPy; the result is the same.
    """
    if not keep_voters and len(data) >= FAST_BYTES_MIN:
        votes = _read_fast(data)
        if votes is not None:
            return votes, None
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    try:
        return _read(lines, keep_voters=keep_voters), None
    except Wrong as wrong:
        return None, wrong.problem
    except UnicodeDecodeError:
        return None, Problem(_line_not_utf8(data), FileProblem.NOT_UTF8, {})


def _line_not_utf8(data: bytes) -> int:
    """The first line that is not UTF-8; there is one."""
    lines = data.split(b"\n")
    return next(number for number, line in enumerate(lines, start=1) if not is_utf8(line))


def _read_fast(data: bytes) -> PabulibFile | None:
    """A large and ordinary file; None when it is not, or when anything in it is wrong."""
    found = re.search(rb"\nVOTES[ ;]*\r?\n[^\n]*\n", data)
    if found is None or not _mostly_differ(data[found.end() : found.end() + SAMPLE_BYTES]):
        return None
    head = io.TextIOWrapper(io.BytesIO(data[: found.end()]), encoding="utf-8-sig", newline="")
    try:
        return _read(head, body=memoryview(data)[found.end() :])
    except (Wrong, UnicodeDecodeError):
        return None


def _mostly_differ(sample: bytes) -> bool:
    """Whether most ballots are unlike each other; else reading line by line is as fast."""
    votes = [line.split(b";", 2)[1] for line in sample.split(b"\n") if line.count(b";")]
    return len(set(votes)) * 5 > len(votes) * 3


def _read(
    lines: Iterable[str], *, keep_voters: bool = False, body: memoryview | None = None
) -> PabulibFile:
    rows = Rows(lines)
    if next(rows.next_section(), None) is not None:
        rows.wrong(FileProblem.NO_SECTION, what="META")
    rows.check_section("META")
    meta, lines_of = _read_meta(rows)
    budget = _budget(meta, lines_of, rows)
    kind = _kind(meta, lines_of, rows)
    ids, names, categories, costs = _read_ideas(rows)
    columns = _vote_columns(rows, kind)
    if body is None:
        ballots, voters, points_places, kept = _read_votes(
            rows, columns, ids, keep_voters=keep_voters
        )
    else:
        ballots, voters = _fast_votes(rows, columns, ids, body)
        points_places, kept = 0, {}
    places = max(len(decimals) for _, decimals in (budget, *costs))
    scaled = [int(whole + decimals.ljust(places, "0")) for whole, decimals in (budget, *costs)]
    election = Election(ids, tuple(scaled[1:]), scaled[0], voters, kind, ballots, order_by_id(ids))
    who = tuple(kept)
    return PabulibFile(
        election, meta, names, categories, places, points_places, who, tuple(kept.values())
    )


def _read_meta(rows: Rows) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in rows.next_section():
        if len(row) < 2:
            rows.wrong(FileProblem.WRONG_FIELDS, what=len(row), wanted=2)
        key = row[0].strip()
        meta[key], lines[key] = row[1].strip(), rows.line
    return meta, lines


def _budget(meta: Mapping[str, str], lines: Mapping[str, int], rows: Rows) -> tuple[str, str]:
    text = meta.get("budget", "")
    if not text:
        rows.wrong(FileProblem.BUDGET_MISSING)
    number = _split(text)
    code = None
    if number is None and not _NUMBER_SIGNED.fullmatch(text):
        code = FileProblem.BUDGET_NOT_A_NUMBER
    elif number is None or not int(number[0] + number[1]):
        code = FileProblem.BUDGET_NOT_POSITIVE
    if code is not None or number is None:
        problem = code or FileProblem.BUDGET_NOT_A_NUMBER
        raise Wrong(Problem(lines["budget"], problem, {"what": text}))
    return number


def _kind(meta: Mapping[str, str], lines: Mapping[str, int], rows: Rows) -> BallotKind:
    text = meta.get("vote_type", "")
    if text not in _KINDS:
        facts = {"what": text, "wanted": ", ".join(_KINDS)}
        line = lines.get("vote_type", rows.line)
        raise Wrong(Problem(line, FileProblem.VOTE_TYPE_UNKNOWN, facts))
    return _KINDS[text]


def _read_ideas(
    rows: Rows,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], list[tuple[str, str]]]:
    rows.check_section("PROJECTS")
    id_at, cost_at = rows.column("project_id"), rows.column("cost")
    header = rows.header
    name_at = header.index("name") if "name" in header else None
    category_at = header.index("category") if "category" in header else None
    found: dict[str, tuple[str, str]] = {}
    costs: list[tuple[str, str]] = []
    for row in rows.next_section():
        if not max(id_at, cost_at) < len(row) <= len(header):
            rows.wrong(FileProblem.WRONG_FIELDS, what=len(row), wanted=len(header))
        idea = row[id_at].strip()
        if not idea:
            rows.wrong(FileProblem.ID_EMPTY)
        if idea in found:
            rows.wrong(FileProblem.IDEA_TWICE, what=idea)
        costs.append(_cost(rows, idea, row[cost_at].strip()))
        found[idea] = (_field(row, name_at), _field(row, category_at))
    if not found:
        rows.wrong(FileProblem.NO_IDEAS)
    names = tuple(name for name, _ in found.values())
    return tuple(found), names, tuple(category for _, category in found.values()), costs


def _field(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _cost(rows: Rows, idea: str, text: str) -> tuple[str, str]:
    if not text:
        rows.wrong(FileProblem.COST_EMPTY, what=idea)
    number = _split(text)
    if number is None:
        if _NUMBER_SIGNED.fullmatch(text):
            rows.wrong(FileProblem.COST_NEGATIVE, what=text)
        rows.wrong(FileProblem.COST_NOT_A_NUMBER, what=text)
    return number


def _split(text: str) -> tuple[str, str] | None:
    """A number's whole part and its decimals without zeros at the end; None for anything else."""
    match = _NUMBER.fullmatch(text) if text.isascii() else None
    return (match[1], (match[2] or "").rstrip("0")) if match else None


def _vote_columns(rows: Rows, kind: BallotKind) -> tuple[int, int, int | None]:
    """Where voter_id, vote and (for points) points stand."""
    rows.check_section("VOTES")
    voter_at, vote_at = rows.column("voter_id"), rows.column("vote")
    return voter_at, vote_at, rows.column("points") if kind is BallotKind.POINTS else None


def _fast_votes(
    rows: Rows, columns: tuple[int, int, int | None], ids: tuple[str, ...], body: memoryview
) -> tuple[Ballots, int]:
    from panels.rules.pabulib_fast import fast_votes

    found = fast_votes(body, width=len(rows.header), columns=columns, ids=ids)
    if found is None:
        rows.wrong(FileProblem.NOT_READABLE, what="out of the ordinary")
    return found


def _read_votes(
    rows: Rows, columns: tuple[int, int, int | None], ids: tuple[str, ...], *, keep_voters: bool
) -> tuple[Ballots, int, int, dict[str, int]]:
    """The distinct ballots; each is taken apart when it is first met, so that its line is known."""
    voter_at, vote_at, points_at = columns
    with_points = points_at is not None
    reading = _Ballots(rows, {idea: place for place, idea in enumerate(ids)})
    seen: set[str] = set()
    kept: dict[str, int] = {}
    voters = 0
    met, counts, take = reading.met, reading.counts, reading.take
    for row in rows.rest(max(voter_at, vote_at) + 1):
        voter = row[voter_at]
        seen.add(voter)
        voters += 1
        if len(seen) < voters:
            rows.wrong(FileProblem.VOTER_TWICE, what=voter)
        key = row[vote_at]
        if points_at is not None:
            key = f"{key};{row[points_at] if points_at < len(row) else ''}"
        place = met.get(key)
        if place is None:
            place = take(key, with_points=with_points)
        counts[place] += 1
        if keep_voters:
            kept[voter] = place
    if not voters:
        rows.wrong(FileProblem.NO_VOTES)
    ballots = Ballots(reading.starts, reading.ideas, reading.points, array("q", counts))
    return ballots, voters, reading.places, kept


class _Ballots:
    """Takes ballots apart; the quick way first, the careful way when something is unusual."""

    def __init__(self, rows: Rows, place_of: Mapping[str, int]) -> None:
        self._rows = rows
        self._place_of = place_of
        self.met: dict[str, int] = {}
        self.counts: list[int] = []
        self.starts = array("q", [0])
        self.ideas = array("i")
        self.points = array("q")
        self.places = 0

    def take(self, key: str, *, with_points: bool) -> int:
        """Take in a ballot that was not met before; its place among the distinct ones."""
        vote, _, points = key.rpartition(";") if with_points else (key, "", "")
        names, ideas, start = vote.split(","), self.ideas, self.starts[-1]
        try:
            ideas.extend(map(self._place_of.__getitem__, names))
        except KeyError:
            del ideas[start:]
            names = self._named(vote)
            ideas.extend(map(self._place_of.__getitem__, names))
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            self._rows.wrong(FileProblem.IDEA_TWICE_ON_BALLOT, what=twice)
        self.starts.append(len(ideas))
        if with_points:
            self._take_points(points.split(",") if points.strip() else [], len(names))
        self.met[key] = place = len(self.counts)
        self.counts.append(0)
        return place

    def _named(self, vote: str) -> list[str]:
        names = [name.strip() for name in vote.split(",")] if vote.strip() else []
        for name in names:
            if name not in self._place_of:
                self._rows.wrong(FileProblem.IDEA_UNKNOWN, what=name)
        return names

    def _take_points(self, texts: list[str], wanted: int) -> None:
        if len(texts) != wanted:
            self._rows.wrong(FileProblem.POINTS_MISSING, what=len(texts), wanted=wanted)
        for text in texts:
            if text.isdecimal() and text.isascii() and len(text) < 10 and not self.places:
                self.points.append(int(text))
            else:
                self._take_decimal(text.strip())

    def _take_decimal(self, text: str) -> None:
        number = _split(text)
        if number is None:
            negative = _NUMBER_SIGNED.fullmatch(text)
            code = FileProblem.POINTS_NEGATIVE if negative else FileProblem.POINTS_NOT_A_NUMBER
            self._rows.wrong(code, what=text)
        more = len(number[1]) - self.places
        if more > 0:
            self.points = array("q", [each * 10**more for each in self.points])
            self.places += more
        self.points.append(int(number[0] + number[1].ljust(self.places, "0")))
