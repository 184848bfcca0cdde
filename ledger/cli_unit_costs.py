"""The command `unit-costs`: so that anybody can check a unit cost table from its CSV.

It reads, calls the rule and prints. The table with its doubts, or the JSON, goes to standard
output alone; why a file can't be read goes to standard error.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import click

from ledger.rules.unit_cost import (
    COLUMNS,
    PEOPLE_MAX,
    TEXT_LENGTH_MAX,
    Change,
    Comparison,
    Measure,
    Note,
    NoteCode,
    Problem,
    ProblemCode,
    Service,
    ServiceChange,
    comparison,
    lines,
    parse,
    round_half_up,
    whole_pounds,
)
from makeithappen.core.money import PENCE_MAX, format_pence

FILE_BYTES_MAX = 1_000_000
PROBLEMS_SHOWN_MAX = 10

_HEADER = ",".join(COLUMNS)
_COST_EXAMPLE = "write pounds like 1250 or 1250.50"
_PEOPLE_EXAMPLE = "write a whole number like 165"

PROBLEM_SENTENCES = {
    ProblemCode.FILE_EMPTY: f"nothing is written here, begin with the header {_HEADER}.",
    ProblemCode.HEADER_WRONG: f'the header should be {_HEADER}, not "{{found}}".',
    ProblemCode.QUOTING_BROKEN: "a quotation mark is not closed or stands in a wrong place.",
    ProblemCode.CELLS_WRONG: f"there should be {len(COLUMNS)} cells, not {{found}}; "
    "put quotation marks round a cell that has a comma in it.",
    ProblemCode.TEXT_EMPTY: 'the cell "{column}" is empty, write "not known" if it is not known.',
    ProblemCode.TEXT_UNPRINTABLE: 'the cell "{column}" has a character that can\'t be printed.',
    ProblemCode.TEXT_TOO_LONG: f'the cell "{{column}}" is longer than {TEXT_LENGTH_MAX} letters.',
    ProblemCode.COST_EMPTY: f"cost_gbp is empty, {_COST_EXAMPLE}.",
    ProblemCode.COST_NOT_A_NUMBER: f'cost_gbp can\'t be "{{found}}", {_COST_EXAMPLE}.',
    ProblemCode.COST_TOO_MANY_DECIMALS: 'cost_gbp can\'t be "{found}", '
    "write at most two digits after the point.",
    ProblemCode.COST_NOT_POSITIVE: 'cost_gbp can\'t be "{found}", it should be above 0.',
    ProblemCode.COST_TOO_LARGE: 'cost_gbp can\'t be "{found}", '
    f"the most that can be compared is {format_pence(PENCE_MAX)}.",
    ProblemCode.PEOPLE_NOT_WHOLE: f'people can\'t be "{{found}}", {_PEOPLE_EXAMPLE}.',
    ProblemCode.PEOPLE_NOT_POSITIVE: 'people can\'t be "{found}", it should be 1 or more.',
    ProblemCode.PEOPLE_TOO_LARGE: 'people can\'t be "{found}", '
    f"the most that can be compared is {PEOPLE_MAX:,}.",
    ProblemCode.SERVICES_TOO_FEW: "a comparison needs two services or more, "
    "and the file ends after {found}.",
    ProblemCode.UNITS_DIFFER: 'the unit is "{found}" where the first service has "{first}", '
    "and only the same unit can be compared.",
}

NOTE_SENTENCES = {
    NoteCode.YEARS_DIFFER: "The years differ ({existing} and {redesigned}) and no price basis "
    "is given: prices may have changed.",
    NoteCode.YEAR_UNCLEAR: "It is not clear that both are of the same year "
    '("{existing}" and "{redesigned}").',
    NoteCode.PLANS_NOT_RESULTS: "These are plans, not results.",
    NoteCode.PLAN_BESIDE_RESULT: 'A plan stands beside a result ("{existing}" and "{redesigned}").',
    NoteCode.BASIS_UNCLEAR: "It is not clear whether these are plans or results "
    '("{existing}" and "{redesigned}").',
    NoteCode.UNPAID_TIME_LEFT_OUT: "Only the costs in the file are counted: "
    "unpaid time, such as volunteers' hours, is left out.",
    NoteCode.EQUAL_UNIT_COST_AT: "With fewer than {people:,} {unit} at the same cost, "
    "the unit cost would be above the first one's.",
}

_CONVENTION = (
    "Difference = second - first, percent = difference / first. Computed exactly;\n"
    "rounded only to show, to whole pounds and whole percents, a half away from zero."
)


class CannotRead(click.ClickException):
    """The file can't be compared: what to put right, and exit code 2."""

    exit_code = 2


