"""A fingerprint as two people can compare it by phone, or across a hall."""

from __future__ import annotations

ALOUD = 16
GROUP = 4


def aloud(digits: str) -> str:
    """The first digits of a fingerprint in groups of four."""
    return " ".join(digits[at : at + GROUP] for at in range(0, ALOUD, GROUP))
