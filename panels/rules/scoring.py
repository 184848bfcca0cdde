"""From score sheets to one count per idea, in exact fractions. A missing score is never a zero.

The mean is a mean of members: x = sum(w * s) / sum(w) for each complete sheet, then the mean of
the x (allocation.md, section 1). Means are compared, never sums, so a conflict costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from makeithappen.core.errors import Refused
from panels.rules.conflicts import USUAL, Degree, Effect, Effects
from panels.rules.criteria import Criterion
from panels.rules.day import Standing, State
from panels.rules.refusal import Refusal
from panels.rules.settings import SealedSettings
from panels.rules.vote_criterion import VoteCriterion, with_vote


@dataclass(frozen=True, slots=True)
class Sheet:
    """A seated voter's part in one idea. A voter is a member by an id that tells nobody who.

    `degree` is None until the member has declared; `values` is None until there is a sheet, and
    holds a value, or None for "can't say", per criterion id. `effects` are those of the day.
    """

    voter_id: str
    degree: Degree | None
    values: Mapping[str, int | None] | None
    effects: Effects = USUAL

    @property
    def effect(self) -> Effect | None:
        """What the degree does to the member's part; None until they have declared."""
        return None if self.degree is None else self.effects.of(self.degree)


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one idea. `mean` is on the scale's own units, None where there is nothing.

    Each seated member is in exactly one of `complete`, `missing` and `abstained`. `shown` are
    those of the complete sheets whose member is near the idea, and it is said that they count.
    """

    pitch_id: str
    complete: int
    missing: int
    abstained: int
    quorum_met: bool
    mean: Fraction | None
    reaches_threshold: bool
    per_criterion: Mapping[str, Fraction | None]
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking; more than one pitch means an exact tie."""

    place: int
    pitch_ids: tuple[str, ...]


def check_may_score(
    where: Standing, pitch_id: str, member_id: str, degree: Degree | None, effects: Effects
) -> None:
    """Refuse a score at the wrong moment, or of somebody who may not give it.

    The scoring of an idea opens when the chair says so, and closes for all of them together.
    """
    if where.state.is_scored:
        raise Refused(Refusal.SCORING_NOT_OPEN, state=where.state)
    if pitch_id not in where.heard:
        raise Refused(Refusal.SCORING_NOT_YET, state=where.state)
    if member_id not in where.present:
        raise Refused(Refusal.MEMBER_AWAY)
    if degree is None:
        raise Refused(Refusal.CONFLICT_NOT_DECLARED)
    if not effects.may_score(degree):
        raise Refused(Refusal.CONFLICT_BARS_SCORING, degree=degree)


def check_is_given(ideas: Set[str] | None, pitch_id: str) -> None:
    """Refuse an idea that others score. `ideas` are those of the member; None: all of them."""
    if ideas is not None and pitch_id not in ideas:
        raise Refused(Refusal.NOT_YOUR_IDEA)


def check_values(criteria: Sequence[Criterion], values: Mapping[str, int | None]) -> None:
    """Refuse a sheet that is not a value on the scale, or "can't say", for each criterion."""
    known = {criterion.criterion_id for criterion in criteria}
    for criterion_id in values:
        if criterion_id not in known:
            raise Refused(Refusal.NOT_A_CRITERION, criterion_id=criterion_id)
    for criterion in criteria:
        if criterion.criterion_id not in values:
            raise Refused(Refusal.CRITERION_UNANSWERED, criterion=criterion.name)
    for criterion in criteria:
        value = values[criterion.criterion_id]
        if value is not None and value not in criterion.values:
            raise Refused(Refusal.VALUE_OFF_SCALE, criterion=criterion.name, value=value)


def check_counts_open(state: State) -> None:
    """Refuse to show any count while scores are still given: a score is its member's own."""
    if not state.is_scored:
        raise Refused(Refusal.COUNTS_STILL_PRIVATE, state=state)


def check_result_open(state: State) -> None:
    """Refuse the panel's members between confirming and telling.

    Who stepped back from an idea sees no count of it, and from confirming on nobody knows who did.
    """
    if state is State.CONFIRMED:
        raise Refused(Refusal.RESULT_NOT_TOLD)


def abstains(sheet: Sheet) -> bool:
    """Whether the member stepped back; a sheet from before that no longer counts."""
    return sheet.effect is not None and not sheet.effect.scores


def complete_values(criteria: Sequence[Criterion], sheet: Sheet) -> Mapping[str, int] | None:
    """The values of a sheet that counts: declared, unconflicted, a value for each criterion."""
    if sheet.effect is None or not sheet.effect.scores or sheet.values is None:
        return None
    values: dict[str, int] = {}
    for criterion in criteria:
        value = sheet.values.get(criterion.criterion_id)
        if value is None:
            return None
        values[criterion.criterion_id] = value
    return values


def sheet_value(criteria: Sequence[Criterion], values: Mapping[str, int]) -> Fraction:
    """The weighted value of one complete sheet, on the scale's own units."""
    weighted = sum(one.weight * values[one.criterion_id] for one in criteria)
    return Fraction(weighted, sum(one.weight for one in criteria))


def tally(
    pitch_id: str,
    sheets: Sequence[Sheet],
    settings: SealedSettings,
    vote: VoteCriterion | None = None,
) -> Tally:
    """Count the sheets of one idea by the mean, with the community vote where there is one."""
    criteria = settings.criteria
    weights = sum(one.weight for one in criteria)
    found = [(sheet.effect, complete_values(criteria, sheet)) for sheet in sheets]
    complete = [values for _, values in found if values is not None]
    abstained = sum(abstains(sheet) for sheet in sheets)
    mean = _mean(
        [with_vote(sheet_value(criteria, one), weights, vote, pitch_id) for one in complete]
    )
    return Tally(
        pitch_id=pitch_id,
        complete=len(complete),
        missing=len(sheets) - len(complete) - abstained,
        abstained=abstained,
        quorum_met=len(complete) >= settings.quorum,
        mean=mean,
        reaches_threshold=mean is not None and mean >= settings.threshold_value,
        per_criterion={
            one.criterion_id: _mean([Fraction(values[one.criterion_id]) for values in complete])
            for one in criteria
        },
        shown=sum(
            effect is Effect.COUNTS_AND_SHOWN for effect, values in found if values is not None
        ),
    )


def ranking(tallies: Iterable[Tally]) -> tuple[Place, ...]:
    """The ideas with a quorum from the highest mean down; equal means share a place (1, 2, 2, 4).

    Inside a tie the order is the one given: a tie is declared, never settled by a name.
    """
    by_mean: dict[Fraction, list[str]] = {}
    for one in tallies:
        if one.quorum_met and one.mean is not None:
            by_mean.setdefault(one.mean, []).append(one.pitch_id)
    places: list[Place] = []
    ahead = 0
    for mean in sorted(by_mean, reverse=True):
        places.append(Place(ahead + 1, tuple(by_mean[mean])))
        ahead += len(by_mean[mean])
    return tuple(places)


def decimal_text(value: Fraction) -> str:
    """A value of at least 0 with two decimals, half up, for the eye only: 19/6 -> "3.17"."""
    hundredths = (value.numerator * 200 + value.denominator) // (value.denominator * 2)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None
