"""Small builders of a day's facts, so that each test says only what matters to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from makeithappen.core.errors import Refused
from panels.rules.conflicts import Degree
from panels.rules.criteria import Criterion, ScalePoint
from panels.rules.day import Event, Member, Move, Note, Presence
from panels.rules.decisions import Ask, Decision, Outcome
from panels.rules.scoring import Sheet, Tally
from panels.rules.settings import SealedSettings, Settings

AT = datetime(2026, 5, 14, 18, 0, tzinfo=UTC)
NAMES = ("Ashok", "Bella", "Catriona", "Dawid", "Elspeth")


def codes(problems: Sequence[Refused]) -> list[str]:
    """The codes alone, in order."""
    return [str(problem.code) for problem in problems]


def scale(first: int = 0, points: int = 5) -> tuple[ScalePoint, ...]:
    """A worded scale that starts at `first`."""
    return tuple(ScalePoint(first + step, f"sentence {step}") for step in range(points))


def criterion(criterion_id: str = "c1", weight: int = 1, position: int = 1) -> Criterion:
    """A criterion that can be sealed."""
    return Criterion(
        criterion_id=criterion_id,
        position=position,
        name=f"Name of {criterion_id}",
        question="Would it make a difference here?",
        value_words="We want what lasts.",
        weight=weight,
        scale=scale(),
        written_by="Bella",
    )


TWO = (criterion("c1", weight=3, position=1), criterion("c2", weight=1, position=2))
SETTINGS = Settings(criteria=TWO, quorum=3, threshold=Fraction(1, 2))
SEALED = SealedSettings(criteria=TWO, quorum=3, threshold=Fraction(1, 2))


def members(panel: int = 3, reserve: int = 0) -> tuple[Member, ...]:
    """A panel m1, m2, ... and then its reserve."""
    names = NAMES[: panel + reserve]
    return tuple(
        Member(f"m{at}", f"person-{at}", name, at > panel) for at, name in enumerate(names, 1)
    )


FACT_OF: Mapping[Move | Note | Presence, str] = {
    Move.PITCH: "pitch_id",
    Note.NO_SHOW: "pitch_id",
    Note.WITHDRAWN: "pitch_id",
    Note.REORDERED: "pitch_ids",
    Note.EXTRA_TIME: "minutes",
    Note.READ_BACK: "digest",
    Note.REOPENING_ASKED: "reason",
    Presence.CAME: "member_id",
    Presence.LEFT: "member_id",
}


def events(*happened: Move | tuple[Move | Note | Presence, str]) -> list[Event]:
    """Events in this order; what needs a fact comes with it."""
    found: list[Event] = []
    for number, one in enumerate(happened, 1):
        what, fact = one if isinstance(one, tuple) else (one, "")
        facts = {FACT_OF[what]: fact} if fact else {}
        if what is Move.OPEN:
            facts = {"settings_digest": "digest"}
        found.append(Event(number, what, "chair", AT, facts))
    return found


def sheet(
    voter_id: str = "m1",
    degree: Degree | None = Degree.NONE,
    values: Mapping[str, int | None] | None = None,
) -> Sheet:
    """One member's part in an idea."""
    return Sheet(voter_id, degree, values)


ASK = Ask(pitch_id="p1", idea_id="idea-1", asked_pence=50_000, smallest_pence=20_000)
COUNTED = Tally(
    pitch_id="p1",
    complete=3,
    missing=0,
    abstained=0,
    quorum_met=True,
    mean=Fraction(5, 2),
    reaches_threshold=True,
    per_criterion={"c1": Fraction(5, 2), "c2": Fraction(5, 2)},
)
NOT_COUNTED = replace(COUNTED, complete=2, missing=1, quorum_met=False)


def decision(outcome: Outcome, amount_pence: int, reason: str = "It helps.") -> Decision:
    """A first decision about the pitch of ASK."""
    return Decision("p1", 1, outcome, amount_pence, reason)
