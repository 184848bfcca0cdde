"""Money is a whole number of pence. Nothing here is ever a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from makeithappen.core.digits import plain_digits

PENCE_MAX = 10**13
"""The largest amount that any one entry may carry: GBP 100,000 million."""

_AMOUNT = re.compile(r"(?P<pounds>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.(?P<pence>\d*))?")


class AmountProblem(StrEnum):
    """Why a typed amount was not taken, in order of precedence."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DECIMALS = "too_many_decimals"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"


class BadAmount(ValueError):
    """A typed amount that can't be money."""

    def __init__(self, code: AmountProblem) -> None:
        super().__init__(str(code))
        self.code = code


def parse_pence(text: str) -> int:
    """Read pounds as people type them ("1,250", "1 250", "£12.50") into pence.

    Raises BadAmount for anything else, among it "-1", "0", "1e3", "12.345", "NaN" and "".
    """
    typed = plain_digits(text).strip().removeprefix("£").strip()
    if not typed:
        raise BadAmount(AmountProblem.EMPTY)
    if re.fullmatch(r"-\s*£?\s*[\d,]+(\.\d*)?", typed):
        raise BadAmount(AmountProblem.NOT_POSITIVE)
    match = _AMOUNT.fullmatch(typed) if typed.isascii() else None
    if match is None:
        raise BadAmount(AmountProblem.NOT_A_NUMBER)
    pence = match["pence"] or ""
    if len(pence) > 2:
        raise BadAmount(AmountProblem.TOO_MANY_DECIMALS)
    pounds = re.sub("[, ]", "", match["pounds"]).lstrip("0")
    if len(pounds) > len(str(PENCE_MAX)):
        raise BadAmount(AmountProblem.TOO_LARGE)
    amount_pence = int(pounds or "0") * 100 + int(pence.ljust(2, "0"))
    if amount_pence == 0:
        raise BadAmount(AmountProblem.NOT_POSITIVE)
    if amount_pence > PENCE_MAX:
        raise BadAmount(AmountProblem.TOO_LARGE)
    return amount_pence


def format_pence(amount_pence: int) -> str:
    """Pence as pounds for the screen: 313000 -> "£3,130", 105 -> "£1.05", -5 -> "-£0.05"."""
    sign = "-" if amount_pence < 0 else ""
    pounds, pence = divmod(abs(amount_pence), 100)
    return f"{sign}£{pounds:,}" + (f".{pence:02d}" if pence else "")


def split_pence(total_pence: int, weights: Sequence[int]) -> list[int]:
    """Share a total by whole-number weights so that the parts add up to the penny.

    Largest remainder (Hamilton); equal remainders go to the earlier part.
    Raises ValueError when the total or a weight is negative, or all weights are 0.
    """
    if total_pence < 0 or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("a total and weights of at least 0, not all 0, are needed")
    whole = sum(weights)
    parts = [total_pence * weight // whole for weight in weights]
    remainders = [total_pence * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total_pence - sum(parts)]:
        parts[place] += 1
    return parts
