"""When a round may open, and when it takes ideas.

A fund that pays out needs people who answer for it. Where they are not named, no round opens: the
first fund of this kind was held up for a year because that was left for later.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from makeithappen.core.errors import Refused


class Refusal(StrEnum):
    """Why a round doesn't open or close, in order of precedence."""

    STRUCTURE_INCOMPLETE = "structure_incomplete"
    DATES_OUT_OF_ORDER = "round_dates_out_of_order"
    ALREADY_OPEN = "round_already_open"
    NOT_OPEN = "round_not_open"
    DUE_TOO_EARLY = "answers_due_too_early"


class Standing(StrEnum):
    """Where a round stands on a day."""

    PREPARED = "prepared"
    TO_COME = "to_come"
    TAKES_IDEAS = "takes_ideas"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Structure:
    """Who answers for a fund. Each part is empty until it is filled in."""

    money_held_by: str
    money_authorised_by: str
    safeguarding_lead: str
    safeguarding_contact: str
    review_contact: str

    def missing(self) -> tuple[str, ...]:
        """The names of the parts that are still empty."""
        parts = (field.name for field in fields(self))
        return tuple(name for name in parts if not getattr(self, name).strip())


@dataclass(frozen=True, slots=True)
class Round:
    """What decides whether a round takes ideas. Both days are included, in the fund's zone."""

    opens_on: date
    closes_on: date
    opened: bool
    closed: bool


def check_dates(opens_on: date, closes_on: date) -> None:
    """Refuse a round that would end before it begins."""
    if closes_on < opens_on:
        raise Refused(Refusal.DATES_OUT_OF_ORDER)


def check_due(closes_on: date, answers_due_on: date) -> None:
    """Refuse to promise an answer for a day on which ideas still come in."""
    if answers_due_on <= closes_on:
        raise Refused(Refusal.DUE_TOO_EARLY)


def check_structure(structure: Structure) -> None:
    """Refuse unless every part is filled in; the fact `missing` names the parts that are not."""
    missing = structure.missing()
    if missing:
        raise Refused(Refusal.STRUCTURE_INCOMPLETE, missing=missing, count=len(missing))


def check_may_change(structure: Structure, *, open_rounds: int) -> None:
    """Refuse to empty a part of the structure while a round is open."""
    if open_rounds:
        check_structure(structure)


def check_may_open(round_: Round, structure: Structure) -> None:
    """Refuse to open a round unless somebody answers for the fund and the days make sense."""
    check_structure(structure)
    check_dates(round_.opens_on, round_.closes_on)
    if round_.opened:
        raise Refused(Refusal.ALREADY_OPEN)


def check_may_close(round_: Round) -> None:
    """Refuse to close a round that is not open."""
    if not round_.opened or round_.closed:
        raise Refused(Refusal.NOT_OPEN)


def standing(round_: Round, today: date) -> Standing:
    """Where the round stands on this day of the fund's own calendar."""
    if not round_.opened:
        return Standing.PREPARED
    if round_.closed or today > round_.closes_on:
        return Standing.OVER
    return Standing.TO_COME if today < round_.opens_on else Standing.TAKES_IDEAS


def takes_ideas(round_: Round, today: date) -> bool:
    """Whether an idea can be sent in on this day."""
    return standing(round_, today) is Standing.TAKES_IDEAS
