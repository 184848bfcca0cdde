"""One-time codes, and how long a sign-in lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.people.rules.refusals import Refusal
from makeithappen.people.rules.sign_in import (
    CODE_SPAN,
    FAMILY_SPAN,
    PANEL_SPAN,
    STAFF_SPAN,
    Asked,
    Span,
    check_code,
    span_for,
    spoken_code,
    still_signed_in,
    tidy_code,
)

AT = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
ASKED = Asked("code", "browser", AT, tries=0, used=False)


def check(
    asked: Asked, *, digest: str = "code", browser: str = "browser", at: datetime = AT
) -> None:
    check_code(asked, digest=digest, browser_digest=browser, now=at)


def test_the_code_counts_until_its_ten_minutes_are_over() -> None:
    last = AT + CODE_SPAN - timedelta(microseconds=1)
    assert check(replace(ASKED, tries=4), at=last) is None


@pytest.mark.parametrize(
    ("asked", "digest", "browser", "at", "code"),
    [
        (replace(ASKED, used=True, tries=9), "x", "x", AT + CODE_SPAN, Refusal.CODE_USED),
        (replace(ASKED, tries=9), "x", "x", AT + CODE_SPAN, Refusal.CODE_TOO_OLD),
        (replace(ASKED, tries=5), "x", "x", AT, Refusal.CODE_TOO_MANY_TRIES),
        (ASKED, "x", "x", AT, Refusal.CODE_WRONG),
        (ASKED, "code", "x", AT, Refusal.OTHER_BROWSER),
    ],
)
def test_refusals_come_in_their_order(
    asked: Asked, digest: str, browser: str, at: datetime, code: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        check(asked, digest=digest, browser=browser, at=at)
    assert refused.value.code is code


def test_a_code_is_taken_as_people_type_it() -> None:
    assert tidy_code(" abcd-23 45\t") == "ABCD2345"
    assert spoken_code("ABCD2345") == "ABCD-2345"


@pytest.mark.parametrize(
    ("roles", "span"),
    [
        (frozenset[str](), FAMILY_SPAN),
        (frozenset({"applicant"}), FAMILY_SPAN),
        (frozenset({"applicant", "panel_member"}), PANEL_SPAN),
        (frozenset({"chair"}), PANEL_SPAN),
        (frozenset({"panel_member", "approver"}), STAFF_SPAN),
    ],
)
def test_the_strictest_span_counts(roles: frozenset[str], span: Span) -> None:
    assert span_for(roles) == span


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        (AT + timedelta(minutes=29, seconds=59), True),
        (AT + timedelta(minutes=30), False),
    ],
)
def test_a_sign_in_ends_when_nothing_happens(now: datetime, holds: bool) -> None:
    times = {"last_seen_at": AT, "ends_at": AT + timedelta(hours=12)}
    assert still_signed_in(now=now, idle=timedelta(minutes=30), **times) is holds


def test_a_sign_in_ends_after_its_whole_time_however_busy() -> None:
    end = AT + timedelta(hours=12)
    idle = timedelta(minutes=30)
    assert still_signed_in(now=end, last_seen_at=end, idle=idle, ends_at=end) is False
