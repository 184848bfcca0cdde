"""What a day keeps of a vote of the room on a tie: counts, never who chose what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TieVote:
    """A counted vote: how many chose each pitch, and how many members had stepped back by then."""

    counts: Mapping[str, int]
    stepped_back: int
