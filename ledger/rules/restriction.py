"""What the money of a pot may be used for, as a rule, and what is known of an idea.

A pot without a rule may be used for anything. What a rule asks for must be known and must fit; what
it does not ask for need not be known. An idea for several audiences or purposes fits where one of
them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.rules.canonical import read_day
from ledger.rules.conditions import Audience
from ledger.rules.records import Code, CodeKind, Purpose
from ledger.rules.refusal_records import RecordRefusal

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Restriction:
    """Where, what for, for whom and when; what is empty is not restricted."""

    areas: frozenset[str] = NONE
    purposes: frozenset[str] = NONE
    audiences: frozenset[str] = NONE
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an idea, and the day for which money for it counts."""

    area_id: str | None = None
    purposes: frozenset[str] = NONE
    audiences: frozenset[str] = NONE
    on: date | None = None


UNRESTRICTED = Restriction()
NOTHING_KNOWN = Known()


def fits(restriction: Restriction, known: Known) -> RecordRefusal | None:
    """Why such money may not be used for this; None where it may."""
    no = RecordRefusal
    area = NONE if known.area_id is None else frozenset({known.area_id})
    for asked, found, unknown, outside in (
        (restriction.areas, area, no.AREA_NOT_KNOWN, no.OUTSIDE_AREA),
        (restriction.purposes, known.purposes, no.PURPOSE_NOT_KNOWN, no.OUTSIDE_PURPOSE),
        (restriction.audiences, known.audiences, no.AUDIENCE_NOT_KNOWN, no.OUTSIDE_AUDIENCE),
    ):
        if asked and not asked & found:
            return outside if found else unknown
    if restriction.from_on and (known.on is None or known.on < restriction.from_on):
        return no.TOO_EARLY
    if restriction.until_on and (known.on is None or known.on > restriction.until_on):
        return no.TOO_LATE
    return None


def codes_of_restriction(pot_id: str, restriction: Restriction) -> tuple[Code, ...]:
    """A restriction as its rows, in the one order in which they are written."""
    days = {CodeKind.FROM: restriction.from_on, CodeKind.UNTIL: restriction.until_on}
    return (
        *_codes(pot_id, CodeKind.AREA, restriction.areas),
        *_codes(pot_id, CodeKind.PURPOSE, restriction.purposes),
        *_codes(pot_id, CodeKind.AUDIENCE, restriction.audiences),
        *(Code(pot_id, kind, day.isoformat()) for kind, day in days.items() if day),
    )


def codes_of_known(award_id: str, known: Known) -> tuple[Code, ...]:
    """What an award was matched on, as its rows; the day stands in the entry itself."""
    areas = () if known.area_id is None else (known.area_id,)
    return (
        *_codes(award_id, CodeKind.AREA, areas),
        *_codes(award_id, CodeKind.PURPOSE, known.purposes),
        *_codes(award_id, CodeKind.AUDIENCE, known.audiences),
    )


def _codes(subject_id: str, kind: CodeKind, values: Iterable[str]) -> tuple[Code, ...]:
    return tuple(Code(subject_id, kind, value) for value in sorted(values))


def restriction_of(codes: Iterable[Code]) -> Restriction:
    """The restriction that a pot's rows say. Raises ValueError for a day that is none."""
    own = tuple(codes)
    first, last = sorted(_values(own, CodeKind.FROM)), sorted(_values(own, CodeKind.UNTIL))
    return Restriction(
        areas=_values(own, CodeKind.AREA),
        purposes=_values(own, CodeKind.PURPOSE),
        audiences=_values(own, CodeKind.AUDIENCE),
        from_on=read_day(first[0]) if first else None,
        until_on=read_day(last[0]) if last else None,
    )


def known_of(codes: Iterable[Code], on: date | None = None) -> Known:
    """What an award's rows say of its idea."""
    own = tuple(codes)
    areas = sorted(_values(own, CodeKind.AREA))
    return Known(
        area_id=areas[0] if areas else None,
        purposes=_values(own, CodeKind.PURPOSE),
        audiences=_values(own, CodeKind.AUDIENCE),
        on=on,
    )


def _values(codes: tuple[Code, ...], kind: CodeKind) -> frozenset[str]:
    return frozenset(code.value for code in codes if code.kind is kind)


def codes_are_known(codes: Iterable[Code]) -> bool:
    """Whether purposes and audiences are ones that there are."""
    listed = {CodeKind.PURPOSE: set(Purpose), CodeKind.AUDIENCE: set(Audience)}
    return all(code.value in listed[code.kind] for code in codes if code.kind in listed)
