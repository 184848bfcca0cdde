"""One text for one meaning: what is hashed or signed must have a single way of being written.

Only text, whole numbers, null, lists and objects are let in: floats and booleans have more than
one spelling in the wild, and money is never a float.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias, cast

Plain: TypeAlias = "str | int | Sequence[Plain] | Mapping[str, Plain] | None"

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)

_SINGLE = (str, int, type(None))


class Unsealable(ValueError):
    """Something that can't be written in canonical form was to be hashed."""


def canonical_json(value: Mapping[str, Plain]) -> str:
    """Sorted keys, no spaces, ASCII only; raises Unsealable for any other kind of value."""
    _only_plain(value)
    return _ENCODER.encode(value)


def _only_plain(value: object) -> None:
    if isinstance(value, dict):
        inside = cast("dict[object, object]", value)
        if any(type(key) is not str for key in inside):
            raise Unsealable("a key is not text")
        values: Iterable[object] = inside.values()
    elif isinstance(value, list | tuple):
        values = cast("list[object]", value)
    else:
        raise Unsealable(f"{type(value).__name__} has no canonical form")
    for inner in values:
        kind = type(inner)
        if kind not in _SINGLE and (inner or kind is not list):  # most lists of a body are empty
            _only_plain(inner)


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_hex(value: object, length: int) -> bool:
    """Whether the value is text of so many lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == length and not value.strip("0123456789abcdef")


def read_day(text: str) -> date:
    """The day of a text like 2026-05-14; raises ValueError for any other spelling of a day."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def time_text(at: datetime) -> str:
    """A UTC time as the database keeps it, "2026-11-21T10:00:00.123456Z"; refuses local times."""
    if at.tzinfo is None or at.utcoffset() != UTC.utcoffset(None):
        raise Unsealable("a time must be in UTC")
    return at.isoformat(timespec="microseconds")[:26] + "Z"
