"""What typed words may mean, and an award's money step by step."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.search import Wanted, read_wanted
from ledger.rules.timeline import timeline
from tests.unit.ledger.ledger_world import whole_way


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        (" x ", Wanted()),
        ("7", Wanted(amount_pence=700, number=7)),
        ("entry 12", Wanted("entry 12", number=12)),
        ("£1,250.50", Wanted("£1,250.50", amount_pence=125_050)),
        ("250.5", Wanted("250.5")),
        ("0", Wanted(number=0)),
        ("99999999999999", Wanted("99999999999999")),
        ("2026-11-30", Wanted("2026-11-30", day=date(2026, 11, 30))),
        ("30.11.2026", Wanted("30.11.2026", day=date(2026, 11, 30))),
        ("31 11 2026", Wanted("31 11 2026")),
        ("The  bench", Wanted("The bench")),
    ],
)
def test_what_words_may_mean(typed: str, wanted: Wanted) -> None:
    assert read_wanted(typed) == wanted


@given(st.text())
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    wanted = read_wanted(typed)
    assert wanted.words is None or 2 <= len(wanted.words) <= 100


def test_an_award_step_by_step() -> None:
    steps = timeline("award-1", whole_way().entries)
    seen = [(0, 0)]
    for step in steps:
        now = (step.to_pay_pence, step.with_recipient_pence)
        if now != seen[-1]:
            seen.append(now)
    paid = [(0, 0), (50_000, 0), (30_000, 20_000), (30_000, 18_999), (0, 18_999)]
    assert seen == [*paid, (0, 15_998), (100, 15_998), (0, 15_998)]
