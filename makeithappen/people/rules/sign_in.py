"""One-time codes and how long a sign-in lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from makeithappen.core.errors import Refused
from makeithappen.people.rules.refusals import Refusal

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No 0, O, 1, I, L or U: a code is read out on the phone. 30 letters, 8 places: 6.6 * 10^11."""

CODE_LENGTH = 8
CODE_SPAN = timedelta(minutes=10)
CODE_TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was asked for. The code itself is not kept, only its digest."""

    code_digest: str
    browser_digest: str
    made_at: datetime
    tries: int
    used: bool


def tidy_code(typed: str) -> str:
    """A code as it was meant: capitals, without the spaces, dashes and marks people put in."""
    return re.sub(r"[\W_]", "", typed).upper()


def spoken_code(code: str) -> str:
    """A code in two groups of four, as it stands in the mail."""
    return f"{code[:4]}-{code[4:]}"


def check_code(asked: Asked, *, digest: str, browser_digest: str, now: datetime) -> None:
    """Refuse unless this is the code, in time, unused, from the browser that asked for it."""
    if asked.used:
        raise Refused(Refusal.CODE_USED)
    if now >= asked.made_at + CODE_SPAN:
        raise Refused(Refusal.CODE_TOO_OLD)
    if asked.tries >= CODE_TRIES_MAX:
        raise Refused(Refusal.CODE_TOO_MANY_TRIES)
    if digest != asked.code_digest:
        raise Refused(Refusal.CODE_WRONG)
    if browser_digest != asked.browser_digest:
        raise Refused(Refusal.OTHER_BROWSER)


@dataclass(frozen=True, slots=True)
class Span:
    """How long a sign-in lasts: without a request, and at the most."""

    idle: timedelta
    whole: timedelta


GUEST_SPAN = Span(timedelta(hours=24), timedelta(days=7))
"""Somebody who is writing an idea and has no account yet: losing words is the greater harm."""

FAMILY_SPAN = Span(timedelta(minutes=30), timedelta(hours=12))
PANEL_SPAN = Span(timedelta(hours=4), timedelta(hours=12))
STAFF_SPAN = Span(timedelta(minutes=15), timedelta(hours=8))

STAFF = frozenset({"coordinator", "fund_holder", "approver", "auditor", "administrator"})
PANEL = frozenset({"panel_member", "chair"})


def span_for(roles: frozenset[str]) -> Span:
    """How long a sign-in lasts for somebody with these roles: the strictest that applies."""
    if roles & STAFF:
        return STAFF_SPAN
    return PANEL_SPAN if roles & PANEL else FAMILY_SPAN


def still_signed_in(
    *, now: datetime, last_seen_at: datetime, idle: timedelta, ends_at: datetime
) -> bool:
    """Whether a sign-in still holds at this time."""
    return now < ends_at and now < last_seen_at + idle
