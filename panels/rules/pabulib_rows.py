"""The lines of a Pabulib file as rows of its three sections, and what can be wrong with one.

A row keeps its line number, also where a quoted field runs over several lines: an error without
the line is of no use to whoever has to mend the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NoReturn


class FileProblem(StrEnum):
    """What can be wrong with a file."""

    NOT_UTF8 = "not_utf8"
    NOT_READABLE = "not_readable"
    NO_SECTION = "no_section"
    NO_COLUMN = "no_column"
    WRONG_FIELDS = "wrong_fields"
    BUDGET_MISSING = "budget_missing"
    BUDGET_NOT_A_NUMBER = "budget_not_a_number"
    BUDGET_NOT_POSITIVE = "budget_not_positive"
    VOTE_TYPE_UNKNOWN = "vote_type_unknown"
    ID_EMPTY = "id_empty"
    IDEA_TWICE = "idea_twice"
    COST_EMPTY = "cost_empty"
    COST_NEGATIVE = "cost_negative"
    COST_NOT_A_NUMBER = "cost_not_a_number"
    NO_IDEAS = "no_ideas"
    VOTER_TWICE = "voter_twice"
    IDEA_UNKNOWN = "idea_unknown"
    IDEA_TWICE_ON_BALLOT = "idea_twice_on_ballot"
    POINTS_MISSING = "points_missing"
    POINTS_NEGATIVE = "points_negative"
    POINTS_NOT_A_NUMBER = "points_not_a_number"
    NO_VOTES = "no_votes"


_SENTENCES: Mapping[FileProblem, str] = {
    FileProblem.NOT_UTF8: "the text is not UTF-8",
    FileProblem.NOT_READABLE: "the line can't be read: {what}",
    FileProblem.NO_SECTION: "the section {what} is missing",
    FileProblem.NO_COLUMN: "the column {what} is missing",
    FileProblem.WRONG_FIELDS: "the line has {what} fields where {wanted} are wanted",
    FileProblem.BUDGET_MISSING: "META gives no budget",
    FileProblem.BUDGET_NOT_A_NUMBER: "the budget {what!r} is not an amount",
    FileProblem.BUDGET_NOT_POSITIVE: "the budget {what!r} must be more than 0",
    FileProblem.VOTE_TYPE_UNKNOWN: "the vote_type {what!r} is not one of {wanted}",
    FileProblem.ID_EMPTY: "the project has no id",
    FileProblem.IDEA_TWICE: "the project {what!r} is there twice",
    FileProblem.COST_EMPTY: "the project {what!r} has no cost",
    FileProblem.COST_NEGATIVE: "the cost {what!r} is below 0",
    FileProblem.COST_NOT_A_NUMBER: "the cost {what!r} is not an amount",
    FileProblem.NO_IDEAS: "there is no project",
    FileProblem.VOTER_TWICE: "the voter {what!r} is there twice",
    FileProblem.IDEA_UNKNOWN: "the ballot names {what!r}, which is not a project",
    FileProblem.IDEA_TWICE_ON_BALLOT: "the ballot names {what!r} twice",
    FileProblem.POINTS_MISSING: "the ballot has {what} points for {wanted} projects",
    FileProblem.POINTS_NEGATIVE: "the points {what!r} are below 0",
    FileProblem.POINTS_NOT_A_NUMBER: "the points {what!r} are not a number",
    FileProblem.NO_VOTES: "there is no ballot",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which line (the first is 1)."""

    line: int
    code: FileProblem
    facts: Mapping[str, object]

    def sentence(self) -> str:
        """One sentence for people: "Line 7: the cost '-5' is below 0."."""
        return f"Line {self.line}: {_SENTENCES[self.code].format_map(self.facts)}."


class Wrong(Exception):
    """Stops the reading; carries what is wrong. Never leaves `pabulib.py`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def is_utf8(data: bytes) -> bool:
    """Whether some bytes are UTF-8 text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class Rows:
    """The rows of a file with their line numbers, blank ones left out, one section at a time."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._read = 0
        self.section = ""
        self.header: list[str] = []

    @property
    def line(self) -> int:
        """The line that was read last; the first where there is none."""
        return max(self._read, 1)

    def check_section(self, wanted: str) -> None:
        """Stop where another section stands than the one that must come now."""
        if self.section != wanted:
            self.wrong(FileProblem.NO_SECTION, what=wanted)

    def wrong(self, code: FileProblem, **facts: object) -> NoReturn:
        """Stop at the present line."""
        raise Wrong(Problem(self.line, code, facts))

    def column(self, name: str) -> int:
        """Where a column stands that must be there."""
        if name not in self.header:
            self.wrong(FileProblem.NO_COLUMN, what=name)
        return self.header.index(name)

    def next_section(self) -> Iterator[list[str]]:
        """The rows up to the next section's name, which becomes `section`."""
        empty: list[str] = []
        for row in self._rows():
            if len(row) == 1 and row[0].strip().upper() in ("META", "PROJECTS", "VOTES"):
                self.section = row[0].strip().upper()
                self.header = [name.strip() for name in next(self._rows(), empty)]
                return
            yield row
        self.section = ""

    def rest(self, needed: int) -> Iterator[list[str]]:
        """The rows to the end of the file, as fast as they come."""
        width = len(self.header)
        for line in self._lines:
            self._read += 1
            row = self._quoted(line) if '"' in line else line.rstrip("\r\n").split(";")
            if needed <= len(row) <= width:
                yield row
            elif len(row) > 1 or row[0].strip():
                self.wrong(FileProblem.WRONG_FIELDS, what=len(row), wanted=width)

    def _rows(self) -> Iterator[list[str]]:
        for line in self._lines:
            self._read += 1
            row = self._quoted(line)
            if len(row) > 1 or row[0].strip():
                yield row

    def _quoted(self, line: str) -> list[str]:
        """One row by the csv module, which may take further lines for a quoted field."""
        reader = csv.reader(chain((line,), self._lines), delimiter=";", strict=True)
        try:
            row = next(reader)
        except csv.Error as error:
            self.wrong(FileProblem.NOT_READABLE, what=str(error))
        self._read += reader.line_num - 1
        return row or [""]
