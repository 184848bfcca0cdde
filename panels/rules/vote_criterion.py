"""How a community vote enters a panel's result: as one more criterion with a weight of its own.

Each idea's value is the share of ballots that approve it, mapped exactly onto the day's scale. It
is the same for each member, so it moves the mean by weight alone: see `with_vote`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from panels.rules.vote import VoteSettings
from panels.rules.vote_count import VoteCount, turnout_reached


class Standing(StrEnum):
    """Whether a vote weighs in a panel's result, and if not, why."""

    WEIGHS = "weighs"
    TOO_FEW_BALLOTS = "too_few_ballots"
    BELOW_TURNOUT = "below_turnout"
    OTHER_IDEAS = "other_ideas"


@dataclass(frozen=True, slots=True)
class VoteCriterion:
    """A vote as a criterion: its effective weight, 0 unless it weighs, and a value per pitch."""

    standing: Standing
    weight: int
    values: Mapping[str, Fraction]


def on_scale(share: Fraction, scale: Sequence[int]) -> Fraction:
    """A share on a scale: nobody is its lowest value, everybody its highest."""
    return scale[0] + share * (scale[-1] - scale[0])


def vote_criterion(
    settings: VoteSettings, count: VoteCount, *, scale: Sequence[int], pitch_ids: Collection[str]
) -> VoteCriterion:
    """The vote as a criterion of the day with these pitches.

    Where a pitch was not voted on it can't weigh, or that pitch alone would go without it.
    """
    values = {
        option.pitch_id: on_scale(share, scale)
        for option in settings.options
        if option.pitch_id in pitch_ids
        for share in [count.share(option.place)]
        if option.pitch_id is not None and share is not None
    }
    standing = _standing(settings, count, all_voted_on=len(values) == len(set(pitch_ids)))
    weight = (settings.weight or 0) if standing is Standing.WEIGHS else 0
    return VoteCriterion(standing, weight, values)


def _standing(settings: VoteSettings, count: VoteCount, *, all_voted_on: bool) -> Standing:
    if count.ballots is None:
        return Standing.TOO_FEW_BALLOTS
    if not turnout_reached(settings, count):
        return Standing.BELOW_TURNOUT
    return Standing.WEIGHS if all_voted_on else Standing.OTHER_IDEAS


def with_vote(
    mean: Fraction | None, weights: int, criterion: VoteCriterion, pitch_id: str
) -> Fraction | None:
    """A mean with the vote in it; `weights` is the sum of the panel's own weights.

    The same as if each member's sheet had one more criterion with this value. An idea that no
    member scored keeps having no mean: the vote stands beside the panel, never in its place.
    """
    if mean is None or not criterion.weight:
        return mean
    value = criterion.values[pitch_id]
    return (mean * weights + value * criterion.weight) / (weights + criterion.weight)
