"""The fund that the tests of reviews begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.integration.reviews.given import Given, given
from tests.support.visitor import Visitor


@pytest.fixture
def fund(app: Flask, enter: Callable[..., Visitor]) -> Given:
    """A fund whose reviews Rosa answers within 14 days, and Stan where she can't."""
    made = given(app, enter)
    made.name()
    return made
