"""Who may change whose account. Power over money is never moved by one person alone."""

from __future__ import annotations

from dataclasses import dataclass

from makeithappen.core.errors import Refused
from makeithappen.people.rules.refusals import Refusal

POWER = frozenset({"fund_holder", "approver", "administrator", "safeguarding_lead"})
"""Roles whose holder can move money, can decide who does, or reads what was hidden from others."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was asked for: a new address, or a role to give or take."""

    asked_by: str
    person_id: str
    decided: bool


def needs_second_person(*, kind: str, value: str, roles: frozenset[str]) -> bool:
    """Whether a second person must agree.

    kind is "address", "give_role", "take_role", "reset_factor" or "erase"; value is the address or
    the role; `roles` are what the person holds now. A new address takes an account over, and so
    does a new second factor, so they need a second person for whoever has power; so does giving
    power. Taking it away doesn't: it must be quick. Nobody erases somebody else alone.
    """
    if kind in {"address", "reset_factor"}:
        return bool(roles & POWER)
    return kind == "erase" or (kind == "give_role" and value in POWER)


def check_second_person(change: Change, *, decided_by: str) -> None:
    """Refuse unless somebody else decides than who asked and whom it is about."""
    if change.decided:
        raise Refused(Refusal.ALREADY_DECIDED)
    if decided_by in {change.asked_by, change.person_id}:
        raise Refused(Refusal.SAME_PERSON)


def check_administrators_left(
    *, kind: str, value: str, administrators: frozenset[str], person_id: str
) -> None:
    """Refuse to take the role of the last administrator away."""
    if kind == "take_role" and value == "administrator" and administrators <= {person_id}:
        raise Refused(Refusal.LAST_ADMINISTRATOR)
