"""Where a day is."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a day is, in the order in which a calm day goes."""

    SETUP = "setup"
    OPEN = "open"
    CONFLICTS = "conflicts"
    PITCH = "pitch"
    QUESTIONS = "questions"
    SCORING = "scoring"
    BREAK = "break"
    DELIBERATION = "deliberation"
    ALLOCATION = "allocation"
    CONFIRMED = "confirmed"
    TOLD = "told"
    RATIFIED = "ratified"
    CLOSED = "closed"

    @property
    def is_running(self) -> bool:
        """Between opening and confirming: people come and go."""
        return State.OPEN.place <= self.place <= State.ALLOCATION.place

    @property
    def is_hearing(self) -> bool:
        """Ideas are heard and scored."""
        return State.PITCH.place <= self.place <= State.BREAK.place

    @property
    def is_scored(self) -> bool:
        """Scoring has closed."""
        return self.place >= State.DELIBERATION.place

    @property
    def is_deciding(self) -> bool:
        """Scoring has closed: the counts can be seen, and nothing is confirmed yet."""
        return self in (State.DELIBERATION, State.ALLOCATION)

    @property
    def is_confirmed(self) -> bool:
        """The decisions stand, and their money is promised."""
        return self.place >= State.CONFIRMED.place

    @property
    def is_told(self) -> bool:
        """Everybody knows what was decided: the result is public."""
        return self.place >= State.TOLD.place

    @property
    def place(self) -> int:
        """How far the day is, counted from 0."""
        return tuple(State).index(self)
