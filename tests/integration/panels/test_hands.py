"""Who had a hand in a day, so that somebody else looks at its decisions again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from makeithappen.core.access import Role
from panels import store
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor


def test_members_reserve_and_whoever_moved_or_decided(
    app: Flask, enter: Callable[..., Visitor], open_day: DayGiven
) -> None:
    a_day(app, enter)
    open_day.close_scoring()
    scribe = enter(Role.CHAIR)
    open_day.decide(0, "not_now", 0)
    open_day.chair, chair = scribe, open_day.chair
    open_day.decide(1, "not_now", 0)
    seated = {one.person_id for one in (*open_day.members, open_day.reserve)}
    found = open_day.ask(lambda session, _day: store.hands(session, ["round-1", "round-2"]))
    own = ("round-1", open_day.day_id)
    assert found[own] == seated | {chair.person_id, scribe.person_id}
    assert {len(who) for place, who in found.items() if place != own} == {6}
    assert open_day.ask(lambda session, _day: store.hands(session, ["round-2"])) == {}
