"""Receipt codes: short enough to write on a hand, too many to guess at.

30 letters and 8 places make 6.6 * 10^11 codes. With a thousand sheets and 200 guesses an hour from
one network it takes 260 years for an even chance of one hit, and a hit tells nobody's scores.
"""

from __future__ import annotations

import re

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No 0, O, 1, I, L or U: a code is copied by hand and read out."""

CODE_LENGTH = 8


def code_from(digest: str) -> str:
    """A code of eight places out of a random digest in hex."""
    number = int(digest, 16)
    places: list[str] = []
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(CODE_LETTERS))
        places.append(CODE_LETTERS[letter])
    return "".join(places)


def tidy_code(typed: str) -> str:
    """A code as it was meant: capitals, without the spaces and dashes people put in."""
    return re.sub(r"[\s-]", "", typed).upper()


def spoken_code(code: str) -> str:
    """A code in two groups of four."""
    return f"{code[:4]}-{code[4:]}"
