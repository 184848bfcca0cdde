"""The times of a day: ideas in order, breaks between them, right when the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeithappen.core.errors import Refused
from panels.rules.care import CareRefusal
from panels.rules.running_order import Slot, Timetable, check_timetable, running_order

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 5, 14)
PLAN = Timetable(
    starts_minute=10 * 60 + 30,
    pitch_minutes=4,
    questions_minutes=5,
    scoring_minutes=2,
    break_minutes=10,
    break_every=2,
)


def clock(slots: tuple[Slot, ...]) -> list[tuple[str | None, str, str]]:
    return [(one.pitch_id, f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}") for one in slots]


def test_the_day_by_the_clock() -> None:
    slots = running_order(DAY, PLAN, ["p1", "p2", "p3", "p4", "p5"], LONDON)
    assert clock(slots) == [
        ("p1", "10:30", "10:41"),
        ("p2", "10:41", "10:52"),
        (None, "10:52", "11:02"),
        ("p3", "11:02", "11:13"),
        ("p4", "11:13", "11:24"),
        (None, "11:24", "11:34"),
        ("p5", "11:34", "11:45"),
    ]
    first = slots[0]
    assert (first.questions_at, first.scoring_at) == (
        datetime(2026, 5, 14, 10, 34, tzinfo=LONDON),
        datetime(2026, 5, 14, 10, 39, tzinfo=LONDON),
    )
    assert {one.starts_at.utcoffset() for one in slots} == {timedelta(hours=1)}


def test_no_break_after_the_last_idea_nor_where_none_is_planned() -> None:
    assert clock(running_order(DAY, PLAN, ["p1", "p2"], LONDON))[-1] == ("p2", "10:41", "10:52")
    for change in ({"break_every": 0}, {"break_minutes": 0}):
        slots = running_order(DAY, replace(PLAN, **change), ["p1", "p2", "p3"], LONDON)
        assert [one.pitch_id for one in slots] == ["p1", "p2", "p3"]
    assert running_order(DAY, PLAN, [], LONDON) == ()


def test_the_clocks_change_in_the_middle() -> None:
    late = replace(PLAN, starts_minute=50, pitch_minutes=20, break_every=0)
    slots = running_order(date(2026, 3, 29), late, ["p1", "p2"], LONDON)
    assert clock(slots) == [("p1", "00:50", "02:17"), ("p2", "02:17", "02:44")]
    assert slots[0].ends_at - slots[0].starts_at == timedelta(minutes=87)  # by the wall
    assert slots[0].ends_at.astimezone(UTC) - slots[0].starts_at.astimezone(UTC) == timedelta(
        minutes=27
    )


@pytest.mark.parametrize(
    "change",
    [
        {"starts_minute": -1},
        {"starts_minute": 1440},
        {"pitch_minutes": 0},
        {"pitch_minutes": 121},
        {"questions_minutes": -1},
        {"scoring_minutes": 121},
        {"break_minutes": 121},
        {"break_every": -1},
        {"break_every": 121},
    ],
)
def test_times_that_no_day_has_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        check_timetable(replace(PLAN, **change))
    assert refused.value.code is CareRefusal.TIMES_OUT_OF_RANGE
    assert refused.value.facts == {"most": 120}


def test_the_ends_of_what_is_allowed() -> None:
    check_timetable(PLAN)
    check_timetable(Timetable(0, 1, 0, 0, 0, 0))
    check_timetable(Timetable(1439, 120, 120, 120, 120, 120))


@given(
    st.builds(
        Timetable,
        st.integers(0, 1439),
        st.integers(1, 120),
        st.integers(0, 120),
        st.integers(0, 120),
        st.integers(0, 120),
        st.integers(0, 5),
    ),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 30),
)
def test_every_slot_begins_where_the_one_before_ends(
    plan: Timetable, held_on: date, count: int
) -> None:
    pitches = [f"p{number}" for number in range(count)]
    slots = running_order(held_on, plan, pitches, LONDON)
    assert [one.pitch_id for one in slots if one.pitch_id] == pitches
    assert [one.ends_at for one in slots[:-1]] == [one.starts_at for one in slots[1:]]
    ideas = [one for one in slots if one.pitch_id]
    breaks = len(slots) - len(ideas)
    planned = plan.break_every > 0 and plan.break_minutes > 0 and count > 0
    assert breaks == ((count - 1) // plan.break_every if planned else 0)
    if slots:
        whole = slots[-1].ends_at.astimezone(UTC) - slots[0].starts_at.astimezone(UTC)
        minutes = count * plan.idea_minutes + breaks * plan.break_minutes
        assert whole == timedelta(minutes=minutes)
