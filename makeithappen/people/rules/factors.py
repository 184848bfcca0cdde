"""One-time codes of an app (TOTP, RFC 6238): which code counts, once, and how often one may try."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from makeithappen.core.errors import Refused
from makeithappen.core.proof import ProofRefusal

STEP_SECONDS = 30
RECOVERY_CODES = 10
WAIT_SECONDS_MAX = 900
FORGOTTEN_AFTER = timedelta(days=1)
"""Wrong codes are forgotten a day after the last one, and with a right one."""


def step_of(at: datetime) -> int:
    """The time step of a moment: whole half minutes since 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def steps_near(at: datetime) -> tuple[int, int, int]:
    """The steps whose codes count: this one and its neighbours, for clocks that differ a little."""
    step = step_of(at)
    return (step - 1, step, step + 1)


def failures_now(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """The wrong codes that still count."""
    return 0 if failed_at is None or now - failed_at >= FORGOTTEN_AFTER else failures


def wait_seconds(failures: int) -> int:
    """How long to wait after so many wrong codes: 1, 2, 4, ... seconds, 15 minutes at most."""
    return 0 if failures == 0 else min(2 ** min(failures - 1, 20), WAIT_SECONDS_MAX)


def check_may_try(failures: int, failed_at: datetime | None, now: datetime) -> None:
    """Refuse a try that comes too soon after wrong ones. It never locks anybody out for good."""
    counted = failures_now(failures, failed_at, now)
    if counted and failed_at is not None:
        left = failed_at + timedelta(seconds=wait_seconds(counted)) - now
        if left > timedelta():
            raise Refused(ProofRefusal.FACTOR_WAIT, seconds=-(-left // timedelta(seconds=1)))


def check_code(typed: str, codes: Mapping[int, str], last_step: int) -> int:
    """The step of the code that was typed; refused where it is none, or was used.

    `codes` are those that count now, by time step.
    """
    steps = [step for step, code in codes.items() if code == typed]
    if not steps:
        raise Refused(ProofRefusal.FACTOR_CODE_WRONG)
    if max(steps) <= last_step:
        raise Refused(ProofRefusal.FACTOR_CODE_USED)
    return max(steps)
