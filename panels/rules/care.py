"""Care for the panel: pay and expenses, each to be declined, and a cap on ideas per member.

Parents give a day of their life. What they are offered is said before; who takes it and who does
not is nobody else's business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from makeithappen.core.errors import Refused

PAY_MAX_PENCE = 100_000
CLAIM_MAX_PENCE = 50_000
"""The most of one kind of expenses that can be claimed without talking to somebody."""


class CareRefusal(StrEnum):
    """Why a step is not taken, in order of precedence."""

    # The terms of a day.
    PAY_TOO_HIGH = "care_pay_too_high"
    TIMES_OUT_OF_RANGE = "care_times_out_of_range"
    # What a member says.
    NOT_OFFERED = "care_not_offered"
    PAID_ALREADY = "care_paid_already"
    CHOICE_MISSING = "care_choice_missing"
    CLAIM_TOO_HIGH = "care_claim_too_high"
    # Marking as paid.
    NOT_YOUR_OWN = "care_not_your_own"
    CLAIM_CHANGED = "care_claim_changed"
    NOTHING_TO_PAY = "care_nothing_to_pay"
    # Sharing the ideas out.
    CAP_TOO_LOW = "care_cap_too_low"
    TOO_FEW_FREE = "care_too_few_free"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the members of a day are offered: pay per day in pence, 0 for none; a cap on ideas."""

    pay_pence: int
    ideas_max: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member said: whether they take the pay, and their expenses in pence by kind.

    `takes_pay` is None where nothing was chosen.
    """

    takes_pay: bool | None
    travel_pence: int = 0
    childcare_pence: int = 0
    other_pence: int = 0

    @property
    def expenses_pence(self) -> int:
        """All kinds together."""
        return self.travel_pence + self.childcare_pence + self.other_pence


@dataclass(frozen=True, slots=True)
class Owed:
    """What is to be paid to a member, in pence."""

    pay_pence: int
    expenses_pence: int

    @property
    def whole_pence(self) -> int:
        """Pay and expenses together."""
        return self.pay_pence + self.expenses_pence


def check_terms(terms: Terms) -> None:
    """Refuse pay that is a slip of the finger rather than a day's pay."""
    if not 0 <= terms.pay_pence <= PAY_MAX_PENCE:
        raise Refused(CareRefusal.PAY_TOO_HIGH, most_pence=PAY_MAX_PENCE)


def check_answer(terms: Terms | None, answer: Answer, *, paid: bool) -> None:
    """Refuse an answer to what was not offered, after it was paid, or one that leaves it open."""
    if terms is None:
        raise Refused(CareRefusal.NOT_OFFERED)
    if paid:
        raise Refused(CareRefusal.PAID_ALREADY)
    if terms.pay_pence and answer.takes_pay is None:
        raise Refused(CareRefusal.CHOICE_MISSING)
    if max(answer.travel_pence, answer.childcare_pence, answer.other_pence) > CLAIM_MAX_PENCE:
        raise Refused(CareRefusal.CLAIM_TOO_HIGH, most_pence=CLAIM_MAX_PENCE)


def owed(terms: Terms, answer: Answer) -> Owed:
    """What is to be paid: the pay where it is taken, and the expenses."""
    return Owed(terms.pay_pence if answer.takes_pay else 0, answer.expenses_pence)


def check_pay(due: Owed, *, is_self: bool, paid: bool, changed: bool) -> None:
    """Refuse to mark as paid what is one's own, was paid, has changed since, or is nothing."""
    if is_self:
        raise Refused(CareRefusal.NOT_YOUR_OWN)
    if paid:
        raise Refused(CareRefusal.PAID_ALREADY)
    if changed:
        raise Refused(CareRefusal.CLAIM_CHANGED)
    if not due.whole_pence:
        raise Refused(CareRefusal.NOTHING_TO_PAY)


