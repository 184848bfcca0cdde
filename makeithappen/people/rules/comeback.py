"""The code with which somebody without an account comes back to their idea, on any phone."""

from __future__ import annotations

from datetime import timedelta

from makeithappen.people.rules.sign_in import CODE_LETTERS, tidy_code

COMEBACK_LENGTH = 10
"""30 letters, 10 places: 5.9 * 10^14. At 2,000 tries an hour, against 10,000 codes that are out,
somebody finds one of them once in 3,000 years."""

LINK_SPAN = timedelta(days=14)
"""How long a link that was mailed opens the ideas: as often as somebody likes until then."""


def spoken_comeback(code: str) -> str:
    """A code in groups of three, four and three, as it is read out on the phone."""
    return f"{code[:3]}-{code[3:7]}-{code[7:]}"


def meant_comeback(typed: str) -> str:
    """The code that somebody meant; "" for what can't be one."""
    tidy = tidy_code(typed)
    fits = len(tidy) == COMEBACK_LENGTH and set(tidy) <= set(CODE_LETTERS)
    return tidy if fits else ""
