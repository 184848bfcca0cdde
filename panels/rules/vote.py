"""A community vote: what is sealed at its opening, who may vote when, and what a ballot is.

Everybody with a card approves up to k options. One card is one ballot; the newest counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from makeithappen.core.errors import Refused
from panels.rules.allocation.choose import RuleName
from panels.rules.numbers import exact_text
from panels.rules.vote_cards import CARDS_MAX
from panels.rules.vote_refusal import VoteRefusal

OPTIONS_MIN = 2
OPTIONS_MAX = 30
WEIGHT_MAX = 100
BALLOTS_LEAST = 5
"""With fewer ballots than this nothing is counted."""
POT_RULES = (RuleName.EQUAL_SHARES, RuleName.GREEDY)

Ballot = tuple[int, ...]
"""The places of the approved options, in order, each once."""


class Use(StrEnum):
    """What a vote is for."""

    PANEL = "panel"
    POT = "pot"
    CHOICE = "choice"


class VoteState(StrEnum):
    """Where a vote is."""

    SETUP = "setup"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be approved. `pitch_id` where it is an idea of a panel's day."""

    option_id: str
    place: int
    title: str
    words: str
    price_pence: int | None
    pitch_id: str | None


@dataclass(frozen=True, slots=True)
class AreaCards:
    """How many cards were printed for an area; no id means that areas don't matter."""

    area_id: str
    name: str
    cards: int


