"""When a one-time code is fresh enough for what moves money, and why it is asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

FRESH_SPAN = timedelta(minutes=5)


class ProofRefusal(StrEnum):
    """Why somebody has not proven lately that it is them, in order of precedence."""

    FACTOR_MISSING = "factor_missing"
    FACTOR_CODE_NEEDED = "factor_code_needed"
    FACTOR_WAIT = "factor_wait"
    FACTOR_CODE_WRONG = "factor_code_wrong"
    FACTOR_CODE_USED = "factor_code_used"


def is_fresh(proven_at: datetime | None, now: datetime) -> bool:
    """Whether a proof still holds: for five minutes, and never ahead of time."""
    return proven_at is not None and timedelta() <= now - proven_at < FRESH_SPAN
