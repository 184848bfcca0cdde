"""What a funder makes an offer depend on, as data; the words of a condition live elsewhere.

A condition that figures can settle is settled by figures; any other is marked as met by a person,
with a reason. Until then the offer counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.rules.refusal import Refusal
from makeithappen.core.errors import Refused


class ConditionKind(StrEnum):
    """What a condition is about."""

    AT_LEAST_HALF = "at_least_half"  # the panel gives at least half of the ask
    AREA = "area"  # only for one area
    AUDIENCE = "audience"  # only for one audience
    OTHER = "other"  # in the funder's own words


class Audience(StrEnum):
    """For whom an idea is."""

    UNDER_FIVES = "under_fives"
    SCHOOL_AGE = "school_age"
    YOUNG_PEOPLE = "young_people"
    PARENTS = "parents"


@dataclass(frozen=True, slots=True)
class Condition:
    """A pledge's one condition. `about` is the area's id or an Audience; other is a digest."""

    pledge_id: str
    kind: ConditionKind
    about: str | None = None
    words_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """That a condition is met: by figures for the half, else by a reason (its keyed digest)."""

    pledge_id: str
    asked_pence: int | None = None
    given_pence: int | None = None
    words_digest: str | None = None


# Whether a condition is about something, and whether it has words of its own.
_NEEDS: Mapping[ConditionKind, tuple[bool, bool]] = {
    ConditionKind.AT_LEAST_HALF: (False, False),
    ConditionKind.AREA: (True, False),
    ConditionKind.AUDIENCE: (True, False),
    ConditionKind.OTHER: (False, True),
}


def is_half(asked_pence: int, given_pence: int) -> bool:
    """Whether at least half of the ask is given."""
    return 2 * given_pence >= asked_pence


def own_money_pence(award_pence: int, earmarked_pence: int) -> int:
    """What a panel gives of its common pots, once the money meant for the idea is used up."""
    return max(0, award_pence - earmarked_pence)


def check_condition(condition: Condition, idea_id: str | None) -> None:
    """Refuses a condition that says too little, and a half of nobody's ask."""
    if condition.kind is ConditionKind.AT_LEAST_HALF and idea_id is None:
        raise Refused(Refusal.CONDITION_NEEDS_IDEA)
    if not is_complete(condition):
        raise Refused(Refusal.CONDITION_INCOMPLETE)


def is_complete(condition: Condition) -> bool:
    """Whether a condition holds what its kind needs, and nothing else."""
    if condition.kind is ConditionKind.AUDIENCE and condition.about not in set(Audience):
        return False
    about, words = condition.about is not None, condition.words_digest is not None
    return (about, words) == _NEEDS[condition.kind]


def check_met(condition: Condition, mark: Mark) -> None:
    """Refuses a mark that does not show that this condition is met."""
    if condition.kind is not ConditionKind.AT_LEAST_HALF:
        if mark.words_digest is None:
            raise Refused(Refusal.CONDITION_INCOMPLETE)
        return
    asked_pence, given_pence = mark.asked_pence or 0, mark.given_pence or 0
    if not asked_pence or not is_half(asked_pence, given_pence):
        raise Refused(Refusal.HALF_NOT_GIVEN, asked_pence=asked_pence, given_pence=given_pence)


def is_sound(mark: Mark) -> bool:
    """Whether a mark taken by itself could show that a condition is met."""
    if mark.asked_pence is None or mark.given_pence is None:
        return mark.asked_pence is mark.given_pence and mark.words_digest is not None
    return mark.asked_pence > 0 and is_half(mark.asked_pence, mark.given_pence)
