"""What one service costs per person beside another, exactly, and what to doubt about it.

Such tables decide budgets, and they are often rounded before they are subtracted, or compare
two different years. Here everything is computed unrounded, in whole pence and fractions;
rounding happens only to show, and the doubts of a careful reader come along as codes.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from makeithappen.core.money import BadAmount, format_pence, parse_pence

COLUMNS = ("service", "cost_gbp", "people", "unit", "year", "basis")
PEOPLE_MAX = 10**9
TEXT_LENGTH_MAX = 80
EXCERPT_LENGTH_MAX = 40
SERVICES_MIN = 2

_WHOLE_NUMBER = re.compile(r"(?P<minus>-?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)")
_TWO_PART_YEAR = re.compile(r"([0-9]{4}) ?[-/\u2013] ?(?:[0-9]{2})?([0-9]{2})(?![0-9])")
_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_PLANNED = re.compile(r"\b(?:plans?|planned|projected|(?:budget|expect|forecast|target)\w*)\b")
_HAPPENED = re.compile(r"\b(?:(?:actual|result)s?|outturn|measured|observed|recorded)\b")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})

Facts = Mapping[str, str | int]


class ProblemCode(StrEnum):
    """Why a file can't be compared, in order of precedence."""

    FILE_EMPTY = "file_empty"
    HEADER_WRONG = "header_wrong"
    QUOTING_BROKEN = "quoting_broken"
    CELLS_WRONG = "cells_wrong"
    TEXT_EMPTY = "text_empty"
    TEXT_UNPRINTABLE = "text_unprintable"
    TEXT_TOO_LONG = "text_too_long"
    COST_EMPTY = "cost_empty"
    COST_NOT_A_NUMBER = "cost_not_a_number"
    COST_TOO_MANY_DECIMALS = "cost_too_many_decimals"
    COST_NOT_POSITIVE = "cost_not_positive"
    COST_TOO_LARGE = "cost_too_large"
    PEOPLE_NOT_WHOLE = "people_not_whole"
    PEOPLE_NOT_POSITIVE = "people_not_positive"
    PEOPLE_TOO_LARGE = "people_too_large"
    SERVICES_TOO_FEW = "services_too_few"
    UNITS_DIFFER = "units_differ"


class NoteCode(StrEnum):
    """What a careful reader would say about a comparison, in the order to say it."""

    YEARS_DIFFER = "years_differ"
    YEAR_UNCLEAR = "year_unclear"
    PLANS_NOT_RESULTS = "plans_not_results"
    PLAN_BESIDE_RESULT = "plan_beside_result"
    BASIS_UNCLEAR = "basis_unclear"
    UNPAID_TIME_LEFT_OUT = "unpaid_time_left_out"
    EQUAL_UNIT_COST_AT = "equal_unit_cost_at"


