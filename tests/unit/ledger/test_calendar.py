"""The calendar of instalments: each part stands in one place, sums are those of its lines."""

from __future__ import annotations

from datetime import date

from ledger.rules.award_file import AwardFile
from ledger.rules.calendar import Calendar, calendar_of
from ledger.rules.entry import Award
from ledger.rules.records import End, Ending, Instalment

TODAY = date(2026, 3, 15)

Part = tuple[int, str | None]


def file(
    award_id: str, paid_pence: int, *parts: Part, reached: str = "", cancelled_pence: int = 0
) -> AwardFile:
    rows = tuple(
        Instalment(
            id=f"{award_id}-{number}",
            award_id=award_id,
            plan=1,
            number=number,
            amount_pence=pence,
            due_on=day,
            milestone_digest=None if day else "m",
        )
        for number, (pence, day) in enumerate(parts, 1)
    )
    return AwardFile(
        award=Award(award_id, "fund-1", "round-1", "day-1", f"idea-{award_id}", 1, 1, "d"),
        instalments=rows,
        paid_pence=paid_pence,
        promised_pence=sum(pence for pence, _day in parts) - cancelled_pence,
        endings={reached: Ending(reached, End.REACHED)} if reached else {},
    )


def named(found: Calendar) -> dict[str, object]:
    """Part ids with what is left of each."""
    return {
        "overdue": [(one.instalment.id, one.left_pence) for one in found.overdue],
        "months": [
            (
                month.first.isoformat(),
                [one.instalment.id for one in month.parts],
                sum(one.left_pence for one in month.parts),
            )
            for month in found.months
        ],
        "waiting": [(one.instalment.id, one.left_pence) for one in found.waiting],
        "paid": [one.instalment.id for one in found.paid],
    }


def test_each_part_stands_where_it_belongs() -> None:
    files = [
        file("a", 150, (100, "2026-01-31"), (100, "2026-03-14"), (50, "2026-03-15"), (7, None)),
        file("b", 0, (20, "2026-04-30"), (30, "2026-03-31"), (40, "2027-03-01")),
        file("c", 0, (60, None), reached="c-1"),
        file("d", 0),
    ]
    assert named(calendar_of(files, TODAY)) == {
        "overdue": [("a-2", 50), ("c-1", 60)],
        "months": [
            ("2026-03-01", ["a-3", "b-2"], 80),
            ("2026-04-01", ["b-1"], 20),
            ("2027-03-01", ["b-3"], 40),
        ],
        "waiting": [("a-4", 7)],
        "paid": ["a-1"],
    }


def test_what_was_cancelled_is_not_to_come() -> None:
    parts = (100, "2026-01-31"), (100, "2026-04-30"), (100, "2026-05-31")
    assert named(calendar_of([file("a", 100, *parts, cancelled_pence=150)], TODAY)) == {
        "overdue": [],
        "months": [("2026-04-01", ["a-2"], 50)],
        "waiting": [],
        "paid": ["a-1"],
    }


def test_without_plans_there_is_nothing() -> None:
    empty = {"overdue": [], "months": [], "waiting": [], "paid": []}
    assert named(calendar_of([], TODAY)) == empty
    assert named(calendar_of([AwardFile(instalments=())], TODAY)) == empty