@dataclass(frozen=True, slots=True)
class VoteSettings:
    """All that changes a result besides the ballots. Times are UTC.

    `turnout_least` is a share of all cards. `weight` is for a panel's day, `pot_pence` and `rule`
    for a pot. `lots` are the option ids in the order that breaks an exact tie, drawn at opening.
    """

    use: Use
    day_id: str | None
    choices_max: int
    opens_at: datetime
    closes_at: datetime
    turnout_least: Fraction
    weight: int | None
    pot_pence: int | None
    rule: RuleName | None
    options: tuple[Option, ...]
    areas: tuple[AreaCards, ...]
    lots: tuple[str, ...] = ()

    @property
    def cards(self) -> int:
        """All cards that were printed."""
        return sum(area.cards for area in self.areas)

    def canonical_text(self) -> str:
        """The settings as one text that is the same on each machine.

        An idea of a panel's day stands here by its id alone: its words must stay erasable.
        """
        body = {
            "areas": [[area.area_id, area.cards] for area in self.areas],
            "choices_max": self.choices_max,
            "closes_at": _time_text(self.closes_at),
            "day": self.day_id,
            "lots": self.lots,
            "opens_at": _time_text(self.opens_at),
            "options": [
                [one.option_id, one.pitch_id or one.title, one.price_pence] for one in self.options
            ],
            "phone_before_paper": True,
            "pot_pence": self.pot_pence,
            "rule": self.rule,
            "turnout_least": exact_text(self.turnout_least),
            "use": self.use,
            "v": 1,
            "weight": self.weight,
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """The SHA-256 of the canonical text, in hex: what is shown and printed at opening."""
        return sha256(f"makeithappen vote v1\n{self.canonical_text()}".encode()).hexdigest()


def _time_text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# Moving a vote on.


def check_setting_up(state: VoteState, *, cards: int = 0) -> None:
    """Refuse to change what was sealed, or what stands on cards that were printed already."""
    if state is not VoteState.SETUP:
        raise Refused(VoteRefusal.SEALED)
    if cards:
        raise Refused(VoteRefusal.CARDS_PRINTED, cards=cards)


def check_more_cards(state: VoteState, settings: VoteSettings, cards: int) -> None:
    """Refuse to print cards once sealed, or more of them than a code's length allows for."""
    check_setting_up(state)
    if settings.cards + cards > CARDS_MAX:
        raise Refused(VoteRefusal.TOO_MANY_CARDS, most=CARDS_MAX)


def opening_problems(settings: VoteSettings, at: datetime) -> Iterator[Refused]:
    """Everything that keeps a vote from opening, in order of precedence."""
    options = settings.options
    if len(options) < OPTIONS_MIN:
        yield Refused(VoteRefusal.TOO_FEW_OPTIONS, least=OPTIONS_MIN)
    if len(options) > OPTIONS_MAX:
        yield Refused(VoteRefusal.TOO_MANY_OPTIONS, most=OPTIONS_MAX)
    if settings.use is Use.POT and any(one.price_pence is None for one in options):
        yield Refused(VoteRefusal.OPTION_WITHOUT_PRICE)
    if not 1 <= settings.choices_max <= max(len(options), 1):
        yield Refused(VoteRefusal.CHOICES_OUT_OF_RANGE, most=len(options))
    if not 0 <= settings.turnout_least <= 1:
        yield Refused(VoteRefusal.TURNOUT_OUT_OF_RANGE)
    if settings.closes_at <= max(settings.opens_at, at):
        yield Refused(VoteRefusal.TIMES_OUT_OF_ORDER)
    yield from _use_problems(settings)
    if settings.cards < BALLOTS_LEAST:
        yield Refused(VoteRefusal.TOO_FEW_CARDS, least=BALLOTS_LEAST)
    if settings.cards > CARDS_MAX:
        yield Refused(VoteRefusal.TOO_MANY_CARDS, most=CARDS_MAX)


def _use_problems(settings: VoteSettings) -> Iterator[Refused]:
    if settings.use is Use.PANEL and settings.day_id is None:
        yield Refused(VoteRefusal.NO_DAY)
    if settings.use is Use.PANEL and not 1 <= (settings.weight or 0) <= WEIGHT_MAX:
        yield Refused(VoteRefusal.NO_WEIGHT, most=WEIGHT_MAX)
    if settings.use is Use.POT and not (settings.pot_pence and settings.rule in POT_RULES):
        yield Refused(VoteRefusal.NO_POT)


def check_opening(state: VoteState, settings: VoteSettings, at: datetime) -> None:
    """Refuse to open a vote that is not in set-up or has a problem."""
    if state is not VoteState.SETUP:
        raise Refused(VoteRefusal.MOVE_NOT_NOW)
    for problem in opening_problems(settings, at):
        raise problem


def check_voting(state: VoteState, settings: VoteSettings, at: datetime) -> None:
    """Refuse a ballot before the vote opens or after it closes, by the server's time."""
    if state is VoteState.SETUP or at < settings.opens_at:
        raise Refused(VoteRefusal.NOT_OPEN_YET)
    if state is not VoteState.OPEN or at >= settings.closes_at:
        raise Refused(VoteRefusal.OVER)


def check_paper(state: VoteState, settings: VoteSettings, at: datetime) -> None:
    """Refuse a paper card before the vote opens or once it was counted.

    Paper that was handed in by the closing time is still typed in after it.
    """
    if state is VoteState.SETUP or at < settings.opens_at:
        raise Refused(VoteRefusal.NOT_OPEN_YET)
    if state is not VoteState.OPEN:
        raise Refused(VoteRefusal.OVER)


def check_closing(
    state: VoteState, closes_at: datetime, at: datetime, *, unsettled: int, reason: str
) -> None:
    """Refuse to count too early, or while paper cards are unsettled, without a reason."""
    if state is not VoteState.OPEN:
        raise Refused(VoteRefusal.MOVE_NOT_NOW)
    if (at < closes_at or unsettled) and not reason.strip():
        raise Refused(VoteRefusal.CLOSING_NEEDS_REASON, unsettled=unsettled)


def check_publishing(state: VoteState, use: Use, *, day_told: bool) -> None:
    """Refuse to publish before the close, or before the people of a panel's day were told."""
    if state is not VoteState.CLOSED:
        raise Refused(VoteRefusal.MOVE_NOT_NOW)
    if use is Use.PANEL and not day_told:
        raise Refused(VoteRefusal.DAY_NOT_TOLD)


def check_vote_seal(settings: VoteSettings, settings_digest: str | None) -> None:
    """Refuse to count with settings that are not the ones that were sealed at opening."""
    if settings.digest() != settings_digest:
        raise Refused(VoteRefusal.SEAL_BROKEN)


# Ballots.


def ballot_of(settings: VoteSettings, chosen: Iterable[str]) -> Ballot:
    """The ballot that approves these option ids. Refuses none, too many, or an unknown one."""
    places = {option.option_id: option.place for option in settings.options}
    wanted = set(chosen)
    if not wanted:
        raise Refused(VoteRefusal.NO_CHOICE)
    if not wanted <= set(places):
        raise Refused(VoteRefusal.NOT_AN_OPTION)
    if len(wanted) > settings.choices_max:
        raise Refused(VoteRefusal.TOO_MANY_CHOICES, most=settings.choices_max, now=len(wanted))
    return tuple(sorted(places[one] for one in wanted))


def ballot_text(ballot: Ballot) -> str:
    """A ballot as it is kept: "1 4"."""
    return " ".join(str(place) for place in ballot)


def read_ballot(text: str) -> Ballot:
    """The ballot that `ballot_text` wrote."""
    return tuple(int(place) for place in text.split())
