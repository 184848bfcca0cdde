"""Lines add up to the penny, units are never mixed, and bad figures are refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import records, supports
from makeithappen.core.errors import Refused
from makeithappen.core.money import PENCE_MAX
from makeithappen.ideas.rules.spending_plan import (
    HELP_MAX,
    HELPS_MAX,
    LINES_MAX,
    QUANTITY_MAX,
    UNIT_PENCE_MAX,
    UNITS,
    Help,
    HelpKind,
    HelpStage,
    HelpSum,
    Line,
    Plan,
    PlanRefusal,
    Unit,
    ask_from,
    check_help,
    check_line,
    help_sums,
    hundredths_text,
    read_hundredths,
)

PAINT = Line("Paint", 12, 450)
BREAD = Help(HelpKind.IN_KIND, Unit.MEALS, 2_500, HelpStage.SECURED, "Bread")

lines = st.builds(Line, st.just("x"), st.integers(1, QUANTITY_MAX), st.integers(1, UNIT_PENCE_MAX))
helps = st.sampled_from([(kind, unit) for kind, units in UNITS.items() for unit in units]).flatmap(
    lambda what: st.builds(
        Help,
        *map(st.just, what),
        st.integers(1, HELP_MAX),
        st.sampled_from(HelpStage),
        st.just("x"),
    )
)


def refused(act: object, *facts: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*facts)  # pyright: ignore[reportCallIssue]
    return str(caught.value.code)


def test_lines_add_up() -> None:
    plan = Plan((PAINT, Line("Hall", 1, 3_333)))
    assert [line.sum_pence for line in plan.lines] == [5_400, 3_333]
    assert (plan.total_pence, ask_from(plan), Plan().total_pence) == (8_733, 8_733, None)
    assert refused(ask_from, Plan()) == "plan_no_lines"


@given(st.lists(lines, max_size=LINES_MAX))
def test_no_plan_is_too_much_to_ask_for(kept: list[Line]) -> None:
    for place, line in enumerate(kept):
        check_line(line, kept[:place])
    total_pence = Plan(tuple(kept)).total_pence
    assert (total_pence or 0) == sum(line.quantity * line.unit_pence for line in kept)
    assert total_pence is None or 1 <= total_pence <= PENCE_MAX


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("x", 0, 1), "plan_wrong_quantity"),
        (Line("x", QUANTITY_MAX + 1, 0), "plan_wrong_quantity"),
        (Line("x", 1, 0), "plan_wrong_price"),
        (Line("x", 1, UNIT_PENCE_MAX + 1), "plan_wrong_price"),
    ],
)
def test_a_line_that_can_not_be_is_refused(line: Line, code: str) -> None:
    assert refused(check_line, line, [PAINT] * LINES_MAX) == code


def test_there_is_an_end_to_the_lists() -> None:
    check_line(PAINT, [PAINT] * (LINES_MAX - 1))
    check_help(BREAD, [BREAD] * (HELPS_MAX - 1))
    assert refused(check_line, PAINT, [PAINT] * LINES_MAX) == "plan_too_many_lines"
    assert refused(check_help, BREAD, [BREAD] * HELPS_MAX) == "plan_too_many_helps"


def test_help_is_added_up_in_its_own_unit_only() -> None:
    trust = Help(HelpKind.LEVERAGE, Unit.PENCE, 30_000, HelpStage.SECURED, "The trust")
    fair = Help(HelpKind.LEVERAGE, Unit.PENCE, 5_050, HelpStage.PENDING, "The fair")
    hours = Help(HelpKind.HOURS, Unit.HOURS, 1_250, HelpStage.PENDING, "Dads")
    days = Help(HelpKind.IN_KIND, Unit.DAYS, 200, HelpStage.SECURED, "The van")
    assert Plan(helps=(BREAD, hours, fair, BREAD, days, trust)).sums == (
        HelpSum(HelpKind.LEVERAGE, Unit.PENCE, 30_000, 5_050),
        HelpSum(HelpKind.IN_KIND, Unit.DAYS, 200, 0),
        HelpSum(HelpKind.IN_KIND, Unit.MEALS, 5_000, 0),
        HelpSum(HelpKind.HOURS, Unit.HOURS, 0, 1_250),
    )


@given(st.lists(helps, max_size=HELPS_MAX))
def test_no_help_is_lost_or_moved_to_another_unit(kept: list[Help]) -> None:
    found = {
        (one.kind, one.unit, stage): quantity
        for one in help_sums(kept)
        for stage, quantity in zip(HelpStage, (one.sure, one.hoped), strict=True)
        if quantity
    }
    expected: dict[object, int] = {}
    for one in kept:
        key = (one.kind, one.unit, one.stage)
        expected[key] = expected.get(key, 0) + one.quantity
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "unit", "quantity", "code"),
    [
        (HelpKind.HOURS, Unit.PENCE, 100, "plan_wrong_unit"),
        (HelpKind.LEVERAGE, Unit.ITEMS, 100, "plan_wrong_unit"),
        (HelpKind.IN_KIND, Unit.ITEMS, 0, "plan_wrong_amount"),
        (HelpKind.HOURS, Unit.HOURS, HELP_MAX + 1, "plan_wrong_amount"),
    ],
)
def test_help_that_can_not_be_is_refused(
    kind: HelpKind, unit: Unit, quantity: int, code: str
) -> None:
    assert refused(check_help, Help(kind, unit, quantity, HelpStage.SECURED, "x"), []) == code


def test_quantities_are_read_as_people_write_them() -> None:
    read = [read_hundredths(typed) for typed in ("12", "2.5", "۲٫۵۰", "1,250", "10 000 000")]
    assert read == [1_200, 250, 250, 125_000, HELP_MAX]
    assert [hundredths_text(one) for one in read[1:4]] == ["2.50", "2.50", "1,250"]
    bad = ("", "0", "-1", "1e3", "NaN", "10000000.01", "½", "9" * 40)
    assert {refused(read_hundredths, typed) for typed in bad} == {"plan_wrong_amount"}
    assert {refused(read_hundredths, typed) for typed in ("1.005", "۲٫۵۵۵")} == {"plan_too_fine"}


@given(st.integers(1, HELP_MAX))
def test_a_quantity_is_read_as_it_is_shown(hundredths: int) -> None:
    assert read_hundredths(hundredths_text(hundredths)) == hundredths


def test_the_words_are_those_of_the_ledger() -> None:
    """What is promised to an idea is written down again for its award: under the same codes."""
    assert {str(kind): {*map(str, units)} for kind, units in UNITS.items()} == {
        str(kind): {*map(str, units)} for kind, units in supports.UNITS.items()
    }
    stages = supports.STAGES[records.SupportKind.LEVERAGE]
    assert {*map(str, HelpStage)} < {*map(str, stages)}
    assert PlanRefusal.WRONG_UNIT == "plan_wrong_unit"
