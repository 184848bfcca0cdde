"""Unit costs: the Bradford table to the last cell, exactness, and a sentence for each bad file."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli_unit_costs import (
    NOTE_SENTENCES,
    PROBLEM_SENTENCES,
    note_sentence,
    problem_sentence,
    unit_costs,
)
from ledger.rules.unit_cost import (
    COLUMNS,
    Change,
    Comparison,
    Line,
    Measure,
    Note,
    NoteCode,
    Problem,
    ProblemCode,
    Service,
    ServiceChange,
    change,
    comparison,
    hour_value_pence,
    lines,
    parse,
    round_half_up,
    show_pence,
    show_percent,
    show_pounds,
)

BRADFORD = Path(__file__).parents[2] / "data" / "bradford.csv"
HEADER = ",".join(COLUMNS)
EXISTING = Service(2, "Existing service", 25767300, 165, "families", "2009-10", "planned")
REDESIGNED = Service(3, "Redesigned service", 15925600, 550, "families", "2012-13", "planned")
BRADFORD_TABLE = """\
           Existing service  Redesigned service        Difference
Year                2009-10             2012-13
Basis               planned             planned
Cost               £257,673            £159,256  -£98,417 (-38 %)
Families                165                 550      +385 (233 %)
Unit cost            £1,562                £290   -£1,272 (-81 %)

Before these figures are used:
- The years differ (2009-10 and 2012-13) and no price basis is given: prices may have changed.
- These are plans, not results.
- Only the costs in the file are counted: unpaid time, such as volunteers' hours, is left out.
- With fewer than 102 families at the same cost, the unit cost would be above the first one's.

