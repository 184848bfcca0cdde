"""Pressing twice: one effect, the same answer; another body under the same key is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from makeithappen.core.db import now, reading, transaction
from makeithappen.core.errors import Refused
from makeithappen.core.events import Event, record
from makeithappen.core.intents import IntentRefusal, once

WHO = {"actor_id": "person-1", "scope": "test"}


def press(app: Flask, *, key: str = "k", body: str = "b", scope: str = "test") -> str:
    """One press of a button that appends one event; gives the address of what came of it."""
    with app.app_context(), transaction() as session:

        def act() -> str:
            record(session, at=now(session), actor_id="person-1", what="pressed", subject_id="x")
            session.flush()
            return f"/events/{session.scalar(select(func.max(Event.number)))}"

        return once(session, actor_id="person-1", scope=scope, key=key, body=body, act=act)


def presses(app: Flask) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(Event)) or 0


def test_the_second_press_gives_the_first_answer(app: Flask) -> None:
    assert [press(app), press(app)] == ["/events/1", "/events/1"]
    assert presses(app) == 1


@pytest.mark.parametrize("other", [{"body": "c"}, {"scope": "elsewhere"}])
def test_a_key_with_another_body_is_refused(app: Flask, other: dict[str, str]) -> None:
    press(app)
    with pytest.raises(Refused) as refused:
        press(app, **other)
    assert refused.value.code == IntentRefusal.KEY_REUSED
    assert presses(app) == 1


@pytest.mark.parametrize("key", ["", "x" * 81])
def test_a_key_is_needed(app: Flask, key: str) -> None:
    with pytest.raises(Refused) as refused:
        press(app, key=key)
    assert refused.value.code == IntentRefusal.KEY_MISSING


def test_forty_presses_at_once_have_one_effect(app: Flask) -> None:
    with ThreadPoolExecutor(20) as pool:
        places = list(pool.map(lambda _turn: press(app), range(40)))
    assert set(places) == {places[0]}
    assert presses(app) == 1


def test_a_failed_press_leaves_nothing_and_may_be_tried_again(app: Flask) -> None:
    def fail() -> str:
        raise ValueError("the light went out")

    with pytest.raises(ValueError, match="light"), app.app_context(), transaction() as session:
        once(session, actor_id="person-1", scope="test", key="k", body="b", act=fail)
    assert press(app) == "/events/1"
