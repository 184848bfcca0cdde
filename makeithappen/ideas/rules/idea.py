"""An idea and its states: it can be sent, taken back, and decided on, each at its own time."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makeithappen.core.errors import Refused

SHORT_NAME_LENGTH = 60
NUMBER_LENGTH_MIN = 4
"""The digits of the shortest numbers that somebody can call, in small places."""
PLACE_LENGTH_MIN = 6
"""The letters of the shortest words that say where somebody is found."""
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")


class State(StrEnum):
    """Where an idea is."""

    DRAFT = "draft"
    SENT = "sent"
    SHORTLISTED = "shortlisted"
    NOT_THIS_TIME = "not_this_time"
    FUNDED = "funded"
    DEFERRED = "deferred"
    NOT_NOW = "not_now"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SPLIT = "split"


BEFORE_THE_PANEL = (State.SHORTLISTED, State.FUNDED, State.DEFERRED, State.NOT_NOW)
"""A panel may tell its decision again: after a day that was opened once more."""
TOLD = frozenset({State.NOT_THIS_TIME, State.FUNDED, State.DEFERRED, State.NOT_NOW})
"""The states in which an idea's people know what was decided."""
REPLACED = frozenset({State.MERGED, State.SPLIT})
"""The states in which other ideas stand in its place: they ask for the money now."""


class Refusal(StrEnum):
    """Why a step is not taken, in order of precedence."""

    NOT_A_DRAFT = "idea_not_a_draft"
    ROUND_CLOSED = "idea_round_closed"
    WHAT_MISSING = "idea_what_missing"
    AREA_MISSING = "idea_area_missing"
    CONTACT_MISSING = "idea_contact_missing"
    CONTACT_UNCLEAR = "idea_contact_unclear"
    SMALLEST_ABOVE_ASK = "idea_smallest_above_ask"
    NOT_OUT = "idea_not_out"
    WITH_THE_PANEL = "idea_with_the_panel"
    NOT_WAITING = "idea_not_waiting"
    NOT_BEFORE_THE_PANEL = "idea_not_before_the_panel"
    REASON_MISSING = "idea_reason_missing"
    DAY_MISSING = "idea_day_missing"
    ASK_MISSING = "idea_ask_missing"
    SMALLEST_MISSING = "idea_smallest_missing"
    NAME_MISSING = "idea_name_missing"


@dataclass(frozen=True, slots=True)
class Words:
    """What an idea is in its people's own words, and how they are reached."""

    what: str
    who_for: str
    contact: str


