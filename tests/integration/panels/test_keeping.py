"""A day that was read is kept until something happens on it, and never what did not come to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from makeithappen.core.db import reading
from panels import models, store
from panels.rules.day import Move, State
from panels.store import keeping
from tests.integration.panels.given import DayGiven, a_day
from tests.support.visitor import Visitor


def known(day: DayGiven) -> store.Day:
    with day.app.app_context():
        return store.known_day(reading(), day.day_id)


def test_a_day_is_read_once_until_something_happens(
    open_day: DayGiven, statements: Callable[[], Any]
) -> None:
    counts = []
    for happens in (False, False, True, False):
        if happens:
            open_day.move(Move.BREAK)
        with statements() as said:
            found = known(open_day)
        assert found == open_day.read()
        counts.append(len(said))
    assert counts == [6, 1, 6, 1]


def test_what_was_taken_back_is_not_kept(open_day: DayGiven) -> None:
    """A move that does not come to be leaves nothing behind that a sheet could be judged by."""

    def fails() -> None:
        with open_day.writing() as (session, at):
            for move in (Move.BREAK, Move.DELIBERATE):
                store.move_day(session, open_day.day_id, move, actor_id="test", at=at)
            assert store.load_day(session, open_day.day_id).state is State.DELIBERATION
            raise RuntimeError("the power went")

    open_day.declare(0, 0)
    with pytest.raises(RuntimeError):
        fails()
    open_day.move(Move.BREAK)
    open_day.act(store.give_extra_time, 1, actor_id="test")
    assert open_day.score_again(0, 0, 4, 4) == 1


def test_a_sheet_after_the_close_is_late_whatever_is_kept(open_day: DayGiven) -> None:
    open_day.declare(0, 0)
    assert known(open_day).state is State.SCORING
    open_day.close_scoring()
    assert open_day.score_again(0, 0, 4, 4) == 0


def test_a_pitch_that_was_put_right_is_read_again(open_day: DayGiven) -> None:
    assert known(open_day).pitches[0].title == "Idea 1"
    with open_day.writing() as (session, _at):
        right = {"title": "A bench", "version": models.Pitch.version + 1}
        session.execute(
            update(models.Pitch).where(models.Pitch.id == open_day.pitches[0]).values(**right)
        )
    assert known(open_day).pitches[0].title == "A bench"


def test_a_day_that_is_being_set_up_is_always_read(day: DayGiven) -> None:
    assert known(day).panel_size == 5
    panel = [store.NewMember(one.person_id, "Ashok", is_reserve=False) for one in day.members[:4]]
    day.act(store.put_members, panel, actor_id="test")
    assert known(day).panel_size == 4


def test_only_some_days_are_kept(
    app: Flask, enter: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "DAYS_KEPT", 1)
    days = [a_day(app, enter) for _turn in range(2)]
    for _turn in range(2):
        assert [known(one).day_id for one in days] == [one.day_id for one in days]
