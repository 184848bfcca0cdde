"""What is said about the codes of seats, and how a code is spelled out loud."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from panels.rules.seats import SeatRefusal

SENTENCES = {
    SeatRefusal.SEATS_ARE_OVER: _l("The day is confirmed. All codes have ended with it."),
    SeatRefusal.TOO_MANY_SEAT_CODES: _l(
        "There are as many codes as are safe at one time: %(most)s. Codes end when their day is "
        "confirmed, and after seven days."
    ),
    SeatRefusal.SEAT_CODE_UNKNOWN: _l(
        "This code opens no seat. Look at your slip again, or ask the chair for a new code."
    ),
    SeatRefusal.SEATS_DO_NOT_SIGN: _l(
        "Signing takes an account. Sign in with your e-mail address, or let another member sign."
    ),
}

SPELLING = {
    "A": _l("apple"),
    "B": _l("bear"),
    "C": _l("cat"),
    "D": _l("dog"),
    "E": _l("egg"),
    "F": _l("fish"),
    "G": _l("goat"),
    "H": _l("house"),
    "J": _l("jam"),
    "K": _l("kite"),
    "M": _l("moon"),
    "N": _l("nest"),
    "P": _l("pig"),
    "Q": _l("queen"),
    "R": _l("rain"),
    "S": _l("sun"),
    "T": _l("tree"),
    "V": _l("van"),
    "W": _l("wolf"),
    "X": _l("X-ray"),
    "Y": _l("yellow"),
    "Z": _l("zebra"),
}
"""B, D, P and T sound alike in a loud hall: a word beside each letter doesn't."""


def spelled(code: str) -> str:
    """A code as it is read out, for instance "K kite, 7, M moon, 2"; no letter leaves its word."""
    joint = "\N{NO-BREAK SPACE}"
    return ", ".join(f"{one}{joint}{SPELLING[one]}" if one in SPELLING else one for one in code)
