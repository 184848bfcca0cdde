"""The codes on the cards of a community vote, and what is kept of them instead.

The budget of entropy and tries that sizes a code is written down in docs/security.md.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No 0, O, 1, I, L or U: a code is typed from paper. 30 letters, 9 places: 1.9 * 10^13."""
CODE_LENGTH = 9
CARDS_MAX = 5_000
"""The most cards that a vote may have: the odds of a guessed code rest on it."""


def tidy_card_code(typed: str) -> str:
    """A code as it was meant: capitals, without the spaces and dashes people put in."""
    return re.sub(r"[\s-]", "", typed).upper()


def spoken_card_code(code: str) -> str:
    """A code in three groups of three, as it stands on the card."""
    return "-".join(code[start : start + 3] for start in range(0, CODE_LENGTH, 3))


def card_digest(key: bytes, code: str) -> str:
    """What is kept of a code: worth nothing to anybody once the vote's own key is destroyed."""
    return _keyed(key, f"card\n{tidy_card_code(code)}")


def ballot_digest(key: bytes, code: str, chosen: list[str]) -> str:
    """What a form that was sent twice is known by. Dies with the key, as the card's digest does."""
    return _keyed(key, "\n".join(["ballot", tidy_card_code(code), *sorted(chosen)]))


def _keyed(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), sha256).hexdigest()
