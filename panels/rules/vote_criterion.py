"""How a community vote enters a panel's result: as one more criterion with a weight of its own.

Each idea's value is the share of ballots that approve it, mapped exactly onto the day's scale. It
is the same for each member, so it moves the mean by weight alone: see `with_vote`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from panels.rules.numbers import exact_text, read_exact
from panels.rules.vote import VoteSettings
from panels.rules.vote_count import VoteCount


class Standing(StrEnum):
    """Whether a vote weighs in a panel's result, and if not, why."""

    WEIGHS = "weighs"
    TOO_FEW_BALLOTS = "too_few_ballots"
    BELOW_TURNOUT = "below_turnout"
    OTHER_IDEAS = "other_ideas"


@dataclass(frozen=True, slots=True)
class DayVote:
    """The vote that a day has chosen. `settings_digest` is None until the vote is sealed itself."""

    vote_id: str
    weight: int
    turnout_least: Fraction
    settings_digest: str | None

    def body(self) -> dict[str, object]:
        """What the day's seal says of it."""
        return {
            "id": self.vote_id,
            "settings_digest": self.settings_digest,
            "turnout_least": exact_text(self.turnout_least),
            "weight": self.weight,
        }


@dataclass(frozen=True, slots=True)
class VoteIn:
    """What a day takes in of its vote when that was counted; `approvals` are by pitch id.

    `ballots` is None where there were too few to count; then there are no approvals either.
    """

    vote_id: str
    weight: int
    turnout_least: Fraction
    cards: int
    ballots: int | None
    approvals: Mapping[str, int]

    def share(self, pitch_id: str) -> Fraction | None:
        """The share of ballots that approve an idea."""
        if not self.ballots or pitch_id not in self.approvals:
            return None
        return Fraction(self.approvals[pitch_id], self.ballots)

    def body(self) -> dict[str, object]:
        """The same for a bundle."""
        return {
            "id": self.vote_id,
            "weight": self.weight,
            "turnout_least": exact_text(self.turnout_least),
            "cards": self.cards,
            "ballots": self.ballots,
            "approvals": dict(sorted(self.approvals.items())),
        }

    def text(self) -> str:
        """The same for an event of the day."""
        return json.dumps(self.body(), sort_keys=True)


def read_vote(text: str) -> VoteIn:
    """What `VoteIn.text` wrote."""
    body = json.loads(text)
    least = read_exact(body["turnout_least"])
    counted = (body["cards"], body["ballots"], body["approvals"])
    return VoteIn(body["id"], body["weight"], least, *counted)


def vote_in(vote_id: str, settings: VoteSettings, count: VoteCount) -> VoteIn:
    """What a day takes in of a vote that was counted."""
    return VoteIn(
        vote_id,
        settings.weight or 0,
        settings.turnout_least,
        settings.cards,
        count.ballots,
        {
            option.pitch_id: count.approvals[option.place - 1]
            for option in settings.options
            if option.pitch_id is not None and count.ballots is not None
        },
    )


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
    vote: VoteIn, *, scale: Sequence[int], pitch_ids: Collection[str]
) -> VoteCriterion:
    """The vote as a criterion of the day with these pitches.

    Where a pitch was not voted on it can't weigh, or that pitch alone would go without it.
    """
    values = {
        pitch_id: on_scale(share, scale)
        for pitch_id in pitch_ids
        for share in [vote.share(pitch_id)]
        if share is not None
    }
    standing = _standing(vote, all_voted_on=len(values) == len(set(pitch_ids)))
    return VoteCriterion(standing, vote.weight if standing is Standing.WEIGHS else 0, values)


def _standing(vote: VoteIn, *, all_voted_on: bool) -> Standing:
    if vote.ballots is None:
        return Standing.TOO_FEW_BALLOTS
    if vote.ballots < vote.turnout_least * vote.cards:
        return Standing.BELOW_TURNOUT
    return Standing.WEIGHS if all_voted_on else Standing.OTHER_IDEAS


def with_vote(
    mean: Fraction, weights: int, criterion: VoteCriterion | None, pitch_id: str
) -> Fraction:
    """A mean, or one member's value, with the vote in it; `weights` is the sum of the panel's own.

    The same as if each member's sheet had one more criterion with this value. An idea that no
    member scored has no mean to put it in: the vote stands beside the panel, never in its place.
    """
    if criterion is None or not criterion.weight:
        return mean
    value = criterion.values[pitch_id]
    return (mean * weights + value * criterion.weight) / (weights + criterion.weight)
