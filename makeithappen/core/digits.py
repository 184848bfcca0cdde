"""Numbers as people type them, whatever script their keyboard has."""

from __future__ import annotations

import re

_PLAIN = str.maketrans(
    "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9"  # Urdu, Persian
    "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669"  # Arabic
    "\u066b\u066c\u00a0\u202f",  # their point and their comma; spaces that keep a line together
    "01234567890123456789.,  ",
)
_WHOLE = re.compile(r"-?(?:[0-9]{1,9}|[0-9]{1,3}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})?)")


def plain_digits(typed: str) -> str:
    """The same with the digits 0 to 9, a point, commas and simple spaces."""
    return typed.translate(_PLAIN)


def parse_whole(typed: str) -> int | None:
    """Read a whole number as people type it ("12", "12,000", "1 000"); None for anything else."""
    plain = plain_digits(typed)
    return int(re.sub("[, ]", "", plain)) if _WHOLE.fullmatch(plain) else None
