"""A new signing key, announced under the old one: what the entry of it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The new key (its short name, and itself) and the one that it replaces, in hex digits."""

    id: str
    public_key: str
    replaces: str
