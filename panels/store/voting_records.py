"""What the store of community votes gives out: plain values, no database rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from panels.rules.vote import Option, VoteSettings, VoteState


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A vote in a list. Times are in the fund's zone."""

    vote_id: str
    name: str
    state: VoteState
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote without its ballots. `sealed_key` is encrypted, and None from the close on."""

    vote_id: str
    fund_id: str
    round_id: str
    name: str
    words: str
    zone: str
    state: VoteState
    settings: VoteSettings
    settings_digest: str | None
    sealed_key: str | None
    close_reason: str

    @property
    def opens_here(self) -> datetime:
        """When it opens, by the clock of the fund's zone."""
        return self.settings.opens_at.astimezone(ZoneInfo(self.zone))

    @property
    def closes_here(self) -> datetime:
        """When it closes, by the clock of the fund's zone."""
        return self.settings.closes_at.astimezone(ZoneInfo(self.zone))

    def takes_ballots(self, at: datetime) -> bool:
        """Whether a ballot sent at this time would count."""
        opens, closes = self.settings.opens_at, self.settings.closes_at
        return self.state is VoteState.OPEN and opens <= at < closes

    def option(self, option_id: str) -> Option | None:
        """The option with this id, if it is one of this vote."""
        return next((one for one in self.settings.options if one.option_id == option_id), None)


@dataclass(frozen=True, slots=True)
class NewVote:
    """What is said about a vote beside its options and cards. Times are UTC."""

    name: str
    words: str
    settings: VoteSettings


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper card that is not settled: its number, and how each person read it."""

    number: int
    readings: tuple[tuple[str, tuple[int, ...]], ...]
