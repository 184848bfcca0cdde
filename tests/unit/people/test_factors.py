"""One-time codes: once each, near their time, with a growing wait after wrong ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from makeithappen.core.errors import Refused
from makeithappen.core.proof import ProofRefusal, is_fresh
from makeithappen.people.rules.factors import (
    check_code,
    check_may_try,
    failures_now,
    step_of,
    steps_near,
    wait_seconds,
)

AT = datetime(2026, 5, 14, 18, 0, 10, tzinfo=UTC)
CODES = {9: "111111", 10: "222222", 11: "333333"}


def test_codes_of_three_steps_count() -> None:
    assert steps_near(AT) == (step_of(AT) - 1, step_of(AT), step_of(AT) + 1)
    assert (
        step_of(AT)
        == step_of(AT + timedelta(seconds=19))
        == step_of(AT + timedelta(seconds=20)) - 1
    )


@pytest.mark.parametrize(
    ("typed", "last_step", "found"),
    [
        ("111111", -1, 9),
        ("333333", 10, 11),
        ("222222", 10, ProofRefusal.FACTOR_CODE_USED),
        ("111111", 10, ProofRefusal.FACTOR_CODE_USED),
        ("444444", -1, ProofRefusal.FACTOR_CODE_WRONG),
        ("", -1, ProofRefusal.FACTOR_CODE_WRONG),
    ],
)
def test_a_code_counts_once(typed: str, last_step: int, found: object) -> None:
    try:
        got: object = check_code(typed, CODES, last_step)
    except Refused as refused:
        got = refused.code
    assert got == found


def test_a_code_of_two_steps_counts_for_the_later() -> None:
    assert check_code("111111", {9: "111111", 11: "111111"}, 10) == 11


def test_the_wait_grows_and_is_never_for_ever() -> None:
    assert [wait_seconds(failures) for failures in (0, 1, 2, 3, 10, 11, 12, 10_000)] == [
        0, 1, 2, 4, 512, 900, 900, 900,
    ]  # fmt: skip
    for _failures in range(3):
        check_may_try(0, None, AT)
    with pytest.raises(Refused) as refused:
        check_may_try(11, AT, AT + timedelta(minutes=14, microseconds=1))
    assert (refused.value.code, refused.value.facts) == (ProofRefusal.FACTOR_WAIT, {"seconds": 60})
    check_may_try(11, AT, AT + timedelta(minutes=15))
    assert [failures_now(11, AT, AT + timedelta(hours=hours)) for hours in (23, 24)] == [11, 0]


def test_ten_wrong_codes_take_more_than_fifteen_minutes() -> None:
    assert sum(wait_seconds(failures) for failures in range(1, 11)) > 900


def test_a_proof_holds_for_five_minutes() -> None:
    def fresh(**span: int) -> bool:
        return is_fresh(AT, AT + timedelta(**span))

    assert [fresh(seconds=0), fresh(seconds=299), fresh(seconds=300), fresh(seconds=-1)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not is_fresh(None, AT)