class Measure(StrEnum):
    """The three lines of the table."""

    COST = "cost"
    PEOPLE = "people"
    UNIT_COST = "unit_cost"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, with the line of the file on which it stands (the first is 1)."""

    line: int
    code: ProblemCode
    facts: Facts = field(default_factory=dict[str, str | int])


@dataclass(frozen=True, slots=True)
class Note:
    """One doubt about a comparison; `facts` are what its sentence needs."""

    code: NoteCode
    facts: Facts = field(default_factory=dict[str, str | int])


@dataclass(frozen=True, slots=True)
class Service:
    """One row: what a service cost in one year and how many it was for, counted in `unit`."""

    line: int
    name: str
    cost_pence: int
    people: int
    unit: str
    year: str
    basis: str

    @property
    def unit_cost_pence(self) -> Fraction:
        """Cost divided by people, exact."""
        return Fraction(self.cost_pence, self.people)


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of two services, unrounded. Make it with `change`."""

    existing: Fraction
    redesigned: Fraction
    difference: Fraction
    percent: Fraction


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One service beside the first: cost and unit cost in pence, and how many it is for."""

    service: Service
    cost: Change
    people: Change
    unit_cost: Change
    equal_at_people: Fraction
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole file: the first service, and each of the others beside it."""

    existing: Service
    unit: str
    changes: tuple[ServiceChange, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, rounded and written out."""

    measure: Measure
    existing: str
    redesigned: str
    difference: str


def parse(text: str) -> tuple[tuple[Service, ...], tuple[Problem, ...]]:
    """Read a CSV with the header `COLUMNS` into services and problems.

    Only a file without problems may be compared: then there are at least two services, all
    counted in the same unit.
    """
    records, broken = _records(text)
    if not records:
        return (), broken or (Problem(1, ProblemCode.FILE_EMPTY),)
    (header_line, header), *body = records
    if tuple(header) != COLUMNS:
        found = {"found": _excerpt(",".join(header))}
        return (), (Problem(header_line, ProblemCode.HEADER_WRONG, found),)
    services: list[Service] = []
    problems: list[Problem] = []
    for line, cells in body:
        read = _service(line, cells)
        if isinstance(read, Service):
            services.append(read)
        else:
            problems += read
    problems += broken
    return tuple(services), tuple(problems or _problems_together(header_line, services))


def comparison(rows: Sequence[Service]) -> Comparison:
    """Put each service beside the first; ValueError for rows that `parse` would not pass."""
    problems = _problems_together(1, rows)
    if problems:
        raise ValueError(str(problems[0].code))
    existing, *others = rows
    changes = tuple(_service_change(existing, other) for other in others)
    return Comparison(existing, existing.unit, changes)


def change(existing: int | Fraction, redesigned: int | Fraction) -> Change:
    """Difference = redesigned - existing; percent = difference / existing; both unrounded.

    Raises ZeroDivisionError when there is nothing to take the percentage of.
    """
    difference = Fraction(redesigned - existing)
    percent = 100 * difference / existing
    return Change(Fraction(existing), Fraction(redesigned), difference, percent)


def hour_value_pence(
    existing_cost_pence: int, redesigned_cost_pence: int, hours: int | Fraction
) -> Fraction | None:
    """What an unpaid hour may be worth, in pence, before it uses up the saving in cash.

    None when no cash is saved; ValueError unless hours is above 0.
    """
    if hours <= 0:
        raise ValueError("hours must be above 0")
    saving_pence = existing_cost_pence - redesigned_cost_pence
    return Fraction(saving_pence) / hours if saving_pence > 0 else None


def round_half_up(value: Fraction) -> int:
    """Nearest whole number; a half goes away from zero, so 2.5 -> 3 and -2.5 -> -3."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def whole_pounds(value_pence: Fraction) -> int:
    """Pence as the nearest whole pounds."""
    return round_half_up(value_pence / 100)


def show_pounds(value_pence: Fraction) -> str:
    """Whole pounds, the sign before the pound sign: "-£1,272"."""
    return format_pence(whole_pounds(value_pence) * 100)


def show_pence(value_pence: Fraction) -> str:
    """Pounds and whole pence: "£9.93"."""
    return format_pence(round_half_up(value_pence))


def show_percent(value: Fraction) -> str:
    """Whole percents; only a minus is written: "-38 %", "233 %"."""
    return f"{round_half_up(value):,} %"


def lines(beside: ServiceChange) -> tuple[Line, Line, Line]:
    """The table of one comparison, each cell rounded from the exact figure and not before."""
    return (
        _money_line(Measure.COST, beside.cost),
        Line(
            Measure.PEOPLE,
            f"{round_half_up(beside.people.existing):,}",
            f"{round_half_up(beside.people.redesigned):,}",
            _difference(f"{round_half_up(beside.people.difference):,}", beside.people),
        ),
        _money_line(Measure.UNIT_COST, beside.unit_cost),
    )


def _money_line(measure: Measure, money: Change) -> Line:
    difference = _difference(show_pounds(money.difference), money)
    return Line(measure, show_pounds(money.existing), show_pounds(money.redesigned), difference)


def _difference(shown: str, of: Change) -> str:
    """A rise carries a plus, unless it rounds to nothing."""
    plus = "+" if of.difference > 0 and shown not in ("0", "£0") else ""
    return f"{plus}{shown} ({show_percent(of.percent)})"


def _service_change(existing: Service, other: Service) -> ServiceChange:
    equal_at_people = other.cost_pence / existing.unit_cost_pence
    return ServiceChange(
        service=other,
        cost=change(existing.cost_pence, other.cost_pence),
        people=change(existing.people, other.people),
        unit_cost=change(existing.unit_cost_pence, other.unit_cost_pence),
        equal_at_people=equal_at_people,
        notes=tuple(_notes(existing, other, equal_at_people)),
    )


def _notes(existing: Service, other: Service, equal_at_people: Fraction) -> list[Note]:
    notes: list[Note] = []
    years = {"existing": existing.year, "redesigned": other.year}
    if not all(_FOUR_DIGITS.search(year) for year in years.values()):
        notes.append(Note(NoteCode.YEAR_UNCLEAR, years))
    elif _year_key(existing.year) != _year_key(other.year):
        notes.append(Note(NoteCode.YEARS_DIFFER, years))
    basis_note = _basis_note(
        existing_planned=_is_plan(existing.basis), other_planned=_is_plan(other.basis)
    )
    if basis_note:
        notes.append(Note(basis_note, {"existing": existing.basis, "redesigned": other.basis}))
    if other.cost_pence < existing.cost_pence:
        notes.append(Note(NoteCode.UNPAID_TIME_LEFT_OUT))
    # The first whole number of people at which the unit cost is no higher than the first one's.
    equal_at = {"people": math.ceil(equal_at_people), "unit": other.unit}
    return [*notes, Note(NoteCode.EQUAL_UNIT_COST_AT, equal_at)]


def _basis_note(*, existing_planned: bool | None, other_planned: bool | None) -> NoteCode | None:
    if existing_planned is None or other_planned is None:
        return NoteCode.BASIS_UNCLEAR
    if existing_planned != other_planned:
        return NoteCode.PLAN_BESIDE_RESULT
    return NoteCode.PLANS_NOT_RESULTS if other_planned else None


def _is_plan(basis: str) -> bool | None:
    """Whether figures are planned or happened; None when the words don't tell."""
    words = basis.casefold()
    planned, happened = bool(_PLANNED.search(words)), bool(_HAPPENED.search(words))
    return None if planned == happened else planned


def _key(text: str) -> str:
    """Two texts with the same key say the same: case and spacing don't count."""
    return " ".join(text.casefold().split())


def _year_key(year: str) -> str:
    """2009-10, 2009/10 and 2009-2010 are one year."""
    return _TWO_PART_YEAR.sub(r"\1-\2", _key(year))


def _records(text: str) -> tuple[list[tuple[int, list[str]]], tuple[Problem, ...]]:
    """Each record that is not blank with the line on which it begins, up to broken quoting."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        return records, (Problem(line, ProblemCode.QUOTING_BROKEN),)
    return records, ()


def _service(line: int, cells: list[str]) -> Service | list[Problem]:
    if len(cells) != len(COLUMNS):
        return [Problem(line, ProblemCode.CELLS_WRONG, {"found": len(cells)})]
    name, cost_typed, people_typed, unit, year, basis = cells
    texts = {"service": name, "unit": unit, "year": year, "basis": basis}
    unfit = [(column, _text_problem(text)) for column, text in texts.items()]
    problems = [Problem(line, code, {"column": column}) for column, code in unfit if code]
    cost_pence = _cost_pence(cost_typed)
    if isinstance(cost_pence, ProblemCode):
        problems.append(Problem(line, cost_pence, {"found": _excerpt(cost_typed)}))
    people = _people(people_typed)
    if isinstance(people, ProblemCode):
        problems.append(Problem(line, people, {"found": _excerpt(people_typed)}))
    if problems or isinstance(cost_pence, ProblemCode) or isinstance(people, ProblemCode):
        return problems
    return Service(line, name, cost_pence, people, unit, year, basis)


def _text_problem(text: str) -> ProblemCode | None:
    if not text:
        return ProblemCode.TEXT_EMPTY
    if any(unicodedata.category(char) in _UNPRINTABLE for char in text):
        return ProblemCode.TEXT_UNPRINTABLE
    return ProblemCode.TEXT_TOO_LONG if len(text) > TEXT_LENGTH_MAX else None


def _cost_pence(typed: str) -> int | ProblemCode:
    try:
        return parse_pence(typed)
    except BadAmount as bad:
        return ProblemCode(f"cost_{bad.code}")


def _people(typed: str) -> int | ProblemCode:
    match = _WHOLE_NUMBER.fullmatch(typed)
    if match is None:
        return ProblemCode.PEOPLE_NOT_WHOLE
    digits = match["digits"].replace(",", "").lstrip("0")
    if match["minus"] or not digits:
        return ProblemCode.PEOPLE_NOT_POSITIVE
    # Length first: int() refuses very long numbers in its own way.
    if len(digits) > len(str(PEOPLE_MAX)) or int(digits) > PEOPLE_MAX:
        return ProblemCode.PEOPLE_TOO_LARGE
    return int(digits)


def _problems_together(header_line: int, services: Sequence[Service]) -> list[Problem]:
    """What is wrong with services that are each well: too few of them, or different units."""
    if len(services) < SERVICES_MIN:
        line = services[-1].line if services else header_line
        return [Problem(line, ProblemCode.SERVICES_TOO_FEW, {"found": len(services)})]
    unit = services[0].unit
    return [
        Problem(service.line, ProblemCode.UNITS_DIFFER, {"found": service.unit, "first": unit})
        for service in services
        if _key(service.unit) != _key(unit)
    ]


def _excerpt(typed: str) -> str:
    """What was typed, fit to be repeated in a sentence."""
    shown = "".join(char if char.isprintable() else "?" for char in typed)
    return shown if len(shown) <= EXCERPT_LENGTH_MAX else shown[: EXCERPT_LENGTH_MAX - 3] + "..."
