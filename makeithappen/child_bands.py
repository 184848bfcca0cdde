"""The door from the funds to the ideas for children: at which age a fund asks what, and whose yes.

Pure. A fund keeps its bands as one line of text, like "5-11:simple:both 16-17:own:child".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from makeithappen.core.errors import Refused

AGE_MAX = 17
BANDS_MAX = 6


class Telling(StrEnum):
    """How a child of some age is asked."""

    CARER = "carer"
    SIMPLE = "simple"
    OWN = "own"


class Consent(StrEnum):
    """Whose yes it takes. The child's own is always one of them."""

    BOTH = "both"
    CHILD_FIRST = "child_first"
    CHILD = "child"


class BandRefusal(StrEnum):
    """Why bands of ages are not taken."""

    AGES = "child_band_ages"
    OVERLAP = "child_bands_overlap"


@dataclass(frozen=True, slots=True)
class Band:
    """The ages from one to another, both included, and how they are asked."""

    first_age: int
    last_age: int
    telling: Telling
    consent: Consent


SUGGESTED = (
    Band(0, 4, Telling.CARER, Consent.BOTH),
    Band(5, 11, Telling.SIMPLE, Consent.BOTH),
    Band(12, 15, Telling.OWN, Consent.CHILD_FIRST),
    Band(16, 17, Telling.OWN, Consent.CHILD),
)
"""What the form of a fund that asks no children begins with. Nothing else looks at it."""


def read_bands(text: str) -> tuple[Band, ...]:
    """The bands of a fund as it keeps them; none where it asks no children."""
    return tuple(_band(part) for part in text.split())


def write_bands(bands: Sequence[Band]) -> str:
    """Bands as a fund keeps them, the youngest first. Raises Refused."""
    in_order = sorted(bands, key=lambda band: band.first_age)
    for band in in_order:
        if not 0 <= band.first_age <= band.last_age <= AGE_MAX:
            raise Refused(BandRefusal.AGES)
    if any(one.last_age >= other.first_age for one, other in pairwise(in_order)):
        raise Refused(BandRefusal.OVERLAP)
    return " ".join(
        f"{band.first_age}-{band.last_age}:{band.telling}:{band.consent}" for band in in_order
    )


def band_of(bands: Sequence[Band], age: int) -> Band | None:
    """The band of an age, if the fund asks children of this age."""
    return next((band for band in bands if band.first_age <= age <= band.last_age), None)


def _band(part: str) -> Band:
    ages, telling, consent = part.split(":")
    first_age, last_age = ages.split("-")
    return Band(int(first_age), int(last_age), Telling(telling), Consent(consent))