@dataclass(frozen=True, slots=True)
class Ask:
    """How much the idea asks for and the least that would still work, both in pence; and where.

    `area_id` is None where nothing was said, and empty for an idea that is for all of the place.
    """

    ask_pence: int | None = None
    smallest_pence: int | None = None
    area_id: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea as it stands. Times are UTC; `day_id` and `reason` come with a decision.

    `awarded_pence` is what the panel gave, once its people were told. `carried_from` is the
    earlier idea that goes on as this one. `arranged_at` is when a coordinator had arranged what
    its people asked for to take part.
    """

    idea_id: str
    round_id: str
    fund_id: str
    owner_id: str
    state: State
    words: Words
    ask: Ask
    started_at: datetime
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    day_id: str | None = None
    day_name: str | None = None
    reason: str = ""
    awarded_pence: int | None = None
    carried_from: str | None = None
    arranged_at: datetime | None = None
    arranged_by: str | None = None

    @property
    def counted_pence(self) -> int | None:
        """What it asks for; None where other ideas stand in its place, which ask for it now."""
        return None if self.state in REPLACED else self.ask.ask_pence

    @property
    def name(self) -> str:
        """What the idea is called in lists."""
        return self.ask.title or short_name(self.words.what)


def short_name(what: str) -> str:
    """The first words of an idea, at most 60 letters; an ellipsis shows that there are more."""
    plain = " ".join(what.split())
    first = re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0].rstrip(".")
    if len(first) <= SHORT_NAME_LENGTH:
        return first
    whole_words = first[:SHORT_NAME_LENGTH].rpartition(" ")[0] or first[: SHORT_NAME_LENGTH - 1]
    return whole_words.rstrip(",;: ") + "…"


def email_of(contact: str) -> str | None:
    """The e-mail address, tidied, when that is all that was typed; else None."""
    tidy = contact.strip().lower()
    return tidy if _EMAIL.fullmatch(tidy) else None


def can_reach(contact: str) -> bool:
    """Whether somebody could use this: a number, an address, or words on where to ask.

    What a number or an address looks like elsewhere is not for us to say.
    """
    digits = sum(letter.isdigit() for letter in contact)
    letters = sum(letter.isalnum() for letter in contact)
    is_number, is_place = digits >= NUMBER_LENGTH_MIN, letters >= PLACE_LENGTH_MIN
    return is_number or is_place or re.search(r"\w@\w", contact) is not None


def check_change(idea: Idea) -> None:
    """Refuse to change what was sent."""
    if idea.state is not State.DRAFT:
        raise Refused(Refusal.NOT_A_DRAFT)


def check_amounts(ask: Ask) -> None:
    """Refuse a smallest amount above the whole."""
    if ask.ask_pence is None or ask.smallest_pence is None:
        return
    if ask.smallest_pence > ask.ask_pence:
        raise Refused(Refusal.SMALLEST_ABOVE_ASK, ask_pence=ask.ask_pence)


def check_send(
    idea: Idea,
    *,
    takes_ideas: bool,
    asks_where: bool,
    asks_contact: bool = True,
    recorded: Collection[str] = (),
) -> None:
    """Refuse to send what isn't ready, or to a round that takes no ideas now.

    `asks_contact` is False where the answer was taken with an idea that was sent in before.
    `recorded` are the questions that were answered with a recording or a picture.
    """
    check_change(idea)
    if not takes_ideas:
        raise Refused(Refusal.ROUND_CLOSED)
    if not idea.words.what.strip() and "what" not in recorded:
        raise Refused(Refusal.WHAT_MISSING)
    if asks_where and idea.ask.area_id is None:
        raise Refused(Refusal.AREA_MISSING)
    if not idea.words.contact.strip():
        raise Refused(Refusal.CONTACT_MISSING)
    if asks_contact and not can_reach(idea.words.contact):
        raise Refused(Refusal.CONTACT_UNCLEAR)
    check_amounts(idea.ask)


def check_withdraw(idea: Idea) -> None:
    """Refuse to take back what isn't out there. Whether the panel has begun is the panel's rule."""
    if idea.state not in {State.SENT, State.SHORTLISTED}:
        raise Refused(Refusal.NOT_OUT)


def check_decide(
    idea: Idea, *, outcome: State, reason: str, day_id: str | None, waits: State = State.SENT
) -> None:
    """Refuse a decision on an idea that doesn't wait for one, or without words for its people.

    `waits` is DEFERRED for one that a panel put off, and that goes before another one.
    """
    if outcome not in {State.SHORTLISTED, State.NOT_THIS_TIME}:
        raise ValueError(f"{outcome} is no decision")
    if idea.state is not waits:
        raise Refused(Refusal.NOT_WAITING)
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    if outcome is State.SHORTLISTED:
        _check_ready_for_the_panel(idea, day_id)


def _check_ready_for_the_panel(idea: Idea, day_id: str | None) -> None:
    """A panel decides over amounts and calls an idea by its name, so both have to be there."""
    if not day_id:
        raise Refused(Refusal.DAY_MISSING)
    if idea.ask.ask_pence is None:
        raise Refused(Refusal.ASK_MISSING)
    if idea.ask.smallest_pence is None:
        raise Refused(Refusal.SMALLEST_MISSING)
    if not idea.name:
        raise Refused(Refusal.NAME_MISSING)


def check_tell(idea: Idea) -> None:
    """Refuse to pass a panel's decision on to an idea that was not before it."""
    if idea.state not in BEFORE_THE_PANEL:
        raise Refused(Refusal.NOT_BEFORE_THE_PANEL)
