"""The day that most tests of the panel begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.integration.panels.given import DayGiven, a_day
from tests.integration.panels.vote_given import VoteGiven, a_vote
from tests.support.visitor import Visitor


@pytest.fixture
def day(app: Flask, enter: Callable[..., Visitor]) -> DayGiven:
    """A day in set-up that could open."""
    return a_day(app, enter)


@pytest.fixture
def open_day(day: DayGiven) -> DayGiven:
    """A day on which scoring is open."""
    day.open()
    return day


@pytest.fixture
def vote(app: Flask, enter: Callable[..., Visitor]) -> VoteGiven:
    """A community vote in set-up that could open."""
    return a_vote(app, enter)


@pytest.fixture
def open_vote(vote: VoteGiven) -> VoteGiven:
    """A community vote that is open."""
    vote.open()
    return vote
