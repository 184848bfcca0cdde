"""What the results page of a day shows: rows for its tables, widths for its pictures, sentences.

Widths are whole parts of a bar of 1,000, so that a picture is the same on each machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from sqlalchemy.orm import Session

from panels import store
from panels.rules.agreement import krippendorff_alpha
from panels.rules.bundle import SHEETS_MIN_PUBLIC
from panels.rules.recount import BAR, Recount, Scores, along
from panels.rules.scoring import Tally
from panels.rules.settings import SealedSettings
from panels.rules.stability import Stability
from panels.rules.vote_criterion import VoteCriterion, VoteIn

Sources = Mapping[str, Sequence[tuple[str, int]]]
"""Who bears an award, by idea id: the funder's name and pence."""


class Audience(Enum):
    """Who reads. Few sheets could be told apart, so outside of the panel they are not shown.

    The public sees nothing that the public bundle doesn't hold: it can't leave a member out.
    """

    PANEL = "panel"
    OFFICERS = "officers"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an idea's bar; `colour` is the same for a funder on the whole page."""

    funder: str
    amount_pence: int
    colour: int
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One idea. `scores` is None where nothing was scored, or too little to show this reader.

    `by_count_pence` is what the count alone would have given.
    """

    pitch_id: str
    title: str
    asked_pence: int
    decision: store.DecisionRecord
    tally: Tally
    scores: Scores | None
    by_count_pence: int
    parts: tuple[Part, ...]

    @property
    def departs(self) -> bool:
        """Whether the panel gave something else, and said why."""
        other = self.decision.amount_pence != self.by_count_pence
        return other and bool(self.decision.departure)


@dataclass(frozen=True, slots=True)
class Results:
    """A day's results.

    `withheld`: whether an idea has too few sheets to show this reader how they came out.
    `most_pence` is the largest ask, a whole bar.
    `agreement` is that of the day, `stability` None for the public.
    """

    lines: tuple[Line, ...]
    funders: tuple[str, ...]
    withheld: bool
    most_pence: int
    settings: SealedSettings
    changed_by_cofunding: tuple[str, ...]
    agreement: Fraction | None
    stability: Stability | None
    vote: VoteIn | None = None
    criterion: VoteCriterion | None = None

    @property
    def needed_at(self) -> int:
        """Where the line is on a bar."""
        return along(self.settings.threshold_value, self.settings.scale_top)

    @property
    def total_pence(self) -> int:
        """What these ideas got together."""
        return sum(line.decision.amount_pence for line in self.lines)

    @property
    def funded(self) -> int:
        """How many of these ideas got money."""
        return sum(line.decision.amount_pence > 0 for line in self.lines)

    @property
    def hanging(self) -> tuple[str, ...]:
        """The ideas that the count would give another thing without some one member's sheets."""
        ids = self.stability.hanging if self.stability else ()
        return tuple(line.title for line in self.lines if line.pitch_id in ids)


def results(
    session: Session,
    day: store.Day,
    sources: Sources,
    *,
    audience: Audience,
    titles: Mapping[str, str] | None = None,
) -> Results:
    """The results of a confirmed day, for this audience.

    `titles` are what ideas are called on the page, by pitch id, where not by their own title.
    """
    decisions = store.latest_decisions(session, day)
    count = Recount(store.record_of(session, day, decisions))
    shown = _may_be_shown(count, audience)
    names = titles or {pitch.pitch_id: pitch.title for pitch in day.pitches}
    scores = count.scores(shown)
    by_count, changed = count.by_count_pence(), count.changed_by_cofunding()
    bars = _Bars(sources, max((pitch.asked_pence for pitch in day.pitches), default=1))
    lines = [
        Line(
            pitch_id=pitch.pitch_id,
            title=names[pitch.pitch_id],
            asked_pence=pitch.asked_pence,
            decision=decisions[pitch.pitch_id],
            tally=count.tallies[pitch.pitch_id],
            scores=scores.get(pitch.pitch_id),
            by_count_pence=by_count[pitch.pitch_id],
            parts=bars.parts(pitch.idea_id),
        )
        for pitch in day.pitches
    ]
    lines.sort(key=lambda line: line.scores.mean if line.scores else Fraction(-1), reverse=True)
    return Results(
        lines=tuple(lines),
        funders=bars.funders,
        withheld=len(shown) < len(day.pitches),
        most_pence=bars.most_pence,
        settings=count.settings,
        changed_by_cofunding=tuple(line.title for line in lines if line.pitch_id in changed),
        agreement=krippendorff_alpha(count.only(shown)),
        stability=None if audience is Audience.PUBLIC else count.stability(shown),
        vote=count.vote,
        criterion=count.criterion,
    )


def _may_be_shown(count: Recount, audience: Audience) -> frozenset[str]:
    """The pitches of whose scores this audience may see more than whether they were enough."""
    least = 0 if audience is Audience.PANEL else SHEETS_MIN_PUBLIC
    return frozenset(one for one, tally in count.tallies.items() if tally.complete >= least)


class _Bars:
    """The pictures of who bears each award."""

    def __init__(self, sources: Sources, most_pence: int) -> None:
        self._sources, self.most_pence = sources, most_pence
        self.funders = tuple(sorted({name for each in sources.values() for name, _ in each}))

    def parts(self, idea_id: str) -> tuple[Part, ...]:
        """An idea's bar, as long as its award beside the largest ask of the day."""
        parts: list[Part] = []
        borne = 0
        for funder, pence in self._sources.get(idea_id, ()):
            start = borne * BAR // self.most_pence
            borne += pence
            width = borne * BAR // self.most_pence - start
            parts.append(Part(funder, pence, self.funders.index(funder) % 6 + 1, start, width))
        return tuple(parts)
