"""What is fixed before the day and sealed when it opens, and the digest that proves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from makeithappen.core.errors import Refused
from panels.rules.care import assignments
from panels.rules.criteria import Criterion, criteria_problems
from panels.rules.design import USUAL_DESIGN, Design, design_problems
from panels.rules.refusal import Refusal

QUORUM_MIN = 3
TALLY = "mean"
"""How the sheets of one idea are counted: named in the seal."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A day's settings as they are being written; what is not decided yet is None.

    `threshold` is a share of the top of the scale, for instance 1/2. `part_funding`: whether an
    idea may get a part of its ask, where it said what would still work. `scrutineer_key` is the
    public key for the list of whose sheets are whose; without one the list is destroyed.
    `is_rehearsal`: nothing of this day counts.
    `design` is what else is chosen beforehand.
    """

    criteria: tuple[Criterion, ...]
    quorum: int | None
    threshold: Fraction | None
    part_funding: bool = True
    scrutineer_key: str | None = None
    is_rehearsal: bool = False
    design: Design = USUAL_DESIGN


@dataclass(frozen=True, slots=True)
class SealedSettings:
    """Settings that a day can be run with: nothing is open, nothing contradicts itself."""

    criteria: tuple[Criterion, ...]
    quorum: int
    threshold: Fraction
    part_funding: bool = True
    scrutineer_key: str | None = None
    is_rehearsal: bool = False
    design: Design = USUAL_DESIGN

    @property
    def scale_top(self) -> int:
        """The highest value that can be given; the same for each criterion."""
        return self.criteria[0].values[-1]

    @property
    def threshold_value(self) -> Fraction:
        """The threshold on the scale's own units."""
        return self.threshold * self.scale_top

    def canonical_text(self) -> str:
        """The settings as one text that is the same on each machine.

        Who wrote a criterion is left out: a first name must stay erasable. What is as usual is
        not said, so that the seals of days from before it could be chosen stay as they were.
        """
        body: dict[str, object] = {
            "conflict_effects": self.design.effects.body(),
            "criteria": [_criterion_body(criterion) for criterion in self.criteria],
            "quorum": self.quorum,
            "tally": TALLY,
            "threshold": f"{self.threshold.numerator}/{self.threshold.denominator}",
            "v": 1,
            **self.design.body(),
        }
        if not self.part_funding:
            body["part_funding"] = False
        if self.scrutineer_key:
            body["scrutineer_key"] = self.scrutineer_key
        if self.is_rehearsal:
            body["rehearsal"] = True
        return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """The SHA-256 of the canonical text, in hex: what is shown and printed at opening."""
        text = "makeithappen settings v1\n" + self.canonical_text()
        return sha256(text.encode()).hexdigest()


def quorum_least(panel_size: int) -> int:
    """The smallest quorum for a panel without its reserve: half of it, and never below three."""
    return max(QUORUM_MIN, (panel_size + 1) // 2)


def opening_problems(settings: Settings, *, panel_size: int, pitches: int) -> Iterator[Refused]:
    """Everything that keeps a day from opening, in order of precedence.

    `panel_size` counts the members without the reserve.
    """
    yield from criteria_problems(settings.criteria)
    yield from _quorum_problems(settings.quorum, panel_size)
    if settings.threshold is None:
        yield Refused(Refusal.NO_RULE)
    elif not 0 <= settings.threshold <= 1:
        yield Refused(Refusal.RULE_OUT_OF_RANGE)
    if pitches == 0:
        yield Refused(Refusal.NO_PITCHES)
    yield from design_problems(settings.design)
    yield from _cap_problems(settings, panel_size, pitches)
    if settings.design.vote and settings.design.vote.settings_digest is None:
        yield Refused(Refusal.VOTE_NOT_OPEN)


def seal(settings: Settings, *, panel_size: int, pitches: int) -> SealedSettings:
    """The settings as they are sealed; refuses with the first thing that is missing."""
    for problem in opening_problems(settings, panel_size=panel_size, pitches=pitches):
        raise problem
    return sealed(settings)


def sealed(settings: Settings) -> SealedSettings:
    """The settings of a day that was opened: whoever opened it has checked them."""
    if settings.quorum is None:
        raise Refused(Refusal.NO_QUORUM)
    if settings.threshold is None:
        raise Refused(Refusal.NO_RULE)
    criteria = tuple(sorted(settings.criteria, key=lambda criterion: criterion.position))
    return SealedSettings(
        criteria,
        settings.quorum,
        settings.threshold,
        settings.part_funding,
        settings.scrutineer_key,
        settings.is_rehearsal,
        settings.design,
    )


def check_seal(settings: SealedSettings, settings_digest: str | None) -> None:
    """Refuse to go on with settings that are not the ones that were sealed at opening."""
    if settings.digest() != settings_digest:
        raise Refused(Refusal.SETTINGS_CHANGED)


def _quorum_problems(quorum: int | None, panel_size: int) -> Iterator[Refused]:
    least = quorum_least(panel_size)
    if quorum is None:
        yield Refused(Refusal.NO_QUORUM, least=least)
    elif quorum < least:
        yield Refused(Refusal.QUORUM_TOO_SMALL, quorum=quorum, least=least)
    elif quorum > panel_size:
        yield Refused(Refusal.QUORUM_TOO_LARGE, quorum=quorum, members=panel_size)


def _cap_problems(settings: Settings, panel_size: int, pitches: int) -> Iterator[Refused]:
    """A cap with which not each idea gets enough sheets, even if nobody steps back."""
    members, ideas = ([str(at) for at in range(size)] for size in (panel_size, pitches))
    quorum = min(settings.quorum or panel_size, panel_size)
    try:
        cap = settings.design.ideas_max
        assignments(members, ideas, frozenset(), quorum=quorum, ideas_max=cap)
    except Refused as refused:
        yield refused


def _criterion_body(criterion: Criterion) -> dict[str, object]:
    version = {} if criterion.version == 1 else {"version": criterion.version}
    return {
        **version,
        "id": criterion.criterion_id,
        "name": criterion.name,
        "position": criterion.position,
        "question": criterion.question,
        "scale": [[point.value, point.words] for point in criterion.scale],
        "value": criterion.value_words,
        "weight": criterion.weight,
    }