def assignments(
    members: Sequence[str],
    pitch_ids: Sequence[str],
    barred: Set[tuple[str, str]],
    *,
    quorum: int,
    ideas_max: int | None,
) -> dict[str, tuple[str, ...]]:
    """Who scores which idea: member ids by pitch id, in the order of the members.

    `barred` holds the pairs of member and pitch that may not meet. Without a cap everybody scores
    all they may, and nothing is refused: too few sheets are for the day's own rules. With a cap
    each member gets as many ideas as the cap and their conflicts allow, and no idea could get more
    sheets without one that has no more than it getting fewer. The same facts give the same answer.
    Refused where an idea can't get `quorum` sheets: conflicts alone leave some too `short`, or the
    cap is too low, with the lowest one that would do (`least`).
    """
    free = {
        pitch_id: [member for member in members if (member, pitch_id) not in barred]
        for pitch_id in pitch_ids
    }
    if ideas_max is None:
        return {pitch_id: tuple(found) for pitch_id, found in free.items()}
    short = sum(len(found) < quorum for found in free.values())
    if short:
        raise Refused(CareRefusal.TOO_FEW_FREE, short=short, quorum=quorum)
    given = _shared_out(members, free, ideas_max)
    if any(len(found) < quorum for found in given.values()):
        higher = range(ideas_max + 1, len(pitch_ids))
        fewest = partial(_fewest, members, free)
        least = ideas_max + 1 + bisect_left(higher, quorum, key=fewest)
        raise Refused(CareRefusal.CAP_TOO_LOW, ideas_max=ideas_max, least=least)
    order = {member: place for place, member in enumerate(members)}
    return {
        pitch_id: tuple(sorted(found, key=order.__getitem__)) for pitch_id, found in given.items()
    }


def fair_shares(
    members: Sequence[str],
    pitch_ids: Sequence[str],
    barred: Set[tuple[str, str]],
    *,
    quorum: int,
    ideas_max: int,
) -> dict[str, tuple[str, ...]]:
    """The same for a day that has to go on: what can't be met gives way.

    An idea that too few are free for gets all who are. A cap that is too low for the quorum rises
    to the lowest one that would do.
    """
    free = [sum((who, one) not in barred for who in members) for one in pitch_ids]
    within_reach = min([quorum, *free])
    try:
        return assignments(members, pitch_ids, barred, quorum=within_reach, ideas_max=ideas_max)
    except Refused as refused:
        least = int(str(refused.facts["least"]))
        return assignments(members, pitch_ids, barred, quorum=within_reach, ideas_max=least)


def stand_in(
    pitch_id: str, able: Set[str], free: Sequence[str], load: Mapping[str, int], *, quorum: int
) -> tuple[str, ...]:
    """Who scores an idea as well since some can't any more: of those who are `free`, whoever has
    the fewest ideas first, until the `able` and they are as many as the quorum."""
    missing = max(0, quorum - len(able))
    return tuple(sorted(free, key=lambda who: load[who])[:missing])


def _fewest(members: Sequence[str], free: Mapping[str, Sequence[str]], ideas_max: int) -> int:
    """The sheets of the idea that gets the fewest under this cap."""
    return min(len(found) for found in _shared_out(members, free, ideas_max).values())


def _shared_out(
    members: Sequence[str], free: Mapping[str, Sequence[str]], ideas_max: int
) -> dict[str, set[str]]:
    """Give each idea one more sheet in turn, until none can have more.

    What all ideas together can get forms a polymatroid, so that taking turns is as even as can be.
    """
    given: dict[str, set[str]] = {pitch_id: set() for pitch_id in free}
    load = dict.fromkeys(members, 0)
    growing = list(free)
    while growing:
        growing = [one for one in growing if _one_more(one, free, given, load, ideas_max)]
    return given


def _one_more(
    pitch_id: str,
    free: Mapping[str, Sequence[str]],
    given: Mapping[str, set[str]],
    load: dict[str, int],
    ideas_max: int,
) -> bool:
    """Find the idea one more member, if need be by letting others swap (an augmenting path)."""
    came_from: dict[str, tuple[str, str]] = {}
    waiting, seen = deque([pitch_id]), {pitch_id}
    while waiting:
        here = waiting.popleft()
        for member in sorted(free[here], key=load.__getitem__):
            if member in given[here]:
                continue
            if load[member] < ideas_max:
                load[member] += 1
                given[here].add(member)
                _swap_back(pitch_id, here, came_from, given)
                return True
            for other in given:
                if member in given[other] and other not in seen:
                    seen.add(other)
                    came_from[other] = (here, member)
                    waiting.append(other)
    return False


def _swap_back(
    start: str,
    here: str,
    came_from: Mapping[str, tuple[str, str]],
    given: Mapping[str, set[str]],
) -> None:
    """Each idea on the way passes the member on for whom it has found another one."""
    while here != start:
        before, member = came_from[here]
        given[here].remove(member)
        given[before].add(member)
        here = before
