"""What a recording is, once it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a recording is for those who play it."""

    SOUND = "sound"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Found:
    """A clean recording: what it is, how it is served, and how long it lasts."""

    kind: Kind
    media_type: str
    milliseconds: int
