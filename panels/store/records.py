"""What the panel's store gives out: plain values, no database rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from panels.rules.conflicts import USUAL, Degree, Effects
from panels.rules.day import Event, Member, Note, Standing, State
from panels.rules.decisions import Ask, Outcome
from panels.rules.scoring import Tally
from panels.rules.settings import Settings
from panels.rules.vote_criterion import VoteCriterion, vote_criterion


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in a list."""

    day_id: str
    name: str
    held_on: date
    state: State
    is_paused: bool
    members: int
    pitches: int
    is_rehearsal: bool = False

    @property
    def shown(self) -> State | Note:
        """The state as one word."""
        return Note.PAUSED if self.is_paused else self.state


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day of which everybody may know."""

    day_id: str
    name: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Pitch:
    """An idea as it stands before the panel. Amounts in pence."""

    pitch_id: str
    idea_id: str
    position: int
    title: str
    words: str
    who_for: str
    asked_pence: int
    smallest_pence: int
    version: int
    changed_at: datetime | None = None
    how_many: str = ""
    drops: str = ""

    @property
    def ask(self) -> Ask:
        """The amounts, for a rule."""
        return Ask(self.pitch_id, self.idea_id, self.asked_pence, self.smallest_pence)


@dataclass(frozen=True, slots=True)
class Day:
    """All of a day but what its members said about the ideas."""

    day_id: str
    fund_id: str
    round_id: str
    name: str
    held_on: date
    settings: Settings
    members: tuple[Member, ...]
    pitches: tuple[Pitch, ...]
    events: tuple[Event, ...]
    standing: Standing

    @property
    def state(self) -> State:
        """Where the day is."""
        return self.standing.state

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing of this day counts."""
        return self.settings.is_rehearsal

    @property
    def is_public(self) -> bool:
        """Whether everybody may see the result."""
        return self.state.is_told and not self.is_rehearsal

    @property
    def criterion(self) -> VoteCriterion | None:
        """The community vote as one more criterion, once it was counted."""
        vote, scale = self.standing.vote, self.settings.criteria[:1]
        if vote is None or not scale:
            return None
        pitch_ids = [pitch.pitch_id for pitch in self.pitches]
        return vote_criterion(vote, scale=scale[0].values, pitch_ids=pitch_ids)

    @property
    def panel_size(self) -> int:
        """The members without the reserve."""
        return sum(not member.is_reserve for member in self.members)

    def pitch(self, pitch_id: str) -> Pitch | None:
        """The pitch with this id, if it is one of this day."""
        return next((one for one in self.pitches if one.pitch_id == pitch_id), None)

    def member_of(self, person_id: str) -> Member | None:
        """The member that this person is, if they are one."""
        return next((one for one in self.members if one.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to put on the panel."""

    person_id: str
    first_name: str
    is_reserve: bool


@dataclass(frozen=True, slots=True)
class MyPart:
    """A member's own part in one idea: what they declared, and their newest sheet.

    `is_mine` is False where others score it, since the day has a cap.
    """

    degree: Degree | None
    revision: int
    values: dict[str, int | None] | None
    comment: str
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """Whose sheet for an idea has arrived, who stepped back, and who was never to score it.

    Never how anybody scored.
    """

    degrees: dict[str, Degree]
    received: frozenset[str]
    not_theirs: frozenset[str] = frozenset()
    effects: Effects = USUAL

    def steps_back(self, member_id: str) -> bool:
        """Whether a member said that they are too close to score the idea."""
        degree = self.degrees.get(member_id)
        return degree is not None and not self.effects.may_score(degree)

    def waits_for(self, member_id: str) -> bool:
        """Whether a member's sheet is still to come."""
        done = self.received | self.not_theirs
        return not self.steps_back(member_id) and member_id not in done


@dataclass(frozen=True, slots=True)
class Count:
    """The count of an idea, and what members wrote about it, without who."""

    tally: Tally
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision as it stands, with who wrote it down and when (UTC)."""

    pitch_id: str
    revision: int
    outcome: Outcome
    amount_pence: int
    reason: str
    decided_by: str
    decided_at: datetime
    departure: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedDecision:
    """What crosses over to the ledger. `decision_digest` covers ids, pence and counts, no words."""

    day_id: str
    fund_id: str
    round_id: str
    pitch_id: str
    idea_id: str
    outcome: Outcome
    amount_pence: int
    asked_pence: int
    decision_digest: str
