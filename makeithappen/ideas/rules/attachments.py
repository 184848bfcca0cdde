"""What may be said in a recording or a picture: how many, how large, how long, and who opens it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from makeithappen.core.errors import Refused
from makeithappen.ideas.rules.idea import State

COUNT_MAX = 20
MEGABYTE = 1_000_000


class Kind(StrEnum):
    """What a file is for whoever opens it."""

    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"


class AttachmentRefusal(StrEnum):
    """Why a file is not taken, in order of precedence."""

    NOT_OPEN = "attachment_not_open"
    TOO_MANY = "attachment_too_many"
    HEIC = "attachment_heic"
    UNKNOWN = "attachment_unknown"
    PICTURE_TOO_LARGE = "attachment_picture_too_large"
    PICTURE_UNREADABLE = "attachment_picture_unreadable"
    PICTURE_TWO_THINGS = "attachment_picture_two_things"
    BROKEN = "attachment_broken"
    UNPLAYABLE = "attachment_unplayable"
    RECORDING_TWO_THINGS = "attachment_recording_two_things"
    SOUND_TOO_LARGE = "attachment_sound_too_large"
    FILM_TOO_LARGE = "attachment_film_too_large"
    TOO_LONG = "attachment_too_long"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a recording may have."""

    sound_megabytes: int
    film_megabytes: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the idea of a file stands; hidden is what somebody flagged."""

    state: State
    is_hidden: bool = False


def check_add(state: State, count: int) -> None:
    """Refuse a file for an idea that is with a panel or decided, and one too many."""
    if state not in {State.DRAFT, State.SENT}:
        raise Refused(AttachmentRefusal.NOT_OPEN)
    if count >= COUNT_MAX:
        raise Refused(AttachmentRefusal.TOO_MANY, most=COUNT_MAX)


def check_recording(kind: Kind, size_bytes: int, milliseconds: int, limits: Limits) -> None:
    """Refuse a recording that is too large or too long."""
    if kind is Kind.SOUND and size_bytes > limits.sound_megabytes * MEGABYTE:
        raise Refused(AttachmentRefusal.SOUND_TOO_LARGE, most=limits.sound_megabytes)
    if size_bytes > limits.film_megabytes * MEGABYTE:
        raise Refused(AttachmentRefusal.FILM_TOO_LARGE, most=limits.film_megabytes)
    if milliseconds > limits.minutes * 60_000:
        raise Refused(AttachmentRefusal.TOO_LONG, most=limits.minutes)


def may_open(idea: Standing, *, is_own: bool, is_coordinator: bool, is_on_panel: bool) -> bool:
    """Whether somebody may open a file: taken back or hidden, it is for its own people alone."""
    if is_own:
        return True
    is_out = idea.state not in {State.DRAFT, State.WITHDRAWN} and not idea.is_hidden
    return is_out and (is_coordinator or is_on_panel)
