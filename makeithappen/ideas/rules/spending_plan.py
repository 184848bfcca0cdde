"""What an idea's money would be spent on, and what else helps it: whole pence, nothing mixed up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.core.money import AmountProblem, BadAmount, parse_pence

LINES_MAX = 30
HELPS_MAX = 30
QUANTITY_MAX = 10_000
UNIT_PENCE_MAX = 100_000_00
"""With these, no sum of lines is above the largest amount that there is (`PENCE_MAX`)."""
HELP_MAX = 10_000_000_00
"""The most of one thing, in hundredths of its unit."""


class PlanRefusal(StrEnum):
    """Why something is not written down, in order of precedence."""

    WRONG_QUANTITY = "plan_wrong_quantity"
    WRONG_PRICE = "plan_wrong_price"
    WRONG_UNIT = "plan_wrong_unit"
    TOO_FINE = "plan_too_fine"
    WRONG_AMOUNT = "plan_wrong_amount"
    TOO_MANY_LINES = "plan_too_many_lines"
    TOO_MANY_HELPS = "plan_too_many_helps"
    NO_LINES = "plan_no_lines"


class HelpKind(StrEnum):
    """What an idea gets besides the fund's money. The ledger's words for the same."""

    LEVERAGE = "leverage"
    IN_KIND = "in_kind"
    HOURS = "hours"


class Unit(StrEnum):
    """What is counted. The ledger's words for the same."""

    PENCE = "pence"
    ITEMS = "items"
    DAYS = "days"
    MEALS = "meals"
    TRIPS = "trips"
    KILOGRAMS = "kilograms"
    HOURS = "hours"


class HelpStage(StrEnum):
    """How sure it is. The ledger's words for money from elsewhere."""

    SECURED = "secured"
    PENDING = "pending"


UNITS: Mapping[HelpKind, tuple[Unit, ...]] = {
    HelpKind.LEVERAGE: (Unit.PENCE,),
    HelpKind.IN_KIND: tuple(unit for unit in Unit if unit not in {Unit.PENCE, Unit.HOURS}),
    HelpKind.HOURS: (Unit.HOURS,),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the money would be spent on: so many, each at this price."""

    words: str
    quantity: int
    unit_pence: int
    line_id: str = ""

    @property
    def sum_pence(self) -> int:
        """What all of them cost."""
        return self.quantity * self.unit_pence


@dataclass(frozen=True, slots=True)
class Help:
    """Something that others give. `quantity` is in hundredths of its unit: of money, in pence."""

    kind: HelpKind
    unit: Unit
    quantity: int
    stage: HelpStage
    words: str
    help_id: str = ""


@dataclass(frozen=True, slots=True)
class HelpSum:
    """All help of one kind in one unit, in hundredths: what is sure, and what is hoped for."""

    kind: HelpKind
    unit: Unit
    sure: int
    hoped: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an idea's people said about the money, other help, and the outcomes that it serves."""

    lines: tuple[Line, ...] = ()
    helps: tuple[Help, ...] = ()
    outcome_ids: tuple[str, ...] = ()

    @property
    def total_pence(self) -> int | None:
        """What the lines come to; None where there are none."""
        return sum(line.sum_pence for line in self.lines) if self.lines else None

    @property
    def sums(self) -> tuple[HelpSum, ...]:
        """The help by kind and unit. Units are never added up, nor what is sure with hopes."""
        return help_sums(self.helps)


def help_sums(helps: Iterable[Help]) -> tuple[HelpSum, ...]:
    """What is sure and what is hoped for, in each unit of each kind that there is."""
    added: dict[tuple[HelpKind, Unit], dict[HelpStage, int]] = {}
    for one in helps:
        own = added.setdefault((one.kind, one.unit), dict.fromkeys(HelpStage, 0))
        own[one.stage] += one.quantity
    return tuple(
        HelpSum(kind, unit, own[HelpStage.SECURED], own[HelpStage.PENDING])
        for kind, units in UNITS.items()
        for unit in units
        if (own := added.get((kind, unit)))
    )


def read_hundredths(typed: str) -> int:
    """A quantity as people write it ("12", "2.50", "1,250") in hundredths. Refused else."""
    try:
        hundredths = parse_pence(typed)
    except BadAmount as wrong:
        is_fine = wrong.code is AmountProblem.TOO_MANY_DECIMALS
        raise Refused(PlanRefusal.TOO_FINE if is_fine else PlanRefusal.WRONG_AMOUNT) from wrong
    _check(1 <= hundredths <= HELP_MAX, PlanRefusal.WRONG_AMOUNT)
    return hundredths


def hundredths_text(hundredths: int) -> str:
    """A quantity as people write it: 250 -> "2.50", 120000 -> "1,200"."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{rest:02}" if rest else "")


def check_line(line: Line, others: Sequence[Line]) -> None:
    """Refuse a line whose figures can't be, or one too many."""
    _check(1 <= line.quantity <= QUANTITY_MAX, PlanRefusal.WRONG_QUANTITY)
    _check(1 <= line.unit_pence <= UNIT_PENCE_MAX, PlanRefusal.WRONG_PRICE)
    _check(len(others) < LINES_MAX, PlanRefusal.TOO_MANY_LINES)


def check_help(one: Help, others: Sequence[Help]) -> None:
    """Refuse help in a unit of another kind, a quantity that can't be, or one too many."""
    _check(one.unit in UNITS[one.kind], PlanRefusal.WRONG_UNIT)
    _check(1 <= one.quantity <= HELP_MAX, PlanRefusal.WRONG_AMOUNT)
    _check(len(others) < HELPS_MAX, PlanRefusal.TOO_MANY_HELPS)


def ask_from(plan: Plan) -> int:
    """What the lines come to, as the amount to ask for. Refused where there are none."""
    total_pence = plan.total_pence
    if total_pence is None:
        raise Refused(PlanRefusal.NO_LINES)
    return total_pence


def _check(fits: bool, code: PlanRefusal) -> None:  # noqa: FBT001  (what is asked stands there)
    if not fits:
        raise Refused(code)