Difference = second - first, percent = difference / first. Computed exactly;
rounded only to show, to whole pounds and whole percents, a half away from zero.
"""

pence = st.integers(1, 10**13)
people = st.integers(1, 10**9)
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
services = st.builds(Service, st.just(2), words, pence, people, st.just("families"), words, words)


def one_change(existing: Service, other: Service) -> ServiceChange:
    return comparison([existing, other]).changes[0]


def test_bradford_is_read_without_a_problem() -> None:
    assert parse(BRADFORD.read_text("utf-8")) == ((EXISTING, REDESIGNED), ())


def test_bradford_is_compared_exactly() -> None:
    expected = ServiceChange(
        service=REDESIGNED,
        cost=Change(
            Fraction(25767300), Fraction(15925600), Fraction(-9841700), Fraction(-9841700, 257673)
        ),
        people=Change(Fraction(165), Fraction(550), Fraction(385), Fraction(700, 3)),
        unit_cost=Change(
            Fraction(1717820, 11),
            Fraction(318512, 11),
            Fraction(-1399308, 11),
            Fraction(-6996540, 85891),
        ),
        equal_at_people=Fraction(8759080, 85891),
        notes=(
            Note(NoteCode.YEARS_DIFFER, {"existing": "2009-10", "redesigned": "2012-13"}),
            Note(NoteCode.PLANS_NOT_RESULTS, {"existing": "planned", "redesigned": "planned"}),
            Note(NoteCode.UNPAID_TIME_LEFT_OUT),
            Note(NoteCode.EQUAL_UNIT_COST_AT, {"people": 102, "unit": "families"}),
        ),
    )
    assert comparison([EXISTING, REDESIGNED]) == Comparison(EXISTING, "families", (expected,))


def test_bradford_is_shown_as_printed() -> None:
    assert lines(one_change(EXISTING, REDESIGNED)) == (
        Line(Measure.COST, "£257,673", "£159,256", "-£98,417 (-38 %)"),
        Line(Measure.PEOPLE, "165", "550", "+385 (233 %)"),
        Line(Measure.UNIT_COST, "£1,562", "£290", "-£1,272 (-81 %)"),
    )


def test_at_the_330_families_planned_for_the_year_before_less_is_saved() -> None:
    assert lines(one_change(EXISTING, replace(REDESIGNED, people=330)))[2] == Line(
        Measure.UNIT_COST, "£1,562", "£483", "-£1,079 (-69 %)"
    )


def test_each_service_is_compared_with_the_first() -> None:
    third = replace(REDESIGNED, line=4, people=330, unit="FAMILIES ")
    assert comparison([EXISTING, REDESIGNED, third]).changes == (
        one_change(EXISTING, REDESIGNED),
        one_change(EXISTING, third),
    )


def test_an_unpaid_hour_at_nine_pounds_93_uses_up_the_saving() -> None:
    value_pence = hour_value_pence(25767300, 15925600, 9912)
    assert value_pence == Fraction(9841700, 9912)
    assert show_pence(Fraction(9841700, 9912)) == "£9.93"


def test_without_a_saving_an_unpaid_hour_has_no_such_value() -> None:
    values_pence = [hour_value_pence(100, redesigned, 5) for redesigned in (99, 100, 101)]
    assert values_pence == [Fraction(1, 5), None, None]


@pytest.mark.parametrize("hours", [0, -1, Fraction(-1, 2)])
def test_hours_must_be_above_0(hours: int | Fraction) -> None:
    with pytest.raises(ValueError, match="hours must be above 0"):
        hour_value_pence(2, 1, hours)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("5/2", 3), ("-5/2", -3), ("249/100", 2), ("-249/100", -2), ("-1/3", 0), ("0", 0)],
)
def test_a_half_goes_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Fraction(value)) == rounded


def test_the_sign_stands_before_the_pound_sign_and_nothing_has_no_sign() -> None:
    shown = [show_pounds(Fraction(value)) for value in (-127250, -49, 0, 49, 50, 123456750)]
    assert shown == ["-£1,273", "£0", "£0", "£0", "£1", "£1,234,568"]
    assert [show_percent(Fraction(v)) for v in ("-1/3", "1234.5")] == ["0 %", "1,235 %"]


def test_a_rise_has_a_plus_unless_it_rounds_to_nothing() -> None:
    existing = Service(2, "A", 10000, 3, "families", "2020", "actual")
    shown = [
        lines(one_change(existing, replace(existing, cost_pence=cost_pence, people=count)))
        for cost_pence, count in ((10049, 3), (15000, 2))
    ]
    assert [[line.difference for line in table] for table in shown] == [
        ["£0 (0 %)", "0 (0 %)", "£0 (0 %)"],
        ["+£50 (50 %)", "-1 (-33 %)", "+£42 (125 %)"],
    ]


@pytest.mark.parametrize(
    ("years", "bases", "codes"),
    [
        (("2020-21", "2020/21"), ("actual", "results"), []),
        (("2020-2021", "2020\u201321"), ("Outturn", "recorded"), []),
        (("2020", "2021"), ("actual", "actual"), [NoteCode.YEARS_DIFFER]),
        (("year 1", "Year 1"), ("actual", "actual"), [NoteCode.YEAR_UNCLEAR]),
        (("2020", "not known"), ("actual", "actual"), [NoteCode.YEAR_UNCLEAR]),
        (("2020", "2020"), ("Plan", "forecast"), [NoteCode.PLANS_NOT_RESULTS]),
        (("2020", "2020"), ("actual", "planned"), [NoteCode.PLAN_BESIDE_RESULT]),
        (("2020", "2020"), ("planned", "actual"), [NoteCode.PLAN_BESIDE_RESULT]),
        (("2020", "2020"), ("not known", "actual"), [NoteCode.BASIS_UNCLEAR]),
        (("2020", "2020"), ("actual", "planned result"), [NoteCode.BASIS_UNCLEAR]),
    ],
)
def test_doubts(years: tuple[str, str], bases: tuple[str, str], codes: list[NoteCode]) -> None:
    existing = Service(2, "A", 100, 4, "people", years[0], bases[0])
    other = Service(3, "B", 100, 4, "people", years[1], bases[1])
    found = [note.code for note in one_change(existing, other).notes]
    assert found == [*codes, NoteCode.EQUAL_UNIT_COST_AT]


GOOD = "Now,100,5,families,2020,actual"
BAD_FILES: list[tuple[str, int, ProblemCode, dict[str, str | int]]] = [
    ("", 1, ProblemCode.FILE_EMPTY, {}),
    (" \n,,,\n", 1, ProblemCode.FILE_EMPTY, {}),
    (f"{GOOD}\n{GOOD}", 1, ProblemCode.HEADER_WRONG, {"found": GOOD}),
    ("\n\nservice\x1b[2J", 3, ProblemCode.HEADER_WRONG, {"found": "service?[2J"}),
    ("x" * 41, 1, ProblemCode.HEADER_WRONG, {"found": "x" * 37 + "..."}),
    ('"service', 1, ProblemCode.QUOTING_BROKEN, {}),
    (f'{HEADER}\n{GOOD}\n\n"New,1\n2', 4, ProblemCode.QUOTING_BROKEN, {}),
    (f"{HEADER}\n", 1, ProblemCode.SERVICES_TOO_FEW, {"found": 0}),
    (f"{HEADER}\n\n{GOOD}\n", 3, ProblemCode.SERVICES_TOO_FEW, {"found": 1}),
]
BAD_ROWS: list[tuple[str, ProblemCode, dict[str, str | int]]] = [
    ("New,1,250,5,families,2020,actual", ProblemCode.CELLS_WRONG, {"found": 7}),
    ("New,100", ProblemCode.CELLS_WRONG, {"found": 2}),
    (" ,100,5,families,2020,actual", ProblemCode.TEXT_EMPTY, {"column": "service"}),
    ("New,100,5,,2020,actual", ProblemCode.TEXT_EMPTY, {"column": "unit"}),
    ("New,100,5,families,,actual", ProblemCode.TEXT_EMPTY, {"column": "year"}),
    ("New,100,5,families,2020,", ProblemCode.TEXT_EMPTY, {"column": "basis"}),
    ("N\x1bw,100,5,families,2020,actual", ProblemCode.TEXT_UNPRINTABLE, {"column": "service"}),
    (f"{'N' * 81},100,5,families,2020,actual", ProblemCode.TEXT_TOO_LONG, {"column": "service"}),
    ("New,,5,families,2020,actual", ProblemCode.COST_EMPTY, {"found": ""}),
    ("New,lots,5,families,2020,actual", ProblemCode.COST_NOT_A_NUMBER, {"found": "lots"}),
    ("New,1e3,5,families,2020,actual", ProblemCode.COST_NOT_A_NUMBER, {"found": "1e3"}),
    ("New,NaN,5,families,2020,actual", ProblemCode.COST_NOT_A_NUMBER, {"found": "NaN"}),
    ("New,1.234,5,families,2020,actual", ProblemCode.COST_TOO_MANY_DECIMALS, {"found": "1.234"}),
    ("New,0,5,families,2020,actual", ProblemCode.COST_NOT_POSITIVE, {"found": "0"}),
    ("New,-1,5,families,2020,actual", ProblemCode.COST_NOT_POSITIVE, {"found": "-1"}),
    (f"New,{2**63},5,families,2020,actual", ProblemCode.COST_TOO_LARGE, {"found": str(2**63)}),
    ("New,100,0,families,2020,actual", ProblemCode.PEOPLE_NOT_POSITIVE, {"found": "0"}),
    ("New,100,-5,families,2020,actual", ProblemCode.PEOPLE_NOT_POSITIVE, {"found": "-5"}),
    ("New,100,,families,2020,actual", ProblemCode.PEOPLE_NOT_WHOLE, {"found": ""}),
    ("New,100,5.5,families,2020,actual", ProblemCode.PEOPLE_NOT_WHOLE, {"found": "5.5"}),
    ("New,100,1e3,families,2020,actual", ProblemCode.PEOPLE_NOT_WHOLE, {"found": "1e3"}),
    ("New,100,\u0665,families,2020,actual", ProblemCode.PEOPLE_NOT_WHOLE, {"found": "\u0665"}),
    ("New,1,1000000001,a,2020,b", ProblemCode.PEOPLE_TOO_LARGE, {"found": "1000000001"}),
    (f"New,1,{'9' * 5000},a,2020,b", ProblemCode.PEOPLE_TOO_LARGE, {"found": "9" * 37 + "..."}),
    ("New,1,5,a,2020,actual", ProblemCode.UNITS_DIFFER, {"found": "a", "first": "families"}),
]
BAD = BAD_FILES + [(f"{HEADER}\n{GOOD}\n{row}\n", 3, code, facts) for row, code, facts in BAD_ROWS]


@pytest.mark.parametrize(("text", "line", "code", "facts"), BAD)
def test_bad_file(text: str, line: int, code: ProblemCode, facts: dict[str, str | int]) -> None:
    problem = Problem(line, code, facts)
    assert parse(text)[1] == (problem,)
    sentence = problem_sentence(problem, Path("some/costs.csv"))
    assert sentence.startswith(f"Line {line} of costs.csv: ")
    assert sentence.endswith(".")
    assert all(str(fact) in sentence for fact in facts.values())


def test_every_code_is_tried_and_has_its_sentence() -> None:
    assert {code for _, _, code, _ in BAD} == set(ProblemCode) == set(PROBLEM_SENTENCES)
    assert set(NOTE_SENTENCES) == set(NoteCode)
    facts = {"existing": "one", "redesigned": "two", "people": 1234, "unit": "families"}
    assert all(note_sentence(Note(code, facts)).endswith(".") for code in NoteCode)


def test_every_problem_of_every_row_is_named_and_good_rows_are_kept() -> None:
    assert parse(f"{HEADER}\n,x,0,families,2020,actual\n{GOOD}\nNew") == (
        (Service(3, "Now", 10000, 5, "families", "2020", "actual"),),
        (
            Problem(2, ProblemCode.TEXT_EMPTY, {"column": "service"}),
            Problem(2, ProblemCode.COST_NOT_A_NUMBER, {"found": "x"}),
            Problem(2, ProblemCode.PEOPLE_NOT_POSITIVE, {"found": "0"}),
            Problem(4, ProblemCode.CELLS_WRONG, {"found": 1}),
        ),
    )


def test_what_a_spreadsheet_writes_is_read() -> None:
    rows = '"A\r\nb",1,1,a,b,c\r\n" Now ","£1,250.5","1,385",Homes,y,z\r\n'
    assert parse(f"\ufeff{HEADER}\r\n\r\n{rows}") == (
        (Service(5, "Now", 125050, 1385, "Homes", "y", "z"),),
        (Problem(3, ProblemCode.TEXT_UNPRINTABLE, {"column": "service"}),),
    )


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "services_too_few"),
        ([EXISTING], "services_too_few"),
        ([EXISTING, replace(REDESIGNED, unit="children")], "units_differ"),
    ],
)
def test_comparing_what_parse_would_not_pass_is_misuse(rows: list[Service], code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        comparison(rows)


@given(services, services)
def test_nothing_is_rounded_before_it_is_shown(existing: Service, other: Service) -> None:
    beside = one_change(existing, other)
    assert beside.unit_cost.redesigned * other.people == other.cost_pence
    for measure in (beside.cost, beside.people, beside.unit_cost):
        assert measure.existing + measure.difference == measure.redesigned
        assert measure.existing * measure.percent == 100 * measure.difference
        assert measure == change(measure.existing, measure.redesigned)


@given(services, services)
def test_from_the_noted_number_on_the_unit_cost_is_no_higher(
    existing: Service, other: Service
) -> None:
    count = math.ceil(one_change(existing, other).equal_at_people)
    assert Fraction(other.cost_pence, count) <= existing.unit_cost_pence
    assert other.cost_pence > existing.unit_cost_pence * (count - 1)


@given(st.fractions())
def test_rounding_is_the_nearest_and_the_same_on_both_sides(value: Fraction) -> None:
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -round_half_up(value)
    assert round_half_up(value + (1 if value >= 0 else -1)) - round_half_up(value) in (1, -1)


@given(st.lists(services, min_size=2, max_size=5))
def test_what_was_written_is_read_again(written: list[Service]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in written:
        cost = f"{row.cost_pence // 100}.{row.cost_pence % 100:02d}"
        writer.writerow([row.name, cost, row.people, row.unit, row.year, row.basis])
    numbered = [replace(row, line=line) for line, row in enumerate(written, start=2)]
    assert parse(file.getvalue()) == (tuple(numbered), ())


cells = st.sampled_from(["", "1", "-1", "1e3", "NaN", "x", '"', "2020", "\x00", "\ud800", "9" * 99])
files = st.lists(st.lists(cells | words, min_size=5, max_size=7).map(",".join)).map("\n".join)


@given(st.text() | files.map(f"{HEADER}\n".__add__))
def test_any_text_is_compared_or_has_a_problem_with_its_line(text: str) -> None:
    rows, problems = parse(text)
    if not problems:
        assert len(comparison(rows).changes) == len(rows) - 1
    assert all(1 <= problem.line <= len(text) + 1 for problem in problems)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(unit_costs, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_prints_the_table_and_its_doubts() -> None:
    assert run(str(BRADFORD)) == (0, BRADFORD_TABLE, "")


def test_the_command_prints_json_alone() -> None:
    exit_code, stdout, stderr = run(str(BRADFORD), "--json")
    data = json.loads(stdout)
    (beside,) = data["comparisons"]
    assert (exit_code, stderr, data["unit"]) == (0, "", "families")
    assert beside["unit_cost"] == {
        "existing": {"exact_pence": "1717820/11", "rounded_pounds": 1562},
        "redesigned": {"exact_pence": "318512/11", "rounded_pounds": 290},
        "difference": {"exact_pence": "-1399308/11", "rounded_pounds": -1272},
        "percent": {"exact": "-6996540/85891", "rounded": -81},
    }
    assert list(beside["shown"]["people"].values()) == ["165", "550", "+385 (233 %)"]
    assert beside["equal_unit_cost_at_people"] == {"exact": "8759080/85891", "rounded_up": 102}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", f"Line 1 of costs.csv: nothing is written here, begin with the header {HEADER}."),
        (b"\xff", "{file} is not in UTF-8: save it as a CSV in UTF-8."),
        (b"\n" * 1_000_001, "{file} is too large: at most 1,000,000 bytes can be read."),
    ],
)
def test_the_command_says_what_it_cannot_read(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "costs.csv"
    file.write_bytes(content)
    expected = (2, "", f"Error: {sentence.format(file=file)}\n")
    assert [run(str(file)), run(str(file), "--json")] == [expected, expected]


def test_the_command_names_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    assert run(str(file)) == (2, "", f"Error: {file} can't be read: No such file or directory.\n")


def test_the_command_stops_counting_up_problems_after_ten(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(HEADER + "\nNew" * 12, "utf-8")
    exit_code, stdout, stderr = run(str(file))
    assert (exit_code, stdout, len(stderr.splitlines())) == (2, "", 11)
    assert stderr.endswith("\nAnd 2 more like these.\n")