@click.command("unit-costs")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Exact and rounded figures as JSON.")
def unit_costs(file: Path, *, as_json: bool) -> None:
    """Compare what services cost per person.

    FILE is a CSV with the header service,cost_gbp,people,unit,year,basis and one row per
    service; the first one is what the others are compared with.
    """
    compared = comparison(_services(file))
    click.echo(json.dumps(as_data(compared), indent=2) if as_json else as_text(compared))


def as_text(compared: Comparison) -> str:
    """One table for each service beside the first, each with the doubts about it."""
    tables = [_table(compared, beside) for beside in compared.changes]
    return "\n\n".join([*tables, _CONVENTION])


def as_data(compared: Comparison) -> dict[str, object]:
    """All figures, exact (as "numerator/denominator") and rounded."""
    return {
        "unit": compared.unit,
        "existing": _service_data(compared.existing),
        "comparisons": [_change_data(beside) for beside in compared.changes],
    }


def note_sentence(note: Note) -> str:
    """A doubt in words."""
    return NOTE_SENTENCES[note.code].format(**note.facts)


def problem_sentence(problem: Problem, file: Path) -> str:
    """A problem in words, with its line and what to write instead."""
    words = PROBLEM_SENTENCES[problem.code].format(**problem.facts)
    return f"Line {problem.line} of {click.format_filename(file, shorten=True)}: {words}"


def _services(file: Path) -> tuple[Service, ...]:
    services, problems = parse(_text(file))
    if problems:
        sentences = [problem_sentence(problem, file) for problem in problems[:PROBLEMS_SHOWN_MAX]]
        more = len(problems) - len(sentences)
        if more:
            sentences.append(f"And {more:,} more like these.")
        raise CannotRead("\n".join(sentences))
    return services


def _text(file: Path) -> str:
    shown = click.format_filename(file)
    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise CannotRead(f"{shown} can't be read: {error.strerror}.") from error
    if len(content) > FILE_BYTES_MAX:
        raise CannotRead(f"{shown} is too large: at most {FILE_BYTES_MAX:,} bytes can be read.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotRead(f"{shown} is not in UTF-8: save it as a CSV in UTF-8.") from error


def _table(compared: Comparison, beside: ServiceChange) -> str:
    existing, other = compared.existing, beside.service
    names = {
        Measure.COST: "Cost",
        Measure.PEOPLE: compared.unit[:1].upper() + compared.unit[1:],
        Measure.UNIT_COST: "Unit cost",
    }
    rows = [
        ("", existing.name, other.name, "Difference"),
        ("Year", existing.year, other.year, ""),
        ("Basis", existing.basis, other.basis, ""),
    ]
    rows += [(names[x.measure], x.existing, x.redesigned, x.difference) for x in lines(beside)]
    doubts = ["Before these figures are used:"]
    doubts += [f"- {note_sentence(note)}" for note in beside.notes]
    return "\n".join([*_aligned(rows), "", *doubts])


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Labels to the left, figures to the right, columns two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned: list[str] = []
    for label, *cells in rows:
        figures = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        aligned.append("  ".join([label.ljust(widths[0]), *figures]).rstrip())
    return aligned


def _service_data(service: Service) -> dict[str, object]:
    return {
        "service": service.name,
        "cost_pence": service.cost_pence,
        "people": service.people,
        "year": service.year,
        "basis": service.basis,
        "unit_cost": _money(service.unit_cost_pence),
    }


def _change_data(beside: ServiceChange) -> dict[str, object]:
    shown = {
        str(line.measure): {
            "existing": line.existing,
            "redesigned": line.redesigned,
            "difference": line.difference,
        }
        for line in lines(beside)
    }
    return {
        "redesigned": _service_data(beside.service),
        "cost": _figures(beside.cost, _money),
        "people": _figures(beside.people, _number),
        "unit_cost": _figures(beside.unit_cost, _money),
        "equal_unit_cost_at_people": {
            "exact": _exact(beside.equal_at_people),
            "rounded_up": math.ceil(beside.equal_at_people),
        },
        "shown": shown,
        "notes": [{"code": note.code, "facts": dict(note.facts)} for note in beside.notes],
    }


def _figures(change: Change, of: Callable[[Fraction], dict[str, object]]) -> dict[str, object]:
    return {
        "existing": of(change.existing),
        "redesigned": of(change.redesigned),
        "difference": of(change.difference),
        "percent": _number(change.percent),
    }


def _money(value_pence: Fraction) -> dict[str, object]:
    return {"exact_pence": _exact(value_pence), "rounded_pounds": whole_pounds(value_pence)}


def _number(value: Fraction) -> dict[str, object]:
    return {"exact": _exact(value), "rounded": round_half_up(value)}


def _exact(value: Fraction) -> str:
    """Both numbers always, as text: a JSON reader may lose digits of a large number."""
    return f"{value.numerator}/{value.denominator}"
