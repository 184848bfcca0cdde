"""Exact numbers as text: for reading, with rounding that is said; for keeping, without any."""

from __future__ import annotations

from fractions import Fraction


def decimals(value: Fraction, places: int) -> str:
    """A fraction with at most so many decimals, half up, no zeros at the end: 7/3 -> "2.33"."""
    scaled = abs(value) * 10**places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(rounded, 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if places else str(whole)
    return f"-{text}" if value < 0 and rounded else text


def grouped(text: str) -> str:
    """A number of at least 0 that `decimals` wrote, thousands apart: "1234.5" -> "1,234.5"."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"


def exact_text(value: Fraction) -> str:
    """A fraction to be read back without loss: "19/6"; a whole number is "3/1"."""
    return f"{value.numerator}/{value.denominator}"


def read_exact(text: str) -> Fraction:
    """The fraction that `exact_text` wrote; raises ValueError for anything else."""
    above, slash, below = text.partition("/")
    digits = above.removeprefix("-")
    if slash and digits.isdecimal() and below.isdecimal() and text.isascii() and int(below):
        return Fraction(int(above), int(below))
    raise ValueError(f"not a fraction: {text!r}")
