"""Versions of criteria: each change is appended with who and when, and the seal names it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from makeithappen.core.db import reading
from panels import store
from panels.rules.settings import sealed
from tests.integration.panels.given import DayGiven, criterion


def versions(day: DayGiven) -> list[tuple[str, int, int, bool, str]]:
    """Name, version, weight, whether it was removed, and who saved it; the oldest first."""
    with day.app.app_context():
        found = store.criterion_versions(reading(), day.day_id)
    names = {day.chair.person_id: "Gail"}
    told = [
        (one.criterion.name, one.criterion.version, one.criterion.weight, one.is_removed,
         names.get(one.saved_by, one.saved_by))
        for one in found
    ]  # fmt: skip
    return sorted(told)


def test_a_change_appends_a_version_and_the_seal_names_it(day: DayGiven) -> None:
    page = day.chair.open(f"{day.address}/criteria/{day.criteria[0]}")
    day.chair.fill(page, weight="5", written_by="Bella and Ashok")
    day.chair.send(f"{day.address}/criteria/{day.criteria[0]}")
    assert versions(day) == [
        ("Lasting", 1, 1, False, "Gail"),
        ("Together", 1, 3, False, "Gail"),
        ("Together", 2, 5, False, "Gail"),
    ]
    body = json.loads(sealed(day.read().settings).canonical_text())
    assert [one.get("version") for one in body["criteria"]] == [2, None]
    seen = day.members[0].open(f"{day.address}/criteria/history").text
    assert "Together (version 2)" in seen
    assert "saved by Gail · written by Bella and Ashok" in seen
    assert "Together (version 1)" in seen


def test_what_was_taken_away_stays_in_the_history(day: DayGiven) -> None:
    by = {"actor_id": day.chair.person_id}
    day.act(store.remove_criterion, day.criteria[1], **by)
    day.act(store.put_criterion, criterion("Kind"), **by)
    assert versions(day) == [
        ("Kind", 1, 1, False, "Gail"),
        ("Lasting", 1, 1, False, "Gail"),
        ("Lasting", 2, 1, True, "Gail"),
        ("Together", 1, 3, False, "Gail"),
    ]
    assert "Lasting (taken away)" in day.chair.open(f"{day.address}/criteria/history").text


def test_a_version_is_never_changed(day: DayGiven) -> None:
    with pytest.raises(DatabaseError, match="append only"), day.writing() as (session, _at):
        session.execute(text("UPDATE criterion_versions SET said = ''"))


def test_only_the_panel_and_who_runs_the_day_read_it(day: DayGiven, enter: object) -> None:
    from makeithappen.core.access import Role

    stranger = enter(Role.PANEL_MEMBER, first_name="Zoe")  # type: ignore[operator]
    assert stranger.open(f"{day.address}/criteria/history").status == 404
